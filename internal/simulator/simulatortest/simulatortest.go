// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package simulatortest starts simulators for tests and benchmarks.
package simulatortest

import (
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
