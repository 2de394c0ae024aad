// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// setProxies sets the environment to these variables alone.
func setProxies(t *testing.T, variables map[string]string) {
	t.Helper()
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, variables[name])
	}
}

// proxyClient makes a client, and counts its connections, which all fail.
func proxyClient(t *testing.T) (*Client, *atomic.Int32) {
	t.Helper()
	var dialled atomic.Int32
	return New(Options{
		RequestTimeout: time.Second, MaxRetries: 2, MaxBackoff: time.Millisecond,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			dialled.Add(1)
			return nil, errors.New("no network")
		},
	}), &dialled
}

func TestProxySettingsThatCannotBeParsed(t *testing.T) { //nolint:paralleltest // It sets the environment.
	bad := []string{
		"http://u:50%off@proxy.example:3128", "http://u:a#b@proxy.example:3128", "http://u:a?b@proxy.example:3128", "http://u:a/b@proxy.example:3128",
		"http://u:1/b@proxy.example:3128", "http://u:a b@proxy.example:3128", "http://u:a\nb@proxy.example:3128", "http://u:ab@proxy.example:3128\n",
		"http://u:a@b@proxy.example:3128", "u:50%off@proxy.example:3128", "u:a#b@proxy.example:3128", "http://u:ä@proxy.example:3128", `http://u:a\b@proxy.example:3128`,
		"http://user%:x@proxy.example:3128", "http://", "://proxy.example", "ftp://proxy.example:3128", "http://proxy.example:port", "http://proxy.example:99999",
		"http://proxy example:3128", " http://proxy.example:3128", "http:/proxy.example:3128", "http://proxy.example:3128/path", "http://proxy.example:3128?x", "nonsense!",
	}
	for _, value := range bad {
		for _, variable := range []string{"HTTPS_PROXY", "https_proxy"} {
			setProxies(t, map[string]string{variable: value})
			judgeSetting(t, value, variable)
		}
	}
	// Upper case counts where both are set.
	setProxies(t, map[string]string{"HTTPS_PROXY": bad[0], "https_proxy": "http://proxy.example:3128"})
	judgeSetting(t, bad[0], "HTTPS_PROXY")
}

// judgeSetting reads through a proxy that can't be known.
func judgeSetting(t *testing.T, value, variable string) {
	t.Helper()
	c, dialled := proxyClient(t)
	_, err := get(t, c, "https://service.example/")
	if kindOf(err) != KindProxySetting || !strings.Contains(err.Error(), ": "+variable+" can't") || strings.Contains(err.Error(), value) || IsTransient(err) || dialled.Load() != 0 {
		t.Errorf("%s=%q: got %v after %d connections", variable, value, err, dialled.Load())
	}
}

func TestProxySettings(t *testing.T) { //nolint:paralleltest // It sets the environment.
	const proxied, direct = "proxy.example:3128", ""
	for name, test := range map[string]struct {
		variables map[string]string
		target    string
		want      string
	}{
		"none":                    {nil, "https://service.example/", direct},
		"upper case":              {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128"}, "https://service.example/", proxied},
		"lower case":              {map[string]string{"https_proxy": "http://proxy.example:3128/"}, "https://service.example/", proxied},
		"upper case wins":         {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "https_proxy": "::"}, "https://service.example/", proxied},
		"no scheme":               {map[string]string{"HTTPS_PROXY": "proxy.example:3128"}, "https://service.example/", proxied},
		"a user":                  {map[string]string{"HTTPS_PROXY": "http://u:50%25off%23%40@proxy.example:3128"}, "https://service.example/", proxied},
		"for HTTP only":           {map[string]string{"HTTP_PROXY": "http://u:50%off@proxy.example:3128"}, "https://service.example/", direct},
		"in plain HTTP":           {map[string]string{"HTTPS_PROXY": "::", "HTTP_PROXY": "http://proxy.example:3128"}, "http://localhost/", direct},
		"a loopback host":         {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128"}, "https://LocalHost:8000/", direct},
		"an exception":            {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "other.example , service.example"}, "https://service.example/", direct},
		"separated by space":      {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "no_proxy": "other.example SERVICE.example"}, "https://Service.example/", direct},
		"another host":            {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "other.example"}, "https://service.example/", proxied},
		"a domain":                {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "*.example"}, "https://service.example/", direct},
		"a domain with a dot":     {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": ".example"}, "https://service.example/", direct},
		"all":                     {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "*"}, "https://service.example/", direct},
		"a network":               {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "192.0.2.0/24"}, "https://192.0.2.7:8000/", direct},
		"another network":         {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "192.0.3.0/24,2001:db8::/32"}, "https://192.0.2.7:8000/", proxied},
		"an IPv6 network":         {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "2001:db8::/32"}, "https://[2001:db8::7]:8000/", direct},
		"a port":                  {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "service.example:8000"}, "https://service.example:8000/", direct},
		"another port":            {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "service.example:8000"}, "https://service.example/", proxied},
		"brackets, port":          {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "[2001:db8::7]:8000"}, "https://[2001:db8::7]:8000/", direct},
		"no exception":            {map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "10.0.0/8, https://service.example, host:port"}, "https://service.example/", proxied},
		"exceptions of no effect": {map[string]string{"NO_PROXY": ", ,service.example,,"}, "https://service.example/", direct},
	} {
		setProxies(t, test.variables)
		c, _ := proxyClient(t)
		address, err := c.base.Proxy(request(t.Context(), t, test.target).Request)
		got := ""
		if address != nil {
			got = address.Host
		}
		if err != nil || got != test.want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, test.want)
		}
	}
}

// TestAProxyOfTheEnvironmentIsUsed asks one for a host that there isn't.
func TestAProxyOfTheEnvironmentIsUsed(t *testing.T) { //nolint:paralleltest // It sets the environment.
	var asked atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.Method + " " + r.Host)
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(server.Close)
	setProxies(t, map[string]string{"https_proxy": server.URL})
	_, err := get(t, client(t, server), "https://service.example/")
	if kindOf(err) != KindProxy || asked.Load() != "CONNECT service.example:443" {
		t.Errorf("got %v; the proxy was asked for %v", err, asked.Load())
	}
}
