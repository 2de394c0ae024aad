// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func TestMask(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("", "abc", "abcdef", "efgh", "xyxyx", `p"a\s/s`, "a  b")
	for text, want := range map[string]string{
		"":                             "",
		"nothing":                      "nothing",
		"abcdefgh xyxyxyx abcabc":      "*** *** ***",
		"abc abcdef xabcx":             "*** *** x***x",
		`p"a\s/s p\"a\\s/s p\"a\\s\/s`: "*** *** ***",
		`p%22a%5Cs%2Fs p%22a%5cs%2fs`:  "*** ***",
		`p&#34;a\s/s p&quot;a\s/s`:     "*** ***",
		`p\\\"a\\\\s/s p\&quot;a\\s/s`: "*** ***",
		"a  b a b":                     "*** a b",
	} {
		if got := s.Mask(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	if (&Secrets{}).Mask("abc") != "abc" {
		t.Error("without secrets nothing is masked")
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("SECRETTOKEN", "SECRETTOKENLONGER", "OTHER")
	long := strings.Repeat("x", 195)
	for body, want := range map[string]string{
		"":                               "",
		" a\n\tb\r\n ":                   "a b",
		"a\x00\x1b[31mb\xff\u202e":       "a\ufffd\ufffd[31mb\ufffd\ufffd",
		"token SECRETTOKEN.":             "token ***.",
		"token SECRETTOK":                "token ***",
		"token SECRETTOKENLON":           "token ***",
		"token OTHEROTHE":                "token ***",
		"token SECRETTOKENSECRETT":       "token ***",
		"token SEC":                      "token SEC",
		"token SECR":                     "token ***",
		"token OTHE":                     "token ***",
		long + "SECRETTOKEN" + long:      long + "***xx…",
		strings.Repeat("é", 200):         strings.Repeat("é", 200),
		strings.Repeat("é", 201):         strings.Repeat("é", 200) + "…",
		strings.Repeat("😀", 1<<15) + "x": strings.Repeat("😀", 200) + "…",
	} {
		got := excerpt(s, []byte(body))
		if got != want || !utf8.ValidString(got) {
			t.Errorf("%.60q: got %q, want %q", body, got, want)
		}
	}
}

func TestSecretsMayBeAddedWhileMasking(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			s.Add(strings.Repeat("x", i+5))
			s.Mask("xxxxxxxxxxxxxxxxxx")
			s.List()
		})
	}
	all.Wait()
	if got := s.Mask("xxxxx"); got != "***" {
		t.Errorf("got %q", got)
	}
}

// FuzzExcerpt cuts bodies that repeat a secret anywhere, and finds nothing of it
// but what is too short to tell.
func FuzzExcerpt(f *testing.F) {
	f.Add("before ", "SECRET-token", " after", 30)
	f.Add("{\"password\":\"", "p\"a\\s/s<&>é😀", "\"}", 17)
	f.Add("", "aaaa", "aaaa", 6)
	f.Fuzz(func(t *testing.T, before, secret, after string, cut int) {
		if len(secret) < 8 || strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r == '*' || r == '\ufffd' }) {
			t.Skip("too short to be told from other text, or no secret that a header can carry")
		}
		s := &Secrets{}
		s.Add(secret)
		for _, encode := range encodings {
			body := before + encode(secret) + after
			if cut >= 0 && cut < len(body) {
				body = body[:cut]
			}
			got := excerpt(s, []byte(body))
			if strings.Contains(got, secret) || strings.Contains(got, encode(secret)) {
				t.Errorf("%q shows the secret: %q", body, got)
			}
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxExcerpt+1 {
				t.Errorf("%q is not fit to be shown: %q", body, got)
			}
		}
	})
}
