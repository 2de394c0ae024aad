// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"net/http"
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
		// want is what the error says, empty if the answer counts.
		want string
	}{
		"a day":               {200, headers("Age", "86400", "Via", "1.1 squid", "Warning", "110"), "answered by Via: 1.1 squid from a cache: the answer was 24h0m0s old, and the read had lasted 3s"},
		"younger":             {200, headers("Age", "2"), ""},
		"just older":          {200, headers("Age", "4", "Server", "edge"), "answered by Server: edge from a cache: the answer was 4s old, and the read had lasted 3s"},
		"no age":              {200, headers("Age", "0"), ""},
		"a text":              {200, headers("Age", "old"), `answered from a cache: the answer's age isn't whole seconds but "old"`},
		"below zero":          {200, headers("Age", "-5"), `answered from a cache: the answer's age isn't whole seconds but "-5"`},
		"a fraction":          {200, headers("Age", "5.5"), `answered from a cache: the answer's age isn't whole seconds but "5.5"`},
		"a list":              {200, headers("Age", "10, 20"), `answered from a cache: the answer's age isn't whole seconds but "10, 20"`},
		"a sign":              {404, headers("Age", "+5", "Via", "x"), `answered by Via: x from a cache: the answer's age isn't whole seconds but "+5"`},
		"a unit":              {200, headers("Age", "1", "Age", "5s"), `answered from a cache: the answer's age isn't whole seconds but "5s"`},
		"a 503 of any age":    {503, headers("Age", "5s"), ""},
		"huge":                {200, headers("Age", "99999999999999999999"), "answered from a cache: the answer was 298261h37m4s old, and the read had lasted 3s"},
		"two":                 {200, headers("Age", "1", "Age", "100"), "answered from a cache: the answer was 1m40s old, and the read had lasted 3s"},
		"a 404":               {404, headers("Age", "100"), "answered from a cache: the answer was 1m40s old, and the read had lasted 3s"},
		"a 401":               {401, headers("Age", "100"), "answered from a cache: the answer was 1m40s old, and the read had lasted 3s"},
		"a redirect":          {302, headers("Age", "100"), "answered from a cache: the answer was 1m40s old, and the read had lasted 3s"},
		"a 503":               {503, headers("Age", "100"), ""},
		"203":                 {203, headers("X-Cache", "HIT"), "answered by X-Cache: HIT with a status that isn't the service's own: 203 Non-Authoritative Information"},
		"206":                 {206, nil, "answered with a status that isn't the service's own: 206 Partial Content"},
		"203 of another age ": {203, headers("Age", "100"), "answered from a cache: the answer was 1m40s old, and the read had lasted 3s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &slowServer{took: 3 * time.Second, header: test.header, status: always(test.status)}
				c := slowClient(s, time.Minute)
				c.options.MaxRetries = 0
				c.options.Credentials = renewals{t, test.want != ""}
				_, err := get(t, c, "http://example.com/")
				failure, ok := errors.AsType[*Error](err)
				if isStale := ok && failure.Kind == KindCache; isStale != (test.want != "") || (isStale && (failure.Text != test.want || !failure.Transient)) {
					t.Errorf("got %v, want %s", err, test.want)
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

func (renewals) Authorize(context.Context, http.Header) *Error {
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
