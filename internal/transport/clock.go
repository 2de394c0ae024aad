// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"time"
)

// Elapsed returns how long ago a time was, by the steady clock or by the wall's, whichever has
// gone further: the steady one stands still while a machine sleeps. A wall clock that was set
// back is ignored.
func Elapsed(since time.Time) time.Duration {
	now := time.Now()
	return max(now.Sub(since), now.Round(0).Sub(since.Round(0)))
}

// IsOver reports whether a context has ended, or its deadline has passed by either clock.
func IsOver(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() != nil || (ok && Elapsed(deadline) >= 0)
}

// Sleep returns early with the context's error when that ends, and with that of its deadline if
// the pause has outlasted it.
func Sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		if IsOver(ctx) {
			return context.DeadlineExceeded
		}
		return nil
	}
}
