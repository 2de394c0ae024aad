// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// ElementError is the failure to read one of many objects.
type ElementError struct {
	Target Target
	// Alike are the names of others that failed in the same way, and Unasked counts
	// those that weren't asked after that.
	Alike   []string
	Unasked int
	// Requests is how many a round of them takes.
	Requests int
	Err      error
}

// Error implements error.
func (e *ElementError) Error() string {
	return e.Target.Name + ": " + e.Err.Error()
}

// Unwrap returns the failure.
func (e *ElementError) Unwrap() error {
	return e.Err
}

// UnmetError is an expectation that isn't met.
type UnmetError struct {
	Requirement
	// Elements are what the last poll saw that was answered.
	Elements []Element
	Polls    int
	Waited   time.Duration
	// Held is for how long the expectation held at most, and Holds whether it did at
	// the last poll.
	Held  time.Duration
	Holds bool
	// Between is what was last seen when it didn't hold.
	Between []Element
	// Last is why the last poll failed, nil if it didn't.
	Last error
	// PutOff is for how long the service's rate limit puts off the next check, longer than
	// what is Left; zero if it doesn't.
	PutOff, Left time.Duration
	// Cancelled is the context's error if the user ended the wait.
	Cancelled error
}

// Error implements error.
func (e *UnmetError) Error() string {
	return "the expectation is not met"
}

// Unwrap returns the failure of the last poll, and what ended the wait.
func (e *UnmetError) Unwrap() []error {
	return slices.DeleteFunc([]error{e.Last, e.Cancelled}, func(err error) bool { return err == nil })
}

// orCancelled returns err, or what was seen before the user ended the wait.
func (e *UnmetError) orCancelled(ctx context.Context, err error) error {
	if !errors.Is(ctx.Err(), context.Canceled) || (len(e.Elements) == 0 && e.Last == nil) {
		return err
	}
	e.Cancelled = ctx.Err()
	return e
}

// IsMissing reports whether the service said itself that an object doesn't exist.
func IsMissing(err error) bool {
	failure, ok := errors.AsType[*transport.Error](err)
	return ok && failure.Kind == transport.KindMissing
}

// IsReadRefused reports whether the read of one status, and not a login, was refused.
func IsReadRefused(err error) bool {
	failure, ok := errors.AsType[*transport.Error](err)
	_, isElement := errors.AsType[*ElementError](err)
	return ok && !isElement && failure.Kind.IsStatus() && !failure.Login && (failure.Status == http.StatusUnauthorized || failure.Status == http.StatusForbidden)
}

// infoOf returns the request that failed.
func infoOf(err error) transport.RequestInfo {
	if failure, ok := errors.AsType[*transport.Error](err); ok {
		return failure.RequestInfo
	}
	return transport.RequestInfo{}
}

// Unread returns an element that a transient failure kept from being read.
func Unread(object string, err error) Element {
	return Element{Object: object, Err: err, Info: infoOf(err)}
}

// askedWait returns how long the service asks to wait after a failed poll.
func askedWait(err error) time.Duration {
	if failure, ok := errors.AsType[*transport.Error](err); ok && failure.Kind.IsStatus() {
		return failure.Wait
	}
	return 0
}

// isRateLimited reports whether a request was turned away for being one too many, which says
// nothing about the object.
func isRateLimited(err error) bool {
	failure, ok := errors.AsType[*transport.Error](err)
	return ok && failure.Kind.IsStatus() && failure.Status == http.StatusTooManyRequests
}
