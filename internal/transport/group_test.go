// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// holdServer answers each request with its number, when it is told to. It listens on a
// real socket.
type holdServer struct {
	*httptest.Server
	arrived chan int
	release chan struct{}
	count   atomic.Int32
}

func newHoldServer(t *testing.T) *holdServer {
	t.Helper()
	s := &holdServer{arrived: make(chan int, 1000), release: make(chan struct{}, 1000)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := int(s.count.Add(1))
		s.arrived <- n
		select {
		case <-s.release:
			_, _ = io.WriteString(w, strconv.Itoa(n))
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// reads starts reads of the same, and returns once all have joined a call.
func (s *holdServer) reads(ctx context.Context, t *testing.T, c *Client, n int) chan string {
	t.Helper()
	results := make(chan string, n)
	before := waiting(c)
	for range n {
		go func() {
			resp, err := c.Do(ctx, request(ctx, t, s.URL))
			if err != nil {
				results <- err.Error()
				return
			}
			results <- string(resp.Body)
		}()
	}
	for waiting(c) < before+n {
		time.Sleep(time.Millisecond)
	}
	return results
}

// waiting is how many callers have joined calls that are not over.
func waiting(c *Client) int {
	c.calls.mu.Lock()
	defer c.calls.mu.Unlock()
	n := 0
	for _, calls := range c.calls.queues {
		for _, one := range []*call{calls.open, calls.sent} {
			if one != nil {
				n += one.joined
			}
		}
	}
	return n
}

// TestEqualReadsShareTheNextRequest has reads that come while a request is on the wire.
func TestEqualReadsShareTheNextRequest(t *testing.T) {
	t.Parallel()
	s := newHoldServer(t)
	c := client(t, s.Server)
	first := s.reads(t.Context(), t, c, 1)
	<-s.arrived
	later := s.reads(t.Context(), t, c, 999)
	s.release <- struct{}{}
	if got := <-first; got != "1" {
		t.Errorf("the first got %s", got)
	}
	if n := <-s.arrived; n != 2 {
		t.Errorf("request %d", n)
	}
	s.release <- struct{}{}
	for range 999 {
		if got := <-later; got != "2" {
			t.Fatalf("one that came later got %s", got)
		}
	}
	if n := s.count.Load(); n != 2 {
		t.Errorf("%d requests", n)
	}
	if len(c.calls.queues) != 0 {
		t.Errorf("%d calls are left", len(c.calls.queues))
	}
}

// TestAThousandEqualReadsAtOnce begin together.
func TestAThousandEqualReadsAtOnce(t *testing.T) {
	t.Parallel()
	var count atomic.Int32
	begun := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		count.Add(1)
		<-begun
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			if _, err := get(t, c, server.URL); err != nil {
				t.Error(err)
			}
		})
	}
	for waiting(c) < 1000 {
		time.Sleep(time.Millisecond)
	}
	close(begun)
	all.Wait()
	if n := count.Load(); n > 3 {
		t.Errorf("%d requests for a thousand equal reads", n)
	}
}

// TestNoAnswerIsOlderThanItsQuestion has readers come and go, some of which give up,
// while some attempts fail. Each answer is the number of requests that had arrived.
func TestNoAnswerIsOlderThanItsQuestion(t *testing.T) {
	t.Parallel()
	var arrived atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := arrived.Add(1)
		time.Sleep(time.Duration(n%4) * time.Millisecond)
		if n%5 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, strconv.FormatInt(n, 10))
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	c.options.MaxRetries = 10
	var all sync.WaitGroup
	for reader := range 50 {
		all.Go(func() {
			for i := range 20 {
				ctx, cancel := context.WithCancel(t.Context())
				if reader%5 == 0 {
					time.AfterFunc(time.Duration(i%4)*time.Millisecond, cancel)
				}
				began := arrived.Load()
				resp, err := c.Do(ctx, request(ctx, t, server.URL))
				gaveUp := ctx.Err() != nil
				cancel()
				if err != nil {
					if !gaveUp {
						t.Error(err)
					}
					continue
				}
				if n, err := strconv.ParseInt(string(resp.Body), 10, 64); err != nil || n <= began {
					t.Errorf("a read that began after request %d got the answer to request %s", began, resp.Body)
				}
			}
		})
	}
	all.Wait()
}

