// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
)

func TestMask(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("", "abcd", "abcdefg", "efghi", "xyxyx", `p"a\s/s`, "a  b", "xy", "averylongsecret")
	s.AddPair("user", "simulator")
	for text, want := range map[string]string{
		"":                               "",
		"nothing":                        "nothing",
		"abcdefghi xyxyxyx abcdabcd":     "*** *** ***",
		"abcd abcdefg xabcdx":            "*** *** x***x",
		`p"a\s/s p\"a\\s/s p\"a\\s\/s`:   "*** *** ***",
		`p%22a%5Cs%2Fs p%22a%5cs%2fs`:    "*** ***",
		`p&#34;a\s/s p&quot;a\s/s`:       "*** ***",
		`p\\\"a\\\\s/s p\&quot;a\\s/s`:   "*** ***",
		"a  b a b a++b ab cab":           "*** *** *** *** cab",
		"averylo averylon averylongs":    "averylo *** ***",
		"xaverylongsecretx":              "x***x",
		`a\u0076erylon&#x67;s%65cret`:    "***",
		"a\\u0076er\u00e9":               "a\\u0076er\u00e9",
		"xy galaxy xyz \"xy\"":           "*** galaxy xyz \"***\"",
		"61766572796C6F 73696D756C":      "61766572796C6F 73696D756C",
		"61766572796C6F6e 73696D756C":    "*** 73696D756C",
		"Basic dXNlcjpzaW11bGF0b3I= end": "Basic *** end",
		"Basic dXNlcjpzaW11bGF end":      "Basic *** end",
		"e3B3OiJzaW11bGF0b3IifQ":         "***", // {pw:"simulator"}
		"Zm9vOnNpbXVsYXRvcg":             "***", // foo:simulator
		"OmFiY2Q":                        "***", // :abcd
		"\xff abcd \xff":                 "\xff *** \xff",
	} {
		if got := s.Mask(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	if (&Secrets{}).Mask("abc") != "abc" {
		t.Error("without secrets nothing is masked")
	}
}

func TestSecretsOfProxies(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.AddProxies(func(name string) string {
		return map[string]string{
			"HTTPS_PROXY": "http://me:pass%2Fword-1@proxy:3128", "http_proxy": "me:other-password@proxy", "HTTP_PROXY": "http://a-token@proxy", "https_proxy": "http://proxy:8080",
		}[name]
	})
	for text, want := range map[string]string{
		"pass/word-1 pass%2Fword-1 other-password":        "*** *** ***",
		"a-token YS10b2tlbjo=":                            "*** ***=",
		"Basic bWU6cGFzcy93b3JkLTE= bWU6b3RoZXItcGFzc3dv": "Basic *** ***",
		"me proxy 3128 8080":                              "me proxy 3128 8080",
	} {
		if got := s.Mask(text); got != want && got != strings.ReplaceAll(want, "=", "") {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for _, address := range []string{
		"http://u:50%off-now@proxy:3128", "http://u:#off-now@proxy", "http://u:12/off-now@proxy", "u:12?off-now@proxy", "http://u:an off-now@proxy\n", "HTTP://u:@off-now@proxy",
	} {
		invalid := &Secrets{}
		invalid.AddProxies(func(string) string { return address })
		if got := invalid.Mask(fmt.Sprintf("parse %q: wrong", address)); strings.Contains(got, "off") || !strings.Contains(got, "proxy") {
			t.Errorf("%s: got %s", address, got)
		}
	}
}

// mixture encodes a text one character at a time, each by another of the ways that
// services have. What could be taken for an escape is never left as it is.
func mixture(random *rand.Rand, text string) string {
	var b strings.Builder
	for _, r := range text {
		unit := func(format string) string {
			var units strings.Builder
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&units, format, u)
			}
			return units.String()
		}
		percent := func(format string) string {
			var bytes strings.Builder
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&bytes, format, c)
			}
			return bytes.String()
		}
		ways := []string{
			unit(`\u%04x`), unit(`\u%04X`), unit(`%%u%04x`), percent("%%%02x"), percent("%%%02X"), percent(`\x%02x`),
			fmt.Sprintf("&#%d;", r), fmt.Sprintf("&#%05d;", r), fmt.Sprintf("&#x%x;", r), fmt.Sprintf("&#X%06X;", r),
		}
		switch {
		case !strings.ContainsRune(`\%&`, r):
			ways = append(ways, string(r), string(r), string(r))
		case r == '\\':
			ways = append(ways, `\\`)
		case r == '&':
			ways = append(ways, "&amp;")
		}
		switch r {
		case '"':
			ways = append(ways, `\"`, "&quot;")
		case '/':
			ways = append(ways, `\/`, "&sol;")
		case '+':
			ways = append(ways, "&plus;")
		case '=':
			ways = append(ways, "&equals;")
		}
		b.WriteString(ways[random.IntN(len(ways))])
	}
	return b.String()
}

