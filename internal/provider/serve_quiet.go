// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// A quiet server strips the context's values before an RPC that comes once an object
// reaches the framework. The framework would log every step, and
// proto6server.registerContext keeps each call's context until the provider stops:
// 28 MB after 1,000 reads.

// ValidateDataResourceConfig implements [tfprotov6.DataSourceServer].
func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return calm(ctx, s, req, s.wrapped.ValidateDataResourceConfig)
}

// ReadDataSource implements [tfprotov6.DataSourceServer].
func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return calm(ctx, s, req, s.wrapped.ReadDataSource)
}

// ValidateEphemeralResourceConfig implements [tfprotov6.EphemeralResourceServer].
func (s *server) ValidateEphemeralResourceConfig(ctx context.Context, req *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return calm(ctx, s, req, s.wrapped.ValidateEphemeralResourceConfig)
}

// OpenEphemeralResource implements [tfprotov6.EphemeralResourceServer].
func (s *server) OpenEphemeralResource(ctx context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	return calm(ctx, s, req, s.wrapped.OpenEphemeralResource)
}

// calm makes a call, that of a quiet server under a context that is cancelled with ctx but
// carries none of its values.
func calm[Q, R any](ctx context.Context, s *server, req Q, call func(context.Context, Q) (R, error)) (R, error) {
	if !s.quiet {
		return call(ctx, req)
	}
	without, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return call(without, req) //nolint:contextcheck // Without the values is the point.
}
