// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package redact decides what may be shown of a text that somebody else sent: nothing, if it
// repeats a secret of ours, else its beginning, printable and short. Our own sentences don't
// pass through it.
package redact

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	// notShown takes the place of a text that repeats a secret.
	notShown = "(not shown: it repeats a credential)"

	// maxExcerpt is how many characters of a body are shown, and maxText of any other text.
	maxExcerpt = 200
	maxText    = 1000

	// maxInspected is how many bytes of a text are inspected. What is shown is part of them.
	maxInspected = 8 << 10

	// maxSessions is how many tokens of sessions are remembered: the one in use, and some
	// before it, which a late answer may still repeat.
	maxSessions = 4
)

// Secrets are texts that must not be shown. The zero value is empty and ready to use, by many
// goroutines at once.
type Secrets struct {
	mu                sync.RWMutex
	lasting, sessions []string
	index             index
}

// Add adds secrets that are kept for good.
func (s *Secrets) Add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lasting = appendNew(s.lasting, texts...)
	s.index = newIndex(slices.Concat(s.lasting, s.sessions))
}

// AddSession adds the token of a new session. Only the last few are remembered, so that a
// provider that logs in for days doesn't grow.
func (s *Secrets) AddSession(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sessions = appendNew(s.sessions, token)
	s.sessions = s.sessions[max(0, len(s.sessions)-maxSessions):]
	s.index = newIndex(slices.Concat(s.lasting, s.sessions))
}

// appendNew appends credentials that aren't empty or there already, without what every
// credential of their kind begins with: documents have it, and so do sentences of ours.
func appendNew(secrets []string, texts ...string) []string {
	for _, text := range texts {
		for _, prefix := range []string{"Bearer ", "Basic ", "access-v1:", "session-v1:"} {
			if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
				text = text[len(prefix):]
			}
		}
		if compact(text) != "" && !slices.Contains(secrets, text) {
			secrets = append(secrets, text)
		}
	}
	return secrets
}

// AddProxies adds the passwords of the environment's proxies, including those in an address
// that can't be parsed: an error about it repeats them.
func (s *Secrets) AddProxies(getenv func(string) string) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		address := getenv(name)
		if _, rest, ok := strings.Cut(address, "://"); ok {
			address = rest
		}
		end := strings.LastIndexByte(address, '@')
		if end < 0 {
			continue
		}
		user, password, _ := strings.Cut(address[:end], ":")
		if password == "" {
			// Some proxies take a token as the user.
			password = user
		}
		s.Add(password, unescapeURL(password))
	}
}

// Repeats reports whether the beginning of a text repeats a secret: eight characters in a row
// of one, or all of a shorter one as a word, as they are or encoded. A text that takes too
// much work to tell counts as one that does.
func (s *Secrets) Repeats(text string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.isIn(inspected(text))
}

// Excerpt returns the beginning of a body as a message shows it.
func (s *Secrets) Excerpt(body []byte) string {
	return s.show(string(body[:min(len(body), maxInspected)]), maxExcerpt)
}

// Text returns a text as a message shows it: at most 1,000 printable characters.
func (s *Secrets) Text(text string) string {
	return s.show(text, maxText)
}

// Quote returns a text in quotes, with escapes in place of what isn't printable.
func (s *Secrets) Quote(text string) string {
	if s.Repeats(text) {
		return notShown
	}
	return strconv.Quote(Clip(inspected(text), maxText))
}

func (s *Secrets) show(text string, limit int) string {
	if s.Repeats(text) {
		return notShown
	}
	return Clip(printable(inspected(text)), limit)
}

func inspected(text string) string {
	return text[:min(len(text), maxInspected)]
}

// Clip returns at most that many characters of a text. The last one is an ellipsis if the
// text is longer.
func Clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit-1]) + "…"
}

// printable replaces what a terminal would act on, and folds white space.
func printable(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		default:
			return unicode.ReplacementChar
		}
	}, strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Join(strings.Fields(text), " ")
}
