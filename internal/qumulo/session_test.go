// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// readAll reads that many statuses at the same time, each of another interface, and
// returns the errors.
func readAll(ctx context.Context, c *Client, n int) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { _, _, errs[i] = c.NetworkInterfaceStatus(ctx, int64(i+1), 2) })
	}
	all.Wait()
	return errs
}

func TestARefusedLoginIsNotSentAgain(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		s := simulatortest.Start(t, simulator.Options{})
		s.FaultAlways(simulator.LoginRoute, simulator.Fault{Status: status})
		c := connect(t, s, "")
		// Those who come later, and those who poll, get the same error.
		errs := append(readAll(t.Context(), c, 150), readAll(t.Context(), c.WithoutRetries(), 20)...)
		for _, err := range errs {
			failure, ok := errors.AsType[*transport.Error](err)
			if !ok || !failure.Login || failure.Status != status || err.Error() != errs[0].Error() || transport.IsTransient(err) {
				t.Fatalf("%d: got %v", status, err)
			}
		}
		if n := s.LoginAttempts(); n != 1 || len(s.Requests()) != 1 {
			t.Errorf("%d: %d logins, %d requests", status, n, len(s.Requests()))
		}
		// Another client logs in by itself.
		if err := readAll(t.Context(), connect(t, s, ""), 1)[0]; err == nil || s.LoginAttempts() != 2 {
			t.Errorf("%d: got %v after %d logins", status, err, s.LoginAttempts())
		}
	}
}

// TestWhatIsNoRefusal may be sent again, and those who wait share the failure.
func TestWhatIsNoRefusal(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{404: 1, 408: 2, 429: 2, 500: 2, 503: 2} {
		s := simulatortest.Start(t, simulator.Options{})
		s.SetLatency(20 * time.Millisecond)
		s.Fault(simulator.LoginRoute, simulator.Fault{Status: status}, simulator.Fault{Status: status})
		if attempts == 1 {
			s.ClearFaults()
			s.Fault(simulator.LoginRoute, simulator.Fault{Status: status})
		}
		c := connect(t, s, "")
		for _, err := range readAll(t.Context(), c, 10) {
			if failure, ok := errors.AsType[*transport.Error](err); !ok || failure.Status != status || failure.Attempts != attempts {
				t.Errorf("%d: got %v", status, err)
			}
		}
		if n := s.LoginAttempts(); n != attempts {
			t.Errorf("%d: %d logins", status, n)
		}
		if err := readAll(t.Context(), c, 1)[0]; err != nil {
			t.Errorf("%d: then got %v", status, err)
		}
	}
}

// TestALoginOutlivesWhoMadeIt has the one who logs in give up.
func TestALoginOutlivesWhoMadeIt(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Fault(simulator.LoginRoute, simulator.Fault{Hang: true})
	c := connect(t, s, "")
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	var others []error
	var all sync.WaitGroup
	all.Go(func() {
		if err := readAll(short, c, 1)[0]; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
	time.Sleep(50 * time.Millisecond)
	all.Go(func() { others = readAll(t.Context(), c, 1) })
	all.Wait()
	if others[0] != nil || s.LoginAttempts() != 2 {
		t.Errorf("got %v after %d logins", others[0], s.LoginAttempts())
	}
}

// TestSessionsThatEndWhileManyWait has the session end every hundred reads.
func TestSessionsThatEndWhileManyWait(t *testing.T) {
	t.Parallel()
	const reads = 1000
	s := simulatortest.Start(t, simulator.Options{})
	for i := range reads {
		s.SetNetworkInterfaceStatus(int64(i+1), 2, `{"node_id":2}`)
		if i%100 == 50 {
			s.Fault(fmt.Sprintf("GET /v2/network/interfaces/%d/status/2", i+1), simulator.Fault{ExpireSessions: true})
		}
	}
	failed := 0
	for _, err := range readAll(t.Context(), connect(t, s, ""), reads) {
		if err != nil {
			failed++
			t.Log(err)
		}
	}
	if failed > 0 || s.Logins() > 20 {
		t.Errorf("%d of %d failed, with %d logins", failed, reads, s.Logins())
	}
}

// TestAnEchoedLoginIsMasked has the cluster repeat what was sent.
func TestAnEchoedLoginIsMasked(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{Password: `a-"pass\word/`})
	s.FaultAlways(simulator.LoginRoute, simulator.Fault{EchoRequest: true})
	c, err := New(Options{
		Host: s.QumuloHost(), Port: int64(s.QumuloPort()), Username: "admin", Password: `a-"pass\word/`, CACertificate: s.CACertificate(),
		Transport: transport.Options{RequestTimeout: 30 * time.Second},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = readAll(t.Context(), c, 1)[0]
	if err == nil || !strings.Contains(err.Error(), `{"username":"admin","password":"***"}`) {
		t.Errorf("got %v", err)
	}
}
