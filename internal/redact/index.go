// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"bytes"
	"slices"
	"strings"
)

const (
	// windowSize is how many bytes in a row of a secret are masked wherever they are.
	windowSize = 8

	// leastEnd is how much of a secret's beginning is masked at the end of a text that
	// was cut off. A secret that is shorter is in many a word, and masked only where
	// it stands by itself.
	leastEnd = 4

	// maxRounds bounds how often escapes are decoded again: encoders are nested twice
	// or three times, never without end.
	maxRounds = 8

	// maxEncodings bounds how often a text is decoded as a whole.
	maxEncodings = 2

	// searched bounds the work for texts that seem to hold one encoding in another
	// everywhere: in bytes of all layers for each byte of the text, and for a short
	// text at least that many.
	searched      = 32
	leastSearched = 64 << 10
)

// index finds secrets. It compares all texts after normalizing them: see
// [layer.stripped] and lowerASCII.
type index struct {
	patterns []pattern
	// windows are all windowSize bytes in a row of the patterns. The value is false
	// where they are a secret only in an encoding.
	windows map[uint64]bool
}

// pattern is a secret, normalized.
type pattern struct {
	text string
	// encoded is whether it is one only in an encoding.
	encoded bool
}

// addSecret has a secret searched for.
func (x *index) addSecret(s secret) {
	x.add(s.text, false)
	if len(s.text) >= leastEnd && strings.Contains(s.text, " ") {
		// What a form makes of a space.
		x.add(strings.ReplaceAll(s.text, " ", "+"), false)
	}
	if s.user != "" {
		// So much of the user that no window is without the password.
		user := s.user + ":"
		x.add(user[max(0, len(user)-windowSize+1):]+s.text, true)
	}
}

// add has a text searched for, and what it is after each round of decoding: where a
// secret looks like an escape, decoding what a service made of it goes too far.
func (x *index) add(text string, encoded bool) {
	l := newLayer(text, false).stripped(strip)
	x.addPattern(pattern{string(lowerASCII(l.text)), encoded}, 1)
	for range maxRounds {
		next, ok := l.unescaped()
		if !ok {
			return
		}
		l = next.stripped(strip)
		x.addPattern(pattern{string(lowerASCII(l.text)), encoded}, leastEnd)
	}
}

func (x *index) addPattern(p pattern, least int) {
	if len(p.text) < least || slices.Contains(x.patterns, p) {
		return
	}
	x.patterns = append(x.patterns, p)
	if x.windows == nil {
		x.windows = map[uint64]bool{}
	}
	eachWindow([]byte(p.text), func(_ int, window uint64) {
		x.windows[window] = x.windows[window] || !p.encoded
	})
}

// eachWindow calls visit with each windowSize bytes in a row of a text.
func eachWindow(text []byte, visit func(from int, window uint64)) {
	var window uint64
	for i := range len(text) {
		window = window<<8 | uint64(text[i])
		if from := i + 1 - windowSize; from >= 0 {
			visit(from, window)
		}
	}
}

// search returns where the secrets stand in a text.
func (x *index) search(text string, cutOff bool) []span {
	s := search{index: x, budget: max(leastSearched, searched*len(text)), least: windowSize}
	for _, p := range x.patterns {
		s.least = min(s.least, max(leastEnd, len(p.text)))
	}
	s.visit(newLayer(text, cutOff), maxRounds, maxEncodings)
	return s.found
}

// search is one for secrets in a text and in all that it decodes to.
type search struct {
	index  *index
	budget int
	// least is how long the shortest text is that is searched for in an encoding.
	least int
	found []span
}

// visit searches a layer and what it decodes to. What ends a line may be a soft break or
// the secret's own.
func (s *search) visit(l layer, rounds, encodings int) {
	s.visitStripped(l.stripped(strip), rounds, encodings)
	if l.hasSoftBreak() {
		s.visitStripped(l.stripped(stripSoft), rounds, encodings)
	}
}

// visitStripped is visit after white space is gone. All escapes are decoded at once. What
// is decoded as a whole isn't known to be in that encoding, and so is a layer of its own.
func (s *search) visitStripped(l layer, rounds, encodings int) {
	s.budget -= len(l.text)
	if s.budget < 0 {
		return
	}
	s.find(l)
	if next, ok := l.unescaped(); ok && rounds > 0 {
		s.visit(next, rounds-1, encodings)
	}
	if encodings == 0 {
		return
	}
	inner := func(next layer) { s.visit(next, rounds, encodings-1) }
	l.quotedPrintable(inner)
	l.hex(s.least, inner)
	l.base64(s.least, inner)
}

// find notes every secret in a layer as it stands.
func (s *search) find(l layer) {
	text := lowerASCII(l.text)
	eachWindow(text, func(from int, window uint64) {
		if isPlain, ok := s.index.windows[window]; ok && (isPlain || l.encoded) {
			s.note(l.spanOf(from, from+windowSize))
		}
	})
	for _, p := range s.index.patterns {
		if p.encoded && !l.encoded {
			continue
		}
		if len(p.text) < windowSize {
			s.findShort(l, text, p.text)
		}
		if l.cutOff {
			s.findStart(l, text, p.text)
		}
	}
}

// note remembers a part of the first text, with the last one where they overlap.
func (s *search) note(part span) {
	if n := len(s.found); n > 0 && s.found[n-1].from <= part.from && part.from <= s.found[n-1].to {
		s.found[n-1].to = max(s.found[n-1].to, part.to)
		return
	}
	s.found = append(s.found, part)
}

// findShort finds a secret as a whole: where it stands by itself, or, if it is long
// enough to tell, within other text, but then without anything in between.
func (s *search) findShort(l layer, text []byte, secret string) {
	isLong := len(secret) >= leastEnd
	if l.encoded && !isLong {
		// In what is decoded at random a few bytes are everywhere.
		return
	}
	for from := 0; ; from++ {
		i := bytes.Index(text[from:], []byte(secret))
		if i < 0 {
			return
		}
		from += i
		to := from + len(secret)
		if l.isWord(from, to) || isLong && l.isContiguous(from, to) {
			s.note(l.spanOf(from, to))
		}
	}
}

// findStart finds the beginning of a secret at the end of a text, where it is shorter
// than a window.
func (s *search) findStart(l layer, text []byte, secret string) {
	for n := min(windowSize, len(secret)) - 1; n >= leastEnd; n-- {
		if from := len(text) - n; bytes.HasSuffix(text, []byte(secret[:n])) && l.isContiguous(from, len(text)) {
			s.note(l.spanOf(from, len(text)))
			return
		}
	}
}

// lowerASCII is a text with its ASCII letters in lower case, and as long.
func lowerASCII(text []byte) []byte {
	lower := bytes.Clone(text)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] = b - 'A' + 'a'
		}
	}
	return lower
}
