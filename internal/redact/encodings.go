// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"math"
	"slices"
	"unicode/utf8"
)

// quotedPrintable calls visit with what a text is in quoted-printable, if it may be.
func (l layer) quotedPrintable(visit func(layer)) {
	next, ok := l.rewritten(func(char, text []byte) (width, length int) {
		if text[0] != '=' {
			return 0, 0
		}
		return unescapeByte(char, text, 1, 2, 16)
	})
	if ok {
		visit(next)
	}
}

// runs calls visit with each part of a text that has only such bytes, and so many.
func (l layer) runs(isPart func(byte) bool, least int, visit func(from, to int)) {
	from := 0
	for i := range len(l.text) + 1 {
		if i < len(l.text) && isPart(l.text[i]) {
			continue
		}
		if i-from >= least {
			visit(from, i)
		}
		from = i + 1
	}
}

// inner calls visit with what was decoded from a part of a text that ends there: with
// each part of it that is text, and so long. What was taken for an encoding without
// being one has hardly any. Origin says where a byte stands.
func (l layer) inner(decoded []byte, to, least int, origin func(i int) span, visit func(layer)) {
	isEnd := l.cutOff && to == len(l.text)
	start := 0
	for i := 0; i <= len(decoded); {
		if n := runeLength(decoded[i:]); n > 0 {
			i += n
			continue
		}
		if i-start >= least || isEnd && i == len(decoded) && i-start >= leastEnd {
			next := layer{text: decoded[start:i:i], origin: make([]span, i-start), cutOff: isEnd && i == len(decoded), encoded: true}
			for at := range next.origin {
				next.origin[at] = origin(start + at)
			}
			visit(next)
		}
		i++
		start = i
	}
}

// runeLength is how long the character is that a text begins with, 0 where none does.
func runeLength(text []byte) int {
	if len(text) > 0 && text[0] < utf8.RuneSelf {
		return 1
	}
	r, size := utf8.DecodeRune(text)
	if r == utf8.RuneError && size <= 1 {
		return 0
	}
	return size
}

// hex calls visit with every part of a text that may be in hex, with or without
// separators, and is so long. Where the first byte begins isn't known.
func (l layer) hex(least int, visit func(layer)) {
	l.runs(isHex, 2*least, func(from, to int) {
		digits := make([]int, 0, to-from)
		for i := from; i < to; i++ {
			if digit(l.text[i]) < 16 && (i+2 >= to || l.hexPrefix(i+2) == 0) {
				digits = append(digits, i)
			}
		}
		for skipped := range min(2, len(digits)) {
			pairs := digits[skipped:]
			decoded := make([]byte, len(pairs)/2)
			for i := range decoded {
				decoded[i] = byte((digit(l.text[pairs[2*i]])<<4 | digit(l.text[pairs[2*i+1]])) & math.MaxUint8)
			}
			l.inner(decoded, to, least, func(i int) span {
				return l.spanOf(pairs[2*i]-l.hexPrefix(pairs[2*i]), pairs[2*i+1]+1)
			}, visit)
		}
	})
}

// hexPrefix is how long the prefix of the number is that begins at i.
func (l layer) hexPrefix(i int) int {
	if i >= 2 && l.text[i-2] == '0' && (l.text[i-1] == 'x' || l.text[i-1] == 'X') {
		return 2
	}
	return 0
}

// isHex reports whether a byte is a digit, or may stand between two.
func isHex(b byte) bool {
	switch b {
	case 'x', 'X', ':', '-', ',', ';', '.', '_':
		return true
	default:
		return digit(b) < 16
	}
}

// In base64 a character stands for six bits.
const (
	bitsOfByte = 8
	bitsOfChar = 6
)

// base64 calls visit with every part of a text that may be in base64, and is so long.
// Where the first byte begins isn't known. Each byte is said to stand where the whole
// word does, since what is left of one tells nothing.
func (l layer) base64(least int, visit func(layer)) {
	l.runs(isBase64, (least*bitsOfByte+bitsOfChar-1)/bitsOfChar, func(from, to int) {
		var words []span
		for skipped := range 4 {
			l.inner(decodeBase64(l.text[from+skipped:to]), to, least, func(i int) span {
				if words == nil {
					words = l.words(from, to)
				}
				bit := i * bitsOfByte
				return span{words[skipped+bit/bitsOfChar].from, words[skipped+(bit+bitsOfByte-1)/bitsOfChar].to}
			}, visit)
		}
	})
}

func decodeBase64(text []byte) []byte {
	decoded := make([]byte, 0, len(text)*bitsOfChar/bitsOfByte)
	buffer, bits := 0, 0
	for _, b := range text {
		buffer, bits = buffer<<bitsOfChar|base64Value(b), bits+bitsOfChar
		if bits >= bitsOfByte {
			bits -= bitsOfByte
			decoded = append(decoded, byte(buffer>>bits&math.MaxUint8))
			buffer &= 1<<bits - 1
		}
	}
	return decoded
}

// words says for each byte of a part where the word stands that it is in, with the
// padding after it.
func (l layer) words(from, to int) []span {
	words := make([]span, 0, to-from)
	for start, i := from, from+1; i <= to; i++ {
		if i < to && l.follows(i) {
			continue
		}
		end := i
		for i == to && end < len(l.text) && l.text[end] == '=' {
			end++
		}
		words = append(words, slices.Repeat([]span{l.spanOf(start, end)}, i-start)...)
		start = i
	}
	return words
}

func isBase64(b byte) bool {
	return base64Value(b) >= 0
}

// base64Value is what a character of either alphabet stands for, -1 where it is in none.
func base64Value(b byte) int {
	switch {
	case b >= 'A' && b <= 'Z':
		return int(b - 'A')
	case b >= 'a' && b <= 'z':
		return int(b-'a') + 26
	case b >= '0' && b <= '9':
		return int(b-'0') + 52
	case b == '+' || b == '-':
		return 62
	case b == '/' || b == '_':
		return 63
	default:
		return -1
	}
}
