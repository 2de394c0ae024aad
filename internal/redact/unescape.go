// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"html"
	"math"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLayers bounds how often a text is decoded again: encoders are nested twice or
// three times, never without end.
const maxLayers = 8

// layer is a text after some rounds of decoding. Origin says where each of its bytes
// stands in the text that was decoded first; nil is in the same place.
type layer struct {
	text   []byte
	origin []span
}

// span is a part of a text.
type span struct {
	from, to int
}

// spanOf is where a part of the layer stands in the first text.
func (l layer) spanOf(from, to int) span {
	if l.origin == nil {
		return span{from, to}
	}
	return span{l.origin[from].from, l.origin[to-1].to}
}

// decoded undoes one round of escapes, those of JSON, Go, HTML and URLs alike. It is
// not ok where there are none. In a text that was cut off, half an escape at the end
// counts to what stands before it.
func (l layer) decoded(cutOff bool) (next layer, ok bool) {
	for i := 0; i < len(l.text); {
		length, char := 0, [utf8.UTFMax]byte{l.text[i]}
		width := 1
		if isEscape(l.text[i]) {
			if cutOff && isHalfEscape(l.text[i:]) {
				if n := len(next.text); n > 0 {
					next.origin[n-1].to = l.spanOf(i, len(l.text)).to
				}
				return next, true
			}
			if width, length = unescape(char[:], l.text[i:]); length > 0 && !ok {
				ok = true
			}
		}
		if length == 0 {
			char[0], width, length = l.text[i], 1, 1
		}
		if next.text == nil {
			next = layer{text: make([]byte, 0, len(l.text)), origin: make([]span, 0, len(l.text))}
		}
		at := l.spanOf(i, i+length)
		for _, b := range char[:width] {
			next.text, next.origin = append(next.text, b), append(next.origin, at)
		}
		i += length
	}
	return next, ok
}

// layers calls visit with a text and with what it is after each round of decoding.
func layers(text []byte, cutOff bool, visit func(layer)) {
	l, ok := layer{text: text}, true
	for rounds := 0; ok; rounds++ {
		visit(l)
		if rounds == maxLayers || !hasEscape(l.text) {
			return
		}
		l, ok = l.decoded(cutOff)
	}
}

func isEscape(b byte) bool {
	return b == '\\' || b == '%' || b == '&'
}

func hasEscape(text []byte) bool {
	return slices.ContainsFunc(text, isEscape)
}

// unescape decodes the escape at the beginning of a text into char. Length is how
// many bytes it takes, 0 where there is none, and width how many it stands for.
func unescape(char, text []byte) (width, length int) {
	switch text[0] {
	case '%':
		return unescapeURL(char, text)
	case '\\':
		return unescapeBackslash(char, text)
	default:
		return unescapeHTML(char, text)
	}
}

func unescapeURL(char, text []byte) (width, length int) {
	if len(text) > 1 && text[1] == 'u' {
		return unescapeUnits(char, text)
	}
	const digits = 2
	if n, ok := number(text[1:], digits, 16); ok {
		char[0] = byte(n & math.MaxUint8)
		return 1, 1 + digits
	}
	return 0, 0
}

// unescapeBackslash decodes what JSON, Go and their relatives write.
func unescapeBackslash(char, text []byte) (width, length int) {
	if len(text) == 1 {
		return 0, 0
	}
	const control = "a\ab\bf\fn\nr\rt\tv\v"
	switch b := text[1]; {
	case b == 'u':
		return unescapeUnits(char, text)
	case b == 'U':
		const digits = 8
		if n, ok := number(text[2:], digits, 16); ok && n <= utf8.MaxRune {
			return utf8.EncodeRune(char, n), 2 + digits
		}
	case b == 'x':
		const digits = 2
		if n, ok := number(text[2:], digits, 16); ok {
			char[0] = byte(n & math.MaxUint8)
			return 1, 2 + digits
		}
	case b >= '0' && b <= '7':
		const digits = 3
		if n, ok := number(text[1:], digits, 8); ok && n <= 0xff {
			char[0] = byte(n & math.MaxUint8)
			return 1, 1 + digits
		}
	case b > ' ' && b < utf8.RuneSelf && !isAlphanumeric(b):
		char[0] = b
		return 1, 2
	default:
		for i := 0; i < len(control); i += 2 {
			if b == control[i] {
				char[0] = control[i+1]
				return 1, 2
			}
		}
	}
	return 0, 0
}

