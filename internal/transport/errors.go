// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

// Error is a request that failed. Err is one of this package's errors, or what
// the network or the TLS handshake answered.
//
// The texts of this package's errors are our own sentences with parts of others in
// them. Those parts are freed of secrets when an error is made, so that no word of ours
// is taken for a secret; the texts of other packages' errors are masked as a whole.
type Error struct {
	RequestInfo
	Err error

	secrets *redact.Secrets
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%s %s: %s", e.Method, e.URL, e.Reason())
}

// Reason is the failure without the request, freed of secrets.
func (e *Error) Reason() string {
	return e.Mask(e.Err)
}

// Unwrap returns the failure.
func (e *Error) Unwrap() error {
	return e.Err
}

// Mask is the text of an error of the same request, freed of secrets.
func (e *Error) Mask(err error) string {
	switch err := err.(type) { //nolint:errorlint // What wraps one of these has a text of its own.
	case *StatusError, *RedirectError, *NotModifiedError, *StaleError, *WaitError, *TimeoutError, *SessionError, *ShiftingListError,
		*TooLargeError, *ContentError, *ShapeError, *ProxyError, *ProxySettingError:
		return err.Error()
	case *Error:
		return err.Error()
	case *TruncatedError:
		return err.text(e.Mask)
	case *InterruptedError:
		return err.text(e.Mask)
	default:
		if err == context.Canceled || err == context.DeadlineExceeded { //nolint:errorlint // As above.
			return err.Error()
		}
		return e.secrets.Text(err.Error())
	}
}

// StatusError is a response whose status is an error.
type StatusError struct {
	// Status is the HTTP status.
	Status int
	// Code and Message are the service's own, where its body has them.
	Code, Message string
	// Kind is what the error means, where Status alone doesn't say.
	Kind Kind
	// Excerpt is the printable beginning of the body.
	Excerpt string
	// RetryAfter is how long the service asks to wait, 0 where it doesn't.
	RetryAfter time.Duration

	// asked is whether it asks.
	asked bool
}

// Error implements error.
func (e *StatusError) Error() string {
	text := strings.TrimSpace(fmt.Sprintf("HTTP status %d %s", e.Status, http.StatusText(e.Status)))
	switch {
	case e.Code != "" && e.Message != "":
		return text + ": " + e.Code + ": " + e.Message
	case e.Code+e.Message != "":
		return text + ": " + e.Code + e.Message
	default:
		return text
	}
}

// RedirectError is a response that points elsewhere. It isn't followed: the
// credentials belong to the host that was configured.
type RedirectError struct {
	// Location is where the response points, empty where it doesn't say.
	Location string
}

// Error implements error.
func (e *RedirectError) Error() string {
	if e.Location == "" {
		return "redirected without saying where"
	}
	return "redirected to " + e.Location
}

// NotModifiedError is a response that says that nothing has changed, which answers a
// condition that no request had.
type NotModifiedError struct{}

// Error implements error.
func (e *NotModifiedError) Error() string {
	return "answered that nothing has changed (304), though the request didn't ask whether"
}

// StaleError is an answer that is older than the question, or not the service's own: a
// cache in between gave it, or something that changed it.
type StaleError struct {
	// Status is the HTTP status.
	Status int
	// Age is how old the answer was when it came, and Lasted how long the read had
	// lasted; both are 0 where the status is why the answer doesn't count.
	Age, Lasted time.Duration
	// Cache is what answered, as far as it says so; empty where it doesn't.
	Cache string
}

// Error implements error.
func (e *StaleError) Error() string {
	by := ""
	if e.Cache != "" {
		by = " by " + e.Cache
	}
	if e.Age > 0 {
		return fmt.Sprintf("answered%s from a cache: the answer was %s old, and the read had lasted %s", by, e.Age, e.Lasted.Round(time.Millisecond))
	}
	return strings.TrimSpace(fmt.Sprintf("answered%s with a status that isn't the service's own: %d %s", by, e.Status, http.StatusText(e.Status)))
}

// HandshakeError is a TLS handshake that failed for good: what it says of a certificate
// or of the two sides' parameters is the same next time.
type HandshakeError struct {
	// WantsCertificate is whether the peer wants a certificate of ours.
	WantsCertificate bool
	Err              error
}

// Error implements error.
func (e *HandshakeError) Error() string {
	return e.Err.Error()
}

// Unwrap returns what package tls says.
func (e *HandshakeError) Unwrap() error {
	return e.Err
}

// WaitError is a wait that the service asked for and that is longer than the
// time left.
type WaitError struct {
	Wait, Left time.Duration
	// Shared is whether Left is what all reads without a time-out may still wait
	// together until the service answers.
	Shared bool
	// Err is the response that asked for it, nil where an earlier one did.
	Err error
}

// Error implements error.
func (e *WaitError) Error() string {
	return fmt.Sprintf("the service asks to wait %s, and %s are left", e.Wait.Round(time.Second), e.Left.Round(time.Second))
}

// Unwrap returns the response that asked for the wait.
func (e *WaitError) Unwrap() error {
	return e.Err
}

// TimeoutError is an attempt that took longer than an attempt may.
type TimeoutError struct {
	After time.Duration
}

// Error implements error.
func (e *TimeoutError) Error() string {
	return fmt.Sprintf("no complete response within %s", e.After)
}

// InterruptedError reports that the caller's context ended after at least one
// failed attempt.
type InterruptedError struct {
	// Cause is the context's error.
	Cause error
	// Last is the last error that the context didn't cause.
	Last error
}

// Error implements error.
func (e *InterruptedError) Error() string {
	return e.text(error.Error)
}

// text is Error with the texts of both errors as a function gives them.
func (e *InterruptedError) text(of func(error) string) string {
	return of(e.Cause) + "; the last failure: " + of(e.Last)
}

// Unwrap returns both errors.
func (e *InterruptedError) Unwrap() []error {
	return []error{e.Cause, e.Last}
}

// SessionError is given where logins are good, but the first read of each of their
// sessions, several in a row, was refused. None is made any more.
type SessionError struct {
	// Logins is how many there were.
	Logins int
}

// Error implements error.
func (e *SessionError) Error() string {
	return fmt.Sprintf("the first reads of %d sessions in a row were refused, though their logins were good", e.Logins)
}

// ShiftingListError is a list that was never the same twice in a row while its pages
// were read.
type ShiftingListError struct {
	// Listings is how often it was read.
	Listings int
}

// Error implements error.
func (e *ShiftingListError) Error() string {
	return fmt.Sprintf("the list has several pages and was read %d times, and each time it named others", e.Listings)
}
