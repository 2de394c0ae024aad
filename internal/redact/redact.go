// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package redact makes texts safe to show: without the secrets that we hold, printable,
// and not too long.
package redact

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	mask = "***"

	// maxExcerpt is how many characters of a body an error holds, and excerptBytes
	// how many bytes of the body, or of another text, are searched for them.
	maxExcerpt   = 200
	excerptBytes = 64 << 10

	// maxText is how many characters of a message or a header an error holds.
	maxText = 1000

	// maxSessions is how many tokens of sessions stay secret: the one in use and some
	// before it, since an answer that is late may repeat one of those.
	maxSessions = 4
)

// Secrets are texts that must not be shown. Eight bytes in a row of one are masked
// wherever in it they stand, and a shorter one as a whole; in either case of letters, with
// white space, invisible characters and soft breaks in between, and in every encoding
// that services repeat with what we sent. None of what may stand in between counts as
// one of the eight. The zero value holds none; it may be used by many goroutines at once.
type Secrets struct {
	mu sync.RWMutex
	// lasting and sessions are what the index is made of.
	lasting, sessions []secret
	index             index
}

// secret is a text and, where basic authentication sends one with it, its user.
type secret struct {
	user, text string
}

// Add makes texts secret for good; empty ones are left out. The token of a session
// is for [Secrets.AddSession].
func (s *Secrets) Add(texts ...string) {
	for _, text := range texts {
		s.AddPair("", text)
	}
}

// AddPair makes a password secret, and the form in which HTTP's basic
// authentication sends it with its user.
func (s *Secrets) AddPair(user, password string) {
	added := secret{user, withoutPublicPrefix(password)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if added.text == "" || slices.Contains(s.lasting, added) {
		return
	}
	s.lasting = append(s.lasting, added)
	s.index.addSecret(added)
}

// AddSession makes the token of a new session secret, as soon as it is known, and
// forgets all but the last few that it was called with, so that a provider that logs in
// for days doesn't grow. There is nothing to call when a session ends.
func (s *Secrets) AddSession(token string) {
	added := secret{text: withoutPublicPrefix(token)}
	s.mu.Lock()
	defer s.mu.Unlock()
	if added.text == "" || slices.Contains(s.sessions, added) {
		return
	}
	s.sessions = append(s.sessions, added)
	if len(s.sessions) <= maxSessions {
		s.index.addSecret(added)
		return
	}
	s.sessions = slices.Delete(s.sessions, 0, len(s.sessions)-maxSessions)
	s.index = index{}
	for _, known := range slices.Concat(s.lasting, s.sessions) {
		s.index.addSecret(known)
	}
}

// AddProxies makes the credentials for the proxies of the environment secret, also
// those in an address that isn't valid: an error about it repeats them.
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
			// A token in the place of the user.
			user, password = "", user
		}
		s.AddPair(user, password)
	}
}

// withoutPublicPrefix is a credential without what every credential of its kind
// begins with, which is in documents, and in sentences of ours.
func withoutPublicPrefix(text string) string {
	for _, prefix := range []string{"Bearer ", "Basic ", "access-v1:", "session-v1:"} {
		if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			text = text[len(prefix):]
		}
	}
	return text
}

// List returns the secrets themselves, for what can only replace a text by another.
// Those that are so short that they may be in any word aren't among them.
func (s *Secrets) List() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var texts []string
	for _, known := range slices.Concat(s.lasting, s.sessions) {
		if len(known.text) >= windowSize && !slices.Contains(texts, known.text) {
			texts = append(texts, known.text)
		}
	}
	return texts
}

// Mask replaces every secret in a text, and every part of one that is long enough to
// tell.
func (s *Secrets) Mask(text string) string {
	return s.redact(text, false)
}

// redact is Mask; in a text that may have been cut off, its end is judged more
// closely.
func (s *Secrets) redact(text string, cutOff bool) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.index.patterns) == 0 {
		return text
	}
	found := s.index.search(text, cutOff)
	if len(found) == 0 {
		return text
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	shown := 0
	for i, secret := range found {
		if i == 0 || secret.from > shown {
			b.WriteString(text[shown:max(shown, runeStart(text, secret.from, -1))])
			b.WriteString(mask)
		}
		shown = max(shown, runeStart(text, secret.to, 1))
	}
	b.WriteString(text[shown:])
	return b.String()
}

// runeStart is where a character begins, at i or in the direction of step.
func runeStart(text string, i, step int) int {
	for n := 1; n < utf8.UTFMax && i > 0 && i < len(text) && !utf8.RuneStart(text[i]); n++ {
		i += step
	}
	return i
}

// Excerpt is the printable beginning of a body. Secrets go before it is cut, so that the
// cut can't leave half of one.
func (s *Secrets) Excerpt(body []byte) string {
	return Clip(printable(s.redact(string(body[:min(len(body), excerptBytes)]), true)), maxExcerpt)
}

// Text is a text of somebody else's for a message: without secrets, printable, and at
// most 1,000 characters long.
func (s *Secrets) Text(text string) string {
	isLong := len(text) > excerptBytes
	return Clip(printable(s.redact(text[:min(len(text), excerptBytes)], isLong)), maxText)
}

// Clip is a text of at most that many characters, the last of which is an ellipsis where
// it is cut.
func Clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit-1]) + "…"
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
