package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// weightRecord is what one page weighs in bytes, pictures left out.
type weightRecord struct {
	path          string
	html, zipped  int // the page itself, and what a proxy that compresses makes of it
	files         int // style and script, compressed as they are sent
	fonts         int // those whose characters the page has
	total, budget int // without a compressing proxy, on a first visit
}

// budget is the most that a page may weigh (design §10).
const budget = 100_000

// weighed are the pages, with who looks at them.
var weighed = []struct{ path, as string }{
	{"/", ""}, {"/about", ""}, {"/guidelines", ""}, {"/privacy", ""}, {"/easy", ""}, {"/signin", ""},
	{"/workspace", mentee}, {"/account", mentee},
	{"/admin", administrator}, {"/admin/people", administrator}, {"/admin/institutions", administrator}, {"/admin/audit", administrator},
}

func weigh(ctx context.Context, s *service) ([]weightRecord, error) {
	var list []weightRecord
	for _, x := range weighed {
		b, err := newBrowser(s.address)
		if err == nil && x.as != "" {
			err = b.signIn(ctx, x.as)
		}
		if err != nil {
			return nil, err
		}
		w, err := b.weigh(ctx, x.path)
		if err != nil {
			return nil, fmt.Errorf("weigh %s: %w", x.path, err)
		}
		list = append(list, w)
	}
	return list, nil
}

var (
	linked = regexp.MustCompile(`<(?:link rel="stylesheet" href|script src)="([^"]+)"`)
	face   = regexp.MustCompile(`@font-face\s*\{[^}]*\}`)
	source = regexp.MustCompile(`url\("?([^")]+)"?\)`)
	span   = regexp.MustCompile(`[uU]\+([0-9a-fA-F]+)(?:-([0-9a-fA-F]+))?`)
)

func (b *browser) weigh(ctx context.Context, path string) (w weightRecord, err error) {
	body, _, err := b.page(ctx, path)
	if err != nil {
		return w, err
	}
	w = weightRecord{path: path, html: len(body), zipped: zipped(body), budget: budget}
	for _, m := range linked.FindAllSubmatch(body, -1) {
		sent, plain, err := b.file(ctx, string(m[1]))
		if err != nil {
			return w, err
		}
		w.files += sent
		fonts, err := b.fonts(ctx, string(plain), []rune(string(body)))
		if err != nil {
			return w, err
		}
		w.fonts += fonts
	}
	w.total = w.html + w.files + w.fonts
	return w, nil
}

// file gives how many bytes a file is sent as to a browser, and its content.
func (b *browser) file(ctx context.Context, path string) (sent int, plain []byte, err error) {
	for _, coding := range []string{"br, gzip", "identity"} {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+path, nil)
		if err != nil {
			return 0, nil, err
		}
		request.Header.Set("Accept-Encoding", coding)
		if plain, _, err = b.do(request); err != nil {
			return 0, nil, err
		}
		if sent == 0 {
			sent = len(plain)
		}
	}
	return sent, plain, nil
}

// fonts adds up the fonts of a style sheet that a browser fetches for a text.
func (b *browser) fonts(ctx context.Context, style string, text []rune) (int, error) {
	sum := 0
	for _, rule := range face.FindAllString(style, -1) {
		if m := source.FindStringSubmatch(rule); m != nil && slices.ContainsFunc(text, within(rule)) {
			sent, _, err := b.file(ctx, "/static/"+m[1])
			if err != nil {
				return 0, err
			}
			sum += sent
		}
	}
	return sum, nil
}

// within tells whether a font's rule covers a character; one without a range
// covers all.
func within(rule string) func(rune) bool {
	_, ranges, limited := strings.Cut(rule, "unicode-range:")
	spans := span.FindAllStringSubmatch(ranges, -1)
	return func(c rune) bool {
		return !limited || slices.ContainsFunc(spans, func(m []string) bool {
			from, to := hex(m[1]), hex(m[2])
			return c == from || (c > from && c <= to)
		})
	}
}

func hex(digits string) rune {
	n, err := strconv.ParseInt(digits, 16, 32)
	if err != nil {
		return -1 // an absent end
	}
	return rune(n)
}

func zipped(body []byte) int {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(body); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Len()
}
