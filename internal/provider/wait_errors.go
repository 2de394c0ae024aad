// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

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
