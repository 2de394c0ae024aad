// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"slices"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// watch is what a waiter has seen so far.
type watch struct {
	*UnmetError
	waiter Waiter
	start  time.Time
	// heldSince is since when the expectation holds, zero if it doesn't.
	heldSince time.Time
	// ended is when the last poll ended, and took how long it took. The next one was to end
	// an interval later.
	ended          time.Time
	took, interval time.Duration
	// isAnswered is whether any poll was answered, and isRefused whether the last one was
	// refused.
	isAnswered, isRefused bool
	// logged is what was last written into the log, and loggedAt when.
	logged   string
	loggedAt time.Time
}

func newWatch(w Waiter) *watch {
	return &watch{UnmetError: &UnmetError{Requirement: w.Requirement}, waiter: w, start: time.Now()}
}

// polled counts a poll that has ended now. After a gap nobody knows what has been in between,
// for example because the machine slept.
func (w *watch) polled(began time.Time) {
	const most = 2
	w.Polls++
	now := time.Now()
	w.polledUntil(now)
	if w.Polls > 1 && transport.Elapsed(w.ended) > most*w.interval {
		w.broken()
	}
	w.ended, w.took = now, now.Sub(began)
}

func (w *watch) polledUntil(now time.Time) {
	w.Waited = now.Sub(w.start)
}

// saw takes in a poll that was answered. One that began while the expectation held
// shows that it has held until then.
func (w *watch) saw(elements []Element, began time.Time) {
	w.Last, w.Elements = nil, elements
	w.isAnswered, w.isRefused = true, false
	switch w.judge(elements) {
	case good:
		if w.heldSince.IsZero() {
			w.heldSince = time.Now()
		}
		w.Holds = true
		w.Held = max(w.Held, began.Sub(w.heldSince))
	case bad:
		w.Between = elements
		w.broken()
	case undecided:
	}
}

// mayBeRefused reports whether a poll was refused for the first time after one that was
// answered: a token that is new may not be known everywhere yet.
func (w *watch) mayBeRefused(err error) bool {
	return w.waiter.Waits && w.isAnswered && !w.isRefused && IsReadRefused(err)
}

// failed takes in a poll that failed and may do better next time. One that the deadline
// interrupted says less than one that failed by itself, and a rate limit nothing about
// the expectation.
func (w *watch) failed(ctx context.Context, err error) {
	isOver := transport.IsOver(ctx)
	if !isOver || (w.Last == nil && !w.Holds) {
		w.Last = err
	}
	if !isOver && !isRateLimited(err) {
		w.broken()
	}
	w.isRefused = IsReadRefused(err)
}

// broken notes that the expectation doesn't hold.
func (w *watch) broken() {
	w.heldSince, w.Holds = time.Time{}, false
}

// isMet reports whether the expectation has held for as long as it has to.
func (w *watch) isMet() bool {
	return w.Holds && w.Last == nil && (w.StableFor == 0 || w.Held >= w.StableFor)
}

// cannotHold reports whether no later poll can meet the expectation as it is written.
func (w *watch) cannotHold() bool {
	return !w.Holds && slices.ContainsFunc(w.Elements, func(e Element) bool {
		return slices.ContainsFunc(e.Mismatches, func(m expect.Mismatch) bool { return m.IsFinal })
	})
}
