package seminars

import (
	"testing"

	"domubiedrs/internal/db"
)

// tamper changes an issued list behind the back of the service.
func (o *staff) tamper(t testing.TB, listID string) {
	t.Helper()
	err := o.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := db.Exec(t.Context(), tx, `update attendance_list set content = replace(content, 'Ieva', 'Anna') where id = $1`, listID)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
