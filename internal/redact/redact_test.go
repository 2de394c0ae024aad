// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
)

// secretsOf returns secrets of which none has a letter of the texts around it.
func secretsOf(texts ...string) *Secrets {
	s := &Secrets{}
	s.Add(texts...)
	return s
}

func TestText(t *testing.T) {
	t.Parallel()
	s := secretsOf("", " ", "xK7-qZ_92.Lw~Yv8", `p"a\s/s wörd😀`, "Zq9~x", "b%41c=d&gt;e", "Bearer access-v1:accounts")
	inBase64 := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for text, isShown := range map[string]bool{
		"":                  true,
		"nothing":           true,
		"xK7-qZ_9":          false,
		"xK7-qZ_":           true,
		"so xk7-QZ_92 here": false,
		"xK7-q|Z_92.Lw":     true,
		`{"a":"p\"a\\s\/s w\u00f6rd\ud83d\ude00"}`:    false,
		"p&quot;a\\s&#47;s w&ouml;rd":                 false,
		`p&#92;u0022a\\s/s w`:                         false,
		"Zq9~x":                                       false,
		"is zq9~X, or":                                false,
		"Zq9~xy wZq9~x Zq9~":                          true,
		"Zq9%7Ex and Zq9\\u007ex":                     false,
		"b%41c=d&gt;e":                                false,
		"bAc=d>e":                                     true,
		"access-v1: Bearer":                           true,
		"of 3 accounts":                               false,
		"of 3 account":                                true,
		"Basic " + inBase64("admin:Zq9~x"):            false,
		"Basic " + inBase64("admin:Zq9~y"):            true,
		inBase64(`{"token":"xK7-qZ_92.Lw~Yv8"}`)[:20]: true,
		inBase64(`{"token":"xK7-qZ_92.Lw~Yv8"}`)[:26]: false,
	} {
		want := notShown
		if isShown {
			want = printable(text)
		}
		if got := s.Text(text); got != want {
			t.Errorf("%q: got %q", text, got)
		}
		if got := s.Quote(text); (got == notShown) == isShown {
			t.Errorf("%q: got %q", text, got)
		}
	}
	if (&Secrets{}).Text("abc") != "abc" {
		t.Error("without secrets a text isn't shown")
	}
}

// TestWhatIsShownFits has texts that are too long, or that a terminal would act on.
func TestWhatIsShownFits(t *testing.T) {
	t.Parallel()
	s := secretsOf("SECRETTOKEN")
	for body, want := range map[string]string{
		" a\n\tb\r\n ":                               "a b",
		"a\x00\x1b[31mb\xff\u202e":                   "a\ufffd\ufffd[31mb\ufffd\ufffd",
		strings.Repeat("é", 200):                     strings.Repeat("é", 200),
		strings.Repeat("é", 201):                     strings.Repeat("é", 199) + "…",
		strings.Repeat("x", 8190) + "SECRETTOKEN":    strings.Repeat("x", 199) + "…",
		strings.Repeat(" ", 8180) + "SECRETTOKEN":    notShown,
		strings.Repeat(" ", 8185) + "SECRETTOKEN":    "SECRETT",
		strings.Repeat("\u200b", 3000) + "SECRETTOK": strings.Repeat("\ufffd", 199) + "…",
	} {
		if got := s.Excerpt([]byte(body)); got != want {
			t.Errorf("%.40q: got %q, want %q", body, got, want)
		}
	}
	if got := utf8.RuneCountInString(s.Text(strings.Repeat("x ", 5000))); got != maxText {
		t.Errorf("a text of %d characters is shown", got)
	}
	if got := s.Quote(strings.Repeat(".", maxText-5) + "SECRETTOKEN"); got != notShown {
		t.Errorf("the beginning of a secret at the end of a line: got %s", got)
	}
	if got := s.Quote("a\n\"\u202e" + strings.Repeat("é", 2000)); got != `"a\n\"\u202e`+strings.Repeat("é", 995)+`…"` {
		t.Errorf("got %s", got)
	}
}

