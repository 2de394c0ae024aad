// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// layer is a text after some rounds of decoding.
type layer struct {
	text []byte
	// origin says where each byte stands in the text that was decoded first.
	origin []span
	// cutOff is whether the text may go on where it ends.
	cutOff bool
	// encoded is whether it was decoded as a whole, or what was taken for one.
	encoded bool
}

// span is a part of a text.
type span struct {
	from, to int
}

// newLayer is a text that isn't decoded yet.
func newLayer(text string, cutOff bool) layer {
	l := layer{text: []byte(text), origin: make([]span, len(text)), cutOff: cutOff}
	for i := range l.origin {
		l.origin[i] = span{i, i + 1}
	}
	return l
}

// spanOf is where a part of the layer stands in the first text.
func (l layer) spanOf(from, to int) span {
	return span{l.origin[from].from, l.origin[to-1].to}
}

// follows reports whether nothing stands between a byte and the one before it.
func (l layer) follows(i int) bool {
	return l.origin[i].from <= l.origin[i-1].to
}

// isContiguous reports whether nothing stands between the bytes of a part.
func (l layer) isContiguous(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if !l.follows(i) {
			return false
		}
	}
	return true
}

// isWord reports whether a part stands by itself.
func (l layer) isWord(from, to int) bool {
	return l.isBoundary(from) && l.isBoundary(to)
}

func (l layer) isBoundary(i int) bool {
	return i == 0 || i == len(l.text) || !l.follows(i) || !isAlphanumeric(l.text[i-1]) || !isAlphanumeric(l.text[i])
}

// add appends bytes that all stand for the same part of the first text.
func (l *layer) add(at span, text ...byte) {
	for _, b := range text {
		l.text, l.origin = append(l.text, b), append(l.origin, at)
	}
}

// beginning is a copy of so much of a layer, with room for all of it.
func (l layer) beginning(size int) layer {
	l.text = append(make([]byte, 0, len(l.text)), l.text[:size]...)
	l.origin = append(make([]span, 0, len(l.origin)), l.origin[:size]...)
	return l
}

// rewritten replaces parts of a text. Replace is asked at each place, writes what stands
// for the part that begins there into char, and returns how many bytes both have: length
// is 0 where there is nothing to replace. It is not ok where there never is.
func (l layer) rewritten(replace func(char, text []byte) (width, length int)) (next layer, ok bool) {
	var char [utf8.UTFMax]byte
	for i := 0; i < len(l.text); {
		width, length := replace(char[:], l.text[i:])
		switch {
		case length > 0 && !ok:
			next, ok = l.beginning(i), true
		case length == 0 && ok:
			next.text, next.origin = append(next.text, l.text[i]), append(next.origin, l.origin[i])
		}
		if length > 0 {
			next.add(l.spanOf(i, i+length), char[:width]...)
		}
		i += max(1, length)
	}
	return next, ok
}

// stripped leaves out what may stand between the characters of a secret, and has
// letters beyond ASCII in lower case: those of ASCII are needed for base64.
func (l layer) stripped() layer {
	for _, replace := range []func(char, text []byte) (width, length int){strip, stripTag} {
		next, ok := l.rewritten(replace)
		if !ok {
			continue
		}
		if n := len(next.text); n == 0 || next.origin[n-1].to < l.origin[len(l.text)-1].to {
			next.cutOff = false
		}
		l = next
	}
	return l
}

func strip(char, text []byte) (width, length int) {
	switch b := text[0]; {
	case b == '=' || b == '\\':
		return 0, softBreak(text)
	case b > ' ' && b < '\x7f':
		return 0, 0
	}
	r, size := utf8.DecodeRune(text)
	switch lower := unicode.ToLower(r); {
	case isIgnorable(r):
		return 0, size
	case lower != r:
		return utf8.EncodeRune(char, lower), size
	default:
		return 0, 0
	}
}

// isIgnorable reports whether a character is white space or invisible.
func isIgnorable(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z)
}

// softBreak is how long the end of a line is that goes on in the next one, in
// quoted-printable or a program's source, 0 where there is none.
func softBreak(text []byte) int {
	next := bytes.TrimLeftFunc(text[1:], isIgnorable)
	if !bytes.ContainsAny(text[:len(text)-len(next)], "\r\n") {
		return 0
	}
	// A line may have ended within an escape of JSON, too.
	if _, isHex := number(bytes.TrimPrefix(next, []byte("u")), 4, 16); isHex && text[0] == '\\' && next[0] == 'u' {
		return 0
	}
	return len(text) - len(next)
}

// unmarked leaves out what ends a line that goes on in the next one, wherever it is: a
// secret may have one of its own where it was folded.
func (l layer) unmarked() (next layer, ok bool) {
	return l.rewritten(func(_, text []byte) (width, length int) {
		if text[0] == '=' || text[0] == '\\' {
			return 0, 1
		}
		return 0, 0
	})
}

// stripTag leaves out HTML's breaks.
func stripTag(_, text []byte) (width, length int) {
	if text[0] != '<' {
		return 0, 0
	}
	for _, tag := range []string{"<wbr>", "<br>", "<br/>", "<wbr/>"} {
		if len(text) >= len(tag) && strings.EqualFold(string(text[:len(tag)]), tag) {
			return 0, len(tag)
		}
	}
	return 0, 0
}
