// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// scripted is an object whose looks are written down; the last one repeats. A look
// is "up", "down", or an error.
type scripted struct {
	looks []any
	// took is how long a look takes.
	took time.Duration
	// at is when each look began, after the first.
	at      []time.Duration
	start   time.Time
	retries int
}

func (s *scripted) read(ctx context.Context) (transport.Answer[string], error) {
	if len(s.at) == 0 {
		s.start = time.Now()
	}
	look := s.looks[min(len(s.at), len(s.looks)-1)]
	s.at = append(s.at, time.Since(s.start))
	if !transport.IsWithoutRetries(ctx) {
		s.retries++
	}
	var answer transport.Answer[string]
	select {
	case <-ctx.Done():
		return answer, failed(ctx.Err())
	case <-time.After(s.took):
	}
	if err, ok := look.(error); ok {
		return answer, failed(err)
	}
	answer.Value, _ = look.(string)
	answer.Exchange = transport.Exchange{Method: "GET", URL: "https://example.com/", Status: 200, Attempts: 1}
	return answer, nil
}

// failed is an error as the clients report it.
func failed(err error) error {
	client := transport.New(transport.Options{Secrets: &transport.Secrets{}})
	return client.NewError(transport.Exchange{Method: "GET", URL: "https://example.com/", Attempts: 1}, err)
}

// isUp expects an object to be up.
func isUp(seen string) []expect.Fault {
	return expect.OneOf(nil, "state", []string{"up"}, &seen, "Turn it on.")
}

func (s *scripted) watch(timeout time.Duration) watch[string] {
	return watch[string]{read: s.read, faults: isUp, timeout: timeout}
}

var (
	errUnavailable = &transport.StatusError{Status: 503}
	errRefused     = errors.New("connection refused")
)

func TestLooks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{looks: []any{"down"}}
		_, err := s.watch(7 * time.Second).run(t.Context())
		unmet, ok := errors.AsType[*unmetError](err)
		if !ok || len(unmet.faults) != 1 || unmet.last != nil {
			t.Fatalf("got %v", err)
		}
		if unmet.looks != len(s.at) || unmet.looks < 2 || unmet.looks > 6 || unmet.waited != 7*time.Second {
			t.Errorf("%d looks in %s at %s", unmet.looks, unmet.waited, s.at)
		}
		if last := s.at[len(s.at)-1]; last < 5*time.Second {
			t.Errorf("the last look was after %s of 7s", last)
		}
		if s.retries != 0 {
			t.Errorf("%d looks were retried by themselves", s.retries)
		}
	})
}

func TestPausesGrow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{looks: []any{"down"}}
		if _, err := s.watch(10 * time.Minute).run(t.Context()); err == nil {
			t.Fatal("down was taken for up")
		}
		pauses := make([]time.Duration, 0, len(s.at))
		for i := range s.at[1:] {
			pauses = append(pauses, s.at[i+1]-s.at[i])
		}
		want := 2 * time.Second
		for i, pause := range pauses[:len(pauses)-2] {
			if pause < want*9/10 || pause > want*11/10 {
				t.Errorf("pause %d is %s, want about %s", i, pause, want)
			}
			want = min(want*3/2, 15*time.Second)
		}
		if len(slices.Compact(slices.Clone(pauses[10:20]))) == 1 {
			t.Errorf("no jitter: %s", pauses)
		}
	})
}

func TestWaitEndsWhenTheExpectationHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &scripted{looks: []any{"down", errUnavailable, errRefused, &transport.CutOffError{Err: errRefused}, &transport.TimeoutError{}, "up"}}
		value, err := s.watch(time.Minute).run(t.Context())
		if err != nil || value != "up" || len(s.at) != 6 {
			t.Errorf("got %q, %v after %d looks", value, err, len(s.at))
		}
		if time.Since(start) != s.at[5] {
			t.Errorf("it went on for %s", time.Since(start)-s.at[5])
		}
	})
}

