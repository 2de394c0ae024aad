// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

func TestBackoff(t *testing.T) {
	t.Parallel()
	for attempt, milliseconds := range []int{500, 1000, 2000, 4000, 8000, 16000, 30000, 30000} {
		want := time.Duration(milliseconds) * time.Millisecond
		seen := map[time.Duration]bool{}
		for range 200 {
			pause := backoff(500*time.Millisecond, 30*time.Second, attempt)
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
		if pause := backoff(1, 2, attempt); pause < 0 || pause > 2 {
			t.Errorf("attempt %d: pause %d", attempt, pause)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().UTC()
		for header, want := range map[string]time.Duration{
			"0": 0, "1": time.Second, "300": 5 * time.Minute,
			"99999999999999": 1 << 30 * time.Second, "99999999999999999999": 1 << 30 * time.Second, "99999999999999999999999": 1 << 30 * time.Second,
			now.Add(90 * time.Second).Format(http.TimeFormat):           90 * time.Second,
			now.Add(-90 * time.Second).Format(http.TimeFormat):          0,
			now.Add(time.Hour).Format("Monday, 02-Jan-06 15:04:05 GMT"): time.Hour,
			"": -1, "-1": -1, "1.5": -1, "soon": -1, "99999999999999999999 ": -1, "1 ": -1,
		} {
			// Their clock doesn't matter where they say what it shows.
			theirs, isDate := http.ParseTime(header)
			if isDate == nil {
				const skew = time.Hour
				resp := &http.Response{Header: headers("Retry-After", theirs.Add(skew).UTC().Format(http.TimeFormat), "Date", now.Add(skew).Format(http.TimeFormat))}
				if got, ok := retryAfter(resp); !ok || got != want {
					t.Errorf("%q, an hour late: got %s, %t, want %s", header, got, ok, want)
				}
			}
			got, ok := retryAfter(&http.Response{StatusCode: http.StatusServiceUnavailable, Header: headers("Retry-After", header)})
			if ok != (want >= 0) || (ok && got != want) {
				t.Errorf("%q: got %s, %t, want %s", header, got, ok, want)
			}
		}
	})
}

func TestIsTransient(t *testing.T) {
	t.Parallel()
	transient := map[int]bool{408: true, 429: true, 500: true, 502: true, 503: true, 504: true, 520: true, 599: true}
	for status := 300; status < 600; status++ {
		if want := transient[status] || status >= 505; isTransientStatus(status) != want {
			t.Errorf("%d: got %t", status, isTransientStatus(status))
		}
	}
	if IsTransient(errors.New("before any request")) {
		t.Error("an error without a request transient")
	}
}

func TestRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		short, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		c := New(Options{Secrets: &redact.Secrets{}, MaxRetries: 2, MaxBackoff: time.Second, Describe: func(int, http.Header, []byte) Description { return Description{} }})
		answer := func(status int, pairs ...string) outcome {
			return outcome{status: status, header: http.Header{}, err: c.judge(&http.Response{StatusCode: status, Header: headers(pairs...)}, nil, "")}
		}
		reset := outcome{header: http.Header{}, err: c.connectionError(syscall.ECONNRESET)}
		once, bounded := Policy{Once: true}, Policy{Bounded: true}
		for name, test := range map[string]struct {
			got      outcome
			policy   Policy
			attempts int
			pause    time.Duration
			want     bool
		}{
			"503":                         {answer(503), Policy{}, 1, 0, true},
			"the last attempt":            {answer(503), Policy{}, 3, 0, false},
			"501":                         {answer(501), Policy{}, 1, 0, false},
			"404":                         {answer(404), Policy{}, 1, 0, false},
			"a reset":                     {reset, Policy{}, 1, 0, true},
			"a wait of nothing":           {answer(503, "Retry-After", "0"), Policy{}, 1, 0, true},
			"a redirect":                  {answer(302), Policy{}, 1, 0, false},
			"sent once":                   {answer(503), once, 1, 0, false},
			"sent once, a reset":          {reset, once, 1, 0, false},
			"a wait that fits":            {answer(429, "Retry-After", "10"), bounded, 1, 10 * time.Second, true},
			"a wait that doesn't":         {answer(429, "Retry-After", "11"), bounded, 1, 0, false},
			"six minutes, no time-out":    {answer(429, "Retry-After", "360"), Policy{}, 1, 6 * time.Minute, true},
			"more than that, no time-out": {answer(429, "Retry-After", "361"), Policy{}, 1, 0, false},
		} {
			before, err := c.With(test.policy).delayBefore(short, Request{}, test.got, test.attempts)
			pause, got := time.Until(before.until), err == nil
			if got != test.want || (test.pause > 0 && pause != test.pause) || (got && pause < 250*time.Millisecond) {
				t.Errorf("%s: got %t after %s", name, got, pause)
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
