// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// TestQuietServer reads without a log, and still ends with its caller.
func TestQuietServer(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	variables := environmentOf(s, nil)
	loud := start(t, variables)
	quiet := &server{
		ProviderServer: provider.NewServer(context.Background(), provider.NewWithEnvironment("test", variables), true)(),
		schemas:        loud.schemas, log: &lockedBuffer{},
	}
	succeed(t, quiet.configure(t, nil))
	before := len(quiet.log.String())
	succeed(t, quiet.validateData(t, interfaceStatus, oneInterface))
	succeed(t, quiet.validateEphemeral(t, interfaceStatus, oneInterface))
	_, d := quiet.read(t.Context(), t, interfaceStatus, oneInterface)
	succeed(t, d)
	_, d = quiet.open(t.Context(), t, interconnectStatus, oneInterconnect)
	succeed(t, d)
	if log := quiet.log.String()[before:]; log != "" {
		t.Errorf("it logs %s", log)
	}
	s.FaultAlways(statusRoute, fault{Hang: true})
	s.ResetRequests()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		eventually(t, "the request has arrived", func() bool { return len(s.Requests()) > 0 })
		cancel()
	}()
	if _, d = quiet.read(ctx, t, interfaceStatus, oneInterface); !d.is("Read cancelled") {
		t.Errorf("got %s", d)
	}
}

func TestQuietUnlessAsked(t *testing.T) {
	t.Parallel()
	for _, environment := range [][]string{
		nil,
		{"PATH=/bin"},
		{"TF_LOG="},
		{"TF_LOG_CORE=TRACE", "TF_LOG_PATH=log"},
		{"TF_LOG_PROVIDERS=x"},
	} {
		if got := provider.QuietEnvironment(environment); got["TF_LOG_SDK"] != "off" || got["TF_LOG_PROVIDER_NETSTATUS"] != "off" {
			t.Errorf("%q: got %v, want everything off", environment, got)
		}
	}
	for _, environment := range [][]string{
		{"TF_LOG=INFO"},
		{"TF_LOG=off"},
		{"TF_LOG_PROVIDER=DEBUG"},
		{"TF_LOG_PROVIDER_NETSTATUS=DEBUG"},
		{"TF_LOG_PROVIDER_NETSTATUS_QUMULO=DEBUG"},
		{"TF_LOG_SDK=TRACE"},
		{"TF_LOG_SDK_PROTO=TRACE"},
	} {
		if got := provider.QuietEnvironment(environment); got != nil {
			t.Errorf("%q: got %v, want the user's own settings left alone", environment, got)
		}
	}
}
