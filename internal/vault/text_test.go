package vault_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"log/slog"
	"strings"
	"testing"

	"domubiedrs/internal/vault"
)

const canary = "canary-5f02-dzērvenes"

var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%t"}

// holders are the ways a Text can be carried about.
func holders() []any {
	text := vault.NewText(canary)
	type open struct{ Text vault.Text }
	type closed struct{ text vault.Text }
	type deep struct{ inner *closed }
	return []any{
		text, &text, []vault.Text{text}, map[string]vault.Text{"k": text}, open{text}, &open{text},
		closed{text}, &closed{text}, deep{&closed{text}}, []closed{{text}}, [1]any{closed{text}},
	}
}

func hasCanary(s string) bool {
	return strings.Contains(s, canary) || strings.Contains(s, "canary") ||
		strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", canary))
}

func TestTextHidesFromPrinting(t *testing.T) {
	for _, verb := range verbs {
		for _, h := range holders() {
			if got := fmt.Sprintf(verb, h); hasCanary(got) {
				t.Errorf("%s of %T prints %s", verb, h, got)
			}
		}
	}
	if got := fmt.Sprint(vault.NewText(canary)) + fmt.Errorf("x: %v", vault.NewText(canary)).Error(); hasCanary(got) {
		t.Error(got)
	}
}

func TestTextHidesFromLogsAndEncoders(t *testing.T) {
	var out bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		for _, h := range holders() {
			slog.New(handler).Info("text", "value", h)
		}
	}
	for _, h := range holders() {
		if err := json.NewEncoder(&out).Encode(h); err != nil {
			t.Error(err)
		}
	}
	type Note struct{ Text vault.Text }
	if err := xml.NewEncoder(&out).Encode(Note{vault.NewText(canary)}); err != nil {
		t.Error(err)
	}
	page := template.Must(template.New("").Parse(`<p title="{{.}}">{{.}}</p><script>{{.}}</script>`))
	if err := page.Execute(&out, vault.NewText(canary)); err != nil {
		t.Error(err)
	}
	if hasCanary(out.String()) || !strings.Contains(out.String(), "[sealed]") {
		t.Errorf("written: %s", out.String())
	}
}

func TestTextRevealsWhenAsked(t *testing.T) {
	text := vault.NewText(canary)
	if text.Reveal() != canary || text.Empty() || !text.Equal(vault.NewText(canary)) || text.Equal(vault.NewText("")) {
		t.Error("the content is not what went in")
	}
	if none := (vault.Text{}); none.Reveal() != "" || !none.Empty() {
		t.Error("the zero text is not empty")
	}
}

func TestSealedIsABlobAndHides(t *testing.T) {
	var s vault.Sealed
	if v, err := s.Value(); v != nil || err != nil || !s.Empty() {
		t.Errorf("the zero value is %v (%v), want null", v, err)
	}
	column := []byte(canary)
	if err := s.Scan(column); err != nil {
		t.Fatal(err)
	}
	column[0] = 'X' // the driver uses its buffer again
	if v, err := s.Value(); err != nil || string(v.([]byte)) != canary || s.Empty() {
		t.Errorf("value %v (%v)", v, err)
	}
	for _, verb := range verbs {
		if got := fmt.Sprintf(verb, s); got != "[sealed]" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
	if b, err := json.Marshal(s); err != nil || string(b) != `"[sealed]"` {
		t.Errorf("JSON %s (%v)", b, err)
	}
	if err := s.Scan("text"); err == nil {
		t.Error("a text was taken for a sealed value")
	}
	if err := s.Scan(nil); err != nil || !s.Empty() {
		t.Errorf("null: %v", err)
	}
}
