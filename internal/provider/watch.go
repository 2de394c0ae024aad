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
	// firstPause and longestPause are how far apart two looks are; the pause
	// grows by half each time.
	firstPause   = 2 * time.Second
	longestPause = 15 * time.Second

	// lastLook is how long before the end of the time the last look begins.
	lastLook = time.Second
)

// watch reads an object until it meets an expectation.
type watch[T any] struct {
	// read reads the object once.
	read func(context.Context) (transport.Answer[T], error)
	// faults is the expectation, nil where a status is only data.
	faults func(T) []expect.Fault
	// timeout bounds everything; zero looks once and has no bound of its own.
	timeout time.Duration
}

// unmetError is a status that doesn't meet its expectation.
type unmetError struct {
	faults   []expect.Fault
	exchange transport.Exchange
	looks    int
	waited   time.Duration
	// last is why the last look failed, nil where it didn't.
	last error
}

// Error implements error.
func (e *unmetError) Error() string {
	return "the expectation is not met"
}

// Unwrap returns the failure of the last look.
func (e *unmetError) Unwrap() error {
	return e.last
}

// run returns the answer that meets the expectation. Its errors are an
// [*unmetError], or those of read.
func (w watch[T]) run(ctx context.Context) (T, error) {
	var none T
	if w.timeout == 0 || w.faults == nil {
		if w.timeout > 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, w.timeout)
			defer cancel()
		}
		start := time.Now()
		answer, err := w.read(ctx)
		if err != nil {
			return none, err
		}
		if faults := w.judge(answer.Value); len(faults) > 0 {
			return none, &unmetError{faults: faults, exchange: answer.Exchange, looks: 1, waited: time.Since(start)}
		}
		return answer.Value, nil
	}
	return w.wait(ctx)
}

func (w watch[T]) judge(value T) []expect.Fault {
	if w.faults == nil {
		return nil
	}
	return w.faults(value)
}

// wait looks until the expectation is met or the time is up. A look is sent
// once: the next look is its repetition.
func (w watch[T]) wait(parent context.Context) (T, error) {
	var none T
	start := time.Now()
	ctx, cancel := context.WithDeadline(parent, start.Add(w.timeout))
	defer cancel()
	unmet := &unmetError{}
	seen := ""
	for pause := firstPause; ; pause = min(pause+pause/2, longestPause) {
		var (
			status *transport.StatusError
			asked  time.Duration
		)
		answer, err := w.read(transport.WithoutRetries(ctx))
		unmet.looks++
		if err == nil {
			unmet.last, unmet.exchange, unmet.faults = nil, answer.Exchange, w.judge(answer.Value)
			if len(unmet.faults) == 0 {
				return answer.Value, nil
			}
		} else {
			if parent.Err() != nil || (ctx.Err() == nil && !transport.Passing(err)) {
				return none, err
			}
			if errors.As(err, &status) {
				asked = status.RetryAfter
			}
			// A look that the end of the time cut short says less than one that failed.
			if ctx.Err() == nil || unmet.last == nil {
				unmet.last = err
			}
		}
		unmet.waited = time.Since(start)
		if now := unmet.outcome(); now != seen {
			tflog.Info(ctx, "waiting for the expected status", map[string]any{"look": unmet.looks, "seen": now})
			seen = now
		}
		if err := sleep(ctx, max(nextPause(ctx, pause), asked)); err != nil {
			unmet.waited = time.Since(start)
			if parent.Err() != nil {
				unmet.last = parent.Err()
			}
			return none, unmet
		}
	}
}

// outcome is what the last look saw, in a line.
func (e *unmetError) outcome() string {
	if e.last != nil {
		return e.last.Error()
	}
	sentences := make([]string, len(e.faults))
	for i, fault := range e.faults {
		sentences[i] = fault.Sentence
	}
	return strings.Join(sentences, " ")
}

// nextPause adds jitter, and moves the last look to just before the end of the
// time, so that no part of it is waited in vain.
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
	case left > 2*lastLook:
		return left - lastLook
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
