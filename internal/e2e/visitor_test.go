package e2e

import (
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// visitor is a browser without script: it keeps cookies, says where its posts
// come from, and follows redirects only when it is told to.
type visitor struct {
	s      *service
	client *http.Client
	agent  string // what it says of itself
	lang   string // languages that it accepts; empty: Latvian
}

// visitor opens a browser in which nobody is signed in.
func (s *service) visitor(t testing.TB) *visitor { return s.visitorFrom(t, "127.0.0.1") }

// visitorFrom opens one at another address of this machine (127.0.0.0/8).
func (s *service) visitorFrom(t testing.TB, address string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 4,
		DialContext: (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}).DialContext}
	t.Cleanup(transport.CloseIdleConnections)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &visitor{s: s, agent: "e2e", client: &http.Client{Jar: jar, Transport: transport, CheckRedirect: stay}}
}

// answer is what came back, to what was asked for.
type answer struct {
	method, path string
	status       int
	header       http.Header
	body         string
}

// to is where a redirect leads.
func (a answer) to() string { return a.header.Get("Location") }

// get asks for a path; header are pairs of a name and a value.
func (v *visitor) get(t testing.TB, path string, header ...string) answer {
	t.Helper()
	return v.do(t, http.MethodGet, path, "", header...)
}

// post sends a form from a page of the service.
func (v *visitor) post(t testing.TB, path string, form url.Values, header ...string) answer {
	t.Helper()
	return v.do(t, http.MethodPost, path, form.Encode(),
		append([]string{"Origin", v.s.Config.BaseURL, "Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

// do sends anything; an empty value takes a header away.
func (v *visitor) do(t testing.TB, method, path, body string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, v.s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("User-Agent", v.agent)
	if v.lang != "" {
		req.Header.Set("Accept-Language", v.lang)
	}
	for i := 0; i+1 < len(header); i += 2 {
		if req.Header.Set(header[i], header[i+1]); header[i+1] == "" {
			req.Header.Del(header[i])
		}
	}
	res, err := v.client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{method, path, res.StatusCode, res.Header, string(content)}
}

// follow goes where a redirect leads, to the end.
func (v *visitor) follow(t testing.TB, a answer) answer {
	t.Helper()
	for range 10 {
		if a.status != http.StatusSeeOther {
			return a
		}
		a = v.get(t, a.to())
	}
	t.Fatalf("%s leads in a circle", a.path)
	return a
}

// submit fills the form of a page whose action is given and sends it; what is
// not given keeps the value that the page has.
func (v *visitor) submit(t testing.TB, page answer, action string, fields ...string) answer {
	t.Helper()
	form := formIn(t, page, action)
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return v.post(t, action, form)
}

// cookies are what the browser holds for the service.
func (v *visitor) cookies(t testing.TB) []*http.Cookie {
	t.Helper()
	u, err := url.Parse(v.s.url)
	if err != nil {
		t.Fatal(err)
	}
	return v.client.Jar.Cookies(u)
}

// want fails unless the answer has the status.
func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("%s %s: status %d to %q, want %d:\n%s", a.method, a.path, a.status, a.to(), status, mainText(a.body))
	}
	return a
}

// goes fails unless the answer leads to the path.
func (a answer) goes(t testing.TB, path string) answer {
	t.Helper()
	a.want(t, http.StatusSeeOther)
	if a.to() != path {
		t.Fatalf("%s %s leads to %q, want %q", a.method, a.path, a.to(), path)
	}
	return a
}

// says fails unless the page has the text.
func (a answer) says(t testing.TB, text string) answer {
	t.Helper()
	if !strings.Contains(html.UnescapeString(a.body), text) {
		t.Fatalf("%s %s does not say %q:\n%s", a.method, a.path, text, mainText(a.body))
	}
	return a
}

// formIn reads the form with that action as a browser would send it.
func formIn(t testing.TB, page answer, action string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page.body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" {
			continue
		}
		to, stated := attribute(n, "action")
		if to == action || !stated && page.path == action {
			return fields(n)
		}
	}
	t.Fatalf("%s %s (%d) has no form to %s:\n%s", page.method, page.path, page.status, action, mainText(page.body))
	return nil
}

func fields(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name, _ := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" {
			continue
		}
		value, _ := attribute(n, "value")
		kind, _ := attribute(n, "type")
		_, checked := attribute(n, "checked")
		switch {
		case n.Data == "textarea":
			values.Add(name, textOf(n))
		case n.Data == "select":
			values.Add(name, selected(n))
		case n.Data == "input" && (kind != "radio" && kind != "checkbox" || checked):
			values.Add(name, value)
		}
	}
	return values
}

func selected(list *html.Node) (value string) {
	first := true
	for n := range list.Descendants() {
		if n.Type != html.ElementNode || n.Data != "option" {
			continue
		}
		if _, chosen := attribute(n, "selected"); chosen || first {
			value, _ = attribute(n, "value")
		}
		first = false
	}
	return value
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// mainText is the text of a page's main part, for messages.
func mainText(page string) string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return page
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			return strings.Join(strings.Fields(textOf(n)), " ")
		}
	}
	return page
}
