// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
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

// TestAWaitOfNothing is as long as the backoff.
func TestAWaitOfNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{header: headers("Retry-After", "0"), status: func(n int) int {
			if n == 1 {
				return http.StatusServiceUnavailable
			}
			return http.StatusOK
		}}
		start := time.Now()
		if err := sendAll(t.Context(), t, slowClient(s, time.Minute), 1)[0]; err != nil || time.Since(start) < initialBackoff/2 {
			t.Errorf("got %v after %s", err, time.Since(start))
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
