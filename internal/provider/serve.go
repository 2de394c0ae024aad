// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"io"
	"log"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewServer returns a factory of protocol servers for a provider, whose reads end
// with ctx. Quiet ones log nothing, and are lighter for it. The standard logger is
// silent from then on.
func NewServer(ctx context.Context, factory func() provider.Provider, quiet bool) func() tfprotov6.ProviderServer {
	silenceStandardLogger()
	return func() tfprotov6.ProviderServer {
		made := factory()
		ctx, stop := context.WithCancel(ctx)
		if p, ok := made.(*netstatus); ok {
			p.stopped = ctx
		}
		served := server{wrapped: wrap(providerserver.NewProtocol6(made)()), streams: &streams{}, interrupt: ctx, stop: stop}
		if quiet {
			return quietServer{served}
		}
		return served
	}
}

// silenceStandardLogger drops what isn't written by our logger: package net/http
// logs the bytes of a response that nobody asked for, secrets included.
func silenceStandardLogger() {
	log.SetOutput(io.Discard)
}

// wrapped is the framework's server with the optional parts of the protocol, which are
// missing in silence where they aren't embedded.
type wrapped interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
}

// wrap panics where the framework no longer has a part that the provider needs.
func wrap(framework tfprotov6.ProviderServer) wrapped {
	server, ok := framework.(wrapped)
	if !ok {
		panic("the framework's server has no actions")
	}
	return server
}

// server is the framework's server, with what the framework doesn't do.
type server struct {
	wrapped
	streams *streams
	// interrupt ends every read: the CLI doesn't stop a provider in every phase.
	interrupt context.Context
	// stop ends what outlives the reads.
	stop context.CancelFunc
}

// ReadDataSource implements [tfprotov6.DataSourceServer].
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return interruptible(ctx, s, req, s.wrapped.ReadDataSource)
}

// OpenEphemeralResource implements [tfprotov6.EphemeralResourceServer].
func (s server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return interruptible(ctx, s, req, s.wrapped.OpenEphemeralResource)
}

// PlanResourceChange implements [tfprotov6.ResourceServer].
func (s server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return interruptible(ctx, s, req, s.wrapped.PlanResourceChange)
}

// ApplyResourceChange implements [tfprotov6.ResourceServer].
func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return interruptible(ctx, s, req, s.wrapped.ApplyResourceChange)
}

// PlanAction implements [tfprotov6.ActionServer].
func (s server) PlanAction(ctx context.Context, req *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return interruptible(ctx, s, req, s.wrapped.PlanAction)
}

// interruptible makes a call that also ends with the server's interrupt.
func interruptible[Q, R any](ctx context.Context, s server, req Q, call func(context.Context, Q) (R, error)) (R, error) {
	ctx, cancel := s.interruptible(ctx)
	defer cancel()
	return call(ctx, req)
}

// interruptible is a context that also ends with the server's interrupt.
func (s server) interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.interrupt, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// CallFunction implements [tfprotov6.FunctionServer]. OpenTofu 1.12 sends an
// argument that is null as no value at all, which the framework can't decode.
func (s server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	const msgpackNil = 0xc0
	for i, argument := range req.Arguments {
		if argument != nil && argument.MsgPack == nil && argument.JSON == nil {
			req.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNil}}
		}
	}
	return s.wrapped.CallFunction(ctx, req)
}

// QuietEnvironment returns the variables that turn plugin logging off, none where
// the user turned it on with TF_LOG, TF_LOG_PROVIDER or TF_LOG_SDK, or the forms of
// the last two that name a provider or a subsystem. Otherwise every line is written
// at TRACE, only for the CLI to drop it, and that costs more than the reads.
func QuietEnvironment(environment []string) map[string]string {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && (name == "TF_LOG" || hasForm(name, "TF_LOG_PROVIDER") || hasForm(name, "TF_LOG_SDK")) {
			return nil
		}
	}
	return map[string]string{"TF_LOG_SDK": "off", "TF_LOG_PROVIDER_NETSTATUS": "off"}
}

func hasForm(name, prefix string) bool {
	return name == prefix || strings.HasPrefix(name, prefix+"_")
}
