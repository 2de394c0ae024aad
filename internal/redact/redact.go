// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package redact makes texts safe to show: without the secrets that we hold, printable,
// and not too long.
package redact

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	mask = "***"

	// withheld stands for a text that holds a secret in some encoding.
	withheld = "(not shown: it holds a secret)"

	// maxExcerpt is how many characters of a body an error holds, maxText of a message or
	// a header, and searched how many bytes of either are looked at.
	maxExcerpt = 200
	maxText    = 1000
	searched   = 64 << 10

	// maxSessions is how many tokens of sessions stay secret: the one in use and some
	// before it, since an answer that is late may repeat one of those.
	maxSessions = 4
)

// Secrets are texts that must not be shown. Where a text has one as it is, in upper or lower
// case, that is replaced by ***. A text that holds eight characters in a row of one in any
// other way, such as in base64 or folded over lines, isn't shown at all. The zero value
// holds none; it may be used by many goroutines at once.
type Secrets struct {
	mu                sync.RWMutex
	lasting, sessions []string
	// pairs are the passwords with their users, as basic authentication encodes them.
	pairs []string
	index index
}

// Add makes texts secret for good; empty ones are left out. The token of a session
// is for [Secrets.AddSession].
func (s *Secrets) Add(texts ...string) {
	for _, text := range texts {
		s.AddPair("", text)
	}
}

// AddPair makes a password secret, and the form in which HTTP's basic authentication sends
// it with its user.
func (s *Secrets) AddPair(user, password string) {
	password = withoutPublicPrefix(password)
	s.mu.Lock()
	defer s.mu.Unlock()
	if password == "" {
		return
	}
	if !slices.Contains(s.lasting, password) {
		s.lasting = append(s.lasting, password)
	}
	if user != "" {
		// So much of the user that no window is without the password.
		user += ":"
		s.pairs = append(s.pairs, user[max(0, len(user)-windowSize+1):]+password)
	}
	s.index = newIndex(slices.Concat(s.lasting, s.sessions), s.pairs)
}

// AddSession makes the token of a new session secret, and forgets all but the last few, so
// that a provider that logs in for days doesn't grow.
func (s *Secrets) AddSession(token string) {
	token = withoutPublicPrefix(token)
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == "" || slices.Contains(s.sessions, token) {
		return
	}
	s.sessions = append(s.sessions, token)
	s.sessions = s.sessions[max(0, len(s.sessions)-maxSessions):]
	s.index = newIndex(slices.Concat(s.lasting, s.sessions), s.pairs)
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
		s.AddPair(user, unescape(password))
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
	all := slices.Concat(s.lasting, s.sessions)
	return slices.DeleteFunc(all, func(text string) bool { return len(text) < windowSize })
}

// Mask is a text without secrets.
func (s *Secrets) Mask(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	masked := s.index.replace(text)
	if s.index.holds(masked) {
		return withheld
	}
	return masked
}

// Excerpt is the printable beginning of a body. Secrets go before it is cut, so that the
// cut can't leave half of one.
func (s *Secrets) Excerpt(body []byte) string {
	return Clip(printable(s.Mask(string(body[:min(len(body), searched)]))), maxExcerpt)
}

// Text is a text of somebody else's for a message: without secrets, printable, and at
// most 1,000 characters long.
func (s *Secrets) Text(text string) string {
	return Clip(printable(s.Mask(text[:min(len(text), searched)])), maxText)
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
