// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

func TestRateLimit(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	if got := get(t, client, cloudflareURL(s, iconPath)).header; got.Get("Ratelimit") != "" {
		t.Errorf("without a limit the header is %v", got)
	}

	s.SetRateLimit(3, time.Hour)
	s.Fault("GET "+iconPath, simulator.Fault{}, simulator.Fault{Status: http.StatusBadGateway})
	for i, status := range []int{http.StatusOK, http.StatusBadGateway, http.StatusOK, http.StatusTooManyRequests, http.StatusTooManyRequests} {
		answered := get(t, client, cloudflareURL(s, iconPath))
		answered.expect(t, status, "")

		var remaining, wait int
		if _, err := fmt.Sscanf(answered.header.Get("Ratelimit"), `"default";r=%d;t=%d`, &remaining, &wait); err != nil ||
			remaining != max(2-i, 0) || wait < 3500 || wait > 3600 {
			t.Errorf("request %d: Ratelimit is %q: %v", i, answered.header.Get("Ratelimit"), err)
		}
		if got := answered.header.Get("Ratelimit-Policy"); got != `"default";q=3;w=3600` {
			t.Errorf("request %d: Ratelimit-Policy is %q", i, got)
		}

		retry := ""
		if status == http.StatusTooManyRequests {
			answered.expect(t, status, `"code":971`)
			retry = fmt.Sprint(wait)
		}
		if got := answered.header.Get("Retry-After"); got != retry {
			t.Errorf("request %d: Retry-After is %q, want %q", i, got, retry)
		}
	}

	get(t, client, qumuloURL(s, statusPath)).expect(t, http.StatusOK, "")
	s.SetRateLimit(0, time.Hour)
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusOK, "")
}

func TestRateLimitWindowEnds(t *testing.T) {
	t.Parallel()
	s := start(t, simulator.Options{})
	client := newClient(t, s)
	s.SetRateLimit(1, time.Second)
	get(t, client, cloudflareURL(s, iconPath)).expect(t, http.StatusOK, "")
	deadline := time.Now().Add(10 * time.Second)
	for get(t, client, cloudflareURL(s, iconPath)).status != http.StatusOK {
		if time.Now().After(deadline) {
			t.Fatal("the limit did not end with its window")
		}
		time.Sleep(50 * time.Millisecond)
	}
}
