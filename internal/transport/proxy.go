// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/http/httpproxy"
)

// proxies says which proxy a request goes through, by the environment.
type proxies struct {
	forURL func(*url.URL) (*url.URL, error)
	// err is why the environment can't be used: a request that goes past the proxy would
	// show what the proxy is there to hide.
	err error
}

// newProxies reads the environment. [http.ProxyFromEnvironment] ignores a proxy that it can't
// parse, and sends the request past it. An exception that can't be parsed is none, which is
// safe.
func newProxies(getenv func(string) string) *proxies {
	variable, address := inForce(getenv, "HTTPS_PROXY")
	if address != "" && !isProxy(address) {
		return &proxies{err: proxySettingError(variable)}
	}
	_, except := inForce(getenv, "NO_PROXY")
	config := httpproxy.Config{HTTPSProxy: address, NoProxy: strings.Join(strings.Fields(except), ",")}
	return &proxies{forURL: config.ProxyFunc()}
}

// inForce returns the variable that counts, in upper or lower case, and its value.
func inForce(getenv func(string) string, name string) (variable, value string) {
	for _, variable := range []string{name, strings.ToLower(name)} {
		if value := getenv(variable); value != "" {
			return variable, value
		}
	}
	return "", ""
}

// forRequest implements [http.Transport]'s Proxy. What isn't encrypted is sent to a
// loopback host only, and a proxy could read its credentials.
func (p *proxies) forRequest(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme != "https" {
		return nil, nil //nolint:nilnil // That is how [http.Transport] wants it.
	}
	if p.err != nil {
		return nil, p.err
	}
	target := *req.URL
	// NO_PROXY and loopback hosts are compared as they are written.
	target.Host = strings.ToLower(target.Host)
	return p.forURL(&target)
}

// isProxy reports whether a text is the address of a proxy, with or without a scheme.
func isProxy(text string) bool {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		scheme, rest = "http", text
	}
	address, err := url.Parse(scheme + "://" + rest)
	if err != nil || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, address.Scheme) {
		return false
	}
	// A password with one of these ends the host early for who parses it.
	if (address.Path != "" && address.Path != "/") || strings.ContainsAny(rest, "?#") {
		return false
	}
	// Of two, the first one belongs to the password, and must be percent-encoded.
	return strings.Count(rest, "@") <= 1 && isHost(address.Hostname()) && isPort(address.Port())
}

// isHost reports whether a text is an IP address or may be the name of a host.
func isHost(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
	})
}

// isPort reports whether a text is a port, or empty.
func isPort(text string) bool {
	if text == "" {
		return true
	}
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0
}

// connected judges a proxy's answer to CONNECT.
func connected(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return proxyError(resp.StatusCode)
	}
	return nil
}
