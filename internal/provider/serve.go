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
		served := server{providerserver.NewProtocol6(factory())(), ctx}
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

// server is the framework's server, with what the framework doesn't do.
type server struct {
	tfprotov6.ProviderServer
	// interrupt ends every read: the CLI doesn't stop a provider in every phase.
	interrupt context.Context
}

// ReadDataSource implements [tfprotov6.DataSourceServer].
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, cancel := s.interruptible(ctx)
	defer cancel()
	return s.ProviderServer.ReadDataSource(ctx, req)
}

// OpenEphemeralResource implements [tfprotov6.EphemeralResourceServer].
func (s server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	ctx, cancel := s.interruptible(ctx)
	defer cancel()
	return s.ProviderServer.OpenEphemeralResource(ctx, req)
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
	return s.ProviderServer.CallFunction(ctx, req)
}

// quietServer strips the context's values before an RPC that comes once an object
// reaches the framework. The framework would log every step, and
// proto6server.registerContext keeps each call's context until the provider stops:
// 28 MB after 1,000 reads.
type quietServer struct {
	server
}

// ValidateDataResourceConfig implements [tfprotov6.DataSourceServer].
func (s quietServer) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return withoutValues(ctx, req, s.server.ValidateDataResourceConfig)
}

// ReadDataSource implements [tfprotov6.DataSourceServer].
func (s quietServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return withoutValues(ctx, req, s.server.ReadDataSource)
}

// ValidateEphemeralResourceConfig implements [tfprotov6.EphemeralResourceServer].
func (s quietServer) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return withoutValues(ctx, req, s.server.ValidateEphemeralResourceConfig)
}

// OpenEphemeralResource implements [tfprotov6.EphemeralResourceServer].
func (s quietServer) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return withoutValues(ctx, req, s.server.OpenEphemeralResource)
}

// withoutValues makes a call under a context that is cancelled with ctx but carries
// none of its values.
func withoutValues[Q, R any](ctx context.Context, req Q, call func(context.Context, Q) (R, error)) (R, error) {
	without, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return call(without, req) //nolint:contextcheck // Without the values is the point.
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
