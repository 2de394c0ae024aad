// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestMain fails when any test of this package leaves a goroutine behind, those
// with cancelled reads among them.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// TestCancelledReadsLeaveNothingBehind cancels many reads at different moments; what
// is left of them is for TestMain to find.
func TestCancelledReadsLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	s.Inject(statusRoute, fault{Hang: true})
	s.Inject(interconnectGet, header(status(503), "Retry-After", "60"))
	p := start(t, environmentOf(s, session))
	for i, d := range together(60, func(i int) diagnostics {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*5*time.Millisecond)
		defer cancel()
		read := p.read
		if i%2 == 0 {
			read = p.open
		}
		data, arguments := interfaceStatus, oneInterface
		if i%4 < 2 {
			data, arguments = interconnectStatus, oneInterconnect
		}
		_, d := read(ctx, t, data, arguments)
		return d
	}) {
		if !d.is("Timed out") && !d.is("Cloudflare's rate limit: wait required") {
			t.Errorf("read %d: got %s", i, d)
		}
	}
}
