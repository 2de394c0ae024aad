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
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	a := &attempts{options: Options{Service: "test"}}
	for attempt, milliseconds := range []int{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000} {
		want := time.Duration(milliseconds) * time.Millisecond
		seen := map[time.Duration]bool{}
		for range 200 {
			pause := a.backoff(500*time.Millisecond, 30*time.Second, attempt, nil)
			if pause < want/2 || pause > want {
				t.Fatalf("attempt %d: pause %s, want between %s and %s", attempt, pause, want/2, want)
			}
			seen[pause] = true
		}
		if len(seen) < 100 {
			t.Errorf("attempt %d: %d different pauses of 200", attempt, len(seen))
		}
	}
	for _, attempt := range []int{0, 29, 30, 63, 64, 100} {
		if pause := a.backoff(1, 2, attempt, nil); pause < 0 || pause > 2 {
			t.Errorf("attempt %d: pause %d", attempt, pause)
		}
	}
	resp := &http.Response{StatusCode: http.StatusServiceUnavailable, Header: headers("Retry-After", "120")}
	resp.Request = (&http.Request{}).WithContext(t.Context())
	if pause := a.backoff(1, 2, 0, resp); pause != 2*time.Minute {
		t.Errorf("got %s, want what the service asks for", pause)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().UTC()
		for header, want := range map[string]time.Duration{
			"0": 0, "1": time.Second, "300": 5 * time.Minute,
			"99999999999999": 1 << 30 * time.Second,
			now.Add(90 * time.Second).Format(http.TimeFormat):           90 * time.Second,
			now.Add(-90 * time.Second).Format(http.TimeFormat):          0,
			now.Add(time.Hour).Format("Monday, 02-Jan-06 15:04:05 GMT"): time.Hour,
			"": -1, "-1": -1, "1.5": -1, "soon": -1, "99999999999999999999999": -1, "1 ": -1,
		} {
			got, ok := retryAfter(&http.Response{StatusCode: http.StatusServiceUnavailable, Header: headers("Retry-After", header)})
			if ok != (want >= 0) || (ok && got != want) {
				t.Errorf("%q: got %s, %t, want %s", header, got, ok, want)
			}
		}
	})
}

func TestPassing(t *testing.T) {
	t.Parallel()
	passes := map[int]bool{408: true, 429: true, 500: true, 502: true, 503: true, 504: true, 520: true, 599: true}
	for status := 300; status < 600; status++ {
		if passingStatus(status) != passes[status] && (status < 505 || status == 501) {
			t.Errorf("%d: got %t", status, passingStatus(status))
		}
		if status >= 505 && !passingStatus(status) {
			t.Errorf("%d doesn't pass", status)
		}
		if got := passing(&StatusError{Status: status}); got != passingStatus(status) {
			t.Errorf("error of %d: got %t", status, got)
		}
	}
	for err, want := range map[error]bool{
		io.ErrUnexpectedEOF:                          true,
		syscall.ECONNREFUSED:                         true,
		&net.OpError{Op: "read", Err: syscall.EPIPE}: true,
		&net.DNSError{Err: "no such host"}:           true,
		&TimeoutError{}:                              true,
		&CutOffError{Err: io.ErrUnexpectedEOF}:       true,
		errProxy:                                     false,
		context.Canceled:                             false,
		&url.Error{Err: context.Canceled}:            false,
		&RedirectError{}:                             false,
		&WaitError{Err: &StatusError{Status: 503}}:   false,
		&TooLargeError{}:                             false,
		&ContentError{}:                              false,
		&ShapeError{Err: io.ErrUnexpectedEOF}:        false,
		http.ErrSchemeMismatch:                       false,
		&net.OpError{Op: "remote error", Err: tls.AlertError(116)}: false,
		&tls.CertificateVerificationError{Err: io.EOF}:             false,
		x509.UnknownAuthorityError{}:                               false,
	} {
		if got := passing(fmt.Errorf("wrapped: %w", err)); got != want {
			t.Errorf("%T %v: got %t", err, err, got)
		}
		if got := Passing(&Error{Err: err, secrets: &Secrets{}}); got != want {
			t.Errorf("as an outcome, %T %v: got %t", err, err, got)
		}
	}
	if Passing(errors.New("before any request")) {
		t.Error("an error without a request passes")
	}
}

func TestCheckRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		short, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		for name, test := range map[string]struct {
			ctx  context.Context
			resp *http.Response
			err  error
			want bool
		}{
			"a good answer":               {t.Context(), &http.Response{StatusCode: http.StatusOK}, nil, false},
			"503":                         {t.Context(), &http.Response{StatusCode: http.StatusServiceUnavailable}, nil, true},
			"501":                         {t.Context(), &http.Response{StatusCode: http.StatusNotImplemented}, nil, false},
			"404":                         {t.Context(), &http.Response{StatusCode: http.StatusNotFound}, nil, false},
			"a reset":                     {t.Context(), nil, syscall.ECONNRESET, true},
			"a redirect":                  {t.Context(), nil, &RedirectError{}, false},
			"cancelled":                   {cancelled, &http.Response{StatusCode: http.StatusServiceUnavailable}, nil, false},
			"without retries":             {WithoutRetries(t.Context()), &http.Response{StatusCode: http.StatusServiceUnavailable}, nil, false},
			"without retries, a reset":    {WithoutRetries(t.Context()), nil, syscall.ECONNRESET, false},
			"a wait that fits":            {short, &http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "10")}, nil, true},
			"a wait that doesn't":         {short, &http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "11")}, nil, false},
			"six minutes, no deadline":    {t.Context(), &http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "360")}, nil, true},
			"more than that, no deadline": {t.Context(), &http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "361")}, nil, false},
		} {
			if got, _ := checkRetry(test.ctx, test.resp, test.err); got != test.want {
				t.Errorf("%s: got %t", name, got)
			}
		}
	})
}

func TestIsJSON(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]bool{
		"": true, "application/json": true, "Application/JSON; charset=utf-8": true, "text/json": true, "text/plain": true, "application/problem+json": true,
		"text/html": false, "text/html; charset=utf-8": false, "application/xml": false, "application/octet-stream": false, "json": false, ";": false, "text/plain; =": false,
	} {
		if got := isJSON(contentType); got != want {
			t.Errorf("%q: got %t", contentType, got)
		}
	}
}
