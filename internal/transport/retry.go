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

// initialBackoff is the pause before the first retry; it doubles.
const initialBackoff = 500 * time.Millisecond

// retry is the pause after which a failed attempt is repeated. It is not again where
// that can't help, or there were attempts enough.
func (c *Client) retry(req Request, attempts int, err error) (pause time.Duration, again bool) {
	if req.Once || attempts > c.options.MaxRetries || !isTransient(err) {
		return 0, false
	}
	pause = backoff(min(initialBackoff, c.options.MaxBackoff), c.options.MaxBackoff, attempts-1)
	if status, ok := errors.AsType[*StatusError](err); ok {
		pause = max(pause, status.RetryAfter)
		if status.Status == http.StatusTooManyRequests {
			pause = max(pause, c.limit.paused(time.Now()))
		}
	}
	return pause, true
}

// pauseBefore waits for the next attempt after a failed one. It fails where the
// service asks for a wait that is too long.
func (c *Client) pauseBefore(ctx context.Context, pause time.Duration, failure error) error {
	status, ok := errors.AsType[*StatusError](failure)
	if ok && (status.asked || status.Status == http.StatusTooManyRequests) {
		if err := c.fits(ctx, pause, status); err != nil {
			return err
		}
		c.limit.begin(ctx, pause)
		c.logWait(ctx, pause)
	}
	return sleep(ctx, pause)
}

// fits fails where a wait that a response asks for is too long.
func (c *Client) fits(ctx context.Context, wait time.Duration, status *StatusError) error {
	err := c.limit.fits(ctx, wait)
	if tooLong, ok := errors.AsType[*WaitError](err); ok {
		tooLong.Err = status
	}
	return err
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
	now := time.Now()
	if theirs, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		// Whose clock is right doesn't matter.
		now = theirs
	}
	return max(date.Sub(now), 0), true
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
// refused certificate is permanent, and so is what a proxy asks for.
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
		proxied  *ProxyError
	)
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, errProxy):
		return false
	case errors.As(err, &wait), errors.As(err, &redirect), errors.As(err, &tooLarge), errors.As(err, &content), errors.As(err, &shape):
		return false
	case errors.As(err, &proxied):
		return isTransientStatus(proxied.Status)
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
