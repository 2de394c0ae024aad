// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
)

// FuzzParseHost puts hosts that are accepted into a URL as the client does, and
// takes them out again.
func FuzzParseHost(f *testing.F) {
	for _, host := range []string{
		"qumulo.example.com", "a.", "10.0.0.1", "::1", "::ffff:1.2.3.4", "fe80::1%eth0", "[::1]", "a:1", "user@a", "a/b", "a?b", "a#b", "a%20b", "1.2.3", "0x7f.1", "-a", "a_b", "é", "\x00",
	} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		got, err := parseHost(host)
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
		accepted, err := parseBaseURL(base)
		if err != nil || cloudflare.CheckSegment(account) != nil || cloudflare.CheckSegment(icon) != nil {
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
		if target.Scheme != given.Scheme || target.Host != given.Host || target.User != nil || target.RawQuery != "" || target.Fragment != "" {
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
