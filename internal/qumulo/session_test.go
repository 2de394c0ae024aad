// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// readAll reads that many statuses at the same time, each of another interface, and
// returns the errors.
func readAll(ctx context.Context, c *Client, n int) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { _, _, errs[i] = c.NetworkInterfaceStatus(ctx, int64(i+1), 2) })
	}
	all.Wait()
	return errs
}

// isRefusal reports whether an error is that of a login that was refused.
func isRefusal(err error) bool {
	failure, ok := errors.AsType[*transport.Error](err)
	return ok && isLoginRefused(failure)
}

// loginAttempts returns how many logins have arrived, whatever was answered.
func loginAttempts(s *simulator.Simulator) int {
	return len(slices.DeleteFunc(s.Requests(), func(r simulator.Request) bool { return r.Method+" "+r.Path != simulator.LoginRequest }))
}

func TestARefusedLoginIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.InjectedError{
		{Status: 401},
		{Status: 403},
		{Status: 400},
		{Status: 409},
		{Status: 422},
		{Status: 423},
		{Status: 302},
		{Status: 307},
		{Status: 200, Body: "{}"},
		{Status: 200, Body: `{"bearer_token":""}`},
		{Status: 200, Body: "<html>"},
		{Status: 204},
	} {
		status := fault.Status
		s := simulatortest.Start(t, simulator.Options{})
		s.Inject(simulator.LoginRequest, fault)
		c := connect(t, s, "")
		// Those who come later, and those who poll, get the same error.
		errs := append(readAll(t.Context(), c, 150), readAll(t.Context(), c.With(transport.Policy{Once: true, Bounded: true}), 20)...)
		for _, err := range errs {
			failure, ok := errors.AsType[*transport.Error](err)
			if !ok || !failure.Login || failure.Status != status || err.Error() != errs[0].Error() || transport.IsTransient(err) {
				t.Fatalf("%d: got %v", status, err)
			}
		}
		if n := loginAttempts(s); n != 1 || len(s.Requests()) != 1 {
			t.Errorf("%d: %d logins, %d requests", status, n, len(s.Requests()))
		}
		// Another client logs in by itself.
		if err := readAll(t.Context(), connect(t, s, ""), 1)[0]; err == nil || loginAttempts(s) != 2 {
			t.Errorf("%d: got %v after %d logins", status, err, loginAttempts(s))
		}
	}
}

// TestWhatIsNoRefusal may be sent again, and those who wait share the failure.
func TestWhatIsNoRefusal(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{404: 1, 408: 2, 429: 2, 500: 2, 503: 2} {
		s := simulatortest.Start(t, simulator.Options{})
		s.SetLatency(20 * time.Millisecond)
		s.InjectOnce(simulator.LoginRequest, simulator.InjectedError{Status: status}, simulator.InjectedError{Status: status})
		if attempts == 1 {
			s.ClearErrors()
			s.InjectOnce(simulator.LoginRequest, simulator.InjectedError{Status: status})
		}
		c := connect(t, s, "")
		for _, err := range readAll(t.Context(), c, 10) {
			if failure, ok := errors.AsType[*transport.Error](err); !ok || failure.Status != status || failure.Attempts != attempts {
				t.Errorf("%d: got %v", status, err)
			}
		}
		if n := loginAttempts(s); n != attempts {
			t.Errorf("%d: %d logins", status, n)
		}
		if err := readAll(t.Context(), c, 1)[0]; err != nil {
			t.Errorf("%d: then got %v", status, err)
		}
	}
}

// cluster answers in memory, in a bubble of [synctest]: logins and reads as its functions
// say. It counts them.
type cluster struct {
	login, read   func(n int, w http.ResponseWriter, r *http.Request)
	logins, reads atomic.Int32
	// dialled counts the connections.
	dialled atomic.Int32
}

