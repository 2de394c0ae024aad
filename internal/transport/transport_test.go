// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

func TestMain(m *testing.M) {
	// Package net/http logs an answer that nobody asked for.
	log.SetOutput(io.Discard)
	goleak.VerifyTestMain(m)
}

// client makes a client for a server, with short pauses.
func client(t *testing.T, server *httptest.Server) *Client {
	t.Helper()
	options := Options{
		Service: "test", RequestTimeout: 10 * time.Second, MaxRetries: 2, MaxBackoff: time.Millisecond, UserAgent: "agent", Secrets: &redact.Secrets{},
		RequestIDHeader: "X-Id",
		Describe:        func(_ int, _ http.Header, body []byte) Description { return Description{Message: string(body)} },
	}
	if certificate := server.Certificate(); certificate != nil {
		options.TLS = &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
		options.TLS.RootCAs.AddCert(certificate)
	}
	c := New(options)
	t.Cleanup(c.base.CloseIdleConnections)
	return c
}

func get(t *testing.T, c *Client, url string) (*Response, error) {
	t.Helper()
	return c.Do(t.Context(), request(t.Context(), t, url))
}

func request(ctx context.Context, t *testing.T, url string) Request {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Request{Request: req}
}

func TestRequestInfo(t *testing.T) {
	t.Parallel()
	busy := 2
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Id", "id\u202e-1")
		switch {
		case r.Header.Get("User-Agent") != "agent":
			w.WriteHeader(http.StatusTeapot)
		case busy > 0:
			busy--
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			_, _ = io.WriteString(w, "{}")
		}
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	resp, err := get(t, c, server.URL+"/a%2Fb?c")
	if err != nil || string(resp.Body) != "{}" {
		t.Fatalf("got %+v, %v", resp, err)
	}
	want := RequestInfo{Method: "GET", URL: server.URL + "/a%2Fb?c", Attempts: 3, Status: 200, RequestID: "id\ufffd-1"}
	if resp.RequestInfo != want {
		t.Errorf("got %+v, want %+v", resp.RequestInfo, want)
	}

	busy = 1
	if _, err := get(t, c.With(Policy{Once: true}), server.URL); err == nil || busy != 0 {
		t.Errorf("sent once: got %v", err)
	}
}

// proxied makes a client whose requests go through a proxy that answers CONNECT with
// a status.
func proxied(t *testing.T, status int) (*Client, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.Header().Set("X-Echo", r.Header.Get("Proxy-Authorization"))
		w.WriteHeader(status)
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.User = url.UserPassword("me", "proxy-password")
	c.base.Proxy = http.ProxyURL(address)
	return c, &asked
}

func TestAProxysRefusalIsFinal(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int32{407: 1, 403: 1, 502: 3} {
		c, asked := proxied(t, status)
		_, err := get(t, c, "https://service.example/")
		want := KindProxy
		if status == http.StatusProxyAuthRequired {
			want = KindProxyLogin
		}
		if kindOf(err) != want || asked.Load() != attempts || IsTransient(err) != (attempts > 1) {
			t.Errorf("%d: got %v after %d", status, err, asked.Load())
		}
	}
	// One that answers for the service.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(server.Close)
	if _, err := get(t, client(t, server), server.URL); kindOf(err) != KindProxyLogin || IsTransient(err) {
		t.Errorf("got %v", err)
	}
}

// kindOf returns the kind of a failed request, or -1.
func kindOf(err error) Kind {
	if failure, ok := errors.AsType[*Error](err); ok {
		return failure.Kind
	}
	return -1
}

// TestOurOwnSentencesStay has every word of a message for a secret.
func TestOurOwnSentencesStay(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a redirect":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) },
		"a 304":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) },
		"a 203":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNonAuthoritativeInfo) },
		"a 503":       func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"a large one": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2<<20)) },
		"a long wait": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		"silence": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(answer)
			t.Cleanup(server.Close)
			c := client(t, server)
			c.options.RequestTimeout, c.options.MaxRetries = time.Second, 0
			_, want := get(t, c, server.URL+"/accounts")
			c.options.Secrets.Add(strings.FieldsFunc(want.Error(), func(r rune) bool { return !unicode.IsLetter(r) })...)
			if _, got := get(t, c, server.URL+"/accounts"); got.Error() != want.Error() {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2000)
	for body, want := range map[string]struct {
		header http.Header
		said   string
		kind   Kind
	}{
		`{"title":"T","detail":"D","error_code":1015}`:     {nil, ": 1015: T: D", KindGateway},
		`{"title":"` + long + `","detail":"` + long + `"}`: {nil, ": " + long[:999] + "…", KindGateway},
		`{"detail":"D"}`:                         {nil, ": D", KindGateway},
		`{"other":"D"}`:                          {nil, `, with a body that begins: {"other":"D"}`, KindStatus},
		" <!doctype html><title>Blocked</title>": {nil, ", with a body that begins: <!doctype html><title>Blocked</title>", KindGateway},
		"blocked":                                {headers("Content-Type", "text/html; charset=utf-8"), ", with a body that begins: blocked", KindGateway},
		"challenge":                              {headers("Cf-Mitigated", "challenge"), ", with a body that begins: challenge", KindGateway},
		"404 page not found":                     {nil, ", with a body that begins: 404 page not found", KindStatus},
		"":                                       {nil, "", KindStatus},
	} {
		c := New(Options{ChallengeHeader: "Cf-Mitigated", Describe: func(int, http.Header, []byte) Description { return Description{} }})
		got := c.statusError(http.StatusForbidden, want.header, []byte(body))
		if got.Text != "403 Forbidden"+want.said || got.Kind != want.kind {
			t.Errorf("%.60s: got %+v", body, got)
		}
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	size := 1000
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat(" ", size))
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	for _, test := range []struct {
		size, bound, reported int64
	}{{1000, 999, 999}, {1000, 1000, 0}, {1 << 20, 0, 0}, {1<<20 + 1, 0, 1 << 20}} {
		size = int(test.size)
		req := request(t.Context(), t, server.URL)
		req.MaxBody = test.bound
		_, err := c.Do(t.Context(), req)
		failure, ok := errors.AsType[*Error](err)
		if ok != (test.reported > 0) || (ok && (failure.Kind != KindBody || failure.Expected != fmt.Sprintf("a body of at most %d bytes", test.reported))) {
			t.Errorf("%d bytes up to %d: got %v", test.size, test.bound, err)
		}
	}
}
