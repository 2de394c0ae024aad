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

// result is what a caller got, and when.
type result struct {
	body  string
	err   error
	after time.Duration
}

// join calls do from goroutines of their own, one for each context, in order.
func join(g *group, send func(context.Context) (string, error), contexts ...context.Context) []chan result {
	results := make([]chan result, len(contexts))
	start := time.Now()
	for i, ctx := range contexts {
		results[i] = make(chan result, 1)
		go func() {
			resp, err := do(ctx, g, callKey{url: "key"}, func() (*Response, error) {
				body, err := send(ctx)
				return &Response{Body: []byte(body)}, err
			})
			got := result{err: err, after: time.Since(start)}
			if resp != nil {
				got.body = string(resp.Body)
			}
			results[i] <- got
		}()
		synctest.Wait()
	}
	return results
}

// do shares a call the way that [Client.Do] does.
func do(ctx context.Context, g *group, key callKey, send func() (*Response, error)) (resp *Response, err error) {
	own, joined, failure := g.join(ctx, key)
	if own == nil {
		return joined, failure
	}
	defer func() { g.finish(own, resp, err) }()
	return send()
}

func TestCallsAreShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g group
		var calls atomic.Int32
		send := func(ctx context.Context) (string, error) {
			calls.Add(1)
			time.Sleep(time.Minute)
			return "answer", ctx.Err()
		}
		for _, result := range join(&g, send, t.Context(), t.Context(), t.Context()) {
			if got := <-result; got.body != "answer" || got.err != nil || got.after != time.Minute {
				t.Errorf("got %+v", got)
			}
		}
		if calls.Load() != 1 {
			t.Errorf("%d calls, want one", calls.Load())
		}
		// What has ended is not shared, nor is what is asked otherwise.
		for i, key := range []callKey{{url: "key"}, {url: "key", once: true}, {url: "other"}} {
			if _, err := do(t.Context(), &g, key, func() (*Response, error) { calls.Add(1); return nil, nil }); err != nil || int(calls.Load()) != i+2 { //nolint:nilnil // The response doesn't matter.
				t.Errorf("got %v after %d calls", err, calls.Load())
			}
		}
		if len(g.calls) != 0 {
			t.Errorf("%d calls never ended", len(g.calls))
		}
	})
}

// TestACallerThatGivesUpLeavesTheOthersAlone has the first one, who makes the call,
// or one who joined give up.
func TestACallerThatGivesUpLeavesTheOthersAlone(t *testing.T) {
	t.Parallel()
	for quitter, after := range []time.Duration{70 * time.Second, time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			var g group
			ctx, cancel := context.WithCancel(t.Context())
			contexts := []context.Context{t.Context(), t.Context()}
			contexts[quitter] = ctx
			time.AfterFunc(10*time.Second, cancel)
			results := join(&g, func(ctx context.Context) (string, error) {
				select {
				case <-time.After(time.Minute):
					return "answer", nil
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}, contexts...)
			if got := <-results[quitter]; !errors.Is(got.err, context.Canceled) || got.after != 10*time.Second {
				t.Errorf("the one that gave up: got %+v", got)
			}
			if got := <-results[1-quitter]; got.body != "answer" || got.err != nil || got.after != after {
				t.Errorf("the other: got %+v", got)
			}
		})
	}
}

// TestMoreTimeThanTheFirst has callers join whose deadline is later than the one
// that the call was made with.
func TestMoreTimeThanTheFirst(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{"the time ran out": nil, "a wait didn't fit": &WaitError{Wait: 30 * time.Second}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var g group
				var calls atomic.Int32
				short, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				results := join(&g, func(ctx context.Context) (string, error) {
					calls.Add(1)
					if _, isShort := ctx.Deadline(); isShort && failure != nil {
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
					if got := <-result; got.body != "answer" || got.err != nil {
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

// TestAWaitTooLongForAllFailsAll has callers without deadlines.
func TestAWaitTooLongForAllFailsAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var g group
		var calls atomic.Int32
		for _, result := range join(&g, func(context.Context) (string, error) {
			calls.Add(1)
			time.Sleep(time.Second)
			return "", &WaitError{Wait: time.Minute, Shared: true}
		}, t.Context(), t.Context()) {
			if got := <-result; got.err == nil || calls.Load() != 1 {
				t.Errorf("got %+v after %d calls", got, calls.Load())
			}
		}
	})
}
