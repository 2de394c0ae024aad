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
		`"absurd";r=0;t=1000000000`:               {},
		`"absurd";r=0;t=3601,"good";r=9;t=3600`:   {9, 3600, 1},
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
		if ok != (want[2] == 1) || (ok && (a != want[0] || b != time.Duration(want[1])*time.Second)) {
			t.Errorf("%s: got %d, %s, %t", header, a, b, ok)
		}
	}
	if a, b, ok := tightest([]string{`"a";r=9;t=1`, `"b";r=3;t=2`}, "r", "t"); !ok || a != 3 || b != 2*time.Second {
		t.Errorf("in two headers: got %d, %s, %t", a, b, ok)
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

		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=2;t=30`)}, time.Now())
		expect("two are left", 0)
		expect("one is left", 0)
		expect("none is left", 30*time.Second)

		// Answers to earlier requests come late, and know less.
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=40;t=30`)}, time.Now())
		expect("an answer came late", 30*time.Second)
		time.Sleep(10 * time.Second)
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=39;t=21`)}, time.Now())
		expect("the seconds are rounded up", 20*time.Second)
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=39;t=5`)}, time.Now())
		expect("the window ends earlier than thought", 5*time.Second)

		time.Sleep(5 * time.Second)
		expect("the next window, of which nothing is known", 0)
		expect("and more of it", 0)

		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=0;t=10`, "Ratelimit-Policy", `"default";q=3;w=60`)}, time.Now())
		expect("nothing is left", 10*time.Second)
		time.Sleep(10 * time.Second)
		for range 3 {
			expect("the next window has three", 0)
		}
		expect("and no more", 60*time.Second)
		time.Sleep(time.Minute)
		expect("the one after it", 0)

		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=1000;t=200`)}, time.Now())
		for range 100 {
			expect("a window that is larger than thought", 0)
		}
	})
}

func TestRateLimitHeedsRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &rateLimit{}
		l.observe(&http.Response{StatusCode: http.StatusServiceUnavailable, Header: headers("Retry-After", "60")}, time.Now())
		if got := l.reserve(time.Now()); got != 0 {
			t.Errorf("one object's 503 holds up all for %s", got)
		}
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "60")}, time.Now())
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "5")}, time.Now())
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests}, time.Now())
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"default";r=40;t=30`)}, time.Now())
		if got := l.reserve(time.Now()); got != time.Minute {
			t.Errorf("got %s, want the longest wait asked for", got)
		}
		time.Sleep(time.Minute)
		if got := l.reserve(time.Now()); got != 0 {
			t.Errorf("got %s when it was over", got)
		}
		// That of a service whose clock, or unit, is wrong ends too.
		l.observe(&http.Response{StatusCode: http.StatusTooManyRequests, Header: headers("Retry-After", "1000000000")}, time.Now())
		if got := l.reserve(time.Now()); got != maxWindow {
			t.Errorf("got %s", got)
		}
	})
}

// slowServer answers each request after a while, and notices too many at a time.
type slowServer struct {
	took   time.Duration
	header http.Header
	// status is that of the answer to the nth request, nil for 200.
	status         func(n int) int
	sent, underWay atomic.Int32
	tooMany        atomic.Bool

	mu       sync.Mutex
	requests []http.Header
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
	s.mu.Lock()
	s.requests = append(s.requests, req.Header)
	s.mu.Unlock()
	status := http.StatusOK
	if n := int(s.sent.Add(1)); s.status != nil {
		status = s.status(n)
	}
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
	resp := &http.Response{StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: s.header, Body: http.NoBody, Request: req, Close: true}
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
		all.Go(func() { _, errs[i] = c.Do(ctx, req) })
	}
	all.Wait()
	return errs
}

func slowClient(s *slowServer, timeout time.Duration) *Client {
	c := New(Options{
		RequestTimeout: timeout, MaxRetries: 4, MaxBackoff: 30 * time.Second,
		Describe: func(int, http.Header, []byte) Description { return Description{} },
	})
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
			if wait, ok := errors.AsType[*Error](err); ok && wait.Kind == KindSharedWait && wait.Wait == time.Hour && wait.Left == maxWait {
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

// TestAnInterruptedReadKeepsItsLastFailure ends one that is made again and again.
func TestAnInterruptedReadKeepsItsLastFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := sendAll(ctx, t, slowClient(&slowServer{status: always(500)}, time.Minute), 1)[0]
		if !errors.Is(err, context.DeadlineExceeded) || err.Error() != "GET http://example.com/0: context deadline exceeded; the last failure: 500 Internal Server Error" {
			t.Errorf("got %v", err)
		}
	})
}

// always is a status for every request.
func always(status int) func(int) int {
	return func(int) int { return status }
}

// TestWaitsHaveAnEnd has reads without a time-out, of a service that asks them to
// wait again and again.
func TestWaitsHaveAnEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reads int
		s     *slowServer
		ends  time.Duration
	}{
		"one read":       {1, &slowServer{status: always(503), header: headers("Retry-After", "360")}, 6 * time.Minute},
		"many reads":     {100, &slowServer{status: always(429), header: headers("Retry-After", "300")}, 5 * time.Minute},
		"nothing named":  {100, &slowServer{status: always(429)}, 6 * time.Minute},
		"longer at once": {100, &slowServer{status: always(429), header: headers("Retry-After", "361")}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := slowClient(test.s, time.Minute)
				c.options.MaxRetries = 100
				start := time.Now()
				for _, err := range sendAll(t.Context(), t, c, test.reads) {
					if kindOf(err) != KindSharedWait {
						t.Errorf("got %v", err)
					}
				}
				if took := time.Since(start); took > test.ends || took < test.ends-35*time.Second {
					t.Errorf("took %s, want %s", took, test.ends)
				}
				sent, began := test.s.sent.Load(), time.Now()
				for _, err := range sendAll(t.Context(), t, c, 10) {
					if kindOf(err) != KindSharedWait {
						t.Errorf("a new read: got %v", err)
					}
				}
				if test.s.sent.Load() != sent && test.s.status(0) == 429 || time.Since(began) > 0 {
					t.Errorf("new reads sent %d requests in %s", test.s.sent.Load()-sent, time.Since(began))
				}
				// Much later nobody waits any more, and the service has recovered.
				time.Sleep(time.Hour)
				test.s.status = nil
				for _, err := range sendAll(t.Context(), t, c, 10) {
					if err != nil {
						t.Errorf("much later: got %v", err)
					}
				}
			})
		})
	}
}

// TestOnlyTheTimeoutCounts has a read whose time-out the user has set.
func TestOnlyTheTimeoutCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{header: headers("Retry-After", "300"), status: func(n int) int {
			if n <= 4 {
				return http.StatusTooManyRequests
			}
			return http.StatusOK
		}}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		start := time.Now()
		if err := sendAll(ctx, t, slowClient(s, time.Minute).With(Policy{Bounded: true}), 1)[0]; err != nil || time.Since(start) < 20*time.Minute {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

// TestAnswersEndTheWait has a service that answers in between.
func TestAnswersEndTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{header: headers("Retry-After", "200"), status: func(n int) int {
			if n%2 == 1 {
				return http.StatusTooManyRequests
			}
			return http.StatusOK
		}}
		c := slowClient(s, time.Minute)
		for i := range 5 {
			if _, err := c.Do(t.Context(), request(t.Context(), t, fmt.Sprintf("http://example.com/%d", i))); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestASpellOfTooManyRequests is one that names no wait.
func TestASpellOfTooManyRequests(t *testing.T) {
	t.Parallel()
	for _, reads := range []int{1, 10, 150} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			s := &slowServer{took: 100 * time.Millisecond}
			s.status = func(int) int {
				if time.Since(start) < 25*time.Second {
					return http.StatusTooManyRequests
				}
				return http.StatusOK
			}
			for _, err := range sendAll(t.Context(), t, slowClient(s, time.Minute), reads) {
				if err != nil {
					t.Error(err)
				}
			}
			if sent := int(s.sent.Load()); sent > reads+3*MaxConnections {
				t.Errorf("%d reads made %d requests", reads, sent)
			}
		})
	}
}

// TestAPauseIsShared has a caller that polls, who gets the 429 itself.
func TestAPauseIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{status: func(n int) int {
			if n == 1 {
				return http.StatusTooManyRequests
			}
			return http.StatusOK
		}}
		c := slowClient(s, time.Minute).With(Policy{Once: true})
		once := request(t.Context(), t, "http://example.com/")
		_, err := c.Do(t.Context(), once)
		if failure, ok := errors.AsType[*Error](err); !ok || failure.Status != http.StatusTooManyRequests {
			t.Errorf("got %v", err)
		}
		start := time.Now()
		if _, err := c.Do(t.Context(), once); err != nil || time.Since(start) < 5*time.Second || time.Since(start) > 6*time.Second {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

func TestSpellPause(t *testing.T) {
	t.Parallel()
	for n, seconds := range []int{5, 10, 15, 30, 60, 120, 120} {
		want := time.Duration(seconds) * time.Second
		for range 100 {
			if got := spellPause(n, 2*time.Minute); got < want || got > want+want/10 || got > 2*time.Minute {
				t.Errorf("%d: got %s, want %s", n, got, want)
			}
		}
	}
	if got := spellPause(1<<30, time.Second); got != time.Second {
		t.Errorf("got %s", got)
	}
}

func TestSpacing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &rateLimit{}
		if got := l.spacing(10, time.Now()); got != 0 {
			t.Errorf("nothing is known: got %s", got)
		}
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"a";r=100;t=60`)}, time.Now())
		if got := l.spacing(10, time.Now()); got != 12*time.Second {
			t.Errorf("ten of a hundred a minute: got %s", got)
		}
		l.observe(&http.Response{StatusCode: http.StatusOK, Header: headers("Ratelimit", `"a";r=1;t=3600`, "Ratelimit-Policy", `"a";q=1;w=3600`)}, time.Now())
		if got := l.spacing(1<<40, time.Now()); got <= 0 {
			t.Errorf("an overflow: got %s", got)
		}
	})
}
