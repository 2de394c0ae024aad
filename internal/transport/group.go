// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"sync"
	"time"
)

// group lets callers that want the same thing at the same time share one call. The
// first one makes it, in its own goroutine and under its own context; the others
// wait. If that context ends the call, one of those who wait makes it anew. The
// zero value is ready to use.
//
// golang.org/x/sync/singleflight shares a call too, but the end of the first
// caller's context fails the others.
type group struct {
	mu    sync.Mutex
	calls map[callKey]*call
}

// callKey says what is wanted: callers that want retries and callers that don't
// share nothing.
type callKey struct {
	url  string
	once bool
}

// call is one that is being made. Resp and err are set when done is closed.
type call struct {
	done chan struct{}
	resp *Response
	err  error
}

// do returns what send returns, for all callers that come with the same key while
// it runs. None of them may change the response.
func (g *group) do(ctx context.Context, key callKey, send func() (*Response, error)) (*Response, error) {
	for {
		shared, first := g.join(key)
		if first {
			defer g.finish(key, shared)
			shared.resp, shared.err = send()
			return shared.resp, shared.err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-shared.done:
		}
		if ctx.Err() != nil || !LackedTime(ctx, shared.err) {
			return shared.resp, shared.err
		}
	}
}

func (g *group) join(key callKey) (shared *call, first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if shared, ok := g.calls[key]; ok {
		return shared, false
	}
	if g.calls == nil {
		g.calls = map[callKey]*call{}
	}
	shared = &call{done: make(chan struct{})}
	g.calls[key] = shared
	return shared, true
}

func (g *group) finish(key callKey, shared *call) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.calls, key)
	close(shared.done)
}

// LackedTime reports whether a call that another caller has made failed because that
// one gave up, or had too little time for a wait, and ctx has more. What all callers without a deadline share
// is no more for another one.
func LackedTime(ctx context.Context, err error) bool {
	if wait, ok := errors.AsType[*WaitError](err); ok {
		deadline, hasDeadline := ctx.Deadline()
		if hasDeadline {
			return wait.Wait <= time.Until(deadline)
		}
		return !wait.Shared && wait.Wait <= maxWait
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}
