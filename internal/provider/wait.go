// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
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

	// minStablePause and maxStablePause bound the pause with stable_for, which
	// otherwise is a third of it.
	minStablePause = time.Second
	maxStablePause = 5 * time.Second
	stableChecks   = 3

	// finalPoll is how long before the deadline the last poll starts, beside the
	// time that a poll takes.
	finalPoll = time.Second
)

// element is one object as a poll saw it.
type element struct {
	// object names it in a message.
	object string
	// mismatches are empty where the object meets the expectation.
	mismatches []expect.Mismatch
	// err is the transient failure to read it, nil where it was read.
	err  error
	info transport.RequestInfo
}

func (e element) isGood() bool {
	return e.err == nil && len(e.mismatches) == 0
}

// requirement is what a read needs of the elements that it polls.
type requirement struct {
	// expects is whether there is an expectation: without one a status is data, and
	// one poll is all.
	expects bool
	// minCount is how many must be there, at least 1.
	minCount int
	// minGood is how many must be good; zero is all of them.
	minGood int
	// stableFor is for how long it has to hold.
	stableFor time.Duration
}

// verdict is what a poll says about a requirement.
type verdict int

const (
	bad verdict = iota
	// undecided is a poll that the service's rate limit kept from an answer.
	undecided
	good
)

// judge compares elements with the requirement.
func (r requirement) judge(elements []element) verdict {
	needed, met, limited := r.minGood, 0, 0
	if needed == 0 {
		needed = len(elements)
	}
	for _, e := range elements {
		switch {
		case e.isGood():
			met++
		case isRateLimited(e.err):
			limited++
		}
	}
	switch {
	case len(elements) < max(r.minCount, 1), met+limited < needed:
		return bad
	case met < needed:
		return undecided
	default:
		return good
	}
}

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

// one is what a poll of a single object saw.
func one(object subject, mismatches []expect.Mismatch, info transport.RequestInfo) []element {
	return []element{{object: object.name, mismatches: mismatches, info: info}}
}

// missing is how an object that doesn't exist differs from what is required.
func missing(required requirement) []expect.Mismatch {
	if !required.expects {
		return nil
	}
	return []expect.Mismatch{{Sentence: "It does not exist.", Advice: "Check its id, or wait for it to come into being with timeouts."}}
}

func isTrue(flag *bool) bool {
	return flag != nil && *flag
}

// isMissing reports whether the service said itself that an object doesn't exist.
func isMissing(err error) bool {
	status, ok := errors.AsType[*transport.StatusError](err)
	return ok && status.Kind == transport.KindMissing
}

// infoOf is the request that failed.
func infoOf(err error) transport.RequestInfo {
	if failure, ok := errors.AsType[*transport.Error](err); ok {
		return failure.RequestInfo
	}
	return transport.RequestInfo{}
}

// elementError is the failure to read one of many objects.
type elementError struct {
	object subject
	// alike are the names of others that failed in the same way, and unasked counts
	// those that weren't asked after that.
	alike   []string
	unasked int
	// requests is how many a round of them takes.
	requests int
	err      error
}

// Error implements error.
func (e *elementError) Error() string {
	return e.object.name + ": " + e.err.Error()
}

// Unwrap returns the failure.
func (e *elementError) Unwrap() error {
	return e.err
}

// expectationError is an expectation that isn't met.
type expectationError struct {
	requirement
	// elements are what the last poll saw that was answered.
	elements []element
	polls    int
	waited   time.Duration
	// held is for how long the expectation held at most, and holds whether it did at
	// the last poll.
	held  time.Duration
	holds bool
	// between is what was last seen when it didn't hold.
	between []element
	// last is why the last poll failed, nil where it didn't.
	last error
	// cancelled is the context's error where the user ended the wait.
	cancelled error
}

// Error implements error.
func (e *expectationError) Error() string {
	return "the expectation is not met"
}

// Unwrap returns the failure of the last poll, and what ended the wait.
func (e *expectationError) Unwrap() []error {
	return slices.DeleteFunc([]error{e.last, e.cancelled}, func(err error) bool { return err == nil })
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

// orCancelled is err, or what was seen before the user ended the wait.
func (e *expectationError) orCancelled(ctx context.Context, err error) error {
	if !errors.Is(ctx.Err(), context.Canceled) || (len(e.elements) == 0 && e.last == nil) {
		return err
	}
	e.cancelled = ctx.Err()
	return e
}

// outcome is what the last poll saw, in a line freed of secrets.
func (e *expectationError) outcome(redact func(string) string) string {
	if e.last != nil {
		return line(redact, e.last.Error(), maxLine)
	}
	var sentences []string
	for _, element := range e.elements {
		for _, mismatch := range element.mismatches {
			sentences = append(sentences, line(redact, mismatch.Sentence, maxLine))
		}
		if element.err != nil {
			sentences = append(sentences, line(redact, element.err.Error(), maxLine))
		}
	}
	return strings.Join(sentences, " ")
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

// askedWait is how long the service asks to wait after a failed poll.
func askedWait(err error) time.Duration {
	if status, ok := errors.AsType[*transport.StatusError](err); ok {
		return status.RetryAfter
	}
	return 0
}

// isRateLimited reports whether a request was turned away for being one too many,
// which says nothing about the object.
func isRateLimited(err error) bool {
	status, ok := errors.AsType[*transport.StatusError](err)
	return ok && status.Status == http.StatusTooManyRequests
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