// TestFailedLooks keeps the last failure, and no look that the end cut short.
func TestFailedLooks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		looks  []any
		took   time.Duration
		faults int
		last   error
	}{
		"every look fails":                       {looks: []any{errRefused, errUnavailable}, last: errUnavailable},
		"it is down, then fails":                 {looks: []any{"down", errUnavailable}, faults: 1, last: errUnavailable},
		"it fails, then is down":                 {looks: []any{errUnavailable, "down"}, faults: 1},
		"it takes too long":                      {looks: []any{"down"}, took: time.Hour, last: context.DeadlineExceeded},
		"it fails, and then takes too long":      {looks: []any{errUnavailable}, took: 4 * time.Second, last: errUnavailable},
		"it is down, and then takes too long":    {looks: []any{"down"}, took: 4 * time.Second, faults: 1, last: context.DeadlineExceeded},
		"it asks for more time than there is":    {looks: []any{&transport.StatusError{Status: 503, RetryAfter: time.Hour}}, last: &transport.StatusError{Status: 503}},
		"it says that it can't be asked anymore": {looks: []any{"down", &transport.CutShortError{Cause: context.DeadlineExceeded, Last: errUnavailable}}, faults: 1, last: errUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{looks: test.looks, took: test.took}
				_, err := s.watch(7 * time.Second).run(t.Context())
				unmet, ok := errors.AsType[*unmetError](err)
				if !ok || len(unmet.faults) != test.faults || unmet.waited != 7*time.Second || unmet.looks != len(s.at) {
					t.Fatalf("got %+v after %d looks", err, len(s.at))
				}
				if status, ok := errors.AsType[*transport.StatusError](test.last); ok {
					if got, ok := errors.AsType[*transport.StatusError](unmet.last); !ok || got.Status != status.Status {
						t.Errorf("got %v, want %v", unmet.last, test.last)
					}
				} else if !errors.Is(unmet.last, test.last) {
					t.Errorf("got %v, want %v", unmet.last, test.last)
				}
			})
		})
	}
}

func TestALookHeedsRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{looks: []any{&transport.StatusError{Status: 503, RetryAfter: 20 * time.Second}, "up"}}
		if _, err := s.watch(time.Minute).run(t.Context()); err != nil || s.at[1] < 20*time.Second {
			t.Errorf("got %v with looks at %s", err, s.at)
		}
	})
}

// TestWhatEndsAWait are failures that no waiting mends.
func TestWhatEndsAWait(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{
		"400":           &transport.StatusError{Status: 400},
		"401":           &transport.StatusError{Status: 401},
		"403":           &transport.StatusError{Status: 403},
		"404":           &transport.StatusError{Status: 404},
		"501":           &transport.StatusError{Status: 501},
		"a certificate": x509.UnknownAuthorityError{},
		"a name":        x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"},
		"a redirect":    &transport.RedirectError{},
		"a long wait":   &transport.WaitError{Wait: time.Hour},
		"another shape": &transport.ShapeError{Err: errRefused},
		"another type":  &transport.ContentError{},
		"a large body":  &transport.TooLargeError{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, looks := range [][]any{{failure}, {"down", errUnavailable, failure}} {
				synctest.Test(t, func(t *testing.T) {
					s := &scripted{looks: looks}
					_, err := s.watch(time.Hour).run(t.Context())
					if _, ok := errors.AsType[*unmetError](err); ok || !errors.Is(err, failure) || len(s.at) != len(looks) {
						t.Errorf("got %v after %d looks, want %v after %d", err, len(s.at), failure, len(looks))
					}
				})
			}
		})
	}
}

func TestCancellingAWait(t *testing.T) {
	t.Parallel()
	for _, took := range []time.Duration{0, time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(30*time.Second, cancel)
			start := time.Now()
			s := &scripted{looks: []any{"down"}, took: took}
			_, err := s.watch(time.Hour).run(ctx)
			if !errors.Is(err, context.Canceled) || time.Since(start) != 30*time.Second {
				t.Errorf("got %v after %s", err, time.Since(start))
			}
		})
	}
}

func TestWithoutTimeoutItLooksOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{looks: []any{"down", "up"}, took: time.Hour}
		_, err := s.watch(0).run(t.Context())
		if unmet, ok := errors.AsType[*unmetError](err); !ok || unmet.looks != 1 || unmet.waited != time.Hour || s.retries != 1 {
			t.Errorf("got %v", err)
		}
		// Without an expectation a time-out only bounds the read.
		s = &scripted{looks: []any{"down"}}
		if value, err := (watch[string]{read: s.read, timeout: time.Minute}).run(t.Context()); err != nil || value != "down" || s.retries != 1 {
			t.Errorf("got %q, %v", value, err)
		}
		s = &scripted{looks: []any{"down"}, took: time.Hour}
		start := time.Now()
		if _, err := (watch[string]{read: s.read, timeout: time.Minute}).run(t.Context()); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

func TestOutcome(t *testing.T) {
	t.Parallel()
	unmet := &unmetError{faults: isUp("down")}
	if got := unmet.outcome(); got != `state is "down", expected "up".` {
		t.Errorf("got %s", got)
	}
	unmet.last = failed(errRefused)
	if got := unmet.outcome(); !strings.HasSuffix(got, "GET https://example.com/: connection refused") {
		t.Errorf("got %s", got)
	}
}
