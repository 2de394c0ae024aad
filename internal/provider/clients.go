// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// clients is what data sources, ephemeral resources and actions get from the provider: a
// client for each service, made when first asked for, so that a configuration that uses
// one service needs nothing for the other.
type clients struct {
	connected map[string]func() (any, diag.Diagnostics)
	// newResolver resolves settings of the same configuration.
	newResolver func() *resolver
	// cliVersion is the version that the CLI has said it is.
	cliVersion string
	// userAgent is what the services see of us.
	userAgent string
	// stopped ends every read: the CLI doesn't stop a provider in every phase.
	stopped context.Context
}

func newClients(stopped context.Context, newResolver func() *resolver) *clients {
	return &clients{connected: map[string]func() (any, diag.Diagnostics){}, newResolver: newResolver, stopped: stopped}
}

// add adds the client of a service.
func (c *clients) add(s *serviceDefinition) {
	c.connected[s.name] = sync.OnceValues(func() (any, diag.Diagnostics) {
		r := c.newResolver()
		options := newGeneralSettings().resolve(r)
		options.UserAgent, options.Stop = c.userAgent, c.stopped
		return s.connect(r, options)
	})
}

// enforced reports whether an unmet expectation is an error.
func (c *clients) enforced() (bool, diag.Diagnostics) {
	r := c.newResolver()
	return newGeneralSettings().enforce.resolve(r), r.diags
}

// clientOf returns the client of a service. The diagnostics are the caller's to append to.
func clientOf[T any](c *clients, service string) (client T, diags diag.Diagnostics) {
	connected, diags := c.connected[service]()
	client, ok := connected.(T)
	if !ok && !diags.HasError() {
		return client, diag.Diagnostics{wrongProviderData(connected)}
	}
	return client, slices.Clone(diags)
}

// clientsFrom takes the clients out of what Configure handed over. They are nil while
// Terraform only validates.
func clientsFrom(providerData any) (*clients, diag.Diagnostics) {
	if providerData == nil {
		return nil, nil
	}
	c, ok := providerData.(*clients)
	if !ok {
		return nil, diag.Diagnostics{wrongProviderData(providerData)}
	}
	return c, nil
}
