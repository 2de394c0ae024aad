// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// windowSize is how many characters in a row of a secret give it away. A shorter secret
	// is searched for as a word.
	windowSize = 8

	// maxWork bounds the search in one text, in bytes of all that it decodes to.
	maxWork = 32 * maxInspected
)

// index finds secrets in texts.
type index struct {
	// windows are all the windowSize characters in a row of the secrets, a byte for each.
	windows map[uint64]bool
	// words finds the secrets that are too short for a window; nil if there are none.
	words       *regexp.Regexp
	base64, hex *encoding
}

func newIndex(secrets []string) index {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	x := index{
		windows: map[uint64]bool{},
		base64:  newEncoding(6, letters+"+/", letters+"-_"), hex: newEncoding(4, "0123456789abcdef", "0123456789ABCDEF"),
	}
	var words []string
	for _, secret := range secrets {
		together := compact(secret)
		if utf8.RuneCountInString(together) < windowSize {
			// A pattern is UTF-8, and a variable of the environment need not be.
			words = append(words, regexp.QuoteMeta(string([]rune(secret))))
		}
		eachWindow(together, func(window uint64) bool {
			x.windows[window] = true
			return false
		})
	}
	if len(words) > 0 {
		x.words = regexp.MustCompile(`(?i)(^|[^\pL\pN_])(` + strings.Join(words, "|") + `)([^\pL\pN_]|$)`)
	}
	return x
}

// eachWindow calls a function with each window of a text, whatever its case, until one call
// returns true. It reports whether one did.
func eachWindow(text string, found func(window uint64) bool) bool {
	const bits = 64 / windowSize
	var window uint64
	n := 0
	for _, r := range text {
		r = unicode.ToLower(r)
		window = window<<bits | uint64(byte(r^r>>bits)) //nolint:gosec // It is a hash, exact for ASCII.
		if n++; n >= windowSize && found(window) {
			return true
		}
	}
	return false
}

// isIn reports whether a secret is in a text or in anything that it decodes to, or whether
// there is more of that than maxWork.
func (x index) isIn(text string) bool {
	if len(x.windows) == 0 && x.words == nil {
		return false
	}
	work := 0
	seen := map[string]bool{}
	for layers := []string{text}; len(layers) > 0; layers = layers[1:] {
		layer := layers[0]
		if seen[layer] {
			continue
		}
		seen[layer] = true
		together := compact(layer)
		work += len(layer)
		if work > maxWork || (x.words != nil && x.words.MatchString(layer)) || eachWindow(together, func(window uint64) bool { return x.windows[window] }) {
			return true
		}
		layers = append(layers, unescapes(together)...)
		if x.words != nil {
			// Words have white space around them.
			layers = append(layers, unescapes(layer)...)
		}
		if decoded := x.base64.decode(together) + x.hex.decode(together); decoded != "" {
			layers = append(layers, decoded)
		}
	}
	return false
}

// compact returns a text without white space and what nobody sees.
func compact(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r > ' ' && r < '\x7f':
			return r
		case r == utf8.RuneError:
			return r
		case r <= '\x7f', unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
			return -1
		default:
			return r
		}
	}, text)
}