// pipes is a listener in memory.
type pipes struct {
	net.Listener
	dialled     *atomic.Int32
	connections chan net.Conn
	closed      chan struct{}
	close       sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case connection := <-p.connections:
		return connection, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.close.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr {
	return &net.UnixAddr{Name: "pipe"}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.connections <- far:
		p.dialled.Add(1)
		return near, nil
	case <-p.closed:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// start serves the cluster, and makes a client for it.
func (c *cluster) start(t *testing.T, options transport.Options) *Client {
	t.Helper()
	listener := &pipes{dialled: &c.dialled, connections: make(chan net.Conn), closed: make(chan struct{})}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Only when the body has been read, the server notices that the client has gone.
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Path == loginPath {
			c.login(int(c.logins.Add(1)), w, r)
		} else {
			c.read(int(c.reads.Add(1)), w, r)
		}
	}))
	_ = server.Listener.Close()
	server.Listener = listener
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.StartTLS()
	t.Cleanup(server.Close)
	options.Dial = listener.dial
	if options.Stop == nil {
		options.Stop = t.Context()
	}
	if options.MaxBackoff == 0 {
		options.MaxBackoff, options.MaxRetries = 30*time.Second, 4
	}
	client, err := New(Options{Host: "cluster.example", Port: 8000, Username: "u", Password: "p", Insecure: true, Transport: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// slowly answers with a status after a while, unless the client goes before.
func slowly(after time.Duration, status int, body string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(after):
		case <-r.Context().Done():
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// good is a login that gives another token each time.
func good(n int, w http.ResponseWriter, _ *http.Request) {
	_, _ = fmt.Fprintf(w, `{"bearer_token":"session-%d"}`, n)
}

const oneStatus = `{"node_id":2}`

// TestASlowWrongPasswordIsSentOnce has reads give up before the cluster answers.
func TestASlowWrongPasswordIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request, timeout time.Duration
		reads            int
		after            time.Duration
	}{
		"a short request_timeout": {time.Second, 0, 20, 5 * time.Second},
		"a short time-out":        {30 * time.Second, 2 * time.Second, 40, 5 * time.Second},
		"a long request_timeout":  {time.Minute, 0, 20, 50 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &cluster{login: slowly(test.after, http.StatusUnauthorized, `{"description":"no"}`)}
				c := s.start(t, transport.Options{RequestTimeout: test.request})
				policy := transport.Policy{Once: test.timeout > 0, Bounded: test.timeout > 0}
				for range 3 {
					ctx, cancel := context.WithCancel(t.Context())
					if test.timeout > 0 {
						ctx, cancel = context.WithTimeout(t.Context(), test.timeout)
					}
					for _, err := range readAll(ctx, c.With(policy), test.reads) {
						if err == nil || (test.timeout == 0 && !isRefusal(err)) {
							t.Errorf("got %v", err)
						}
					}
					cancel()
				}
				if n := s.logins.Load(); n != 1 {
					t.Errorf("%d logins", n)
				}
			})
		})
	}
}

// TestAnUnansweredLoginIsSentAgainTwiceAMinute has reads poll for a while, of a cluster
// that doesn't answer logins in time, or closes the connection.
func TestAnUnansweredLoginIsSentAgainTwiceAMinute(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(int, http.ResponseWriter, *http.Request){
		"a hang":  slowly(time.Hour, http.StatusUnauthorized, ""),
		"a close": func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"half an answer": func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"bearer_`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				var sent []time.Time
				s := &cluster{login: func(n int, w http.ResponseWriter, r *http.Request) {
					mu.Lock()
					sent = append(sent, time.Now())
					mu.Unlock()
					answer(n, w, r)
				}}
				c := s.start(t, transport.Options{RequestTimeout: time.Second})
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				var all sync.WaitGroup
				for i := range 20 {
					all.Go(func() {
						polls := c.With(transport.Policy{Once: i%2 == 0, Bounded: true})
						for ctx.Err() == nil {
							if _, _, err := polls.NetworkInterfaceStatus(ctx, int64(i), 2); err == nil || (ctx.Err() == nil && !transport.IsTransient(err)) {
								t.Errorf("got %v", err)
								return
							}
							time.Sleep(time.Second)
						}
					})
				}
				all.Wait()
				mu.Lock()
				defer mu.Unlock()
				if len(sent) < 5 {
					t.Errorf("only %d logins: it is never sent again", len(sent))
				}
				for i := range sent[2:] {
					// Of the first minute's, one is no repetition.
					if i > 0 && sent[i+2].Sub(sent[i]) < time.Minute {
						t.Errorf("three within a minute: %s, %s, %s", sent[i], sent[i+1], sent[i+2])
					}
				}
			})
		})
	}
}

// TestARefusalWhoseBodyIsCutOff is one nevertheless.
func TestARefusalWhoseBodyIsCutOff(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(int, http.ResponseWriter, *http.Request){
		"cut off": func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"descr`)
		},
		"never ends": func(_ int, w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusForbidden)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
		"too large": func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, strings.Repeat(" ", 2<<20))
		},
		"a page": func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusForbidden)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &cluster{login: answer}
				c := s.start(t, transport.Options{RequestTimeout: time.Second})
				for range 3 {
					for _, err := range readAll(t.Context(), c, 10) {
						if !isRefusal(err) {
							t.Errorf("got %v", err)
						}
					}
				}
				if n := s.logins.Load(); n != 1 {
					t.Errorf("%d logins", n)
				}
			})
		})
	}
}

// TestSessionsThatAreNeverAccepted has good logins, and a 401 for every read.
func TestSessionsThatAreNeverAccepted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &cluster{login: good, read: slowly(0, http.StatusUnauthorized, "")}
		c := s.start(t, transport.Options{RequestTimeout: 30 * time.Second})
		for _, err := range readAll(t.Context(), c, 1000) {
			if err == nil || transport.IsTransient(err) {
				t.Errorf("got %v", err)
			}
		}
		_, _, err := c.NetworkInterfaceStatus(t.Context(), 1, 2)
		if failure, ok := errors.AsType[*transport.Error](err); !ok || failure.Kind != transport.KindSession || !strings.Contains(failure.Text, " 3 sessions ") || transport.IsTransient(err) {
			t.Errorf("got %v", err)
		}
		if n := s.logins.Load(); n != 3 {
			t.Errorf("%d logins", n)
		}
	})
}

