// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// rateLimit allows a quota of requests in each of a row of fixed windows. It
// allows any number while its quota is 0.
type rateLimit struct {
	mu     sync.Mutex
	quota  int
	window time.Duration
	start  time.Time // of the window that is running
	taken  int       // of its quota
}

// SetRateLimit allows Cloudflare's clients together so many requests in each
// window, the first of which begins now. A request over it is answered with 429
// and a Retry-After, and every answer says what is left. A quota of 0 turns the
// limit off.
func (s *Simulator) SetRateLimit(quota int, window time.Duration) {
	limit := &s.cloudflare().limit
	limit.mu.Lock()
	defer limit.mu.Unlock()
	limit.quota, limit.window = quota, window
	limit.start, limit.taken = time.Now(), 0
}

// take takes a request from the quota, sets the headers that say what is left,
// and returns false, with the seconds until the next window, where nothing was.
func (l *rateLimit) take(now time.Time, header http.Header) (wait int64, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()

	if l.quota <= 0 || l.window <= 0 {
		return 0, true
	}
	if elapsed := now.Sub(l.start); elapsed >= l.window {
		l.start, l.taken = now.Add(-(elapsed % l.window)), 0
	}

	ok = l.taken < l.quota
	if ok {
		l.taken++
	}

	wait = seconds(l.start.Add(l.window).Sub(now))
	header.Set("Ratelimit", fmt.Sprintf(`"default";r=%d;t=%d`, l.quota-l.taken, wait))
	header.Set("Ratelimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, l.quota, seconds(l.window)))
	return wait, ok
}

// seconds returns a duration in whole seconds, rounded up.
func seconds(d time.Duration) int64 {
	return int64((d + time.Second - 1) / time.Second)
}