// TestNoEncodingGetsThrough uses encoders that the masker doesn't know of.
func TestNoEncodingGetsThrough(t *testing.T) {
	t.Parallel()
	const alphabet = `abcdefgXYZ0189-_.:=+/&<>"'%\!é😀`
	characters := []rune(alphabet)
	for seed := range uint64(600) {
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // A test that can be repeated.
		secret := make([]rune, 8+random.IntN(40))
		for i := range secret {
			secret[i] = characters[random.IntN(len(characters))]
		}
		s := &Secrets{}
		s.Add(string(secret))
		encoded := string(secret)
		for range random.IntN(4) {
			encoded = mixture(random, encoded)
		}
		before, after := "before [", "] after"
		if got := s.Mask(before + encoded + after); got != before+mask+after && got != withheld {
			t.Fatalf("seed %d: %q as %q became %q", seed, string(secret), encoded, got)
		}
		if got := s.Mask(before + base64.StdEncoding.EncodeToString([]byte(before+string(secret)+after)) + after); got != before+mask+after && got != withheld {
			t.Fatalf("seed %d: %q in base64 became %q", seed, string(secret), got)
		}
	}
}

// TestMaskingIsFast has texts that are hard for a matcher, and a decoder.
func TestMaskingIsFast(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("aaaa", "ab")
	for i := range 10 {
		s.Add(strings.Repeat("a", 1000) + strconv.Itoa(i))
		s.Add(fmt.Sprintf("access-v1:%d%s", i, strings.Repeat("ab", 50)))
	}
	const size = 64 << 10
	for _, piece := range []string{
		"a", "ab", "%25", `\\`, "&amp;", "&aaaaaaaaa", "access-v1:", "YWFh", "YWNjZXNz", "x", "%", "&#1", `\u0061`, "aaaaaaaaaaab",
		"&", "=", "= ", "=41", "=3D", "=\n", `\ `, "&#97", "&#x61", "61:", "0x61,", "616", "00", "VVVV", "\u200b", "a\u200b", "<br", "<br>", "%2525252525=3D", "UVVW ", "aaaaaaaa ", "\xff",
	} {
		text := strings.Repeat(piece, size/len(piece))
		start := time.Now()
		s.Mask(text)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: %s", piece, took)
		} else {
			t.Logf("%s: %s", piece, took)
		}
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
		long + "SECRETTOKEN" + long:      long + "***x…",
		strings.Repeat("é", 200):         strings.Repeat("é", 200),
		strings.Repeat("é", 201):         strings.Repeat("é", 199) + "…",
		strings.Repeat("😀", 1<<15) + "x": strings.Repeat("😀", 199) + "…",
	} {
		got := s.Excerpt([]byte(body))
		if got != want || !utf8.ValidString(got) {
			t.Errorf("%.60q: got %q, want %q", body, got, want)
		}
	}
}

// TestExcerptThatEndsInAnEscape cuts each way to write a character anywhere: what is
// left of the secret before it is too little to be found by itself.
func TestExcerptThatEndsInAnEscape(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("SECR😀-token")
	for _, escape := range []string{
		`\ud83d\ude00`, "%ud83d%ude00", `\U0001F600`, "%f0%9F%98%80", `\xf0\x9f\x98\x80`, `\360\237\230\200`, "&#128512;", "&#x1f600;", "&#X01F600;", "😀",
		`\\ud83d\\ude00`, "%255cud83d%255cude00", "&amp;#128512;",
	} {
		for end := range len(escape) + 1 {
			if got := s.Excerpt([]byte("token SECR" + escape[:end])); got != "token ***" {
				t.Errorf("%s: got %q", escape[:end], got)
			}
		}
	}
	for body, want := range map[string]string{
		`token SECR\n`: `token SECR\n`, `token SECR\8`: `token SECR\8`, `token SECR%4x`: `token SECR%4x`, `token SECR\ud83d!`: `token SECR\ud83d!`, "token SECR&;": "token SECR&;",
	} {
		if got := s.Excerpt([]byte(body)); got != want {
			t.Errorf("%q: got %q", body, got)
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
	f.Add("before ", "SECRET-token", " after", 30, uint64(1))
	f.Add("{\"password\":\"", "p\"a\\s/s<&>é😀", "\"}", 17, uint64(2))
	f.Add("", "aaaa", "aaaa", 6, uint64(3))
	f.Fuzz(func(t *testing.T, before, secret, after string, cut int, seed uint64) {
		if len(compact(secret)) < windowSize || strings.ContainsFunc(secret, func(r rune) bool { return r == ' ' || unicode.IsControl(r) || r == '*' || r == '\ufffd' }) {
			t.Skip("too short to be told from other text, or no secret that a header can carry")
		}
		stopwatch.Bound(t, len(before)+len(secret)+len(after), func() {
			s := &Secrets{}
			s.Add(secret)
			random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // A test that can be repeated.
			for _, encoded := range []string{secret, mixture(random, secret), mixture(random, mixture(random, secret))} {
				body := before + encoded + after
				if cut >= 0 && cut < len(body) {
					body = body[:cut]
				}
				got := s.Excerpt([]byte(body))
				if strings.Contains(got, secret) || (encoded != secret && !strings.ContainsFunc(before, isEscapeRune) && strings.Contains(got, encoded)) {
					t.Errorf("%q shows the secret: %q", body, got)
				}
				if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxExcerpt+1 {
					t.Errorf("%q is not fit to be shown: %q", body, got)
				}
				if masked := s.Mask(body); utf8.ValidString(body) && !utf8.ValidString(masked) {
					t.Errorf("%q is no text any more: %q", body, masked)
				}
			}
		})
	})
}

func isEscapeRune(r rune) bool {
	return strings.ContainsRune(`\%&`, r)
}
