// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"errors"
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

// Run returns when the expectation holds. Its errors are an [*UnmetError], or those of
// Poll.
func (w Waiter) Run(ctx context.Context) error {
	if !w.Expects {
		_, err := w.Poll(ctx)
		return err
	}
	watch := newWatch(w)
	for pause := initialPause; ; pause = min(pause+pause/2, maxPause) {
		began := time.Now()
		elements, err := w.Poll(ctx)
		took := watch.polled(began)
		switch {
		case err == nil:
			watch.saw(elements, began)
		case w.isEnd(ctx, err):
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
		next := max(w.pause(pause, watch.heldSince), askedWait(err), w.space(began))
		if err := watch.sleep(ctx, beforeDeadline(ctx, next, took)); err != nil {
			watch.polledUntil(time.Now())
			return watch.orCancelled(ctx, watch.UnmetError)
		}
	}
}

// isEnd reports whether the failure of a poll ends the wait: there is none, the user has
// ended it, or no later poll can do better.
func (w Waiter) isEnd(ctx context.Context, err error) bool {
	return !w.Waits || errors.Is(ctx.Err(), context.Canceled) || (ctx.Err() == nil && !transport.IsTransient(err))
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

// space returns how long the next poll has to wait for the sake of the rate limit.
func (w Waiter) space(began time.Time) time.Duration {
	if w.Spacing == nil {
		return 0
	}
	return w.Spacing() - time.Since(began)
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
