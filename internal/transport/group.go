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
	key  callKey
	done chan struct{}
	resp *Response
	err  error
}

// join returns the caller's own call where it is the first to want this: it makes it,
// and must call finish. Otherwise it returns what another one's call came to. None of
// them may change the response.
func (g *group) join(ctx context.Context, key callKey) (own *call, resp *Response, err error) {
	for {
		shared, first := g.find(key)
		if first {
			return shared, nil, nil
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-shared.done:
		}
		if ctx.Err() != nil || !LackedTime(ctx, shared.err) {
			return nil, shared.resp, shared.err
		}
	}
}

// find returns the call for a key, and whether it is new.
func (g *group) find(key callKey) (found *call, isNew bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if found, ok := g.calls[key]; ok {
		return found, false
	}
	if g.calls == nil {
		g.calls = map[callKey]*call{}
	}
	found = &call{key: key, done: make(chan struct{})}
	g.calls[key] = found
	return found, true
}

// finish hands the outcome of a call to those who wait for it.
func (g *group) finish(own *call, resp *Response, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.calls, own.key)
	own.resp, own.err = resp, err
	close(own.done)
}

// LackedTime reports whether a call that another caller has made failed because that
// one gave up, or had too little time for a wait, and ctx has more. The time that all
// callers without a deadline share is no more for another one.
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
