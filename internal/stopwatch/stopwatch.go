// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package stopwatch bounds how long calls take, for tests and fuzz targets of what must
// not be slow, whatever it is given.
package stopwatch

import (
	"testing"
	"time"
)

// Bound fails where a call with an input of that many bytes takes longer than a second. It
// is called once: a second call could find ready what the first one had to make. On a
// machine that is busy with something else, repeat what failed before looking for a cause.
func Bound(tb testing.TB, size int, call func()) {
	tb.Helper()
	const limit = time.Second
	start := time.Now()
	call()
	if took := time.Since(start); took > limit {
		tb.Errorf("%d bytes took %s", size, took)
	}
}
