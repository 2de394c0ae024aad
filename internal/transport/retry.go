// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hold is the pause before a retry; the zero value is none.
type hold struct {
	until time.Time
	// asked is whether the service asks for it.
	asked bool
}

// initialBackoff is the pause before the first retry; it doubles.
const initialBackoff = 500 * time.Millisecond

// holdBefore is how long to wait before the next attempt, after some of which the last
// has failed. Its error is why there is none: a failure that repeating can't help, or
// a wait that is too long.
func (c *Client) holdBefore(ctx context.Context, req Request, got outcome, attempts int) (hold, error) {
	if got.header == nil {
		return c.holdUnsent(ctx, got.err)
	}
	status, isStatus := errors.AsType[*StatusError](got.err)
	asked := isStatus && status.asked
	if asked {
		if err := c.fits(ctx, status.RetryAfter, status); err != nil {
			return hold{}, err
		}
	}
	if c.policy.Once || attempts > c.options.MaxRetries || !isTransient(got.err) {
		return hold{}, got.err
	}
	pause := backoff(min(initialBackoff, c.options.MaxBackoff), c.options.MaxBackoff, attempts-1)
	if asked {
		pause = max(pause, status.RetryAfter)
	}
	if isStatus && status.Status == http.StatusTooManyRequests {
		pause, asked = max(pause, c.limit.paused(time.Now())), true
	}
	if asked {
		if err := c.fits(ctx, pause, status); err != nil {
			return hold{}, err
		}
	}
	if got.unanswered && req.Resend != nil && !req.Resend(time.Now().Add(pause)) {
		return hold{}, got.err
	}
	return hold{time.Now().Add(pause), asked}, nil
}

// holdUnsent is how long to wait where nothing was sent, because a login failed, which
// has its own retries, or a wait was too long. Only a wait that was too long for a
// login, which is made for all, may suit a caller with a time-out of its own.
func (c *Client) holdUnsent(ctx context.Context, failure error) (hold, error) {
	wait, ok := errors.AsType[*WaitError](failure)
	if !ok || !wait.Shared || !c.policy.Bounded {
		return hold{}, failure
	}
	if err := c.fits(ctx, wait.Wait, nil); err != nil {
		return hold{}, err
	}
	return hold{time.Now().Add(wait.Wait), true}, nil
}

// pause waits for the next attempt.
func (c *Client) pause(ctx context.Context, before hold) error {
	left := time.Until(before.until)
	if left <= 0 {
		return nil
	}
	if before.asked {
		if err := c.fits(ctx, left, nil); err != nil {
			return err
		}
		c.limit.begin(c.policy, left)
		c.logWait(ctx, left)
	}
	return sleep(ctx, left)
}

// fits fails where a wait is too long, which a response asks for, nil where an earlier
// one did.
func (c *Client) fits(ctx context.Context, wait time.Duration, status *StatusError) error {
	if wait <= 0 {
		return nil
	}
	left, shared := c.limit.left(ctx, c.policy)
	if wait <= left {
		return nil
	}
	tooLong := &WaitError{Wait: wait, Left: max(left, 0), Shared: shared}
	if status != nil {
		tooLong.Err = status
	}
	return tooLong
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
	if seconds, ok := parseSeconds(header); ok {
		return seconds, true
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

// parseSeconds reads a number of seconds, of any length; a very long time is cut.
func parseSeconds(text string) (time.Duration, bool) {
	const maxSeconds = 1 << 30
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	seconds, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		seconds = maxSeconds
	}
	return time.Duration(min(seconds, maxSeconds)) * time.Second, true
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
		session  *SessionError
		setting  *ProxySettingError
		same     *NotModifiedError
	)
	switch {
	case errors.Is(err, context.Canceled):
		return false
	case errors.As(err, &wait), errors.As(err, &redirect), errors.As(err, &tooLarge), errors.As(err, &content), errors.As(err, &shape), errors.As(err, &session), errors.As(err, &setting), errors.As(err, &same):
		return false
	case errors.As(err, &proxied):
		return isTransientStatus(proxied.Status)
	case errors.As(err, &status):
		return isTransientStatus(status.Status)
	default:
		return !IsCertificate(err)
	}
}
