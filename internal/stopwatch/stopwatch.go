// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package stopwatch bounds how long calls take, for tests and fuzz targets of what must
// not be slow, whatever it is given.
package stopwatch

import (
	"testing"
	"time"
)

// Bound fails where a call with an input of that many bytes takes longer than a second
// three times in a row: a machine that is busy with something else stalls one, and not
// all.
func Bound(tb testing.TB, size int, call func()) {
	tb.Helper()
	const limit, tries = time.Second, 3
	var took time.Duration
	for range tries {
		start := time.Now()
		call()
		if took = time.Since(start); took <= limit {
			return
		}
	}
	tb.Errorf("%d bytes took %s", size, took)
}
