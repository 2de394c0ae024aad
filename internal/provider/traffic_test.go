// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("waited in vain until %s", what)
			return
		}
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, data, route string
		variables         environment
		arguments         object
	}{
		{"a Qumulo token", interfaceStatus, statusRoute, nil, oneInterface},
		{"a Qumulo session", interfaceStatus, statusRoute, session, oneInterface},
		{"a Qumulo login", interfaceStatus, loginRoute, session, oneInterface},
		{"a Cloudflare token", interconnectStatus, interconnectGet, nil, oneInterconnect},
		{
			"a Cloudflare key", interconnectStatus, interconnectGet,
			environment{"CLOUDFLARE_API_TOKEN": "", "CLOUDFLARE_API_KEY": simulator.APIKey, "CLOUDFLARE_EMAIL": simulator.Email},
			oneInterconnect,
		},
	} {
		for _, code := range []int{301, 302, 303, 307, 308} {
			t.Run(fmt.Sprintf("%s, %d", test.name, code), func(t *testing.T) {
				t.Parallel()
				s, other := simulatortest.Start(t, simulator.Options{}), simulatortest.Start(t, simulator.Options{})
				_, path, _ := strings.Cut(test.route, " ")
				for _, target := range []string{
					strings.TrimSuffix(other.CloudflareURL(), "/client/v4/") + path,
					fmt.Sprintf("https://%s:%d%s", other.QumuloHost(), other.QumuloPort(), path),
					"/elsewhere",
				} {
					s.ResetRequests()
					s.InjectOnce(test.route, header(status(code), "Location", target))
					p := start(t, environmentOf(s, test.variables))
					_, d := p.read(t.Context(), t, test.data, test.arguments)
					if len(d) != 1 || !strings.HasSuffix(d[0].Summary, " redirects") || !strings.Contains(d[0].Detail, fmt.Sprintf("redirected to %q", target)) {
						t.Errorf("got %s", d)
					}
					if got := paths(s); got[len(got)-1] != test.route || slices.Contains(got, "GET /elsewhere") {
						t.Errorf("got requests %q", got)
					}
				}
				if n := other.Connections(); n != 0 {
					t.Errorf("%d connections to where it points: %q", n, paths(other))
				}
			})
		}
	}
}

// together runs calls at the same time, and returns their errors.
func together(n int, call func(i int) diagnostics) []diagnostics {
	results := make([]diagnostics, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { results[i] = call(i) })
	}
	all.Wait()
	return results
}

func TestConcurrentReadsLogInOnce(t *testing.T) {
	t.Parallel()
	const nodes = 50
	s := simulatortest.Start(t, simulator.Options{})
	for node := range int64(nodes) {
		s.Set(simulator.InterfaceStatus(7, node+1), fmt.Sprintf(`{"node_id":%d}`, node+1))
	}
	s.InjectOnce(loginRoute, fault{Delay: 100 * time.Millisecond})
	p := start(t, environmentOf(s, session))
	// Some have a time-out; they share the login too.
	read := func(i int) diagnostics {
		arguments := object{"interface_id": 7, "node_id": i + 1}
		if i%2 == 0 {
			arguments["allow_missing"], arguments["timeouts"] = false, object{"read": "1m"}
		}
		_, d := p.read(t.Context(), t, interfaceStatus, arguments)
		return d
	}
	for round := range 3 {
		for _, d := range together(nodes, read) {
			succeed(t, d)
		}
		if n := s.Logins(); n != round+1 {
			t.Errorf("round %d: %d logins", round, n)
		}
		s.ExpireSessions()
	}
}

