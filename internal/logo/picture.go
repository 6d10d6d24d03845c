package logo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a picture's shape: a side in pixels, and how many times a mark may
// be wider than high, or higher than wide.
const (
	maxSide  = 4096
	maxRatio = 20
)

var errShape = fmt.Errorf("the picture has no size, or one side is more than %d times the other", maxRatio)

// pngRatio is how many times a picture is wider than high. The whole picture is
// read, so that one that breaks off is found now.
func pngRatio(content []byte) (float64, error) {
	size, err := png.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return 0, fmt.Errorf("read a PNG picture: %w", err)
	}
	if size.Width > maxSide || size.Height > maxSide {
		return 0, fmt.Errorf("the picture is larger than %d by %d pixels", maxSide, maxSide)
	}
	if _, err := png.Decode(bytes.NewReader(content)); err != nil {
		return 0, fmt.Errorf("read a PNG picture: %w", err)
	}
	return shape(float64(size.Width), float64(size.Height))
}

func shape(width, height float64) (float64, error) {
	if width <= 0 || height <= 0 || width > maxRatio*height || height > maxRatio*width {
		return 0, errShape
	}
	return width / height, nil
}

// elements are what a mark is drawn with. What runs, what moves, what brings in
// other files and what holds HTML is left out.
var elements = []string{"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "use", "symbol",
	"clipPath", "mask", "linearGradient", "radialGradient", "stop", "pattern", "title", "desc", "style", "metadata"}

// svgRatio is pngRatio of a drawing, from its viewBox or else its sides. It
// refuses everything that could be more than a drawing.
func svgRatio(content []byte) (ratio float64, err error) {
	decoder, depth := xml.NewDecoder(bytes.NewReader(content)), 0
	err = errors.New("the file is no SVG drawing")
	for {
		token, problem := decoder.Token()
		if errors.Is(problem, io.EOF) {
			return ratio, err
		}
		if problem != nil {
			return 0, fmt.Errorf("read an SVG drawing: %w", problem)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 && x.Name.Local == "svg" {
				ratio, err = svgShape(x)
			}
			if err := plainElement(x); err != nil {
				return 0, err
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if err := plainStyle(string(x)); err != nil {
				return 0, err
			}
		case xml.Directive:
			if bytes.Contains(x, []byte("ENTITY")) {
				return 0, errors.New("the drawing declares entities")
			}
		case xml.ProcInst:
			if x.Target != "xml" {
				return 0, fmt.Errorf("the drawing calls for %s", x.Target)
			}
		}
	}
}

func plainElement(x xml.StartElement) error {
	if x.Name.Space != "" && x.Name.Space != "http://www.w3.org/2000/svg" {
		return nil // notes of drawing programs: nothing draws them
	}
	if !slices.Contains(elements, x.Name.Local) {
		return fmt.Errorf("the drawing has an element %s", x.Name.Local)
	}
	for _, a := range x.Attr {
		name := strings.ToLower(a.Name.Local)
		switch {
		case strings.HasPrefix(name, "on"):
			return fmt.Errorf("the drawing has an attribute %s", name)
		case name == "href" && !strings.HasPrefix(a.Value, "#"):
			return fmt.Errorf("the drawing refers to %q", a.Value)
		}
		if err := plainStyle(a.Value); err != nil && a.Name.Space != "xmlns" && name != "xmlns" {
			return err
		}
	}
	return nil
}

// plainStyle refuses what brings in another file.
func plainStyle(text string) error {
	text = strings.ToLower(text)
	for rest := text; ; {
		_, after, there := strings.Cut(rest, "url(")
		if !there {
			break
		}
		if !strings.HasPrefix(strings.TrimLeft(after, ` "'`), "#") {
			return errors.New("the drawing brings in another file")
		}
		rest = after
	}
	if strings.Contains(text, "@import") || strings.Contains(text, "javascript:") {
		return errors.New("the drawing brings in another file")
	}
	return nil
}

func svgShape(x xml.StartElement) (float64, error) {
	values := map[string]string{}
	for _, a := range x.Attr {
		values[a.Name.Local] = a.Value
	}
	if box := strings.FieldsFunc(values["viewBox"], func(r rune) bool { return r == ' ' || r == ',' }); len(box) == 4 {
		return shape(length(box[2]), length(box[3]))
	}
	return shape(length(values["width"]), length(values["height"]))
}

// length is a number of pixels; 0 for what is none.
func length(text string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSuffix(text, "px"), 64)
	if err != nil || n > 1e6 {
		return 0
	}
	return n
}
