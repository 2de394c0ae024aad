// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	mask = "***"

	// maxExcerpt is how many characters of a body an error holds, and excerptBytes
	// how many bytes of the body are looked at for them.
	maxExcerpt   = 200
	excerptBytes = 64 << 10

	// maxText is how many characters of a message or a header an error holds.
	maxText = 1000

	// maxPartialSecret is the longest prefix of a secret tolerated at the end of a
	// truncated body.
	maxPartialSecret = 3
)

// Secrets are texts that must not be shown. A service can echo what we sent, in
// any encoding, so each is known in the usual ones. The zero value holds none;
// it may be used by many goroutines at once.
type Secrets struct {
	mu    sync.RWMutex
	texts []string
}

// Add makes texts secret; empty ones are left out.
func (s *Secrets) Add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if text == "" {
			continue
		}
		forms := []string{text}
		// Twice, because an error in JSON or HTML repeats a login in JSON.
		for range 2 {
			for _, form := range forms {
				for _, encode := range encodings {
					if encoded := encode(form); !slices.Contains(forms, encoded) {
						forms = append(forms, encoded)
					}
				}
			}
		}
		for _, form := range forms {
			if !slices.Contains(s.texts, form) {
				s.texts = append(s.texts, form)
			}
		}
	}
	// Longest first, so that sequential replacement masks a secret that contains
	// another.
	slices.SortFunc(s.texts, func(a, b string) int { return len(b) - len(a) })
}

// encodings are the ways in which a service may write a text that it repeats.
var encodings = []func(string) string{
	goQuoted,
	url.QueryEscape,
	url.PathEscape,
	lowerHex(url.QueryEscape),
	lowerHex(url.PathEscape),
	html.EscapeString,
	strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;").Replace,
	jsonQuoted,
	func(text string) string { return htmlSafe.Replace(jsonQuoted(text)) },
	func(text string) string { return strings.ReplaceAll(jsonQuoted(text), "/", `\/`) },
	func(text string) string { return strings.ReplaceAll(ascii(jsonQuoted(text)), "/", `\/`) },
	func(text string) string { return ascii(jsonQuoted(text)) },
	func(text string) string { return ascii(htmlSafe.Replace(jsonQuoted(text))) },
}

// htmlSafe is what some encoders of JSON do for the sake of HTML.
var htmlSafe = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`)

func goQuoted(text string) string {
	quoted := strconv.Quote(text)
	return quoted[1 : len(quoted)-1]
}

func jsonQuoted(text string) string {
	quoted, err := jsontext.AppendQuote(nil, strings.ToValidUTF8(text, "\uFFFD"))
	if err != nil {
		return text
	}
	return string(quoted[1 : len(quoted)-1])
}

// ascii escapes what isn't ASCII the way JSON does.
func ascii(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	return b.String()
}

// lowerHex writes the digits of percent encoding in lower case.
func lowerHex(encode func(string) string) func(string) string {
	digits := regexp.MustCompile("%[0-9A-F]{2}")
	return func(text string) string { return digits.ReplaceAllStringFunc(encode(text), strings.ToLower) }
}

// Mask replaces every secret in a text.
func (s *Secrets) Mask(text string) string {
	return s.redact(text, false)
}

// redact replaces every secret in a text; in one that may have been cut off, also the
// beginning of a secret at its end. Secrets may overlap, so what belongs to one is
// marked first.
func (s *Secrets) redact(text string, cutOff bool) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var marked []bool
	mark := func(from, to int) {
		if marked == nil {
			marked = make([]bool, len(text))
		}
		for i := from; i < to; i++ {
			marked[i] = true
		}
	}
	for _, secret := range s.texts {
		end := 0
		for from := 0; ; from++ {
			i := strings.Index(text[from:], secret)
			if i < 0 {
				break
			}
			from += i
			mark(max(from, end), from+len(secret))
			end = from + len(secret)
		}
		for n := min(len(secret), len(text)); cutOff && n > maxPartialSecret; n-- {
			if strings.HasSuffix(text, secret[:n]) {
				mark(len(text)-n, len(text))
				break
			}
		}
	}
	if marked == nil {
		return text
	}
	var b strings.Builder
	for i := range len(text) {
		switch {
		case !marked[i]:
			b.WriteByte(text[i])
		case i == 0 || !marked[i-1]:
			b.WriteString(mask)
		}
	}
	return b.String()
}

// List returns the secrets in all their forms.
func (s *Secrets) List() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.texts)
}

// excerpt is the beginning of a body, printable. Secrets go before it is cut,
// so that the cut can't leave half of one.
func excerpt(secrets *Secrets, body []byte) string {
	return shorten(printable(secrets.redact(string(body[:min(len(body), excerptBytes)]), true)), maxExcerpt)
}

// sanitize is a text of the service, printable, not too long, without secrets.
func sanitize(secrets *Secrets, text string) string {
	return shorten(printable(secrets.Mask(text)), maxText)
}

func shorten(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit]) + "…"
}

// printable replaces what a terminal would act on and folds white space.
func printable(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		default:
			return unicode.ReplacementChar
		}
	}, text)
	return strings.Join(strings.Fields(text), " ")
}
