// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// headers makes headers of pairs.
func headers(pairs ...string) http.Header {
	header := http.Header{}
	for pair := range slices.Chunk(pairs, 2) {
		header.Add(pair[0], pair[1])
	}
	return header
}

func TestTightest(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][3]int{
		`"default";r=50;t=30`:                     {50, 30, 1},
		`"default"; r=50; t=30`:                   {50, 30, 1},
		`"default";t=30;r=0`:                      {0, 30, 1},
		`"burst";r=7;t=60, "default";r=1100;t=30`: {7, 60, 1},
		`"a";r=9;t=1,"b";r=3;t=2,"c";r=5;t=3`:     {3, 2, 1},
		`"a";r=1,"b";r=3;t=2`:                     {3, 2, 1},
		`"a,b";r=4;t=2`:                           {4, 2, 1},
		`r=4;t=2`:                                 {4, 2, 1},
		``:                                        {},
		`"default";r=50`:                          {},
		`"default";r=-1;t=30`:                     {},
		`"default";r=x;t=30`:                      {},
		`"default";r=1.5;t=30`:                    {},
		`"default";r=99999999999;t=30`:            {},
	} {
		a, b, ok := tightest([]string{header}, "r", "t")
		if ok != (want[2] == 1) || (ok && (a != want[0] || b != want[1])) {
			t.Errorf("%s: got %d, %d, %t", header, a, b, ok)
		}
	}
	if a, b, ok := tightest([]string{`"a";r=9;t=1`, `"b";r=3;t=2`}, "r", "t"); !ok || a != 3 || b != 2 {
		t.Errorf("in two headers: got %d, %d, %t", a, b, ok)
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &rateLimit{}
		expect := func(what string, want time.Duration) {
			t.Helper()
			if got := l.reserve(time.Now()); got != want {
				t.Errorf("%s: wait %s, want %s", what, got, want)
			}
		}
		expect("nothing is known", 0)

		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=2;t=30`)})
		expect("two are left", 0)
		expect("one is left", 0)
		expect("none is left", 30*time.Second)

		// Answers to earlier requests come late, and know less.
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=40;t=30`)})
		expect("an answer came late", 30*time.Second)
		time.Sleep(10 * time.Second)
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=39;t=21`)})
		expect("the seconds are rounded up", 20*time.Second)
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=39;t=5`)})
		expect("the window ends earlier than thought", 5*time.Second)

		time.Sleep(5 * time.Second)
		expect("the next window, of which nothing is known", 0)
		expect("and more of it", 0)

		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=0;t=10`, "Ratelimit-Policy", `"default";q=3;w=60`)})
		expect("nothing is left", 10*time.Second)
		time.Sleep(10 * time.Second)
		for range 3 {
			expect("the next window has three", 0)
		}
		expect("and no more", 60*time.Second)
		time.Sleep(time.Minute)
		expect("the one after it", 0)

		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=1000;t=200`)})
		for range 100 {
			expect("a window that is larger than thought", 0)
		}
	})
}

func TestRateLimitHeedsRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &rateLimit{}
		l.observe(&http.Response{StatusCode: http.StatusServiceUnavailable, Header: headers("Retry-After", "60")})
		if got := l.reserve(time.Now()); got != 0 {
			t.Errorf("one object's 503 holds up all for %s", got)
		}
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "60")})
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "5")})
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests})
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=40;t=30`)})
		if got := l.reserve(time.Now()); got != time.Minute {
			t.Errorf("got %s, want the longest wait asked for", got)
		}
		time.Sleep(time.Minute)
		if got := l.reserve(time.Now()); got != 0 {
			t.Errorf("got %s when it was over", got)
		}
	})
}

// slowServer answers each request after a while, and notices too many at a time.
type slowServer struct {
	took           time.Duration
	header         http.Header
	sent, underWay atomic.Int32
	tooMany        atomic.Bool
}

// dial implements [http.Transport]'s DialContext, in memory.
func (s *slowServer) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	go s.serve(far)
	return near, nil
}

func (s *slowServer) serve(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	reader := bufio.NewReader(connection)
	req, err := http.ReadRequest(reader)
	if err != nil {
		return
	}
	s.sent.Add(1)
	if s.underWay.Add(1) > MaxConnections {
		s.tooMany.Store(true)
	}
	gone := make(chan struct{})
	go func() {
		_, _ = reader.Peek(1)
		close(gone)
	}()
	select {
	case <-time.After(s.took):
	case <-gone:
	}
	s.underWay.Add(-1)
	resp := &http.Response{StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: s.header, Body: http.NoBody, Request: req, Close: true}
	_ = resp.Write(connection)
}

// sendAll sends requests at the same time, each for something else, and returns
// their errors.
func sendAll(ctx context.Context, t *testing.T, c *Client, n int) []error {
	t.Helper()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		req := request(ctx, t, fmt.Sprintf("http://example.com/%d", i))
		all.Go(func() { _, errs[i] = c.Do(req) })
	}
	all.Wait()
	return errs
}

func slowClient(s *slowServer, timeout time.Duration) *Client {
	c := New(Options{RequestTimeout: timeout, Secrets: &Secrets{}})
	c.base.DialContext = s.dial
	c.base.Proxy = nil
	return c
}

// TestWaitingForOthersIsNoTimeout has more requests than connections, of which each
// takes most of what an attempt may.
func TestWaitingForOthersIsNoTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{took: 900 * time.Millisecond}
		start := time.Now()
		for _, err := range sendAll(t.Context(), t, slowClient(s, time.Second), 95) {
			if err != nil {
				t.Error(err)
			}
		}
		if s.tooMany.Load() || time.Since(start) != 9*time.Second {
			t.Errorf("more than %d at a time: %t, in %s", MaxConnections, s.tooMany.Load(), time.Since(start))
		}
	})
}

// TestNoneLeavesBeforeTheLimitIsKnown has many requests at once, and the first
// answers say that nothing is left.
func TestNoneLeavesBeforeTheLimitIsKnown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{took: time.Second, header: headers("Ratelimit", `"default";r=0;t=3600`)}
		waits := 0
		for _, err := range sendAll(t.Context(), t, slowClient(s, time.Minute), 95) {
			if wait, ok := errors.AsType[*WaitError](err); ok && wait.Wait == time.Hour && wait.Left == maxWait {
				waits++
			} else if err != nil {
				t.Error(err)
			}
		}
		if s.sent.Load() != MaxConnections || waits != 95-MaxConnections {
			t.Errorf("%d were sent, and %d were told to wait", s.sent.Load(), waits)
		}
	})
}

func TestWaitingForOthersEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := slowClient(&slowServer{took: time.Hour}, 2*time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		for _, err := range sendAll(ctx, t, c, 30) {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		}
		if time.Since(start) != time.Second || len(c.slots) != 0 {
			t.Errorf("after %s, %d are under way", time.Since(start), len(c.slots))
		}
	})
}
