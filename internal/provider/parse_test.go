// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func TestParseDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{"1s": nil, "2562047h": nil, "2562048h": errLong, "99999999999999999999h": errLong, "1h99999999999h": errLong, "0s": errDuration, "-1h": errDuration, "10": errDuration, "h": errDuration, "": errDuration, "1x": errDuration} {
		if _, err := parseDuration(text); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
	}
}

func TestParseToken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]error{
		"access-v1:abc=":   nil,
		"1:abc/+=":         nil,
		"Bearerabc":        nil,
		"bearer-abc":       nil,
		"cfut_abc":         nil,
		"":                 errEmpty,
		"bearer  abc":      errBearer,
		"BEARER\tabc":      errBearer,
		" Bearer abc\n":    errBearer,
		"Bearer":           errBearer,
		"'abc'":            errQuotes,
		"\u201cabc\u201d":  errQuotes,
		"\"abc":            errQuotes,
		"\"Bearer abc\"\n": errQuotes,
		"abc\x00":          errSpace,
	} {
		if _, err := parseToken(text); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
		if _, err := parseAPIToken(text); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q as an API token: got %v, want %v", text, err, want)
		}
	}
	for text, want := range map[string]string{
		"\ufeffabc":  "must not contain the invisible character U+FEFF (byte-order mark), which is number 1 of it: delete that",
		"é\u200babc": "must not contain the invisible character U+200B (zero-width space), which is number 2 of it: delete that",
		"abc\u202e":  "must not contain the invisible character U+202E, which is number 4 of it: delete that",
	} {
		for name, parse := range map[string]func(string) (string, error){"token": parseToken, "API token": parseAPIToken, "password": parseCredential} {
			if _, err := parse(text); err == nil || err.Error() != want {
				t.Errorf("%q as a %s: got %v, want %s", text, name, err, want)
			}
		}
	}
	if _, err := parseAPIToken("cfk_abc"); !errors.Is(err, errGlobal) {
		t.Errorf("a global key: got %v", err)
	}
	if _, err := parseToken("cfk_abc"); err != nil {
		t.Errorf("another service's token: got %v", err)
	}
}

// TestAdviceIsForWhoWrites has advice that a variable of the environment can't follow.
func TestAdviceIsForWhoWrites(t *testing.T) {
	t.Parallel()
	_, noPEM := parseCertificates("/etc/ca.pem")
	at := place{"qumulo", "token"}
	for advice, err := range map[string]error{"trimspace()": errSpace, "wrap it in trimspace()": errBlank, "file()": noPEM} {
		if got := invalidSetting(at, true, err).Detail(); !strings.Contains(got, advice) {
			t.Errorf("in a configuration: got %s", got)
		}
		if got := invalidSetting(at, false, err).Detail(); strings.Contains(got, "()") || !strings.Contains(got, "QUMULO_TOKEN") {
			t.Errorf("in the environment: got %s", got)
		}
	}
}

func TestParseBaseURL(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://API.Cloudflare.com/Client/v4": "https://api.cloudflare.com/Client/v4/",
		"http://LOCALHOST:1":                   "http://localhost:1/",
		"HTTPS://a/b%2Fc//":                    "https://a/b%2Fc/",
		"http://example.com/":                  "",
		"https://a/../b":                       "",
	} {
		if got, err := parseBaseURL(defaultCloudflareURL)(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
}

// FuzzParseHost puts hosts that are accepted into a URL as the client does, and
// takes them out again.
func FuzzParseHost(f *testing.F) {
	for _, host := range []string{
		"qumulo.example.com", "a.", "10.0.0.1", "::1", "::ffff:1.2.3.4", "fe80::1%eth0", "[::1]", "a:1", "user@a", "a/b", "a?b", "a#b", "a%20b", "1.2.3", "0x7f.1", "-a", "a_b", "é", "\x00",
	} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		var (
			got string
			err error
		)
		stopwatch.Bound(t, len(host), func() { got, err = parseHost(host) })
		if err != nil {
			return
		}
		if got != host {
			t.Errorf("%q became %q", host, got)
		}
		built := url.URL{Scheme: "https", Host: net.JoinHostPort(host, "8000"), Path: "/v1/x"}
		u, err := url.Parse(built.String())
		if err != nil {
			t.Fatalf("%q: %v", host, err)
		}
		if u.Hostname() != host || u.Port() != "8000" || u.Path != "/v1/x" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
			t.Errorf("%q came out as %+v", host, u)
		}
		dialled, port, err := net.SplitHostPort(u.Host)
		if err != nil || dialled != host || port != "8000" {
			t.Errorf("%q is dialled as %q, %q, %v", host, dialled, port, err)
		}
		if _, err := netip.ParseAddr(host); err != nil && strings.ContainsAny(host, ":%/[]@?# \\") {
			t.Errorf("%q is neither a name nor an address", host)
		}
	})
}

// FuzzParseBaseURL resolves paths against base URLs that are accepted, the way the
// SDK does, and finds them below the base.
func FuzzParseBaseURL(f *testing.F) {
	for _, base := range []string{
		"https://api.cloudflare.com/client/v4/", "https://a", "http://localhost:8080/x//y", "http://[::1]:1/", "https://a/%2e%2e/", "https://a/b%2Fc", "https://a//b", "https://a/b;c=d",
		"https://user@a/", "https://a?b", "https://a#", "//a", "https:a", "https://a:b/", "https://a/..", "http://127.0.0.1.example/", "https://a/\\..\\", "HTTPS://A/B",
	} {
		f.Add(base, "account", "a/../../x?y#z")
	}
	f.Fuzz(func(t *testing.T, base, account, icon string) {
		var (
			accepted string
			err      error
		)
		stopwatch.Bound(t, len(base), func() { accepted, err = parseBaseURL(defaultCloudflareURL)(base) })
		if err != nil || transport.CheckSegment(account) != nil || transport.CheckSegment(icon) != nil {
			return
		}
		given, err := url.Parse(base)
		if err != nil {
			t.Fatalf("%q: %v", base, err)
		}
		parsed, err := url.Parse(accepted)
		if err != nil || !strings.HasSuffix(parsed.EscapedPath(), "/") {
			t.Fatalf("%q became %q: %v", base, accepted, err)
		}
		target, err := parsed.Parse("accounts/" + url.PathEscape(account) + "/cni/interconnects/" + url.PathEscape(icon) + "/status")
		if err != nil {
			t.Fatalf("%q: %v", accepted, err)
		}
		if target.Scheme != given.Scheme || !strings.EqualFold(target.Host, given.Host) || target.User != nil || target.RawQuery != "" || target.Fragment != "" {
			t.Errorf("%q leads to %q", base, target)
		}
		if target.Scheme != "https" && !isLoopback(target.Hostname()) {
			t.Errorf("%q is sent in the clear", target)
		}
		want := strings.TrimRight(given.EscapedPath(), "/") + "/accounts/" + url.PathEscape(account) + "/cni/interconnects/" + url.PathEscape(icon) + "/status"
		if got := target.EscapedPath(); got != want {
			t.Errorf("%q leads to %q, want %q", base, got, want)
		}
	})
}
