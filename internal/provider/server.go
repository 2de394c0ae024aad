// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewServer returns a factory of protocol servers for a provider. Quiet ones log
// nothing, and are lighter for it.
func NewServer(factory func() provider.Provider, quiet bool) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		served := server{providerserver.NewProtocol6(factory())()}
		if quiet {
			return quietServer{served}
		}
		return served
	}
}

// server is the framework's server.
type server struct {
	tfprotov6.ProviderServer
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

// quietServer keeps the loggers that each call brings in its context from the
// framework. It would feed them with every step, and it holds the context of
// every call until the provider ends: of a thousand reads, 28 MB. The calls that
// come once an object matter.
type quietServer struct {
	server
}

// ValidateDataResourceConfig implements [tfprotov6.DataSourceServer].
func (s quietServer) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return bare(ctx, req, s.server.ValidateDataResourceConfig)
}

// ReadDataSource implements [tfprotov6.DataSourceServer].
func (s quietServer) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return bare(ctx, req, s.server.ReadDataSource)
}

// ValidateEphemeralResourceConfig implements [tfprotov6.EphemeralResourceServer].
func (s quietServer) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return bare(ctx, req, s.server.ValidateEphemeralResourceConfig)
}

// OpenEphemeralResource implements [tfprotov6.EphemeralResourceServer].
func (s quietServer) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return bare(ctx, req, s.server.OpenEphemeralResource)
}

// bare makes a call whose context has nothing of the given one but its end.
func bare[Q, R any](ctx context.Context, req Q, call func(context.Context, Q) (R, error)) (R, error) {
	without, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return call(without, req) //nolint:contextcheck // Without the values is the point.
}
