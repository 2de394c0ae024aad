// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"bytes"
	"math"
	"slices"
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

// stripped leaves out what may stand between the characters of a secret, as remove
// does, and has letters beyond ASCII in lower case: those of ASCII are needed for base64.
func (l layer) stripped(remove func(char, text []byte) (width, length int)) layer {
	for _, replace := range []func(char, text []byte) (width, length int){remove, stripTag} {
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

// stripSoft is strip that leaves out soft breaks, too.
func stripSoft(char, text []byte) (width, length int) {
	if length = softBreak(text); length > 0 {
		return 0, length
	}
	return strip(char, text)
}

func strip(char, text []byte) (width, length int) {
	if b := text[0]; b > ' ' && b < '\x7f' {
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

// hasSoftBreak reports whether a text may have a soft break.
func (l layer) hasSoftBreak() bool {
	for i := range l.text {
		if softBreak(l.text[i:]) > 0 {
			return true
		}
	}
	return false
}

// softBreak is how long the end of a line is that goes on in the next one, in
// quoted-printable or a program's source, 0 where there is none.
func softBreak(text []byte) int {
	if text[0] != '=' && text[0] != '\\' {
		return 0
	}
	length := len(text) - len(bytes.TrimLeftFunc(text[1:], isIgnorable))
	if !bytes.ContainsAny(text[:length], "\r\n") {
		return 0
	}
	return length
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