func TestSecretsOfProxies(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.AddProxies(func(name string) string {
		return map[string]string{
			"HTTPS_PROXY": "http://me:pass%2Fword-1@proxy:3128", "http_proxy": "me:other-password@proxy", "HTTP_PROXY": "http://a-token-1@proxy", "https_proxy": "http://proxy:8080",
		}[name]
	})
	for text, isShown := range map[string]bool{
		"pass/word-1": false, "pass%2Fword-1": false, "bWU6cGFzcy93b3JkLTE=": false, "other-password": false, "a-token-1": false, "me proxy 3128 8080": true,
	} {
		if s.Repeats(text) == isShown {
			t.Errorf("%s: shown is not %t", text, isShown)
		}
	}
	for _, address := range []string{
		"http://u:50%off-now@proxy:3128", "http://u:#50-off-now@proxy", "http://u:12/off-now@proxy", "u:12?off-now@proxy", "http://u:an off-now@proxy\n", "HTTP://u:@50-off-now@proxy",
	} {
		invalid := &Secrets{}
		invalid.AddProxies(func(string) string { return address })
		if got := invalid.Text(fmt.Sprintf("parse %q: wrong", address)); got != notShown {
			t.Errorf("%s: got %s", address, got)
		}
	}
}

func TestSessionsAreForgotten(t *testing.T) {
	t.Parallel()
	const sessions = 200
	token := func(i int) string {
		return fmt.Sprintf("session-v1:%x-%d", rand.New(rand.NewPCG(uint64(i), 0)).Uint64(), i) //nolint:gosec // A test that can be repeated.
	}
	s := secretsOf("a-lasting-token")
	s.AddSession("")
	for i := range sessions {
		s.AddSession(token(i))
		s.AddSession(token(i))
	}
	for i := range sessions {
		if isKnown := i >= sessions-maxSessions; s.Repeats(token(i)) != isKnown {
			t.Fatalf("session %d: known is not %t", i, isKnown)
		}
	}
	if !s.Repeats("a-lasting-token") || len(s.index.windows) > 200 {
		t.Errorf("%d windows are left", len(s.index.windows))
	}
}

func TestSecretsMayBeAddedWhileTextsAreShown(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			s.Add(strings.Repeat("x", i+5))
			s.Text("xxxxxxxxxxxxxxxxxx")
		})
	}
	all.Wait()
	if !s.Repeats("xxxxx") {
		t.Error("a secret is shown")
	}
}

// TestOrdinaryTextIsShown has the pages of this repository, and credentials as services make
// them.
func TestOrdinaryTextIsShown(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 0)) //nolint:gosec // A test that can be repeated.
	s := &Secrets{}
	for _, alphabet := range []string{"0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", "abcdefghijklmnopqrstuvwxyz"} {
		for _, size := range []int{12, 40, 64, 400} {
			for range 20 {
				token := make([]byte, size)
				for i := range token {
					token[i] = alphabet[random.IntN(len(alphabet))]
				}
				s.Add("access-v1:" + string(token))
			}
		}
	}
	page := `<a href="/q?a=%20b+c&amp;d=%25e">\n` + `<script>x = "\u00e9 \/ \"y\" &lt;"</script>`
	if s.Repeats(strings.Repeat(page, maxInspected/len(page))) {
		t.Error("a page with escapes of all kinds isn't shown")
	}
	for _, page := range []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "go.sum"} {
		text, err := fs.ReadFile(os.DirFS("../.."), page)
		if err != nil {
			t.Fatal(err)
		}
		for part := range slices.Chunk(text, maxInspected) {
			if s.Repeats(string(part)) {
				t.Errorf("part of %s isn't shown", page)
			}
		}
	}
}

// TestHostileTextsTakeLittleTime has texts that decode to much, of which nothing is shown
// where that is too much.
func TestHostileTextsTakeLittleTime(t *testing.T) {
	t.Parallel()
	s := secretsOf("ab")
	for i := range 10 {
		s.Add(strings.Repeat("a", 1000)+fmt.Sprint(i), fmt.Sprintf("access-v1:%d%s", i, strings.Repeat("ab", 50)))
	}
	for _, piece := range []string{
		"a", "ab", "%25", `\\`, "&amp;", "&aaaaaaaaa", "access-v1:", "YWFh", "YWNjZXNz", "x", "%", "&#1", `\u0061`, "aaaaaaaaaaab", "&", "&nGt;", "%2525252525", "616", "00", "VVVV", "\u200b", "\xff",
	} {
		text := strings.Repeat(piece, maxInspected/len(piece)+1)
		t.Log(piece)
		stopwatch.Bound(t, len(text), func() { s.Text(text) })
	}
	if !secretsOf("another-secret").Repeats("%" + strings.Repeat("25", maxInspected/2)) {
		t.Error("a text that takes too much work is shown")
	}
}

