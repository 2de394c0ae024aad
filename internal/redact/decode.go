// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"bytes"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// unescapes returns what a text is without the escapes of HTML, of URLs and of JSON, each if
// it has any.
func unescapes(text string) (decoded []string) {
	for _, one := range []struct {
		marks    string
		unescape func(string) string
	}{{"&", html.UnescapeString}, {"%+", unescapeURL}, {`\`, unescapeJSON}} {
		if !strings.ContainsAny(text, one.marks) {
			continue
		}
		if plain := one.unescape(text); plain != text {
			decoded = append(decoded, plain)
		}
	}
	return decoded
}

func unescapeURL(text string) string {
	decoded := make([]byte, 0, len(text))
	for len(text) > 0 {
		next, size := text[0], 1
		if character := escaped(text, "%", 2); character >= 0 {
			next, size = byte(character), 3 //nolint:gosec // It has two digits.
		} else if next == '+' {
			next = ' '
		}
		decoded, text = append(decoded, next), text[size:]
	}
	return string(decoded)
}

func unescapeJSON(text string) string {
	decoded := make([]byte, 0, len(text))
	for len(text) > 0 {
		size := 1
		switch unit := escaped(text, `\u`, 4); {
		case unit >= 0:
			size = 6
			if low := escaped(text[size:], `\u`, 4); utf16.IsSurrogate(unit) && low >= 0 {
				unit, size = utf16.DecodeRune(unit, low), 2*size
			}
			decoded = utf8.AppendRune(decoded, unit)
		case text[0] != '\\' || len(text) == 1:
			decoded = append(decoded, text[0])
		case strings.IndexByte("bfnrt", text[1]) >= 0:
			decoded, size = append(decoded, ' '), 2
		default:
			decoded, size = append(decoded, text[1]), 2
		}
		text = text[size:]
	}
	return string(decoded)
}

// escaped returns the number that so many hexadecimal digits stand for, behind a prefix at the
// beginning of a text, or -1 if they aren't there.
func escaped(text, prefix string, digits int) rune {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok || len(rest) < digits {
		return -1
	}
	n, err := strconv.ParseUint(rest[:digits], 16, 16)
	if err != nil {
		return -1
	}
	return rune(n)
}

// encoding writes bytes as digits of so many bits.
type encoding struct {
	bits int
	// digits are the values of characters, -1 for those that are no digits.
	digits [256]int8
}

// newEncoding returns an encoding of which each alphabet has all digits.
func newEncoding(size int, alphabets ...string) *encoding {
	e := &encoding{bits: size}
	for i := range e.digits {
		e.digits[i] = -1
	}
	for _, alphabet := range alphabets {
		for value := range len(alphabet) {
			e.digits[alphabet[value]] = int8(value)
		}
	}
	return e
}

// decode decodes each long run of digits in a text: once for each digit with which a byte may
// begin, since a run may begin with what isn't encoded. Most of that is noise: it returns
// what may be text.
func (e *encoding) decode(text string) string {
	const leastRun, leastText = 6, 4
	var decoded strings.Builder
	var noisy []byte
	for from, to := 0, 0; from < len(text); from = to + 1 {
		for to = from; to < len(text) && e.digits[text[to]] >= 0; {
			to++
		}
		for skipped := 0; to-from >= leastRun && skipped < 8/(8-e.bits); skipped++ {
			noisy = e.appendBytes(noisy[:0], text[from+skipped:to])
			for field := range bytes.FieldsFuncSeq(noisy, isNoise) {
				if len(field) >= leastText {
					decoded.Write(field)
					decoded.WriteByte('|')
				}
			}
		}
	}
	return decoded.String()
}

// appendBytes appends the bytes that digits stand for.
func (e *encoding) appendBytes(decoded []byte, digits string) []byte {
	buffer, filled := 0, 0
	for at := range len(digits) {
		buffer, filled = buffer<<e.bits|int(e.digits[digits[at]]), filled+e.bits
		if filled >= 8 {
			filled -= 8
			decoded = append(decoded, byte(buffer>>filled)) //nolint:gosec // The rest follows.
		}
	}
	return decoded
}

// isNoise reports whether a character is in no text.
func isNoise(r rune) bool {
	return r == utf8.RuneError || (unicode.IsControl(r) && !unicode.IsSpace(r))
}
