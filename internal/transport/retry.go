// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// delay is the pause before a retry; the zero value is none.
type delay struct {
	until time.Time
	// asked is whether the service asks for it.
	asked bool
}

// initialBackoff is the pause before the first retry; it doubles.
const initialBackoff = 500 * time.Millisecond

// delayBefore returns how long to wait before the next attempt, after some of which the last
// has failed. Its error is why there is none: a failure that repeating can't help, or a wait
// that is too long.
func (c *Client) delayBefore(ctx context.Context, req Request, got outcome, attempts int) (delay, *Error) {
	if got.header == nil {
		return c.delayUnsent(ctx, got.err)
	}
	if err := c.fits(ctx, got.err.Wait); err != nil {
		return delay{}, err
	}
	if c.policy.Once || attempts > c.options.MaxRetries || !got.err.Transient {
		return delay{}, got.err
	}
	pause := max(got.err.Wait, backoff(min(initialBackoff, c.options.MaxBackoff), c.options.MaxBackoff, attempts-1))
	asked := got.err.asked
	if got.err.Kind.IsStatus() && got.status == http.StatusTooManyRequests {
		pause, asked = max(pause, c.limit.paused(time.Now())), true
	}
	if asked {
		if err := c.fits(ctx, pause); err != nil {
			return delay{}, err
		}
	}
	if got.unanswered && req.Resend != nil && !req.Resend(time.Now().Add(pause)) {
		return delay{}, got.err
	}
	return delay{time.Now().Add(pause), asked}, nil
}

// delayUnsent returns how long to wait if nothing was sent, because a login failed, which has
// its own retries, or a wait was too long. Only a wait that was too long for a login, which is
// made for all, may suit a caller with a time-out of its own.
func (c *Client) delayUnsent(ctx context.Context, failure *Error) (delay, *Error) {
	if failure.Kind != KindSharedWait || !c.policy.Bounded {
		return delay{}, failure
	}
	if err := c.fits(ctx, failure.Wait); err != nil {
		return delay{}, err
	}
	return delay{time.Now().Add(failure.Wait), true}, nil
}

// pause waits for the next attempt.
func (c *Client) pause(ctx context.Context, before delay, info *RequestInfo) *Error {
	left := time.Until(before.until)
	if left <= 0 {
		return nil
	}
	if before.asked {
		if err := c.fits(ctx, left); err != nil {
			return err
		}
		c.limit.begin(c.policy, left)
		c.logWait(ctx, info, left)
		defer func(start time.Time) { info.Waited += time.Since(start) }(time.Now())
	}
	if err := Sleep(ctx, left); err != nil {
		return Interrupted(err)
	}
	return nil
}

// fits fails if a wait that the service asks for is too long.
func (c *Client) fits(ctx context.Context, wait time.Duration) *Error {
	left, isShared := c.limit.left(ctx, c.policy)
	if wait <= 0 || wait <= left {
		return nil
	}
	return waitError(wait, left, isShared)
}

// backoff returns the pause before a retry: it doubles each time, with jitter, so that
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

// retryAfter returns the wait that a response asks for, in seconds or as a date.
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