// TestCancelling ends reads that would otherwise take an hour.
func TestCancelling(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		faults    []fault
		arguments object
		ratelimit bool
		requests  int
		want      string
	}{
		"in a hang": {faults: []fault{{Hang: true}}, want: failure("Read cancelled",
			"Network interface 1 on node 2 could not be read: it was cancelled.",
			"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, no HTTP status, 1 attempt.")},
		"in a backoff": {faults: []fault{status(500)}, want: failure("Read cancelled",
			"Network interface 1 on node 2 could not be read: it was cancelled.",
			"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 500, 1 attempt.")},
		"in a body that drips": {faults: []fault{{Drip: time.Second}}, want: failure("Read cancelled",
			"Network interface 1 on node 2 could not be read: it was cancelled.",
			"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt.")},
		"in a wait that the service asked for": {faults: []fault{header(status(503), "Retry-After", "300")}, want: failure("Read cancelled",
			"Network interface 1 on node 2 could not be read: it was cancelled.",
			"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 503, 1 attempt, waited WHILE as the service asked, last asked to wait 5m0s (Retry-After).")},
		"between two polls": {
			arguments: object{"expect": object{"update_status": list{"UNAVAILABLE"}}, "timeouts": object{"read": "1h"}},
			faults:    []fault{{}},
			want: failure("Network interface 1 on node 2 is not as expected",
				"update_status is \"CHANGES_APPLIED\", expected \"UNAVAILABLE\".",
				"What to check next:\n  - Check whether the node has applied the last network change and can be reached.",
				"Checked once, in WHILE. Then the read was cancelled.",
				"Request: GET https://QUMULO/v2/network/interfaces/1/status/2, HTTP status 200, 1 attempt."),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			s.InjectOnce(statusRoute, test.faults...)
			p := start(t, environmentOf(s, environment{"NETSTATUS_REQUEST_TIMEOUT": "1h", "NETSTATUS_MAX_BACKOFF": "1h"}))
			arguments := object{"interface_id": 1, "node_id": 2, "expect": test.arguments["expect"], "timeouts": test.arguments["timeouts"]}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go func() {
				eventually(t, "the request was answered", func() bool {
					requests := s.Requests()
					return len(requests) > 0 && (requests[0].Status != 0 || test.faults[0].Hang)
				})
				// What follows the answer happens within the reader, unseen.
				time.Sleep(100 * time.Millisecond)
				cancel()
			}()
			_, d := p.read(ctx, t, interfaceStatus, arguments)
			same(t, normalized(whileWaiting.ReplaceAllString(d.String(), "in WHILE."), s), test.want)
			if n := len(s.Requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// TestRateLimitIsShared lets one reader learn that nothing is left, and looks when
// the next ones come.
func TestRateLimitIsShared(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.InjectOnce(interconnectGet, fault{Body: `{"state":"Healthy"}`, Headers: map[string]string{
		"Ratelimit": `"default";r=0;t=2`, "Ratelimit-Policy": `"default";q=1200;w=300`,
	}})
	p := start(t, environmentOf(s, nil))
	_, d := p.read(t.Context(), t, interconnectStatus, oneInterconnect)
	succeed(t, d)
	learned := time.Now()
	icons := []string{"icon-fra-2", "icon-ams-1", "icon-ams-2", "icon-lhr-1"}
	for _, d := range together(len(icons), func(i int) diagnostics {
		_, d := p.read(t.Context(), t, interconnectStatus, object{"icon": icons[i]})
		return d
	}) {
		succeed(t, d)
	}
	requests := s.Requests()
	if len(requests) != 1+len(icons) {
		t.Errorf("%d requests", len(requests))
	}
	for _, request := range requests[1:] {
		// The limit was known a little before the first read returned.
		if early := learned.Add(2 * time.Second).Sub(request.Time); early > time.Second {
			t.Errorf("%s came %s too early", request.Path, early)
		}
	}
	if log := p.log.String(); !strings.Contains(log, `"@level":"info","@message":"waiting as long as the service asks"`) {
		t.Error("the log doesn't say at info level that it waits")
	}
}

// TestManyMissingInterconnects asks no more once a message is full, and says so.
func TestManyMissingInterconnects(t *testing.T) {
	t.Parallel()
	for _, names := range []int{20, 200} {
		t.Run(fmt.Sprint(names), func(t *testing.T) {
			t.Parallel()
			icons := make(list, names)
			for i := range icons {
				icons[i] = fmt.Sprintf("icon-%03d", i)
			}
			s := simulatortest.Start(t, simulator.Options{})
			_, d := start(t, environmentOf(s, nil)).read(t.Context(), t, interconnectStatuses, object{"icons": icons})
			if len(d) != 1 || !strings.Contains(d.String(), `Not found either: "icon-`) {
				t.Errorf("got %s", d)
			}
			asked := len(s.Requests())
			// Up to ten are under way when the last one that is listed comes back.
			if asked < 20 || asked > 30 {
				t.Errorf("%d requests were made", asked)
			}
			unasked := fmt.Sprintf(" %d more were not asked.", names-asked)
			if strings.Contains(d.String(), unasked) != (asked < names) || strings.Contains(d.String(), "not asked") != (asked < names) {
				t.Errorf("%d of %d were asked: %s", asked, names, d)
			}
		})
	}
}
