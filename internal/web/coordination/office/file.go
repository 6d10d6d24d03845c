package office

import (
	"fmt"
	"iter"
	"net/http"
	"slices"

	"domubiedrs/internal/sheet"
	"domubiedrs/internal/web"
)

// Formats are the kinds of file that tables are saved as.
var Formats = []sheet.Format{sheet.XLSX, sheet.CSV}

// FormatOf is the kind of file that is asked for: XLSX unless said otherwise.
func FormatOf(r *web.Request) (sheet.Format, error) {
	asked := sheet.Format(r.URL.Query().Get("format"))
	if asked == "" {
		return sheet.XLSX, nil
	}
	if !slices.Contains(Formats, asked) {
		return "", fmt.Errorf("no file is made as %q", asked)
	}
	return asked, nil
}

// Send writes a table as a file to be saved.
func (o Office) Send(w http.ResponseWriter, r *web.Request, name string, format sheet.Format, columns []sheet.Column, rows iter.Seq2[[]string, error]) error {
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+r.Tr.ISODate(o.Now())+"."+string(format)+`"`)
	return sheet.Write(w, format, sheet.Document{Name: name, Lang: r.Lang(), Made: o.Now(), Columns: columns}, rows)
}
