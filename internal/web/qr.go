package web

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// QRType is the content type of a QR code's picture.
const QRType = "image/svg+xml"

// quiet is the empty edge that a reader needs around a code (ISO/IEC 18004:
// four modules).
const quiet = 4

// QR is a text as a QR code: a picture in SVG, dark on white in every colour
// scheme, that may be stretched to any size. It stands medium damage, so that a
// stain on a wall does no harm.
func QR(text string) ([]byte, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("make a QR code: %w", err)
	}
	side := strconv.Itoa(code.Size + 2*quiet)
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + side + ` ` + side + `" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h` +
		side + `v` + side + `H0z"/><path d="`)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			if width := run(code, x, y); width > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, width, width)
				x += width
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return []byte(b.String()), nil
}

// run is how many dark modules follow each other from a place to the right.
func run(code *qr.Code, x, y int) (n int) {
	for x+n < code.Size && code.Black(x+n, y) {
		n++
	}
	return n
}