// each writes each byte of a text by a format.
func each(format string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
}

// between puts separators between any so many characters of a text.
func between(size int, separators ...string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		for i, r := range []rune(text) {
			if i > 0 && i%size == 0 {
				b.WriteString(separators[i/size%len(separators)])
			}
			b.WriteRune(r)
		}
		return b.String()
	}
}

// inJSON writes each character of a text as JSON's escape.
func inJSON(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}

// spellings are the ways in which services, and what is in between, repeat a text.
func spellings() map[string]func(string) string {
	return map[string]func(string) string{
		"as it is":       strings.Clone,
		"upper case":     strings.ToUpper,
		"lines":          between(5, "\r\n\t", "\n"),
		"wide spaces":    between(3, "\u00a0", "\u2003", "\u3000"),
		"invisible":      between(1, "\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e", "\x00", "\u034f", "\ufe0f"),
		"JSON":           func(text string) string { quoted, _ := json.Marshal(text); return string(quoted) },
		"JSON, each":     inJSON,
		"query":          url.QueryEscape,
		"percent, each":  each("%%%02x"),
		"HTML":           html.EscapeString,
		"HTML, each":     func(text string) string { return strings.Join(strings.Split(text, ""), "&shy;") },
		"base64":         func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) },
		"base64 of URLs": func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(":" + text)) },
		"base64 in lines": func(text string) string {
			return between(20, "\n")(base64.StdEncoding.EncodeToString([]byte("::" + text)))
		},
		"hex":         each("%02x"),
		"hex, spaces": each("%02X "),
	}
}

// TestSpellings has every part of a secret in every spelling of every spelling.
func TestSpellings(t *testing.T) {
	t.Parallel()
	const secret = "xK7-qZ_92.Lw~Yv8"
	s := secretsOf("access-v1:" + secret)
	for inner, first := range spellings() {
		for from := range len(secret) - 7 {
			if text := "before [" + first(secret[from:from+8]) + "] after"; !s.Repeats(text) {
				t.Errorf("%s is shown: %q", inner, text)
			}
			if text := "before [" + first(secret[from:from+7]) + "] after"; s.Repeats(text) {
				t.Errorf("%s of seven characters is not shown: %q", inner, text)
			}
		}
		for outer, second := range spellings() {
			// In upper case, base64 is something else.
			if text := "before [" + second(first(secret)) + "] after"; outer != "upper case" && !s.Repeats(text) {
				t.Errorf("%s of %s is shown: %q", outer, inner, text)
			}
		}
	}
}

// FuzzText has any secret in any text, in every spelling, and shows eight characters of it
// nowhere.
func FuzzText(f *testing.F) {
	f.Add("xK7-qZ_92.Lw~Yv8", "before [", "] after", uint64(1))
	f.Add("aaaaaaaaaaaa", "aaaa&#97", "a", uint64(2))
	f.Add("p\"a\\s/s<&>é😀%41=41", "%2525=3D\\", "\n&amp", uint64(3))
	f.Fuzz(func(t *testing.T, secret, before, after string, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // A test that can be repeated.
		ways := spellings()
		names := slices.Sorted(maps.Keys(ways))
		text := before + ways[names[random.IntN(len(names))]](secret) + after
		hostile := strings.Repeat(text, maxInspected/max(1, len(text)))
		for _, body := range []string{text, hostile} {
			got := ""
			stopwatch.Bound(t, len(body), func() {
				s := &Secrets{}
				s.Add(secret)
				got = s.Text(body)
			})
			if part := partIn(got, secret); part != "" && got != notShown {
				t.Errorf("%q shows %q: %q", body, part, got)
			}
			if !utf8.ValidString(got) || utf8.RuneCountInString(got) > maxText {
				t.Errorf("%q is not fit to be shown: %q", body, got)
			}
		}
	})
}

// partIn returns eight characters of a secret that a text has, those that can be seen.
func partIn(text, secret string) string {
	fold := func(text string) []rune { return []rune(strings.ToLower(compact(text))) }
	seen, hidden := string(fold(text)), fold(strings.Join(appendNew(nil, secret), ""))
	for from := range len(hidden) - 7 {
		if part := string(hidden[from : from+8]); !strings.ContainsRune(part, utf8.RuneError) && strings.Contains(seen, part) {
			return part
		}
	}
	return ""
}
