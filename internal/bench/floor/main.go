// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-netstatus (floor) is the provider that no provider with
// this schema can beat: it reads each kind of data source once for real, and from then
// on answers the same after a pause, without judging, asking or encoding anything.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
)

// latencyVariable says how long an answer takes, as a duration.
const latencyVariable = "NETSTATUS_FLOOR_LATENCY"

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	latency, err := time.ParseDuration(os.Getenv(latencyVariable))
	if err != nil {
		return fmt.Errorf("%s: %w", latencyVariable, err)
	}
	for name, value := range provider.QuietEnvironment(os.Environ()) {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	inner := provider.NewServer(context.Background(), provider.New("floor"), true)()
	floor := &server{ProviderServer: inner, latency: latency, answers: map[string]*tfprotov6.ReadDataSourceResponse{}}
	return tf6server.Serve("registry.terraform.io/netstatus/netstatus", func() tfprotov6.ProviderServer { return floor })
}

// server answers constants.
type server struct {
	tfprotov6.ProviderServer
	latency time.Duration

	mu      sync.Mutex
	answers map[string]*tfprotov6.ReadDataSourceResponse
}

// ValidateDataResourceConfig implements [tfprotov6.DataSourceServer].
func (*server) ValidateDataResourceConfig(context.Context, *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

// ReadDataSource implements [tfprotov6.DataSourceServer].
func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	answer, err := s.answer(ctx, req)
	if err == nil {
		time.Sleep(s.latency)
	}
	return answer, err
}

func (s *server) answer(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer, ok := s.answers[req.TypeName]; ok {
		return answer, nil
	}
	answer, err := s.ProviderServer.ReadDataSource(ctx, req)
	if err == nil {
		s.answers[req.TypeName] = answer
	}
	return answer, err
}

// PlanResourceChange implements [tfprotov6.ResourceServer].
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if !isNull(req.ProposedNewState) {
		return s.ProviderServer.PlanResourceChange(ctx, req)
	}
	time.Sleep(s.latency)
	return &tfprotov6.PlanResourceChangeResponse{PlannedState: req.ProposedNewState}, nil
}

// ApplyResourceChange implements [tfprotov6.ResourceServer].
func (s *server) ApplyResourceChange(_ context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if isNull(req.PlannedState) {
		time.Sleep(s.latency)
	}
	return &tfprotov6.ApplyResourceChangeResponse{NewState: req.PlannedState}, nil
}

// isNull reports whether a value is MessagePack's nil.
func isNull(value *tfprotov6.DynamicValue) bool {
	const msgpackNil = 0xc0
	return value != nil && len(value.MsgPack) == 1 && value.MsgPack[0] == msgpackNil
}
