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
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

func TestMain(m *testing.M) {
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

func TestARefusedHandshakeIsFinal(t *testing.T) {
	t.Parallel()
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		t.Run(tls.VersionName(version), func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
			server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: version, MaxVersion: version}
			server.StartTLS()
			t.Cleanup(server.Close)
			_, err := get(t, client(t, server), server.URL)
			if failure, ok := errors.AsType[*Error](err); !ok || !IsRefusal(err) || !WantsCertificate(err) || failure.Attempts != 1 {
				t.Errorf("got %v", err)
			}
		})
	}
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

	busy = 3
	_, err = get(t, c, server.URL)
	failure, ok := errors.AsType[*Error](err)
	if !ok || failure.Attempts != 3 || failure.Status != 503 {
		t.Fatalf("got %v", err)
	}
	if got := failure.Error(); got != "GET "+server.URL+": HTTP status 503 Service Unavailable" {
		t.Errorf("got %s", got)
	}
	if c.NewError(RequestInfo{}, fmt.Errorf("a login: %w", failure)) != failure {
		t.Error("the error of another request is not kept as it is")
	}

	busy = 1
	if _, err := get(t, c.With(Policy{Once: true}), server.URL); err == nil || busy != 0 {
		t.Errorf("sent once: got %v", err)
	}
}

// TestInterruptedKeepsTheServicesWords ends a read during the pause before a retry.
func TestInterruptedKeepsTheServicesWords(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "the disk is full")
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	c.options.MaxBackoff = time.Hour
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := c.Do(ctx, request(ctx, t, server.URL))
	interrupted, ok := errors.AsType[*InterruptedError](err)
	if !ok || !errors.Is(err, context.DeadlineExceeded) || interrupted.Last.Error() != "HTTP status 500 Internal Server Error: the disk is full" {
		t.Errorf("got %v", err)
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
		refusal, ok := errors.AsType[*ProxyError](err)
		if !ok || refusal.Status != status || asked.Load() != attempts || IsTransient(err) != (attempts > 1) {
			t.Errorf("%d: got %v after %d", status, err, asked.Load())
		}
	}
	// One that answers for the service.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	t.Cleanup(server.Close)
	_, err := get(t, client(t, server), server.URL)
	if refusal, ok := errors.AsType[*ProxyError](err); !ok || refusal.Status != http.StatusProxyAuthRequired || IsTransient(err) {
		t.Errorf("got %v", err)
	}
}

// TestSecretsInAnAddress has a secret where a user has pasted it.
func TestSecretsInAnAddress(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	c := client(t, server)
	c.options.Secrets.Add("secret/token")
	_, err := get(t, c, server.URL+"/accounts/secret%2Ftoken/x")
	if failure, ok := errors.AsType[*Error](err); !ok || failure.URL != server.URL+"/accounts/***/x" || strings.Contains(failure.Error(), "token") {
		t.Errorf("got %v", err)
	}
}

func TestForeignAnswers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 2000)
	for body, want := range map[string]struct {
		header        http.Header
		code, message string
		kind          Kind
	}{
		`{"title":"T","detail":"D","error_code":1015}`:     {nil, "1015", "T: D", KindGateway},
		`{"title":"` + long + `","detail":"` + long + `"}`: {nil, "", long[:999] + "…: " + long[:999] + "…", KindGateway},
		`{"detail":"D"}`:                         {nil, "", "D", KindGateway},
		`{"other":"D"}`:                          {nil, "", "", KindOther},
		" <!doctype html><title>Blocked</title>": {nil, "", "", KindGateway},
		"blocked":                                {headers("Content-Type", "text/html; charset=utf-8"), "", "", KindGateway},
		"challenge":                              {headers("Cf-Mitigated", "challenge"), "", "", KindGateway},
		"404 page not found":                     {nil, "", "", KindOther},
		"":                                       {nil, "", "", KindOther},
	} {
		c := New(Options{ChallengeHeader: "Cf-Mitigated", Describe: func(int, http.Header, []byte) Description { return Description{} }})
		got := c.statusError(http.StatusForbidden, want.header, []byte(body))
		if got.Code != want.code || got.Message != want.message || got.Kind != want.kind {
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
		if tooLarge, ok := errors.AsType[*TooLargeError](err); ok != (test.reported > 0) || (ok && tooLarge.Max != test.reported) {
			t.Errorf("%d bytes up to %d: got %v", test.size, test.bound, err)
		}
	}
}

func TestTextsOfErrors(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"HTTP status 404 Not Found":                                         &StatusError{Status: 404},
		"the proxy asks for credentials: 407 Proxy Authentication Required": &ProxyError{Status: 407},
		"the proxy refuses the connection: 403 Forbidden":                   &ProxyError{Status: 403},
		"HTTP status 520":                                              &StatusError{Status: 520},
		"HTTP status 404 Not Found: code: message":                     &StatusError{Status: 404, Code: "code", Message: "message"},
		"HTTP status 404 Not Found: message":                           &StatusError{Status: 404, Message: "message"},
		"redirected to x":                                              &RedirectError{Location: "x"},
		"redirected without saying where":                              &RedirectError{},
		"the service asks to wait 1m0s, and 2s are left":               &WaitError{Wait: time.Minute, Left: 2 * time.Second},
		"no complete response within 3s":                               &TimeoutError{After: 3 * time.Second},
		"EOF; the last failure: HTTP status 500 Internal Server Error": &InterruptedError{Cause: io.EOF, Last: &StatusError{Status: 500}},
		"the body is larger than 5 bytes":                              &TooLargeError{Max: 5},
		"the body was cut off after 5 bytes: EOF":                      &TruncatedError{Received: 5, Err: io.EOF},
		"expected JSON, got text/html":                                 &ContentError{ContentType: "text/html"},
		"EOF":                                                          &ShapeError{Err: io.EOF},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if !errors.Is(&InterruptedError{Cause: io.EOF, Last: io.ErrClosedPipe}, io.ErrClosedPipe) || !errors.Is(&WaitError{Err: io.EOF}, io.EOF) {
		t.Error("an error hides what it wraps")
	}
}
