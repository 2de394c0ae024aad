// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

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

// ValidateResourceConfig implements [tfprotov6.ResourceServer].
func (s quietServer) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return withoutValues(ctx, req, s.server.ValidateResourceConfig)
}

// UpgradeResourceState implements [tfprotov6.ResourceServer].
func (s quietServer) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return withoutValues(ctx, req, s.server.UpgradeResourceState)
}

// ReadResource implements [tfprotov6.ResourceServer].
func (s quietServer) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return withoutValues(ctx, req, s.server.ReadResource)
}

// PlanResourceChange implements [tfprotov6.ResourceServer].
func (s quietServer) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return withoutValues(ctx, req, s.server.PlanResourceChange)
}

// ApplyResourceChange implements [tfprotov6.ResourceServer].
func (s quietServer) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return withoutValues(ctx, req, s.server.ApplyResourceChange)
}

// withoutValues makes a call under a context that is cancelled with ctx but carries
// none of its values.
func withoutValues[Q, R any](ctx context.Context, req Q, call func(context.Context, Q) (R, error)) (R, error) {
	without, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return call(without, req) //nolint:contextcheck // Without the values is the point.
}
