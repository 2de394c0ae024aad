// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const (
	// initialPause and maxPause are how far apart two polls are; the pause grows by
	// half each time.
	initialPause = 2 * time.Second
	maxPause     = 15 * time.Second

	// finalPoll is how long before the deadline the last poll starts.
	finalPoll = time.Second
)

// waiter polls an object until it meets an expectation.
type waiter struct {
	// poll reads the object once and compares it with the expectation.
	poll func(context.Context) ([]expect.Mismatch, transport.RequestInfo, error)
}

// expectationError is an object that doesn't meet its expectation.
type expectationError struct {
	mismatches []expect.Mismatch
	info       transport.RequestInfo
	polls      int
	waited     time.Duration
	// last is why the last poll failed, nil where it didn't.
	last error
}

// Error implements error.
func (e *expectationError) Error() string {
	return "the expectation is not met"
}

// Unwrap returns the failure of the last poll.
func (e *expectationError) Unwrap() error {
	return e.last
}

// waits reports whether a read polls until its expectation is met: where the user
// has set a time-out.
func waits(ctx context.Context, expects bool) bool {
	_, hasDeadline := ctx.Deadline()
	return expects && hasDeadline
}

// run returns when the expectation is met. Without a deadline one poll decides. Its
// errors are an [*expectationError], or those of poll.
func (w waiter) run(ctx context.Context) error {
	if _, hasDeadline := ctx.Deadline(); hasDeadline {
		return w.wait(ctx)
	}
	start := time.Now()
	mismatches, info, err := w.poll(ctx)
	if err == nil && len(mismatches) > 0 {
		err = &expectationError{mismatches: mismatches, info: info, polls: 1, waited: time.Since(start)}
	}
	return err
}

// wait polls until the expectation is met or the time is up. A poll isn't retried:
// the next poll is the retry.
func (w waiter) wait(ctx context.Context) error {
	start := time.Now()
	unmet := &expectationError{}
	logged := ""
	for pause := initialPause; ; pause = min(pause+pause/2, maxPause) {
		mismatches, info, err := w.poll(ctx)
		unmet.polls++
		switch {
		case err == nil && len(mismatches) == 0:
			return nil
		case err == nil:
			unmet.last, unmet.info, unmet.mismatches = nil, info, mismatches
		case errors.Is(ctx.Err(), context.Canceled), ctx.Err() == nil && !transport.IsTransient(err):
			return err
		case ctx.Err() == nil || unmet.last == nil:
			// A poll that the deadline interrupted says less than one that failed.
			unmet.last = err
		}
		unmet.waited = time.Since(start)
		if now := unmet.outcome(); now != logged {
			tflog.Info(ctx, "waiting for the expected status", map[string]any{"poll": unmet.polls, "seen": now})
			logged = now
		}
		if err := sleep(ctx, max(nextPause(ctx, pause), askedWait(err))); err != nil {
			unmet.waited = time.Since(start)
			if errors.Is(err, context.Canceled) {
				unmet.last = err
			}
			return unmet
		}
	}
}

// askedWait is how long the service asks to wait after a failed poll.
func askedWait(err error) time.Duration {
	if status, ok := errors.AsType[*transport.StatusError](err); ok {
		return status.RetryAfter
	}
	return 0
}

// outcome is what the last poll saw, in a line.
func (e *expectationError) outcome() string {
	if e.last != nil {
		return e.last.Error()
	}
	sentences := make([]string, len(e.mismatches))
	for i, mismatch := range e.mismatches {
		sentences[i] = mismatch.Sentence
	}
	return strings.Join(sentences, " ")
}

// nextPause adds jitter, and schedules the last poll just before the deadline.
func nextPause(ctx context.Context, pause time.Duration) time.Duration {
	//nolint:gosec // Jitter needs no secrecy.
	pause = pause - pause/10 + rand.N(pause/5)
	deadline, ok := ctx.Deadline()
	if !ok {
		return pause
	}
	left := time.Until(deadline)
	switch {
	case pause < left:
		return pause
	case left > 2*finalPoll:
		return left - finalPoll
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
