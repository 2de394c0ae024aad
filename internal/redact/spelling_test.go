// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package redact

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"mime/quotedprintable"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
)

// spelling is a way to write a secret that is still one.
type spelling struct {
	write func(string) string
	// isWhole is whether it encodes a text as a whole: two of these are decoded.
	isWhole bool
	// needsCase is whether it can't be read any more after a change of case.
	needsCase bool
}

// each writes every byte of a text by itself.
func each(format string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		for _, c := range []byte(text) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
}

// eachRune writes every character of a text by itself.
func eachRune(format string) func(string) string {
	return func(text string) string {
		var b strings.Builder
		for _, r := range text {
			fmt.Fprintf(&b, format, r)
		}
		return b.String()
	}
}

// inUTF16 is a text in the bytes of UTF-16.
func inUTF16(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// separated is each with a separator.
func separated(format, separator string) func(string) string {
	return func(text string) string { return strings.TrimSuffix(each(format+separator)(text), separator) }
}

// between puts something between any so many characters of a text.
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

func inBase64(encoding *base64.Encoding) func(string) string {
	return func(text string) string { return encoding.EncodeToString([]byte(text)) }
}

// spellings are of texts in ASCII.
var spellings = map[string]spelling{
	"as it is":               {write: strings.Clone},
	"lower case":             {write: strings.ToLower},
	"upper case":             {write: strings.ToUpper},
	"lines":                  {write: between(5, "\n")},
	"lines of a header":      {write: between(7, "\r\n\t")},
	"spaces":                 {write: between(1, " ")},
	"wide spaces":            {write: between(3, "\u00a0", "\u2003", "\u3000")},
	"zero width":             {write: between(1, "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")},
	"soft hyphens":           {write: between(2, "\u00ad")},
	"direction marks":        {write: between(4, "\u200e", "\u202e")},
	"zeros":                  {write: between(1, "\x00")},
	"soft breaks":            {write: between(6, "=\r\n", "=\n", "= \t\n")},
	"a program's line":       {write: between(6, "\\\n")},
	"HTML's breaks":          {write: between(4, "<wbr>", "<BR />", "<br/>")},
	"soft hyphens in HTML":   {write: between(4, "&shy;"), needsCase: true},
	"JSON":                   {write: eachRune(`\u%04x`), needsCase: true},
	"a program's text":       {write: each(`\x%02x`), needsCase: true},
	"octal":                  {write: each(`\%03o`)},
	"percent":                {write: each("%%%02X")},
	"entities":               {write: eachRune("&#%d;")},
	"entities, bare":         {write: eachRune("&#%d")},
	"entities in hex":        {write: eachRune("&#x%02x;")},
	"entities in hex, bare":  {write: eachRune("&#X%x")},
	"quoted-printable":       {write: each("=%02X"), isWhole: true},
	"hex":                    {write: each("%02x"), isWhole: true},
	"hex, colons":            {write: separated("%02X", ":"), isWhole: true},
	"hex, spaces":            {write: separated("%02x", " "), isWhole: true},
	"hex, dashes in lines":   {write: func(s string) string { return between(24, "\n")(separated("%02x", "-")(s)) }, isWhole: true},
	"hex, prefixes":          {write: separated("0x%02x", ", "), isWhole: true},
	"base64":                 {write: inBase64(base64.StdEncoding), isWhole: true, needsCase: true},
	"base64, raw":            {write: inBase64(base64.RawStdEncoding), isWhole: true, needsCase: true},
	"base64 of URLs":         {write: inBase64(base64.URLEncoding), isWhole: true, needsCase: true},
	"base64 in lines":        {write: func(s string) string { return between(20, "\r\n")(inBase64(base64.StdEncoding)(s)) }, isWhole: true, needsCase: true},
	"base64 in quoted lines": {write: func(s string) string { return between(10, "=\n")(inBase64(base64.StdEncoding)(s)) }, isWhole: true, needsCase: true},
	"UTF-16 in base64":       {write: func(s string) string { return inBase64(base64.StdEncoding)(inUTF16(s)) }, isWhole: true, needsCase: true},
}

// isCase reports whether a spelling changes the case of letters.
func isCase(name string) bool {
	return strings.HasSuffix(name, " case")
}

// isAmbiguous reports whether a spelling of a spelling may be read in more than one way.
func isAmbiguous(inner, outer string) bool {
	breaks := []string{"lines", "lines of a header", "soft breaks", "a program's line", "HTML's breaks", "soft hyphens in HTML", "base64 in quoted lines"}
	switch {
	case inner == "UTF-16 in base64":
		// The last zero isn't of the secret, and neither is what encodes it.
		return true
	case slices.Contains(breaks, inner) && slices.Contains(breaks, outer):
		// One within the other, or a mark that may be of either.
		return true
	case isCase(outer):
		return spellings[inner].needsCase
	case strings.HasPrefix(outer, "entities"):
		// No entity stands for the zero.
		return inner == "zeros"
	case outer == "soft hyphens in HTML":
		// One escape within another.
		return strings.HasPrefix(inner, "entities") || inner == "JSON" || inner == "a program's text"
	default:
		return false
	}
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// isShown reports whether anything is left of a secret.
func isShown(masked string) bool {
	return masked != "before [***] after" && masked != withheld
}

// spelled is a secret without a letter that is in the texts around it.
const spelled = "xK7-qZ_92.Lw~Yv8"

func TestEverySpelling(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("access-v1:" + spelled)
	for name, way := range spellings {
		for from := range len(spelled) - 7 {
			for _, part := range []string{spelled[from:], spelled[from : from+8]} {
				if got := s.Mask("before [" + way.write(part) + "] after"); isShown(got) {
					t.Errorf("%s of %s became %q", name, part, got)
				}
			}
			if part := spelled[from : from+7]; !strings.Contains(s.Mask(part), part) {
				t.Errorf("%s: seven characters are no secret", part)
			}
		}
	}
}

func TestEverySpellingOfAShortSecret(t *testing.T) {
	t.Parallel()
	const secret = "Zq9~x"
	s := &Secrets{}
	s.Add(secret)
	for name, way := range spellings {
		if got := s.Mask("before [" + way.write(secret) + "] after"); isShown(got) {
			t.Errorf("%s became %q", name, got)
		}
	}
	for _, text := range []string{"Zq9~", "wZq9 ~xw", "z q 9 ~ xx", "z.q.9.~.x."} {
		if got := s.Mask(text); got != text {
			t.Errorf("%s became %q", text, got)
		}
	}
}

func TestSpellingsOfSpellings(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add(spelled)
	for inner, first := range spellings {
		for outer, second := range spellings {
			text := first.write(spelled)
			if isAmbiguous(inner, outer) || !isASCII(text) && outer == "UTF-16 in base64" {
				continue
			}
			if got := s.Mask("before [" + second.write(text) + "] after"); isShown(got) {
				t.Errorf("%s of %s became %q", outer, inner, got)
			}
		}
	}
}

// TestManySpellings nests them at random.
func TestManySpellings(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add(spelled)
	names := slices.Sorted(maps.Keys(spellings))
	for seed := range uint64(1000) {
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // A test that can be repeated.
		text, done, whole := spelled, []string{}, 0
		for range 4 {
			name := names[random.IntN(len(names))]
			way := spellings[name]
			isBad := func(inner string) bool { return isAmbiguous(inner, name) }
			if way.isWhole && whole == 2 || len(text) > 4096 || !isASCII(text) && name == "UTF-16 in base64" || slices.ContainsFunc(done, isBad) {
				continue
			}
			if way.isWhole {
				whole++
			}
			text, done = way.write(text), append(done, name)
		}
		if got := s.Mask("before [" + text + "] after"); isShown(got) {
			t.Errorf("seed %d: %s became %q", seed, strings.Join(done, ", then "), got)
		}
	}
}

// TestSecretsWithinWhatIsEncoded has bodies that are encoded with more than the secret.
func TestSecretsWithinWhatIsEncoded(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("access-v1:" + spelled)
	s.AddPair("admin", "Geheim-1")
	s.Add(`xy==zab\c=d12345`, `a-"pass\word/`)
	const before = "The request that arrived was as follows, in all of its parts.\nAuthorization: Bearer access-v1:"
	var quoted strings.Builder
	w := quotedprintable.NewWriter(&quoted)
	if _, err := w.Write([]byte(strings.Repeat("=", 70) + spelled + "\n")); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	lines := func(text string) string { return between(76, "\r\n")(inBase64(base64.StdEncoding)(text)) }
	for name, test := range map[string]struct{ text, want string }{
		"the prefix is public":    {"Bearer access-v1:" + spelled, "Bearer access-v1:***"},
		"a prefix by itself":      {"access-v1: Bearer", "access-v1: Bearer"},
		"a quoted-printable one":  {quoted.String(), strings.Repeat("=3D", 25) + "=\r\n" + strings.Repeat("=3D", 25) + "=\r\n" + strings.Repeat("=3D", 20) + "***\r\n"},
		"basic authentication":    {"Basic " + inBase64(base64.StdEncoding)("admin:Geheim-1"), "Basic ***"},
		"a part of it":            {"Basic " + inBase64(base64.StdEncoding)("admin:Geheim-1")[:14], "Basic ***"},
		"another's":               {"Basic " + inBase64(base64.StdEncoding)("admin:OffenSichtlich"), "Basic " + inBase64(base64.StdEncoding)("admin:OffenSichtlich")},
		"the user by itself":      {"admin:Gehe", "admin:Gehe"},
		"in lines":                {lines(before + spelled + "!"), lines(before)[:78] + "***"},
		"in lines, twice":         {lines(lines(before + spelled)), lines(lines(before))[:78] + "***"},
		"in a word in base64":     {"x/" + inBase64(base64.RawStdEncoding)(spelled), "***"},
		"folded at its own mark":  {"xy=\n=zab\\\nc=\nd12345", "***"},
		"a mark that isn't there": {`"password":"a-\"pass\\word/"`, `"password":"***"`},
		"a dump":                  {"00000000: 784b 372d 715a 5f39 322e 4c77 7e59 7638  xK7-qZ_92.Lw~Yv8", "00000000: ***  ***"},
	} {
		got := s.Mask(test.text)
		if name == "in lines, twice" {
			// How much of it is before the secret is no matter.
			if !strings.HasPrefix(got, test.want[:len(test.want)-3]) || !strings.Contains(got, mask) {
				t.Errorf("%s: got %q", name, got)
			}
			continue
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestOrdinaryTextStays has the pages of this repository, and credentials as services
// make them.
func TestOrdinaryTextStays(t *testing.T) {
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
				s.AddPair("admin", string(token))
			}
		}
	}
	for _, page := range []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "go.sum"} {
		text, err := fs.ReadFile(os.DirFS("../.."), page)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Mask(string(text)); got != string(text) {
			t.Errorf("%s: %q", page, got)
		}
	}
}

func TestSessionsAreForgotten(t *testing.T) {
	t.Parallel()
	const sessions = 2000
	token := func(i int) string {
		return fmt.Sprintf("session-v1:%x-%d", rand.New(rand.NewPCG(uint64(i), 0)).Uint64(), i) //nolint:gosec // A test that can be repeated.
	}
	s := &Secrets{}
	s.Add("a-lasting-token")
	s.AddSession("")
	for i := range sessions {
		s.AddSession(token(i))
		s.AddSession(token(i))
		if i == maxSessions {
			s.AddPair("admin", "a lasting password")
		}
	}
	for i := range sessions {
		got := s.Mask(token(i))
		if isKnown := i >= sessions-maxSessions; (got == "session-v1:***") != isKnown || (got == token(i)) == isKnown {
			t.Fatalf("session %d: got %s", i, got)
		}
	}
	if got := s.Mask("a-lasting-token a lasting password"); got != "*** ***" {
		t.Errorf("got %s", got)
	}
	if n := len(s.List()); n != maxSessions+2 {
		t.Errorf("%d texts are listed", n)
	}
	if windows := len(s.index.windows); windows > 200 {
		t.Errorf("%d windows are left", windows)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	s := &Secrets{}
	s.Add("Bearer access-v1:a-token-of-ours", "short", "", "access-v1:")
	s.AddPair("admin", "a-password")
	s.AddPair("other", "a-password")
	s.AddSession("session-v1:one-of-a-session")
	if got := s.List(); !slices.Equal(got, []string{"a-token-of-ours", "a-password", "one-of-a-session"}) {
		t.Errorf("got %q", got)
	}
}

// FuzzMask has any secret in any text, in every spelling, and leaves eight bytes of it
// nowhere.
func FuzzMask(f *testing.F) {
	f.Add("xK7-qZ_92.Lw~Yv8", "before [", "] after", uint64(1))
	f.Add("aaaaaaaaaaaa", "aaaa&#97", "a", uint64(2))
	f.Add("p\"a\\s/s<&>é😀%41=41", "%2525=3D\\", "=\n&amp", uint64(3))
	f.Fuzz(func(t *testing.T, secret, before, after string, seed uint64) {
		if strings.ContainsAny(secret, "*\ufffd") {
			t.Skip("what is put in place of a secret may be one")
		}
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // A test that can be repeated.
		names := slices.Sorted(maps.Keys(spellings))
		text := before + spellings[names[random.IntN(len(names))]].write(secret) + after
		text += mixture(random, text)
		const size = 16 << 10
		hostile := strings.Repeat(text, size/max(1, len(text)))
		for _, body := range []string{text, hostile} {
			got := ""
			stopwatch.Bound(t, len(body), func() {
				s := &Secrets{}
				s.Add(secret)
				got = s.Mask(body)
			})
			if part := windowIn(got, withoutPublicPrefix(secret)); part != "" {
				t.Errorf("%q shows %q: %q", text, part, got)
			}
		}
	})
}

// windowIn returns eight bytes of a secret that a text has, those that can be seen.
func windowIn(text, secret string) string {
	fold := func(text string) string {
		return strings.ToLower(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, text))
	}
	text, secret = fold(text), fold(secret)
	for from := range len(secret) - 7 {
		if part := secret[from : from+8]; strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

func BenchmarkMask(b *testing.B) {
	s := &Secrets{}
	s.Add("access-v1:" + strings.Repeat(spelled, 20))
	s.AddPair("admin", "Geheim-1")
	prose, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		b.Fatal(err)
	}
	random := make([]byte, 64<<10)
	for i := range random {
		random[i] = byte(rand.Uint32()) //nolint:gosec // A text.
	}
	for name, piece := range map[string]string{
		"prose": string(prose), "JSON": `{"node_id":1,"update_status":"CHANGES_APPLIED","ip":["10.0.0.1"]},`, "base64": base64.StdEncoding.EncodeToString(random), "hex": fmt.Sprintf("%x", random),
	} {
		for _, size := range []int{200, 4 << 10, 64 << 10} {
			text := strings.Repeat(piece, size/len(piece)+1)[:size]
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					s.Mask(text)
				}
			})
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	token := "access-v1:" + strings.Repeat(spelled, 64)
	for b.Loop() {
		(&Secrets{}).Add(token)
	}
}
