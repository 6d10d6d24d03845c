package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"testing"
)

// Upload sends a form with a file; fields are names and values in turn of what
// else the form has.
func (v *Visitor) Upload(t testing.TB, path, field, name string, content []byte, fields ...string) Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	for i := 0; i+1 < len(fields) && err == nil; i += 2 {
		err = w.WriteField(fields[i], fields[i+1])
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return v.send(t, http.MethodPost, path, &body, []string{"Origin", v.base, "Content-Type", w.FormDataContentType()})
}

// send asks for a path with a body.
func (v *Visitor) send(t testing.TB, method, path string, body io.Reader, header []string) Answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.base+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if v.Accept != "" {
		req.Header.Set("Accept-Language", v.Accept)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: string(text)}
}
