package web_test

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"

	"domubiedrs/internal/web"
)

var strokes = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)

// TestQR draws the picture back into modules and compares them with the code.
func TestQR(t *testing.T) {
	for _, text := range []string{"7", "https://mentori.example.org/seminars/0190c7a0/check-in?code=ABCDE-12345", strings.Repeat("ā", 300)} {
		svg, err := web.QR(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(svg, new(struct{})); err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		code, err := qr.Encode(text, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		dark := map[[2]int]bool{}
		for _, m := range strokes.FindAllStringSubmatch(string(svg), -1) {
			for i := range number(t, m[3]) {
				dark[[2]int{number(t, m[1]) + i - 4, number(t, m[2]) - 4}] = true
			}
		}
		for y := -4; y < code.Size+4; y++ {
			for x := -4; x < code.Size+4; x++ {
				if dark[[2]int{x, y}] != code.Black(x, y) {
					t.Fatalf("the module %d, %d of %.20q is wrong", x, y, text)
				}
			}
		}
		if box := fmt.Sprintf(`viewBox="0 0 %[1]d %[1]d"`, code.Size+8); !strings.Contains(string(svg), box) {
			t.Errorf("no %s", box)
		}
	}
	if _, err := web.QR(strings.Repeat("x", 5000)); err == nil {
		t.Error("a text that no code can hold is taken")
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
