// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// flown is what a caller got, and when.
type flown struct {
	value string
	err   error
	after time.Duration
}

// fly calls Do from goroutines of their own, one for each context, in order.
func fly(f *Flights[string], call func(context.Context) (string, error), contexts ...context.Context) []chan flown {
	results := make([]chan flown, len(contexts))
	start := time.Now()
	for i, ctx := range contexts {
		results[i] = make(chan flown, 1)
		go func() {
			value, err := f.Do(ctx, "key", call)
			results[i] <- flown{value, err, time.Since(start)}
		}()
		synctest.Wait()
	}
	return results
}

func TestFlightsAreShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f Flights[string]
		var calls atomic.Int32
		call := func(ctx context.Context) (string, error) {
			calls.Add(1)
			time.Sleep(time.Minute)
			return "answer", ctx.Err()
		}
		for _, result := range fly(&f, call, t.Context(), t.Context(), t.Context()) {
			if got := <-result; got.value != "answer" || got.err != nil || got.after != time.Minute {
				t.Errorf("got %+v", got)
			}
		}
		if calls.Load() != 1 {
			t.Errorf("%d calls, want one", calls.Load())
		}
		// What has ended is not shared.
		if _, err := f.Do(t.Context(), "key", call); err != nil || calls.Load() != 2 {
			t.Errorf("got %v after %d calls", err, calls.Load())
		}
		if _, err := f.Do(t.Context(), "other", call); err != nil || calls.Load() != 3 {
			t.Errorf("got %v after %d calls", err, calls.Load())
		}
		if len(f.flights) != 0 {
			t.Errorf("%d flights never ended", len(f.flights))
		}
	})
}

func TestACallerThatGivesUpLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	for first := range 2 {
		synctest.Test(t, func(t *testing.T) {
			var f Flights[string]
			ctx, cancel := context.WithCancel(t.Context())
			contexts := []context.Context{t.Context(), t.Context()}
			contexts[first] = ctx
			time.AfterFunc(10*time.Second, cancel)
			results := fly(&f, func(ctx context.Context) (string, error) {
				select {
				case <-time.After(time.Minute):
					return "answer", nil
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}, contexts...)
			if got := <-results[first]; !errors.Is(got.err, context.Canceled) || got.after > 11*time.Second {
				t.Errorf("the one that gave up: got %+v", got)
			}
			if got := <-results[1-first]; got.value != "answer" || got.err != nil || got.after != time.Minute {
				t.Errorf("the other: got %+v", got)
			}
		})
	}
}

func TestTheLastOneToGiveUpEndsTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f Flights[string]
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		why := errors.New("cut short")
		var ended time.Time
		start := time.Now()
		for _, result := range fly(&f, func(ctx context.Context) (string, error) {
			<-ctx.Done()
			ended = time.Now()
			return "", errors.Join(why, ctx.Err())
		}, ctx, ctx) {
			if got := <-result; !errors.Is(got.err, why) || got.after > 11*time.Second {
				t.Errorf("got %+v, want what the call knows", got)
			}
		}
		if ended.Sub(start) != 10*time.Second {
			t.Errorf("the call ended after %s", ended.Sub(start))
		}
	})
}

func TestACallThatDoesNotEndIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f Flights[string]
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		got := <-fly(&f, func(context.Context) (string, error) {
			time.Sleep(time.Hour)
			return "late", nil
		}, ctx)[0]
		if !errors.Is(got.err, context.DeadlineExceeded) || got.after > 11*time.Second {
			t.Errorf("got %+v", got)
		}
		// The next one doesn't join it.
		if value, err := f.Do(t.Context(), "key", func(context.Context) (string, error) { return "new", nil }); value != "new" || err != nil {
			t.Errorf("got %q, %v", value, err)
		}
		time.Sleep(2 * time.Hour)
		if len(f.flights) != 0 {
			t.Errorf("%d flights never ended", len(f.flights))
		}
	})
}

// TestMoreTimeThanTheFirst has a caller join whose deadline is later than the one
// that the call was made with.
func TestMoreTimeThanTheFirst(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{"the time ran out": nil, "a wait didn't fit": &WaitError{Wait: 30 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var f Flights[string]
				var calls atomic.Int32
				short, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				results := fly(&f, func(ctx context.Context) (string, error) {
					calls.Add(1)
					if deadline, ok := ctx.Deadline(); ok && failure != nil && time.Until(deadline) < 30*time.Second {
						time.Sleep(time.Second)
						return "", failure
					}
					select {
					case <-time.After(time.Minute):
						return "answer", nil
					case <-ctx.Done():
						return "", ctx.Err()
					}
				}, short, t.Context(), t.Context())
				if got := <-results[0]; got.err == nil || got.after > 11*time.Second {
					t.Errorf("the first: got %+v", got)
				}
				for _, result := range results[1:] {
					if got := <-result; got.value != "answer" || got.err != nil {
						t.Errorf("the others: got %+v", got)
					}
				}
				if calls.Load() != 2 {
					t.Errorf("%d calls, want two", calls.Load())
				}
			})
		})
	}
}
