// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// answer is a response with a status and headers, in pairs.
func answer(status int, headers ...string) *http.Response {
	resp := &http.Response{StatusCode: status, Header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		resp.Header.Add(headers[i], headers[i+1])
	}
	return resp
}

func TestTightest(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][3]int{
		`"default";r=50;t=30`:                     {50, 30, 1},
		`"default"; r=50; t=30`:                   {50, 30, 1},
		`"default";t=30;r=0`:                      {0, 30, 1},
		`"burst";r=7;t=60, "default";r=1100;t=30`: {7, 60, 1},
		`"a";r=9;t=1,"b";r=3;t=2,"c";r=5;t=3`:     {3, 2, 1},
		`"a";r=1,"b";r=3;t=2`:                     {3, 2, 1},
		`"a,b";r=4;t=2`:                           {4, 2, 1},
		`r=4;t=2`:                                 {4, 2, 1},
		``:                                        {},
		`"default";r=50`:                          {},
		`"default";r=-1;t=30`:                     {},
		`"default";r=x;t=30`:                      {},
		`"default";r=1.5;t=30`:                    {},
		`"default";r=99999999999;t=30`:            {},
	} {
		a, b, ok := tightest([]string{header}, "r", "t")
		if ok != (want[2] == 1) || (ok && (a != want[0] || b != want[1])) {
			t.Errorf("%s: got %d, %d, %t", header, a, b, ok)
		}
	}
	if a, b, ok := tightest([]string{`"a";r=9;t=1`, `"b";r=3;t=2`}, "r", "t"); !ok || a != 3 || b != 2 {
		t.Errorf("in two headers: got %d, %d, %t", a, b, ok)
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &limit{}
		expect := func(what string, want time.Duration) {
			t.Helper()
			if got := l.reserve(time.Now()); got != want {
				t.Errorf("%s: wait %s, want %s", what, got, want)
			}
		}
		expect("nothing is known", 0)

		l.observe(answer(200, "Ratelimit", `"default";r=2;t=30`))
		expect("two are left", 0)
		expect("one is left", 0)
		expect("none is left", 30*time.Second)

		// Answers to earlier requests come late, and know less.
		l.observe(answer(200, "Ratelimit", `"default";r=40;t=30`))
		expect("an answer came late", 30*time.Second)
		time.Sleep(10 * time.Second)
		l.observe(answer(200, "Ratelimit", `"default";r=39;t=21`))
		expect("the seconds are rounded up", 20*time.Second)
		l.observe(answer(200, "Ratelimit", `"default";r=39;t=5`))
		expect("the window ends earlier than thought", 5*time.Second)

		time.Sleep(5 * time.Second)
		expect("the next window, of which nothing is known", 0)
		expect("and more of it", 0)

		l.observe(answer(200, "Ratelimit", `"default";r=0;t=10`, "Ratelimit-Policy", `"default";q=3;w=60`))
		expect("nothing is left", 10*time.Second)
		time.Sleep(10 * time.Second)
		for range 3 {
			expect("the next window has three", 0)
		}
		expect("and no more", 60*time.Second)
		time.Sleep(time.Minute)
		expect("the one after it", 0)

		l.observe(answer(200, "Ratelimit", `"default";r=1000;t=200`))
		for range 100 {
			expect("a window that is larger than thought", 0)
		}
	})
}

func TestLimitHeedsRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &limit{}
		l.observe(answer(503, "Retry-After", "60"))
		if got := l.reserve(time.Now()); got != 0 {
			t.Errorf("one object's 503 holds up all for %s", got)
		}
		l.observe(answer(429, "Retry-After", "60"))
		l.observe(answer(429, "Retry-After", "5"))
		l.observe(answer(429))
		l.observe(answer(200, "Ratelimit", `"default";r=40;t=30`))
		if got := l.reserve(time.Now()); got != time.Minute {
			t.Errorf("got %s, want the longest wait asked for", got)
		}
		time.Sleep(time.Minute)
		if got := l.reserve(time.Now()); got != 0 {
			t.Errorf("got %s when it was over", got)
		}
	})
}
