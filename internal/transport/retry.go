// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

// checkRetry decides whether an attempt is repeated.
func checkRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if IsWithoutRetries(ctx) {
		return false, err
	}
	if err != nil {
		return passing(err), err
	}
	if !passingStatus(resp.StatusCode) {
		return false, nil
	}
	wait, _ := retryAfter(resp)
	return wait <= timeLeft(ctx), nil
}

// backoff is the pause before the next attempt: what the service asked for, which
// the user is told, or twice the last one with jitter, so that many readers don't
// come back at once.
func (a *attempts) backoff(first, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	if resp != nil {
		if wait, ok := retryAfter(resp); ok {
			logWait(resp.Request.Context(), a.options.Service, wait)
			return wait
		}
	}
	pause := longest
	if attempt < 30 && first<<attempt < longest {
		pause = first << attempt
	}
	//nolint:gosec // Jitter needs no secrecy.
	return pause/2 + rand.N(pause/2+1)
}

// retryAfter is the wait that a response asks for, in seconds or as a date.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	header := resp.Header.Get("Retry-After")
	if header == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		const mostSeconds = 1 << 30
		return time.Duration(min(seconds, mostSeconds)) * time.Second, true
	}
	date, err := http.ParseTime(header)
	if err != nil {
		return 0, false
	}
	return max(time.Until(date), 0), true
}

// timeLeft is how long a caller may still wait.
func timeLeft(ctx context.Context) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		return time.Until(deadline)
	}
	return longestWait
}

// passingStatus tells whether a response with this status may be different next
// time.
func passingStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented:
		return false
	default:
		return status >= 500
	}
}

// Passing tells whether the same request may succeed later: the service was
// busy or broken, or the network was. What the service or the certificate says
// for good isn't passing.
func Passing(err error) bool {
	var transportErr *Error
	if !errors.As(err, &transportErr) {
		return false
	}
	return passing(transportErr.Err)
}

func passing(err error) bool {
	var (
		status   *StatusError
		wait     *WaitError
		redirect *RedirectError
		tooLarge *TooLargeError
		content  *ContentError
		shape    *ShapeError
	)
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errProxy):
		return false
	case errors.As(err, &wait), errors.As(err, &redirect), errors.As(err, &tooLarge), errors.As(err, &content), errors.As(err, &shape):
		return false
	case errors.As(err, &status):
		return passingStatus(status.Status)
	default:
		return !IsCertificate(err)
	}
}

// IsCertificate tells whether a TLS handshake failed for good: the peer's
// certificate was refused, ours was, or the peer doesn't speak TLS.
func IsCertificate(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		unknown      x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
	)
	return errors.As(err, &verification) ||
		errors.As(err, &unknown) || errors.As(err, &hostname) || errors.As(err, &invalid) || IsPlain(err) || IsRefusal(err)
}

// IsRefusal tells whether the peer refused the TLS handshake, for want of a client's
// certificate or of a version that both speak.
func IsRefusal(err error) bool {
	// The alert within has a type that isn't exported.
	var failure *net.OpError
	return errors.As(err, &failure) && failure.Op == "remote error"
}

// IsPlain tells whether a TLS handshake failed because the peer doesn't speak TLS.
func IsPlain(err error) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
}
