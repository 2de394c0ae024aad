// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package redact makes texts safe to show: without the secrets that we hold, printable,
// and not too long.
package redact

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"net/url"
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

	// leastPart is how much of a secret is masked where its end is missing. At the
	// end of a text that was cut off, leastEnd is.
	leastPart = 8
	leastEnd  = 4

	// overlaps bounds the work for secrets that overlap, in bytes compared for each
	// byte of a text.
	overlaps = 16
)

// Secrets are texts that must not be shown. A service can echo what we sent in any
// encoding, so texts are compared after decoding. The zero value holds none; it may
// be used by many goroutines at once.
type Secrets struct {
	mu sync.RWMutex
	// patterns are found by their first bytes, short ones by searching.
	patterns map[uint32][]pattern
	short    []string
	// known are the secrets in the forms in which they are searched for.
	known []string
}

// pattern is a text to find, itself or a beginning of it.
type pattern struct {
	text string
	// isBase64 is whether what stands around it, in the same word, is part of the
	// same encoding.
	isBase64 bool
}

// Add makes texts secret; empty ones are left out.
func (s *Secrets) Add(texts ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		if text == "" {
			continue
		}
		s.add(text, false)
		layers([]byte(text), false, func(l layer) {
			if len(l.text) >= leastEnd {
				s.add(string(l.text), false)
			}
		})
		if len(text) < leastEnd {
			continue
		}
		// What a form makes of a space.
		s.add(strings.ReplaceAll(text, " ", "+"), false)
		digits := hex.EncodeToString([]byte(text))
		s.add(digits, false)
		s.add(strings.ToUpper(digits), false)
		s.addBase64(text)
	}
}

// AddPair makes a password secret, and the form in which HTTP's basic
// authentication sends it with its user.
func (s *Secrets) AddPair(user, password string) {
	if password == "" {
		return
	}
	s.Add(password)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addBase64(user + ":" + password)
}

// AddProxies makes the credentials for the proxies of the environment secret.
func (s *Secrets) AddProxies(getenv func(string) string) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		address, err := url.Parse(getenv(name))
		if err != nil || address.Host == "" {
			address, err = url.Parse("http://" + getenv(name))
		}
		if err != nil || address.User == nil {
			continue
		}
		user := address.User.Username()
		if password, ok := address.User.Password(); ok && password != "" {
			s.AddPair(user, password)
			continue
		}
		// A token in the place of the user.
		s.Add(user)
		s.Add(base64.StdEncoding.EncodeToString([]byte(user + ":")))
	}
}

// addBase64 finds a text in base64, wherever in what was encoded it stands: three
// bytes become four characters, so there are three ways to write it.
func (s *Secrets) addBase64(text string) {
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		s.add(encoding.EncodeToString([]byte(text)), true)
		for before := range 3 {
			const bitsOfByte, bitsOfChar = 8, 6
			whole := encoding.EncodeToString(append(make([]byte, before), text...))
			from := (before*bitsOfByte + bitsOfChar - 1) / bitsOfChar
			to := (before + len(text)) * bitsOfByte / bitsOfChar
			if to-from >= leastPart {
				s.add(whole[from:to], true)
			}
		}
	}
}

// add has a text searched for.
func (s *Secrets) add(text string, isBase64 bool) {
	if slices.Contains(s.known, text) {
		return
	}
	s.known = append(s.known, text)
	if len(text) < leastEnd {
		s.short = append(s.short, text)
		return
	}
	if s.patterns == nil {
		s.patterns = map[uint32][]pattern{}
	}
	key := binary.LittleEndian.Uint32([]byte(text[:leastEnd]))
	s.patterns[key] = append(s.patterns[key], pattern{text, isBase64})
}

// List returns the secrets in the forms in which they are searched for.
func (s *Secrets) List() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.known)
}

// Mask replaces every secret in a text, and every beginning of one that is long
// enough to tell.
func (s *Secrets) Mask(text string) string {
	return s.redact(text, false)
}

// redact is Mask; in a text that may have been cut off, its end is judged more
// closely.
func (s *Secrets) redact(text string, cutOff bool) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if len(s.known) == 0 {
		return text
	}
	var found []span
	layers([]byte(text), cutOff, func(l layer) {
		s.find(l.text, cutOff, func(from, to int) {
			found = append(found, l.spanOf(from, to))
		})
	})
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

// find calls found with every secret in a text as it stands.
func (s *Secrets) find(text []byte, cutOff bool, found func(from, to int)) {
	for _, secret := range s.short {
		findWord(text, secret, found)
	}
	work, word := 0, span{}
	for i := 0; i+leastEnd <= len(text); i++ {
		longest := 0
		for _, p := range s.patterns[binary.LittleEndian.Uint32(text[i:])] {
			n := commonPrefix(text[i:], p.text)
			work += n
			switch isEnd := cutOff && i+n == len(text); {
			case n < min(len(p.text), leastPart) && !isEnd:
				continue
			case p.isBase64 && i+n > word.to:
				word = wordAround(text, i, i+n)
				found(word.from, word.to)
			default:
				found(i, i+n)
			}
			longest = max(longest, n)
		}
		if longest > 0 && work > overlaps*len(text) {
			i += longest - 1
		}
	}
}

// findWord finds a secret that is so short that it is in many a word, where it stands
// by itself.
func findWord(text []byte, secret string, found func(from, to int)) {
	for from := 0; ; {
		i := bytes.Index(text[from:], []byte(secret))
		if i < 0 {
			return
		}
		i += from
		end := i + len(secret)
		if (i == 0 || !isAlphanumeric(text[i-1])) && (end == len(text) || !isAlphanumeric(text[end])) {
			found(i, end)
		}
		from = i + 1
	}
}

// wordAround is a part of a text with the characters of base64 around it.
func wordAround(text []byte, from, to int) span {
	isBase64 := func(b byte) bool {
		return isAlphanumeric(b) || b == '+' || b == '/' || b == '-' || b == '_' || b == '='
	}
	for from > 0 && isBase64(text[from-1]) {
		from--
	}
	for to < len(text) && isBase64(text[to]) {
		to++
	}
	return span{from, to}
}

// commonPrefix is how many bytes two texts begin with alike.
func commonPrefix(text []byte, secret string) int {
	n := min(len(text), len(secret))
	for i := range n {
		if text[i] != secret[i] {
			return i
		}
	}
	return n
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
