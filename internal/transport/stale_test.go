// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// TestACachesAnswerIsNoAnswer has caches that hold what was asked before, some of which
// let a later attempt through.
func TestACachesAnswerIsNoAnswer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		header http.Header
		stale  bool
		age    time.Duration
		cache  string
	}{
		"a day":               {200, headers("Age", "86400", "Via", "1.1 squid", "Warning", "110"), true, 24 * time.Hour, "Via: 1.1 squid"},
		"younger":             {200, headers("Age", "2"), false, 0, ""},
		"just older":          {200, headers("Age", "4", "Server", "edge"), true, 4 * time.Second, "Server: edge"},
		"no age":              {200, headers("Age", "0"), false, 0, ""},
		"a text":              {200, headers("Age", "old"), false, 0, ""},
		"below zero":          {200, headers("Age", "-5"), false, 0, ""},
		"a fraction":          {200, headers("Age", "5.5"), false, 0, ""},
		"huge":                {200, headers("Age", "99999999999999999999"), true, 1 << 30 * time.Second, ""},
		"two":                 {200, headers("Age", "1", "Age", "100"), true, 100 * time.Second, ""},
		"a 404":               {404, headers("Age", "100"), true, 100 * time.Second, ""},
		"a 401":               {401, headers("Age", "100"), true, 100 * time.Second, ""},
		"a redirect":          {302, headers("Age", "100"), true, 100 * time.Second, ""},
		"a 503":               {503, headers("Age", "100"), false, 0, ""},
		"203":                 {203, headers("X-Cache", "HIT"), true, 0, "X-Cache: HIT"},
		"206":                 {206, nil, true, 0, ""},
		"203 of another age ": {203, headers("Age", "100"), true, 100 * time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &slowServer{took: 3 * time.Second, header: test.header, status: always(test.status)}
				c := slowClient(s, time.Minute)
				c.options.MaxRetries = 0
				c.options.Credentials = renewals{t, test.stale}
				_, err := get(t, c, "http://example.com/")
				stale, ok := errors.AsType[*StaleError](err)
				if ok != test.stale || (ok && (stale.Age != test.age || stale.Cache != test.cache || stale.Status != test.status || !IsTransient(err))) {
					t.Errorf("got %v", err)
				}
				if s.requests[0].Get("Cache-Control") != "no-cache" {
					t.Errorf("sent %v", s.requests[0])
				}
			})
		})
	}
}

// renewals are credentials that fail the test where a cache's answer is taken for one of
// the service's.
type renewals struct {
	t     *testing.T
	stale bool
}

func (renewals) Authorize(context.Context, http.Header) error {
	return nil
}

func (r renewals) Renew(_ http.Header, status, _ int) bool {
	if r.stale {
		r.t.Errorf("a cache's %d was taken for an answer", status)
	}
	return false
}

// TestTheOriginMayAnswerTheNextAttempt has the first answers come from a cache. The read
// counts from its beginning, not the attempt.
func TestTheOriginMayAnswerTheNextAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{took: 3 * time.Second, header: headers("Age", "8")}
		resp, err := get(t, slowClient(s, time.Minute), "http://example.com/")
		if err != nil || resp.Attempts != 3 {
			t.Errorf("got %+v, %v", resp, err)
		}
	})
}

// TestStalenessIsEachReadersOwn has a read that began before the answer's making, and
// one that began later, share it.
func TestStalenessIsEachReadersOwn(t *testing.T) {
	t.Parallel()
	early, late := outcome{age: 5 * time.Second, received: time.Now()}, outcome{age: 5 * time.Second, received: time.Now()}
	if got := early.fresh(time.Now().Add(-10 * time.Second)); got.err != nil {
		t.Errorf("got %v", got.err)
	}
	if got := late.fresh(time.Now().Add(-time.Second)); got.err == nil {
		t.Error("an answer older than the read is taken")
	}
}

func TestTextsOfStaleErrors(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"answered by Via: 1.1 squid from a cache: the answer was 24h0m0s old, and the read had lasted 3s": &StaleError{Status: 200, Age: 24 * time.Hour, Lasted: 3 * time.Second, Cache: "Via: 1.1 squid"},
		"answered with a status that isn't the service's own: 203 Non-Authoritative Information":          &StaleError{Status: 203},
		"answered by X-Cache: HIT with a status that isn't the service's own: 206 Partial Content":        &StaleError{Status: 206, Cache: "X-Cache: HIT"},
		"answered that nothing has changed (304), though the request didn't ask whether":                  &NotModifiedError{},
		"the first reads of 3 sessions in a row were refused, though their logins were good":              &SessionError{Logins: 3},
		"HTTPS_PROXY can't be parsed": &ProxySettingError{Variable: "HTTPS_PROXY"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestNotModifiedIsNoRedirect(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }))
	t.Cleanup(server.Close)
	_, err := get(t, client(t, server), server.URL)
	if _, ok := errors.AsType[*NotModifiedError](err); !ok || IsTransient(err) {
		t.Errorf("got %v", err)
	}
}
