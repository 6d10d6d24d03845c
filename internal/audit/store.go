package audit

import (
	"context"
	"strconv"
	"strings"
	"time"

	"domubiedrs/internal/db"
)

// advance takes the next n numbers and gives the head as it was. The row stays
// locked until the transaction ends, which puts the entries in one order.
func advance(ctx context.Context, tx *db.Tx, n int) (Head, error) {
	return db.One(ctx, tx, func(s db.Scanner) (h Head, err error) {
		err = s.Scan(&h.Seq, &h.Hash)
		return h, err
	}, `update audit_head set seq = seq + $1 where id = 1 returning seq - $1, hash`, n)
}

func insert(ctx context.Context, tx *db.Tx, i Item) error {
	_, err := db.Exec(ctx, tx, `insert into audit_entry
		(seq, at, actor_id, action, object_kind, object_id, subject_id, programme_id, previous, hash)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		i.Seq, i.At, i.Actor, string(i.Action), string(i.Object.Kind), i.Object.ID, i.Subject, i.Programme, i.Previous, i.Hash)
	return err
}

func setHash(ctx context.Context, tx *db.Tx, hash string) error {
	_, err := db.Exec(ctx, tx, `update audit_head set hash = $1 where id = 1`, hash)
	return err
}

// state is the head, and the highest number there is; both of one moment.
type state struct {
	Head
	highest int64
}

func readState(ctx context.Context, q db.Q) (state, error) {
	return db.One(ctx, q, func(s db.Scanner) (st state, err error) {
		err = s.Scan(&st.Seq, &st.Hash, &st.highest)
		return st, err
	}, `select seq, hash, coalesce((select max(seq) from audit_entry), 0) from audit_head where id = 1`)
}

// readItem is an entry read for verifying; unreadable if somebody has put what
// is not a time where its time stands.
type readItem struct {
	Item
	unreadable bool
}

const columns = `select seq, at, actor_id, action, object_kind, object_id, subject_id, programme_id, previous, hash from audit_entry `

func scanRead(s db.Scanner) (i readItem, err error) {
	var at any
	err = s.Scan(&i.Seq, &at, &i.Actor, &i.Action, &i.Object.Kind, &i.Object.ID, &i.Subject, &i.Programme, &i.Previous, &i.Hash)
	when, isTime := at.(time.Time)
	i.At, i.unreadable = when.UTC(), !isTime
	return i, err
}

func scanItem(s db.Scanner) (i Item, err error) {
	err = s.Scan(&i.Seq, &i.At, &i.Actor, &i.Action, &i.Object.Kind, &i.Object.ID, &i.Subject, &i.Programme, &i.Previous, &i.Hash)
	return i, err
}

func readAfter(ctx context.Context, q db.Q, after, until int64, limit int) ([]readItem, error) {
	return db.Rows(ctx, q, scanRead, columns+`where seq > $1 and seq <= $2 order by seq limit $3`, after, until, limit)
}

// list narrows by f and, unless it is nil, by actions.
func list(ctx context.Context, q db.Q, f Filter, actions []Action, limit int) ([]Item, error) {
	w := where{}
	w.text("actor_id =", f.Actor)
	w.text("subject_id =", f.Subject)
	w.text("object_kind =", string(f.ObjectKind))
	w.text("object_id =", f.ObjectID)
	w.text("action =", string(f.Action))
	w.text("programme_id =", f.Programme)
	w.time("at >=", f.From)
	w.time("at <", f.To)
	if f.Before > 0 {
		w.add("seq <", f.Before)
	}
	if actions != nil {
		w.terms = append(w.terms, "action in ("+db.In(len(w.args)+1, len(actions))+")")
		for _, a := range actions {
			w.args = append(w.args, string(a))
		}
	}
	query := columns + w.clause() + ` order by seq desc limit $` + strconv.Itoa(len(w.args)+1)
	return db.Rows(ctx, q, scanItem, query, append(w.args, limit)...)
}

// where gathers conditions and their arguments.
type where struct {
	terms []string
	args  []any
}

func (w *where) add(term string, arg any) {
	w.args = append(w.args, arg)
	w.terms = append(w.terms, term+" $"+strconv.Itoa(len(w.args)))
}

func (w *where) text(term, arg string) {
	if arg != "" {
		w.add(term, arg)
	}
}

func (w *where) time(term string, arg time.Time) {
	if !arg.IsZero() {
		w.add(term, arg)
	}
}

func (w *where) clause() string {
	if len(w.terms) == 0 {
		return ""
	}
	return "where " + strings.Join(w.terms, " and ")
}
