// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// maxWait is how long reads without a time-out wait for a service that asks for
	// it and answers nothing in between: Cloudflare blocks for five minutes.
	maxWait = 6 * time.Minute

	// forgetWaits is how long after the end of a wait it is no part of the next one.
	forgetWaits = time.Minute

	// maxWindow is the longest window of a rate limit, and the longest pause of all
	// reads, that is plausible. The services' are of some minutes.
	maxWindow = time.Hour
)

// rateLimit tracks the service's rate limit for all requests of a client.
// The facts come from the responses: "Ratelimit" (requests remaining and seconds
// until the next window), "Ratelimit-Policy" (requests a window), and a 429 with its
// "Retry-After", or without.
type rateLimit struct {
	// maxPause caps the pauses that the service doesn't measure.
	maxPause time.Duration

	mu sync.Mutex
	// pause is until when nothing is sent.
	pause time.Time
	// spell counts the unmeasured pauses since the last answer.
	spell int
	// waiting is since when reads without a time-out wait without an answer, and
	// waited until when; zero if none does.
	waiting, waited time.Time
	// reset is when the current window ends; before it, at most remaining
	// requests are sent.
	reset     time.Time
	remaining int
	// quota is what a new window allows, 0 if it isn't known.
	quota  int
	window time.Duration
	// turns is when the next check of a read that waits may be made.
	turns time.Time
}

// reserve takes a request out of the window, or says how long to wait for one.
func (l *rateLimit) reserve(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	wait := l.next(now)
	if wait <= 0 && now.Before(l.reset) {
		l.remaining--
	}
	return wait
}

// next returns how long to wait for the next request. It opens a new window if the last one
// has ended.
func (l *rateLimit) next(now time.Time) time.Duration {
	if pause := l.pause.Sub(now); pause > 0 {
		return pause
	}
	if !now.Before(l.reset) {
		if l.quota == 0 {
			return 0
		}
		l.reset, l.remaining = now.Add(l.window), l.quota
	}
	if l.remaining <= 0 {
		return l.reset.Sub(now)
	}
	return 0
}

// paused returns for how long nothing is sent.
func (l *rateLimit) paused(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(l.pause.Sub(now), 0)
}

// left returns how long a caller may still wait: until its deadline if the user has set a
// time-out, otherwise until all such callers have waited for maxWait, which they share.
func (l *rateLimit) left(ctx context.Context, policy Policy) (left time.Duration, shared bool) {
	if policy.Bounded {
		deadline, ok := ctx.Deadline()
		if !ok {
			return math.MaxInt64, false
		}
		return time.Until(deadline), false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	left = maxWait
	if since := l.since(); !since.IsZero() {
		left -= time.Since(since)
	}
	return left, true
}

// begin notes a wait that begins, unless the user's time-out bounds it.
func (l *rateLimit) begin(policy Policy, wait time.Duration) {
	if policy.Bounded {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.since().IsZero() {
		l.waiting, l.waited = now, now
	}
	if end := now.Add(wait); end.After(l.waited) {
		l.waited = end
	}
}

// since returns since when reads wait. When the last wait and the last pause have long passed,
// the time begins again.
func (l *rateLimit) since() time.Time {
	last := l.waited
	if l.pause.After(last) {
		last = l.pause
	}
	if time.Since(last) > forgetWaits {
		return time.Time{}
	}
	return l.waiting
}

// observe learns from the response to a request that was sent at a time.
func (l *rateLimit) observe(resp *http.Response, sent time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	wait, asked := retryAfter(resp)
	switch limited := resp.StatusCode == http.StatusTooManyRequests; {
	case limited && asked:
		l.pauseUntil(now.Add(min(wait, maxWindow)))
	case limited && !sent.Before(l.pause):
		// Others of the same burst are answered alike: that is one pause.
		l.pauseUntil(now.Add(spellPause(l.spell, l.maxPause)))
		l.spell++
	case !limited && (!asked || !isTransientStatus(resp.StatusCode)):
		l.waiting = time.Time{}
		if !sent.Before(l.pause) {
			l.spell = 0
		}
	}
	l.observeWindow(resp.Header, now)
}

func (l *rateLimit) pauseUntil(end time.Time) {
	if end.After(l.pause) {
		l.pause = end
	}
}

// observeWindow learns how much of the window is left.
func (l *rateLimit) observeWindow(header http.Header, now time.Time) {
	remaining, reset, ok := tightest(header.Values("Ratelimit"), "r", "t")
	if !ok {
		return
	}
	if quota, window, ok := tightest(header.Values("Ratelimit-Policy"), "q", "w"); ok && quota > 0 && window > 0 {
		l.quota, l.window = quota, window
	}
	end := now.Add(reset)
	if now.Before(l.reset) && end.Sub(l.reset) <= time.Second {
		// The same window: the seconds are rounded up, so the earliest end is the
		// best; responses arrive out of order, so the count only falls.
		remaining = min(remaining, l.remaining)
		if l.reset.Before(end) {
			end = l.reset
		}
	}
	l.remaining, l.reset = remaining, end
}

// spellPause returns the pause after a 429 that doesn't name one, the first of a spell being the
// 0th. Jitter only lengthens it.
func spellPause(n int, longest time.Duration) time.Duration {
	steps := []time.Duration{5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second}
	pause := steps[min(n, len(steps)-1)]
	for ; n >= len(steps) && pause < longest; n-- {
		pause *= 2
	}
	const share = 10
	//nolint:gosec // Jitter needs no secrecy.
	return min(pause+rand.N(pause/share), longest)
}

// spacing returns how far apart rounds of that many requests have to begin to use at most half
// of the limit, or 0 if none is known.
func (l *rateLimit) spacing(requests int, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.apart(requests, now)
}

func (l *rateLimit) apart(requests int, now time.Time) time.Duration {
	const share = 2
	window, allowed := l.window, l.quota
	if allowed == 0 {
		window, allowed = l.reset.Sub(now), l.remaining
	}
	if allowed <= 0 || window <= 0 {
		return 0
	}
	rounded := math.Ceil(float64(window) * share * float64(requests) / float64(allowed))
	return time.Duration(min(rounded, math.MaxInt64/share))
}

// turn takes a turn for one more check of a read that waits, unless that is later than the
// time that the read has left: all such checks together use at most half of the limit.
func (l *rateLimit) turn(now time.Time, left time.Duration) (wait time.Duration, fits bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	each := l.apart(1, now)
	if each == 0 {
		return 0, true
	}
	next := l.turns
	if next.Before(now) {
		next = now
	}
	if wait = next.Sub(now); wait >= left {
		return wait, false
	}
	l.turns = next.Add(each)
	return wait, true
}

// tightest reads a rate limit header, a list of items such as
// "default";r=50;t=30, and returns the count and the time of the item that allows
// least. An item whose time is beyond any window is left out.
func tightest(values []string, count, seconds string) (least int, window time.Duration, ok bool) {
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		parameters := map[string]int{}
		for parameter := range strings.SplitSeq(item, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			if n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
				parameters[name] = int(n)
			}
		}
		n, hasCount := parameters[count]
		s, hasSeconds := parameters[seconds]
		length := time.Duration(s) * time.Second
		if hasCount && hasSeconds && length <= maxWindow && (!ok || n < least) {
			least, window, ok = n, length, true
		}
	}
	return least, window, ok
}
