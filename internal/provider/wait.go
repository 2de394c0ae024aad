// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const (
	// initialPause and maxPause are how far apart two polls are; the pause grows by
	// half each time.
	initialPause = 2 * time.Second
	maxPause     = 15 * time.Second

	// minStablePause and maxStablePause bound the pause with stable_for, which
	// otherwise is a third of it.
	minStablePause = time.Second
	maxStablePause = 5 * time.Second
	stableChecks   = 3

	// finalPoll is how long before the deadline the last poll starts, beside the
	// time that a poll takes.
	finalPoll = time.Second
)

// waiter polls until an expectation holds.
type waiter struct {
	requirement
	// poll reads all elements once. Its errors are failures to read any.
	poll func(context.Context) ([]element, error)
	// spacing is how far apart the beginnings of two polls must be for the service's
	// rate limit; nil where a poll is one request.
	spacing func() time.Duration
	// redact frees a line of the log of secrets that the service has put into its
	// data; nil where there are none.
	redact func(string) string
}

func isTrue(flag *bool) bool {
	return flag != nil && *flag
}

// waits reports whether reads of ctx poll until their expectation holds: where the
// user has set a time-out. A poll isn't retried then: the next poll is the retry.
func waits(ctx context.Context) bool {
	_, hasDeadline := ctx.Deadline()
	return hasDeadline
}

// run returns when the expectation holds. Without a deadline one poll decides, or,
// with stable_for, the first bad one. Its errors are an [*expectationError], or
// those of poll.
func (w waiter) run(ctx context.Context) error {
	if !w.expects {
		_, err := w.poll(ctx)
		return err
	}
	start := time.Now()
	state := &expectationError{requirement: w.requirement}
	var heldSince time.Time
	logged := ""
	for pause := initialPause; ; pause = min(pause+pause/2, maxPause) {
		began := time.Now()
		elements, err := w.poll(ctx)
		now := time.Now()
		state.waited = now.Sub(start)
		state.polls++
		if err != nil {
			if !waits(ctx) || errors.Is(ctx.Err(), context.Canceled) || (ctx.Err() == nil && !transport.IsTransient(err)) {
				return state.orCancelled(ctx, err)
			}
			if ctx.Err() == nil || (state.last == nil && !state.holds) {
				// A poll that the deadline interrupted says less than one that failed.
				state.last = err
			}
			if ctx.Err() == nil && !isRateLimited(err) {
				heldSince, state.holds = time.Time{}, false
			}
		} else {
			state.last, state.elements = nil, elements
			switch w.judge(elements) {
			case good:
				if heldSince.IsZero() {
					heldSince = now
				}
				state.holds = true
				state.held = max(state.held, began.Sub(heldSince))
				if w.stableFor == 0 || state.held >= w.stableFor {
					return nil
				}
			case bad:
				heldSince, state.holds, state.between = time.Time{}, false, elements
			case undecided:
			}
			if !waits(ctx) && !state.holds {
				return state
			}
		}
		if seen := state.outcome(w.redact); seen != logged {
			logged = seen
			tflog.Info(ctx, "waiting for the expected status", map[string]any{"poll": state.polls, "seen": clip(seen, maxDetail)})
		}
		next := max(w.pause(pause, heldSince), askedWait(err), w.space(began))
		if err := sleep(ctx, beforeDeadline(ctx, next, now.Sub(began))); err != nil {
			state.waited = time.Since(start)
			return state.orCancelled(ctx, state)
		}
	}
}

// pause is how long to wait for the next poll, with jitter.
func (w waiter) pause(pause time.Duration, heldSince time.Time) time.Duration {
	if w.stableFor == 0 {
		//nolint:gosec // Jitter needs no secrecy.
		return pause - pause/10 + rand.N(pause/5)
	}
	pause = min(pause, max(minStablePause, min(w.stableFor/stableChecks, maxStablePause)))
	if left := w.stableFor - time.Since(heldSince); !heldSince.IsZero() && left <= pause {
		return max(left, minStablePause)
	}
	//nolint:gosec // Jitter needs no secrecy.
	return max(minStablePause, pause-rand.N(pause/10))
}

// space is how long the next poll has to wait for the sake of the rate limit.
func (w waiter) space(began time.Time) time.Duration {
	if w.spacing == nil {
		return 0
	}
	return w.spacing() - time.Since(began)
}

// beforeDeadline schedules the last poll, which takes that long, just before the
// deadline.
func beforeDeadline(ctx context.Context, pause, took time.Duration) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return pause
	}
	left := time.Until(deadline)
	lead := finalPoll + took
	switch {
	case pause < left:
		return pause
	case left > 2*lead:
		return left - lead
	default:
		return left
	}
}

// sleep returns early with the context's error when that ends.
func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
			return context.DeadlineExceeded
		}
		return nil
	}
}
