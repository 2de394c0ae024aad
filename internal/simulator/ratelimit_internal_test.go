// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"net/http"
	"testing"
	"time"
)

func TestRateLimitWindows(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	limit := &rateLimit{quota: 2, window: 1500 * time.Millisecond, start: begin}
	for _, test := range []struct {
		at     time.Duration
		ok     bool
		wait   int64
		header string
	}{
		{0, true, 2, `"default";r=1;t=2`},
		{400 * time.Millisecond, true, 2, `"default";r=0;t=2`},
		{500 * time.Millisecond, false, 1, `"default";r=0;t=1`},
		{1499 * time.Millisecond, false, 1, `"default";r=0;t=1`},
		{1500 * time.Millisecond, true, 2, `"default";r=1;t=2`},
		{7 * time.Second, true, 1, `"default";r=1;t=1`}, // in the window from 6 s to 7.5 s
	} {
		header := make(http.Header)
		wait, ok := limit.take(begin.Add(test.at), header)
		if ok != test.ok || wait != test.wait || header.Get("Ratelimit") != test.header ||
			header.Get("Ratelimit-Policy") != `"default";q=2;w=2` {
			t.Errorf("after %v: got %t, %d and %v", test.at, ok, wait, header)
		}
	}
}
