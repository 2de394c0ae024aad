// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package simulatortest starts simulators for tests and benchmarks.
package simulatortest

import (
	"fmt"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// Start starts a simulator with the sample. It is closed when the test ends.
func Start(tb testing.TB, options simulator.Options) *simulator.Simulator {
	tb.Helper()
	s, err := simulator.Start(options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(s.Close)
	s.LoadSample()
	return s
}

// AddInterconnects adds interconnects that all have the same status.
func AddInterconnects(s *simulator.Simulator, accountID, status string, icons ...string) {
	for _, icon := range icons {
		s.Set(simulator.Interconnect(accountID, icon), fmt.Sprintf(`{"name":%q,"site":"fra","type":"direct"}`, icon))
		s.Set(simulator.InterconnectStatus(accountID, icon), status)
	}
}
