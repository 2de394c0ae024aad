// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"time"

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

// Waiter polls until an expectation holds.
type Waiter struct {
	Service
	Requirement

	Target Target
	// Waits is whether the user has set a time-out, which the context's deadline then
	// is: until it the waiter polls. Without it one poll decides.
	Waits bool
	// Poll reads all elements once. Its errors are failures to read any.
	Poll func(context.Context) ([]Element, error)
	// Spacing is how far apart the beginnings of two polls must be for the service's
	// rate limit; nil if a poll is one request.
	Spacing func() time.Duration
	// Report is told how far the wait has come after each poll and every 15 s; nil if
	// nobody listens.
	Report func(Progress)
}

// Run returns when the expectation holds. Its errors are an [*UnmetError], or those of Poll.
func (w Waiter) Run(ctx context.Context) error {
	if !w.Expects {
		_, err := w.poll(ctx)
		return err
	}
	watch := newWatch(w)
	for pause := initialPause; ; pause = min(pause+pause/2, maxPause) {
		began := time.Now()
		elements, err := w.poll(ctx)
		watch.polled(began)
		switch {
		case err == nil:
			watch.saw(elements, began)
		case w.isEnd(ctx, err) && !watch.mayBeRefused(err):
			return watch.orCancelled(ctx, err)
		default:
			watch.failed(ctx, err)
		}
		if watch.isMet() {
			return nil
		}
		if !w.Waits || (err == nil && watch.cannotHold()) {
			return watch.UnmetError
		}
		next, fits := w.schedule(ctx, watch, pause, began)
		if !fits {
			return watch.UnmetError
		}
		if err := watch.sleep(ctx, max(next, min(askedWait(err), timeLeft(ctx)))); err != nil {
			watch.polledUntil(time.Now())
			return watch.orCancelled(ctx, watch.UnmetError)
		}
	}
}

// poll reads all elements once. What was read when the time is up doesn't count.
func (w Waiter) poll(ctx context.Context) ([]Element, error) {
	elements, err := w.Poll(ctx)
	if err == nil && transport.IsOver(ctx) {
		err = transport.Interrupted(cmp.Or(ctx.Err(), context.DeadlineExceeded))
	}
	return elements, err
}

// isEnd reports whether the failure of a poll ends the wait: there is none, the user has
// ended it, or no later poll can do better.
func (w Waiter) isEnd(ctx context.Context, err error) bool {
	return !w.Waits || errors.Is(ctx.Err(), context.Canceled) || (!transport.IsOver(ctx) && !transport.IsTransient(err))
}

// schedule returns how long to wait for the next poll: it is the last one before the deadline
// if another one wouldn't be made in time. A poll that the service's rate limit puts off until
// after the deadline doesn't fit.
func (w Waiter) schedule(ctx context.Context, watch *watch, pause time.Duration, began time.Time) (next time.Duration, fits bool) {
	left := timeLeft(ctx)
	spaced := time.Duration(0)
	switch {
	case transport.IsOver(ctx):
	case w.Spacing != nil:
		spaced = w.Spacing() - time.Since(began)
		fits = spaced < left
	case w.Turn != nil:
		spaced, fits = w.Turn(left)
	default:
		fits = true
	}
	if !fits && spaced > 0 {
		watch.PutOff, watch.Left = spaced, left
		return 0, false
	}
	next = max(w.pause(pause, watch.heldSince), spaced)
	watch.interval = next + watch.took
	return max(spaced, beforeDeadline(left, next, watch.took)), true
}

// pause returns how long to wait for the next poll, with jitter.
func (w Waiter) pause(pause time.Duration, heldSince time.Time) time.Duration {
	if w.StableFor == 0 {
		//nolint:gosec // Jitter needs no secrecy.
		return pause - rand.N(pause/10)
	}
	pause = min(pause, max(minStablePause, min(w.StableFor/stableChecks, maxStablePause)))
	if left := w.StableFor - time.Since(heldSince); !heldSince.IsZero() && left <= pause {
		return max(left, minStablePause)
	}
	//nolint:gosec // Jitter needs no secrecy.
	return max(minStablePause, pause-rand.N(pause/10))
}

// timeLeft returns how long it is until a context's deadline.
func timeLeft(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return math.MaxInt64
	}
	return time.Until(deadline)
}

// beforeDeadline schedules the last poll, which takes that long, just before the deadline.
func beforeDeadline(left, pause, took time.Duration) time.Duration {
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