// unescapeUnits decodes \uXXXX and %uXXXX, and two of them that stand for one
// character.
func unescapeUnits(char, text []byte) (width, length int) {
	const digits, unit = 4, 6
	first, ok := number(text[2:], digits, 16)
	switch {
	case !ok:
		return 0, 0
	case !utf16.IsSurrogate(first):
		return utf8.EncodeRune(char, first), unit
	case len(text) < 2*unit || text[unit] != text[0] || text[unit+1] != 'u':
		return 0, 0
	}
	second, ok := number(text[unit+2:], digits, 16)
	r := utf16.DecodeRune(first, second)
	if !ok || r == utf8.RuneError {
		return 0, 0
	}
	return utf8.EncodeRune(char, r), 2 * unit
}

// maxEntity is how long the name of an HTML entity is.
const maxEntity = 32

func unescapeHTML(char, text []byte) (width, length int) {
	end := 1
	if len(text) > 1 && text[1] == '#' {
		end++
	}
	for end < len(text) && end < maxEntity && isAlphanumeric(text[end]) {
		end++
	}
	if end == len(text) || text[end] != ';' {
		return 0, 0
	}
	decoded := html.UnescapeString(string(text[:end+1]))
	r, size := utf8.DecodeRuneInString(decoded)
	if size != len(decoded) || r == utf8.RuneError {
		return 0, 0
	}
	return utf8.EncodeRune(char, r), end + 1
}

// isHalfEscape reports whether a text is the beginning of an escape and nothing more.
func isHalfEscape(text []byte) bool {
	begin, digits := 1, 2
	switch {
	case text[0] == '&':
		return isHalfEntity(text)
	case len(text) == 1:
		return true
	case text[1] == 'u':
		begin, digits = 2, 4
		if isHalfPair(text) {
			return true
		}
	case text[0] == '%':
	case text[1] == 'U':
		begin, digits = 2, 8
	case text[1] == 'x':
		begin = 2
	case text[1] >= '0' && text[1] <= '7':
		digits = 3
	default:
		return false
	}
	return len(text) < begin+digits && !slices.ContainsFunc(text[begin:], func(b byte) bool { return digit(b) >= 16 })
}

// isHalfEntity is isHalfEscape for HTML.
func isHalfEntity(text []byte) bool {
	begin := 1
	if len(text) > 1 && text[1] == '#' {
		begin++
	}
	return len(text) < maxEntity && !slices.ContainsFunc(text[begin:], func(b byte) bool { return !isAlphanumeric(b) })
}

// isHalfPair reports whether a text is the first of two units that stand for one
// character, with less than the whole second one after it.
func isHalfPair(text []byte) bool {
	const digits, unit, lowSurrogates = 4, 6, 0xdc00
	first, ok := number(text[2:], digits, 16)
	if !ok || !utf16.IsSurrogate(first) || first >= lowSurrogates || len(text) >= 2*unit {
		return false
	}
	rest := text[unit:]
	return len(rest) == 0 || (rest[0] == text[0] && (len(rest) == 1 || rest[1] == 'u') && isHalfEscape(rest))
}

// number reads exactly that many digits.
func number(text []byte, digits int, base rune) (n rune, ok bool) {
	if len(text) < digits {
		return 0, false
	}
	for _, b := range text[:digits] {
		value := digit(b)
		if value >= base {
			return 0, false
		}
		n = n*base + value
	}
	return n, true
}

// digit is the value of a digit, more than any where it is none.
func digit(b byte) rune {
	const none = 99
	switch {
	case b >= '0' && b <= '9':
		return rune(b - '0')
	case b >= 'a' && b <= 'f':
		return rune(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return rune(b-'A') + 10
	default:
		return none
	}
}

func isAlphanumeric(b byte) bool {
	return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')
}
