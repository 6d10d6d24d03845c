package sheet

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
)

// maxToken bounds a tag or a text in XML, in bytes: more than a full cell whose
// every sign is written as a number.
const maxToken = 1 << 20

var errToken = errors.New("a piece of XML is longer than a cell can be")

// tokens reads XML piece by piece in memory that a piece bounds. It does not
// check that ends fit starts: its readers look for few elements and are told
// nothing by the nesting of others.
type tokens struct {
	*xml.Decoder
	meter *meter
}

func newTokens(r io.Reader) *tokens {
	m := &meter{Reader: bufio.NewReaderSize(r, 32<<10)}
	d := xml.NewDecoder(m)
	d.Strict = true
	return &tokens{d, m}
}

// next gives the next piece; its bytes hold until the call after.
func (t *tokens) next() (xml.Token, error) {
	t.meter.token = 0
	return t.RawToken()
}

// meter counts the bytes of a piece.
type meter struct {
	*bufio.Reader
	token int
}

func (m *meter) ReadByte() (byte, error) {
	if m.token++; m.token > maxToken {
		return 0, errToken
	}
	return m.Reader.ReadByte()
}

// each gives every piece to take, to the end or to the first error.
func (t *tokens) each(take func(xml.Token) error) error {
	for {
		tok, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(tok); err != nil {
			return err
		}
	}
}

// attr gives an attribute by its local name, or "".
func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
