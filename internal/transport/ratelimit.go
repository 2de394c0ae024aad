// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// rateLimit tracks the service's rate limit for all requests of a client.
// The facts come from the responses: "Ratelimit" (requests remaining and seconds
// until the next window), "Ratelimit-Policy" (requests a window) and the
// "Retry-After" of a 429.
type rateLimit struct {
	mu sync.Mutex
	// pause is until when nothing is sent.
	pause time.Time
	// reset is when the current window ends; before it, at most remaining
	// requests are sent.
	reset     time.Time
	remaining int
	// quota is what a new window allows, 0 where it isn't known.
	quota  int
	window time.Duration
}

// reserve takes a request out of the window, or says how long to wait for one.
func (l *rateLimit) reserve(now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
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
	l.remaining--
	return 0
}

// observe learns from a response.
func (l *rateLimit) observe(resp *http.Response) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if resp.StatusCode == http.StatusTooManyRequests {
		if wait, ok := retryAfter(resp); ok && now.Add(wait).After(l.pause) {
			l.pause = now.Add(wait)
		}
	}
	remaining, reset, ok := tightest(resp.Header.Values("Ratelimit"), "r", "t")
	if !ok {
		return
	}
	if quota, window, ok := tightest(resp.Header.Values("Ratelimit-Policy"), "q", "w"); ok && quota > 0 && window > 0 {
		l.quota, l.window = quota, time.Duration(window)*time.Second
	}
	end := now.Add(time.Duration(reset) * time.Second)
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

// spacing is how far apart rounds of that many requests have to begin to use at most
// half of the limit, zero where none is known.
func (l *rateLimit) spacing(requests int, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	const share = 2
	switch {
	case l.quota > 0:
		return l.window * time.Duration(requests*share) / time.Duration(l.quota)
	case l.remaining > 0 && now.Before(l.reset):
		return l.reset.Sub(now) * time.Duration(requests*share) / time.Duration(l.remaining)
	default:
		return 0
	}
}

// tightest reads a rate limit header, a list of items such as
// "default";r=50;t=30, and returns both parameters of the item whose first one is
// smallest.
func tightest(values []string, first, second string) (a, b int, ok bool) {
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		parameters := map[string]int{}
		for parameter := range strings.SplitSeq(item, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			if n, err := strconv.ParseUint(strings.TrimSpace(value), 10, 31); err == nil {
				parameters[name] = int(n)
			}
		}
		x, hasFirst := parameters[first]
		y, hasSecond := parameters[second]
		if hasFirst && hasSecond && (!ok || x < a) {
			a, b, ok = x, y, true
		}
	}
	return a, b, ok
}
