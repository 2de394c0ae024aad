// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"slices"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
)

// watch is what a waiter has seen so far.
type watch struct {
	*UnmetError
	waiter Waiter
	start  time.Time
	// heldSince is since when the expectation holds, zero where it doesn't.
	heldSince time.Time
	// logged is what was last written into the log, and loggedAt when.
	logged   string
	loggedAt time.Time
}

func newWatch(w Waiter) *watch {
	return &watch{UnmetError: &UnmetError{Requirement: w.Requirement}, waiter: w, start: time.Now()}
}

// polled counts a poll that has ended now, and returns how long it took.
func (w *watch) polled(began time.Time) time.Duration {
	w.Polls++
	now := time.Now()
	w.polledUntil(now)
	return now.Sub(began)
}

func (w *watch) polledUntil(now time.Time) {
	w.Waited = now.Sub(w.start)
}

// saw takes in a poll that was answered. One that began while the expectation held
// shows that it has held until then.
func (w *watch) saw(elements []Element, began time.Time) {
	w.Last, w.Elements = nil, elements
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

// failed takes in a poll that failed and may do better next time. One that the deadline
// interrupted says less than one that failed by itself, and a rate limit nothing about
// the expectation.
func (w *watch) failed(ctx context.Context, err error) {
	if ctx.Err() == nil || (w.Last == nil && !w.Holds) {
		w.Last = err
	}
	if ctx.Err() == nil && !isRateLimited(err) {
		w.broken()
	}
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