// TestOtherReadsDoNotWait has reads of another policy while a request is on the wire.
func TestOtherReadsDoNotWait(t *testing.T) {
	t.Parallel()
	s := newHoldServer(t)
	c := client(t, s.Server)
	first := s.reads(t.Context(), t, c, 1)
	<-s.arrived
	for _, other := range []*Client{c.With(Policy{Once: true}), c.With(Policy{Bounded: true})} {
		second := s.reads(t.Context(), t, other, 1)
		<-s.arrived
		s.release <- struct{}{}
		s.release <- struct{}{}
		<-second
		<-first
		first = s.reads(t.Context(), t, c, 1)
		<-s.arrived
	}
	s.release <- struct{}{}
	<-first
}

// TestACallerThatGivesUpLeavesTheOthersAlone has the one who leads a call give up, while
// it is open or on the wire, or one who has joined it.
func TestACallerThatGivesUpLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	s := newHoldServer(t)
	c := client(t, s.Server)
	ctx, cancel := context.WithCancel(t.Context())
	leader := s.reads(ctx, t, c, 1)
	<-s.arrived
	openLeader := s.reads(ctx, t, c, 1)
	others := s.reads(t.Context(), t, c, 5)
	joined := s.reads(ctx, t, c, 1)
	cancel()
	for _, quitter := range []chan string{leader, openLeader, joined} {
		if got := <-quitter; got != "GET "+s.URL+": context canceled" {
			t.Errorf("one that gave up: got %s", got)
		}
	}
	<-s.arrived
	s.release <- struct{}{}
	for range 5 {
		if got := <-others; got != "2" {
			t.Errorf("got %s", got)
		}
	}
	if n := s.count.Load(); n != 2 {
		t.Errorf("%d requests", n)
	}
}

// TestDeadlinesAreEachCallersOwn has the leader's deadline end first, then that of one
// who has joined.
func TestDeadlinesAreEachCallersOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := slowClient(&slowServer{took: time.Minute}, 2*time.Minute)
		start := time.Now()
		var all sync.WaitGroup
		for i, test := range []struct {
			deadline, ends time.Duration
			fails          bool
		}{{10 * time.Second, 10 * time.Second, true}, {time.Hour, 70 * time.Second, false}, {20 * time.Second, 20 * time.Second, true}, {2 * time.Hour, 70 * time.Second, false}} {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), test.deadline)
				defer cancel()
				_, err := c.Do(ctx, request(ctx, t, "http://example.com/"))
				if (err != nil) != test.fails || (test.fails && !errors.Is(err, context.DeadlineExceeded)) || time.Since(start) != test.ends {
					t.Errorf("%d: got %v after %s", i, err, time.Since(start))
				}
			})
			synctest.Wait()
		}
		all.Wait()
	})
}

// TestAHangDoesNotStarve has a request that isn't answered, and reads that come later.
func TestAHangDoesNotStarve(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{took: time.Hour}
		c := slowClient(s, 30*time.Second).With(Policy{Once: true})
		start := time.Now()
		var all sync.WaitGroup
		for n := range 3 {
			all.Go(func() {
				began := time.Now()
				_, err := c.Do(t.Context(), request(t.Context(), t, "http://example.com/"))
				if _, ok := errors.AsType[*TimeoutError](err); !ok || time.Since(began) > time.Minute {
					t.Errorf("%d: got %v after %s", n, err, time.Since(start))
				}
			})
			time.Sleep(time.Second)
		}
		all.Wait()
		if n := s.sent.Load(); n != 2 {
			t.Errorf("%d requests", n)
		}
	})
}

