package mail

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"domubiedrs/internal/fault"
	"domubiedrs/internal/i18n"
)

// composed is a message with its parts made, ready to be stored or sent.
type composed struct {
	to      Address
	subject string
	text    string
	html    string
	offURL  string
	replyTo string
	file    string // an invitation
}

// view is what the HTML part is made of.
type view struct {
	Lang     i18n.Lang
	Subject  string
	Heading  string
	Greeting string
	Blocks   []viewBlock
	Owner    string
	Reason   string
	OffLabel string
	OffURL   string
}

type viewBlock struct {
	Kind  string
	Lines []string // a paragraph's lines, or a list's items
	Label string
	URL   string
}

//go:embed mail.html
var page string

var pageTemplate = template.Must(template.New("mail").Parse(page))

// method finds what a calendar file asks of who receives it.
var method = regexp.MustCompile(`(?m)^METHOD:([A-Z]+)\r?$`)

// methodOf is that, which the type of the part must repeat (RFC 6047 §2.4).
func methodOf(file string) string {
	if found := method.FindStringSubmatch(file); found != nil {
		return found[1]
	}
	return ""
}

var errAddress = fault.New(fault.Invalid, "mail.bad-address")

// compose checks the message and makes both parts. owner is the programme
// owner's name.
func compose(t *i18n.Translator, owner string, m Message) (composed, error) {
	if !Valid(m.To.Email) {
		return composed{}, errAddress
	}
	v, err := viewOf(t, owner, m)
	if err != nil {
		return composed{}, err
	}
	var html bytes.Buffer
	if err := pageTemplate.Execute(&html, v); err != nil {
		return composed{}, fmt.Errorf("compose %s: %w", m.Kind, err)
	}
	to := Address{headerText(m.To.Name, maxName), m.To.Email}
	if m.ReplyTo != "" && !Valid(m.ReplyTo) || m.Calendar != "" && methodOf(m.Calendar) == "" {
		return composed{}, fmt.Errorf("compose %s: the address for answers is not valid, or its calendar has no method", m.Kind)
	}
	return composed{to, v.Subject, plain(v), html.String(), m.OffURL, m.ReplyTo, m.Calendar}, nil
}

func viewOf(t *i18n.Translator, owner string, m Message) (view, error) {
	v := view{Lang: t.Lang(), Subject: headerText(m.Subject, maxSubject), Heading: headerText(m.Heading, maxSubject),
		Greeting: t.T("mail.greeting"), Owner: headerText(owner, maxSubject), Reason: bodyText(m.Reason), OffURL: m.OffURL}
	if v.Subject == "" || !kindPattern.MatchString(m.Kind) {
		return v, fmt.Errorf("compose %q: it has no subject or no proper kind", m.Kind)
	}
	if v.Heading == "" {
		v.Heading = v.Subject
	}
	if name := headerText(m.Greeting, maxName); name != "" {
		v.Greeting = t.T("mail.greeting-name", "name", name)
	}
	if v.Reason == "" {
		v.Reason = t.T("mail.reason")
	}
	if v.OffURL != "" {
		v.OffLabel = t.T("mail.off")
		if !absolute(v.OffURL) {
			return v, fmt.Errorf("compose %s: the link for switching off is not absolute", m.Kind)
		}
	}
	var err error
	v.Blocks, err = viewBlocks(m)
	return v, err
}

var kindPattern = regexp.MustCompile(`^[a-z][a-z0-9.-]{0,63}$`)

func viewBlocks(m Message) ([]viewBlock, error) {
	blocks := make([]viewBlock, len(m.Blocks))
	actions := 0
	for i, b := range m.Blocks {
		blocks[i] = viewBlock{Kind: b.kind, Label: headerText(b.text, maxSubject), URL: b.url}
		switch b.kind {
		case "text":
			blocks[i].Lines = strings.Split(strings.TrimSpace(bodyText(b.text)), "\n")
		case "list":
			for _, item := range b.items {
				blocks[i].Lines = append(blocks[i].Lines, strings.Join(strings.Fields(bodyText(item)), " "))
			}
		case "action":
			if actions++; actions > 1 || !absolute(b.url) {
				return nil, fmt.Errorf("compose %s: more than one action, or one whose link is not absolute", m.Kind)
			}
		}
	}
	return blocks, nil
}

// absolute tells whether a link works from a mail program and fits a header.
func absolute(link string) bool {
	u, err := url.Parse(link)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(link, "<>\" \r\n\t,")
}

// plain is the text part; it says the same as the HTML part, in the same order.
func plain(v view) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", v.Heading, v.Greeting)
	for _, block := range v.Blocks {
		switch block.Kind {
		case "text":
			b.WriteString(strings.Join(block.Lines, "\n") + "\n\n")
		case "list":
			b.WriteString("- " + strings.Join(block.Lines, "\n- ") + "\n\n")
		case "action":
			fmt.Fprintf(&b, "%s:\n%s\n\n", block.Label, block.URL)
		case "code":
			fmt.Fprintf(&b, "    %s\n\n", block.Label)
		}
	}
	b.WriteString("-- \n") // what mail programs know as the beginning of the signature (RFC 3676 §4.3)
	if v.Owner != "" {
		b.WriteString(v.Owner + "\n")
	}
	b.WriteString(v.Reason + "\n")
	if v.OffURL != "" {
		fmt.Fprintf(&b, "%s: %s\n", v.OffLabel, v.OffURL)
	}
	return b.String()
}