// TestSessionsThatAreAcceptedAreMadeAnew however often they end.
func TestSessionsThatAreAcceptedAreMadeAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var used sync.Map
		s := &cluster{login: good, read: func(_ int, w http.ResponseWriter, r *http.Request) {
			// A session is good for one read.
			if _, again := used.LoadOrStore(r.Header.Get("Authorization"), true); again {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_, _ = io.WriteString(w, oneStatus)
		}}
		c := s.start(t, transport.Options{RequestTimeout: 30 * time.Second})
		for range 10 {
			if _, _, err := c.NetworkInterfaceStatus(t.Context(), 1, 2); err != nil {
				t.Error(err)
			}
		}
		if n := s.logins.Load(); n != 10 {
			t.Errorf("%d logins", n)
		}
	})
}

// TestALoginOutlivesWhoMadeIt has the ones who wait for a slow login give up, one after
// the other, and the client being stopped.
func TestALoginOutlivesWhoMadeIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &cluster{login: func(n int, w http.ResponseWriter, r *http.Request) {
			time.Sleep(25 * time.Second)
			good(n, w, r)
		}, read: slowly(0, http.StatusOK, oneStatus)}
		c := s.start(t, transport.Options{RequestTimeout: time.Second})
		for range 3 {
			short, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			start := time.Now()
			for _, err := range readAll(short, c, 10) {
				if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 2*time.Second {
					t.Errorf("got %v after %s", err, time.Since(start))
				}
			}
			cancel()
		}
		if err := readAll(t.Context(), c, 1)[0]; err != nil || s.logins.Load() != 1 {
			t.Errorf("got %v after %d logins", err, s.logins.Load())
		}
	})
}

// TestConnectionsAreReusedUnlessTheyFailed runs in a bubble, since net/http gives up a
// connection where its own goroutine for writing isn't scheduled within 50 ms, which
// happens on a machine that is busy.
func TestConnectionsAreReusedUnlessTheyFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failures := []func(int, http.ResponseWriter, *http.Request){
			slowly(0, 500, ""), slowly(0, 503, "{}"), slowly(time.Second, 502, strings.Repeat("x", 1<<19)), slowly(0, 200, oneStatus), slowly(0, 404, "{}"), slowly(0, 200, oneStatus),
		}
		s := &cluster{login: good, read: func(n int, w http.ResponseWriter, r *http.Request) {
			if n <= len(failures) {
				failures[n-1](n, w, r)
				return
			}
			_, _ = io.WriteString(w, oneStatus)
		}}
		c := s.start(t, transport.Options{RequestTimeout: 5 * time.Second})
		read := func() {
			t.Helper()
			if _, _, err := c.NetworkInterfaceStatus(t.Context(), 1, 2); err != nil {
				t.Error(err)
			}
		}
		read()
		if _, _, err := c.NetworkInterfaceStatus(t.Context(), 1, 2); err == nil {
			t.Error("a 404 is taken")
		}
		read()
		if n := s.dialled.Load(); n != 1 {
			t.Errorf("%d connections after errors that were read to their end, want one", n)
		}
		for i, failure := range []func(int, http.ResponseWriter, *http.Request){
			func(int, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
			func(_ int, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Length", "100")
				_, _ = io.WriteString(w, "{")
			},
			slowly(time.Hour, 200, oneStatus),
		} {
			failures = append(failures, failure)
			s.reads.Store(int32(len(failures) - 1)) //nolint:gosec // They are few.
			read()
			if n := int(s.dialled.Load()); n != i+2 {
				t.Errorf("failure %d: %d connections, want a new one each time", i, n)
			}
		}
		read()
		if n := s.dialled.Load(); n != 4 {
			t.Errorf("%d connections, want the last one used again", n)
		}
	})
}

// TestStopEndsALogin that nobody waits for any more.
func TestStopEndsALogin(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Bool
		s := &cluster{login: func(_ int, _ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			ended.Store(true)
		}}
		stopping, stop := context.WithCancel(t.Context())
		c := s.start(t, transport.Options{RequestTimeout: time.Hour, Stop: stopping})
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_ = readAll(short, c, 1)
		synctest.Wait()
		if ended.Load() {
			t.Error("the login ended with who made it")
		}
		stop()
		synctest.Wait()
		if !ended.Load() {
			t.Error("the login goes on")
		}
	})
}

// TestSessionsThatEndWhileManyWait has the session end every hundred reads.
func TestSessionsThatEndWhileManyWait(t *testing.T) {
	t.Parallel()
	const reads = 1000
	s := simulatortest.Start(t, simulator.Options{})
	for i := range reads {
		s.Set(simulator.InterfaceStatus(int64(i+1), 2), `{"node_id":2}`)
		if i%100 == 50 {
			s.InjectOnce(fmt.Sprintf("GET /v2/network/interfaces/%d/status/2", i+1), simulator.InjectedError{Status: 401})
		}
	}
	failed := 0
	for _, err := range readAll(t.Context(), connect(t, s, ""), reads) {
		if err != nil {
			failed++
			t.Log(err)
		}
	}
	if failed > 0 || s.Logins() > 20 {
		t.Errorf("%d of %d failed, with %d logins", failed, reads, s.Logins())
	}
}