// TestRetriesAreShared has many equal reads of a service that fails for a while: those
// of a failed call pause together, and each has retries of its own.
func TestRetriesAreShared(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		header http.Header
		status int
		least  time.Duration
	}{
		"503":                  {nil, 503, 0},
		"503 and a wait":       {headers("Retry-After", "60"), 503, 3 * time.Minute},
		"429":                  {nil, 429, 30 * time.Second},
		"429 and a wait":       {headers("Retry-After", "60"), 429, 3 * time.Minute},
		"a wait without sense": {headers("Retry-After", "0"), 503, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &slowServer{took: 100 * time.Millisecond, header: test.header, status: func(n int) int {
					if n <= 3 {
						return test.status
					}
					return http.StatusOK
				}}
				c := slowClient(s, time.Minute)
				start := time.Now()
				var all sync.WaitGroup
				for range 100 {
					all.Go(func() {
						resp, err := c.Do(t.Context(), request(t.Context(), t, "http://example.com/"))
						if err != nil || resp.Attempts > 4 {
							t.Errorf("got %+v, %v", resp, err)
						}
					})
				}
				all.Wait()
				if n := s.sent.Load(); n > 6 {
					t.Errorf("%d requests", n)
				}
				if took := time.Since(start); took < test.least {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

// TestRetriesHaveAnEnd has newcomers at all times, of a service that never recovers.
func TestRetriesHaveAnEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &slowServer{took: 100 * time.Millisecond, status: always(503)}
		c := slowClient(s, time.Minute)
		var all sync.WaitGroup
		for range 300 {
			all.Go(func() {
				began := time.Now()
				_, err := c.Do(t.Context(), request(t.Context(), t, "http://example.com/"))
				if failure, ok := errors.AsType[*Error](err); !ok || failure.Attempts != 5 || time.Since(began) > time.Minute {
					t.Errorf("got %v after %s", err, time.Since(began))
				}
			})
			time.Sleep(50 * time.Millisecond)
		}
		all.Wait()
	})
}

// TestAWaitIsJudgedByEachCaller has callers with other deadlines than the one that leads
// the call, which waits.
func TestAWaitIsJudgedByEachCaller(t *testing.T) {
	t.Parallel()
	for _, status := range []int{429, 503} {
		synctest.Test(t, func(t *testing.T) {
			s := &slowServer{header: headers("Retry-After", "600"), status: func(n int) int {
				if n == 1 {
					return status
				}
				return http.StatusOK
			}}
			c := slowClient(s, time.Minute).With(Policy{Bounded: true})
			var all sync.WaitGroup
			for _, minutes := range []int{60, 5, 30, 1} {
				all.Go(func() {
					ctx, cancel := context.WithTimeout(t.Context(), time.Duration(minutes)*time.Minute)
					defer cancel()
					start := time.Now()
					_, err := c.Do(ctx, request(ctx, t, "http://example.com/"))
					took := time.Since(start)
					_, isWait := errors.AsType[*WaitError](err)
					if minutes > 10 && (err != nil || took < 10*time.Minute-time.Minute) {
						t.Errorf("%d: %d minutes: got %v after %s", status, minutes, err, took)
					}
					if minutes < 10 && (!isWait || took > time.Second) {
						t.Errorf("%d: %d minutes: got %v after %s", status, minutes, err, took)
					}
				})
				time.Sleep(time.Second)
			}
			all.Wait()
		})
	}
}

// TestADeadlineIsNoTimeout has contexts whose deadlines the user hasn't set, and those
// that have none though the user set a time-out.
func TestADeadlineIsNoTimeout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		policy   Policy
		deadline time.Duration
		wait     int
		shared   bool
		fails    bool
	}{
		{Policy{}, time.Hour, 361, true, true},
		{Policy{}, 0, 361, true, true},
		{Policy{}, time.Hour, 359, true, false},
		{Policy{Bounded: true}, time.Hour, 361, false, false},
		{Policy{Bounded: true}, 300 * time.Second, 301, false, true},
		{Policy{Bounded: true}, 0, 3000, false, false},
	} {
		t.Run(fmt.Sprintf("%+v", test), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &slowServer{header: headers("Retry-After", strconv.Itoa(test.wait)), status: func(n int) int {
					if n == 1 {
						return http.StatusServiceUnavailable
					}
					return http.StatusOK
				}}
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				_, err := slowClient(s, time.Minute).With(test.policy).Do(ctx, request(ctx, t, "http://example.com/"))
				wait, ok := errors.AsType[*WaitError](err)
				if (err != nil) != test.fails || ok != test.fails || (ok && wait.Shared != test.shared) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}
