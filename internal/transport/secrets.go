// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	mask = "***"

	// excerptLength is how many characters of a body are shown.
	excerptLength = 200

	// leakLength is how many characters of a secret may stand at the end of a
	// body that was cut off inside it.
	leakLength = 3
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
		forms := []string{text, inner(strconv.Quote(text)), url.QueryEscape(text), url.PathEscape(text), html.EscapeString(text)}
		if quoted, err := jsontext.AppendQuote(nil, text); err == nil {
			escaped := inner(string(quoted))
			forms = append(forms, escaped, strings.NewReplacer("<", "\\u003c", ">", "\\u003e", "&", "\\u0026", "/", "\\/").Replace(escaped),
				strings.NewReplacer("<", "\\u003c", ">", "\\u003e", "&", "\\u0026").Replace(escaped))
		}
		for _, form := range forms {
			if form != "" && !slices.Contains(s.texts, form) {
				s.texts = append(s.texts, form)
			}
		}
	}
	// The longest first: a secret may hold another one.
	slices.SortFunc(s.texts, func(a, b string) int { return len(b) - len(a) })
}

// inner is a quoted string without its quotes.
func inner(quoted string) string {
	return quoted[1 : len(quoted)-1]
}

// Mask replaces every secret in a text.
func (s *Secrets) Mask(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, secret := range s.texts {
		text = strings.ReplaceAll(text, secret, mask)
	}
	return text
}

// maskEnd replaces a secret that the end of a text cuts off.
func (s *Secrets) maskEnd(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, secret := range s.texts {
		for n := min(len(secret), len(text)); n > leakLength; n-- {
			if strings.HasSuffix(text, secret[:n]) {
				return text[:len(text)-n] + mask
			}
		}
	}
	return text
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
	const enough = 1 << 16
	text := printable(secrets.maskEnd(secrets.Mask(string(body[:min(len(body), enough)]))))
	if utf8.RuneCountInString(text) <= excerptLength {
		return text
	}
	return string([]rune(text)[:excerptLength]) + "…"
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
