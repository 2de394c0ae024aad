// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"sync"
	"time"
)

// group lets callers that want the same thing share attempts, as a group commit does:
// a call is open to newcomers until it is sent, and those who come later share the
// next one, which is sent when this one has been answered. So no answer is older than
// the question, and a thousand equal reads at once cost two requests.
//
// The caller that opens a call leads it, in its own goroutine and under its own
// context. If that one gives up, one of the others opens the next call. The zero value
// is ready to use.
//
// golang.org/x/sync/singleflight shares calls too, but lets callers join one that has
// been sent, and the end of the first caller's context fails the others.
type group struct {
	mu     sync.Mutex
	queues map[callKey]*queue
}

// callKey says what is wanted. Callers with another policy wait in other ways, so they
// share nothing.
type callKey struct {
	url    string
	policy Policy
}

// queue holds the calls of a key, at most one of each.
type queue struct {
	open, sent *call
}

// call is one attempt, for all who have joined it.
type call struct {
	key callKey
	// hold is what it waits for before it may be sent.
	hold hold
	// joined counts the callers, its leader included.
	joined int
	// done is closed when it is over. Then outcome is set, nil where its leader gave
	// up, which says nothing to the others.
	done    chan struct{}
	outcome *outcome
}

// hold is the pause before a retry; the zero value is none.
type hold struct {
	until time.Time
	// asked is whether the service asks for it.
	asked bool
}

// join returns the open call of a key with what it waits for, and whether the caller
// leads it, because it has opened it. A leader must call finish.
func (g *group) join(key callKey, wanted hold) (joined *call, before hold, leads bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.queues == nil {
		g.queues = map[callKey]*queue{}
	}
	calls, ok := g.queues[key]
	if !ok {
		calls = &queue{}
		g.queues[key] = calls
	}
	if calls.open == nil {
		calls.open = &call{key: key, hold: wanted, done: make(chan struct{})}
		leads = true
	}
	calls.open.joined++
	return calls.open, calls.open.hold, leads
}

// awaitTurn waits until no other call of the key is unanswered, and returns what the
// caller's own then has to wait for. Only one call is open, so its leader is the only one
// that waits here.
func (g *group) awaitTurn(ctx context.Context, own *call) (hold, error) {
	for {
		g.mu.Lock()
		sent, before := g.queues[own.key].sent, own.hold
		g.mu.Unlock()
		if sent == nil {
			return before, nil
		}
		select {
		case <-ctx.Done():
			return hold{}, ctx.Err()
		case <-sent.done:
		}
	}
}

// seal closes a call to newcomers, because it is about to be sent.
func (g *group) seal(own *call) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.queues[own.key].open = nil
	g.queues[own.key].sent = own
}

// finish hands the outcome of a call to those who have joined it. Where the service
// asked for a wait, the next call waits too.
func (g *group) finish(own *call, outcome *outcome, asked hold) {
	g.mu.Lock()
	defer g.mu.Unlock()
	calls := g.queues[own.key]
	if calls.open != nil && asked.until.After(calls.open.hold.until) {
		calls.open.hold = asked
	}
	if calls.open == own {
		calls.open = nil
	}
	if calls.sent == own {
		calls.sent = nil
	}
	if *calls == (queue{}) {
		delete(g.queues, own.key)
	}
	own.outcome = outcome
	close(own.done)
}
