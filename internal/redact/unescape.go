// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"html"
	"math"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescaped undoes one round of escapes, those of JSON, Go, HTML and URLs alike. It is
// not ok where there are none. In a text that was cut off, half an escape at the end
// counts to what stands before it.
func (l layer) unescaped() (next layer, ok bool) {
	if !slices.ContainsFunc(l.text, isEscape) {
		return layer{}, false
	}
	isHalf := false
	next, ok = l.rewritten(func(char, text []byte) (width, length int) {
		switch {
		case !isEscape(text[0]):
			return 0, 0
		case l.cutOff && isHalfEscape(text):
			isHalf = true
			return 0, len(text)
		default:
			return unescape(char, text)
		}
	})
	if n := len(next.text); isHalf && n > 0 {
		next.origin[n-1].to = l.origin[len(l.text)-1].to
	}
	return next, ok
}

func isEscape(b byte) bool {
	return b == '\\' || b == '%' || b == '&'
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
	return unescapeByte(char, text, 1, 2, 16)
}

// unescapeByte decodes the number of a byte, with that many digits after a mark.
func unescapeByte(char, text []byte, mark, digits int, base rune) (width, length int) {
	n, ok := number(text[mark:], digits, base)
	if !ok || n > math.MaxUint8 {
		return 0, 0
	}
	char[0] = byte(n & math.MaxUint8)
	return 1, mark + digits
}

// unescapeBackslash decodes what JSON, Go and their relatives write.
func unescapeBackslash(char, text []byte) (width, length int) {
	if len(text) == 1 {
		return 0, 0
	}
	switch b := text[1]; {
	case b == 'u':
		return unescapeUnits(char, text)
	case b == 'U':
		return unescapeRune(char, text)
	case b == 'x':
		return unescapeByte(char, text, 2, 2, 16)
	case b >= '0' && b <= '7':
		return unescapeByte(char, text, 1, 3, 8)
	case isAlphanumeric(b):
		return unescapeControl(char, b)
	case b > ' ' && b < utf8.RuneSelf:
		char[0] = b
		return 1, 2
	default:
		return 0, 0
	}
}

// unescapeRune decodes \UXXXXXXXX.
func unescapeRune(char, text []byte) (width, length int) {
	const digits = 8
	n, ok := number(text[2:], digits, 16)
	if !ok || n > utf8.MaxRune {
		return 0, 0
	}
	return utf8.EncodeRune(char, n), 2 + digits
}

// unescapeControl decodes the letter of a control character.
func unescapeControl(char []byte, letter byte) (width, length int) {
	i := strings.IndexByte("abfnrtv", letter)
	if i < 0 {
		return 0, 0
	}
	char[0] = "\a\b\f\n\r\t\v"[i]
	return 1, 2
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

// unescapeHTML decodes an entity. Where a number stands for it, browsers do without the
// semicolon.
func unescapeHTML(char, text []byte) (width, length int) {
	end, isNumber := 1, len(text) > 1 && text[1] == '#'
	if isNumber {
		end++
	}
	for end < len(text) && end < maxEntity && isAlphanumeric(text[end]) && (!isNumber || isOfNumber(text, end)) {
		end++
	}
	entity := string(text[:end]) + ";"
	if end < len(text) && text[end] == ';' {
		end++
	} else if !isNumber {
		return 0, 0
	}
	decoded := html.UnescapeString(entity)
	r, size := utf8.DecodeRuneInString(decoded)
	if size != len(decoded) || r == utf8.RuneError {
		return 0, 0
	}
	return utf8.EncodeRune(char, r), end
}

// isOfNumber reports whether a byte belongs to the number of the entity that a text
// begins with.
func isOfNumber(text []byte, i int) bool {
	const hexMark = 2
	switch isHex := text[hexMark]|' ' == 'x'; {
	case isHex && i > hexMark:
		return digit(text[i]) < 16
	default:
		return isHex || digit(text[i]) < 10
	}
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
