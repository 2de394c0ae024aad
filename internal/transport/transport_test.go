// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// client makes a client for a server, with short pauses.
func client(t *testing.T, server *httptest.Server) *Client {
	t.Helper()
	options := Options{
		Service: "test", RequestTimeout: 10 * time.Second, MaxRetries: 2, MaxBackoff: time.Millisecond, UserAgent: "agent", Secrets: &Secrets{},
		Describe: func(body []byte) (string, string) { return "", string(body) },
	}
	if certificate := server.Certificate(); certificate != nil {
		options.TLS = &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
		options.TLS.RootCAs.AddCert(certificate)
	}
	c := New(options)
	t.Cleanup(c.Close)
	return c
}

func get(t *testing.T, c *Client, url string) (*http.Response, Exchange, error) {
	t.Helper()
	ctx, exchange := Record(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.RoundTrip(req)
	return resp, *exchange, err
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
			_, exchange, err := get(t, client(t, server), server.URL) //nolint:bodyclose // There is no response.
			if !IsRefusal(err) || exchange.Attempts != 1 {
				t.Errorf("got %v after %d attempts", err, exchange.Attempts)
			}
		})
	}
}

func TestAnExchangeIsRecorded(t *testing.T) {
	t.Parallel()
	busy := 2
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cf-Ray", "ray\u202e-1")
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
	resp, exchange, err := get(t, c, server.URL+"/a%2Fb?c")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if closeErr := resp.Body.Close(); err != nil || closeErr != nil || string(body) != "{}" {
		t.Errorf("got %q, %v, %v", body, err, closeErr)
	}
	want := Exchange{Method: "GET", URL: server.URL + "/a%2Fb?c", Attempts: 3, Status: 200, RequestID: "ray\ufffd-1"}
	if exchange != want {
		t.Errorf("got %+v, want %+v", exchange, want)
	}

	busy = 3
	_, exchange, err = get(t, c, server.URL) //nolint:bodyclose // There is no response.
	failure, ok := errors.AsType[*Error](err)
	if !ok || failure.Attempts != 3 || failure.Status != 503 || c.Failure(&exchange, io.EOF) != failure {
		t.Errorf("got %v, %+v", err, exchange)
	}
	if got := failure.Error(); got != "GET "+server.URL+": HTTP status 503 Service Unavailable" {
		t.Errorf("got %s", got)
	}
	if got := c.Failure(&Exchange{}, io.EOF); !errors.Is(got, io.EOF) {
		t.Errorf("got %v", got)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Repeat(" ", 1000))
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	for size, good := range map[int64]bool{999: false, 1000: true} {
		req, err := http.NewRequestWithContext(WithMaxBody(t.Context(), size), http.MethodGet, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.RoundTrip(req)
		if tooLarge, ok := errors.AsType[*TooLargeError](err); ok == good || (ok && tooLarge.Max != size) {
			t.Errorf("up to %d: got %v", size, err)
		}
		if err == nil {
			err = resp.Body.Close()
		}
		if good && err != nil {
			t.Error(err)
		}
	}
	if maxBody(t.Context()) != 1<<20 {
		t.Errorf("a body may have %d bytes", maxBody(t.Context()))
	}
}

func TestTextsOfErrors(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"HTTP status 404 Not Found":                                    &StatusError{Status: 404},
		"HTTP status 520":                                              &StatusError{Status: 520},
		"HTTP status 404 Not Found: code: message":                     &StatusError{Status: 404, Code: "code", Message: "message"},
		"HTTP status 404 Not Found: message":                           &StatusError{Status: 404, Message: "message"},
		"redirected to x":                                              &RedirectError{Location: "x"},
		"redirected without saying where":                              &RedirectError{},
		"the service asks to wait 1m0s, and 2s are left":               &WaitError{Wait: time.Minute, Left: 2 * time.Second},
		"no complete response within 3s":                               &TimeoutError{After: 3 * time.Second},
		"EOF; the last failure: HTTP status 500 Internal Server Error": &CutShortError{Cause: io.EOF, Last: &StatusError{Status: 500}},
		"the body is larger than 5 bytes":                              &TooLargeError{Max: 5},
		"the body was cut off after 5 bytes: EOF":                      &CutOffError{Received: 5, Err: io.EOF},
		"expected JSON, got text/html":                                 &ContentError{ContentType: "text/html"},
		"EOF":                                                          &ShapeError{Err: io.EOF},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if !errors.Is(&CutShortError{Cause: io.EOF, Last: io.ErrClosedPipe}, io.ErrClosedPipe) || !errors.Is(&WaitError{Err: io.EOF}, io.EOF) {
		t.Error("an error hides what it wraps")
	}
}
