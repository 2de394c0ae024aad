// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

const (
	// windowSize is how many characters in a row of a secret are as good as all of it. A
	// shorter secret is one as a whole, and within a word if it has leastInWord at least.
	windowSize  = 8
	leastInWord = 4

	// budget bounds the work for a text, in bytes of all that it decodes to for each of its
	// own.
	budget = 64
)

// index finds secrets.
type index struct {
	// plain finds each of them as it is.
	plain *regexp.Regexp
	// windows are all windowSize bytes in a row of them, folded; short are the shorter ones.
	windows map[string]bool
	short   []string
}

func newIndex(secrets, encoded []string) index {
	x := index{windows: map[string]bool{}}
	quoted := make([]string, len(secrets))
	for i, secret := range slices.SortedFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) }) {
		quoted[i] = regexp.QuoteMeta(secret)
		if len(secret) < leastInWord {
			quoted[i] = `\b` + quoted[i] + `\b`
		}
	}
	x.plain = regexp.MustCompile("(?i)" + strings.Join(quoted, "|"))
	for _, secret := range slices.Concat(secrets, encoded) {
		// Where a secret looks like an escape, it is searched for as it decodes, too.
		for _, text := range []string{secret, unescape(secret)} {
			text = strings.ToLower(compact(text))
			if len(text) < windowSize {
				x.short = append(x.short, text)
			}
			for i := windowSize; i <= len(text); i++ {
				x.windows[text[i-windowSize:i]] = true
			}
		}
	}
	return x
}

// replace masks each secret that a text has as it is.
func (x index) replace(text string) string {
	if x.plain == nil {
		return text
	}
	return x.plain.ReplaceAllString(text, mask)
}

// holds reports whether a text, or what it decodes to, has part of a secret. One that
// decodes without an end may have.
func (x index) holds(text string) bool {
	left := budget * (len(text) + 1<<10)
	seen := map[string]bool{}
	for layers := []string{text}; len(layers) > 0; {
		var next []string
		for _, layer := range layers {
			for _, together := range []string{compact(layer), tags.ReplaceAllString(compact(softBreaks.ReplaceAllString(layer, "")), "")} {
				if seen[together] {
					continue
				}
				seen[together] = true
				if left -= len(together); left < 0 || x.has(together) {
					return true
				}
				next = append(next, decodings(together)...)
			}
		}
		layers = next
	}
	return false
}

// has reports whether a text has part of a secret.
func (x index) has(text string) bool {
	text = strings.ToLower(text)
	for i := windowSize; i <= len(text); i++ {
		if x.windows[text[i-windowSize:i]] {
			return true
		}
	}
	return slices.ContainsFunc(x.short, func(secret string) bool {
		return len(secret) >= leastInWord && strings.Contains(text, secret)
	})
}

var softBreaks = regexp.MustCompile(`(?i)[=\\][\s\p{C}\p{Z}]*[\r\n][\s\p{C}\p{Z}]*`)
var tags = regexp.MustCompile(`(?i)<w?br/?>`)

// compact is a text without white space, and what nobody sees.
func compact(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Z) {
			return -1
		}
		return r
	}, text)
}
