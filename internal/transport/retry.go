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

const (
	// initialBackoff is the pause before the first retry; it doubles.
	initialBackoff = 500 * time.Millisecond

	// maxWait is the longest wait that a service may ask for where the caller has
	// no deadline: Cloudflare blocks for five minutes.
	maxWait = 6 * time.Minute
)

// retry reports whether a failed attempt is repeated, and after which pause.
func (c *Client) retry(ctx context.Context, req Request, attempts int, err error) (pause time.Duration, again bool) {
	if req.Once || attempts > c.options.MaxRetries || !isTransient(err) {
		return 0, false
	}
	if _, isLogin := errors.AsType[*Error](err); isLogin {
		// It was a request of its own, with its own retries.
		return 0, false
	}
	if status, ok := errors.AsType[*StatusError](err); ok && status.asked {
		c.logWait(ctx, status.RetryAfter)
		return status.RetryAfter, true
	}
	return backoff(min(initialBackoff, c.options.MaxBackoff), c.options.MaxBackoff, attempts-1), true
}

// backoff is the pause before a retry: it doubles each time, with jitter, so that
// many readers don't come back at once.
func backoff(initial, longest time.Duration, retries int) time.Duration {
	const maxDoublings = 30
	pause := longest
	if retries < maxDoublings && initial<<retries < longest {
		pause = initial << retries
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
		const maxSeconds = 1 << 30
		return time.Duration(min(seconds, maxSeconds)) * time.Second, true
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
	return maxWait
}

// isTransientStatus reports whether a response with this status may be different
// next time.
func isTransientStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	case http.StatusNotImplemented:
		return false
	default:
		return status >= 500
	}
}

// IsTransient reports whether the same request may succeed later. A 4xx or a
// refused certificate is permanent.
func IsTransient(err error) bool {
	var transportErr *Error
	if !errors.As(err, &transportErr) {
		return false
	}
	return isTransient(transportErr.Err)
}

func isTransient(err error) bool {
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
		return isTransientStatus(status.Status)
	default:
		return !IsCertificate(err)
	}
}

// IsCertificate reports whether a TLS handshake failed for good: the peer's
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

// IsRefusal reports whether the peer aborted the TLS handshake, for example because
// it wants a client certificate or shares no TLS version.
func IsRefusal(err error) bool {
	// The alert within has a type that isn't exported.
	var failure *net.OpError
	return errors.As(err, &failure) && failure.Op == "remote error"
}

// IsPlain reports whether a TLS handshake failed because the peer doesn't speak TLS.
func IsPlain(err error) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
}
