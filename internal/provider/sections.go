// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// sections are the services that can be asked: each is a block of the provider's
// configuration, and a client.
func sections() []*section {
	return []*section{qumuloSection(), cloudflareSection()}
}

// section is what the provider needs to know of a service.
type section struct {
	// name is that of the block; the variables begin with it.
	name        string
	description string
	// settings are those that were declared.
	settings    []row
	credentials credentials
	// objects are what can be read of the service.
	objects []definition
	// functions judge them.
	functions []func() function.Function
	// connect makes the client, which a read takes with [clientOf]. It opens no
	// connection.
	connect func(*resolver, transport.Options) (any, diag.Diagnostics)
	// warn is what a user is told each time; nil where there is nothing.
	warn func(*resolver) diag.Diagnostics
}

// declare adds a setting to a section, and so to the schema.
func declare[T any](s *section, attribute string, declared setting[T]) setting[T] {
	declared.place = place{s.name, attribute}
	s.settings = append(s.settings, declared)
	return declared
}

// declareScheme adds credentials that belong together to a section.
func (s *section) declareScheme(settings ...setting[string]) {
	s.credentials.schemes = append(s.credentials.schemes, settings)
}

// block is the section in the provider's schema.
func (s *section) block() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{MarkdownDescription: s.description, Attributes: attributesOf(s.settings)}
}

// attributesOf are the attributes of settings, by name.
func attributesOf(settings []row) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, one := range settings {
		attributes[one.where().attribute] = one.schema()
	}
	return attributes
}

// EnvironmentPrefixes are what the environment variables begin with that the provider
// reads.
func EnvironmentPrefixes() []string {
	prefixes := []string{prefixOf("")}
	for _, s := range sections() {
		prefixes = append(prefixes, prefixOf(s.name))
	}
	return prefixes
}

// services is what data sources, ephemeral resources and actions get from the
// provider: a client for each section, made when first asked for, so that a
// configuration that uses one service needs nothing for the other.
type services struct {
	clients map[string]func() (any, diag.Diagnostics)
	// newResolver resolves settings of the same configuration.
	newResolver func() *resolver
	// cliVersion is the version that the CLI has said it is.
	cliVersion string
	// stopped ends every read: the CLI doesn't stop a provider in every phase.
	stopped context.Context
}

func newServices(stopped context.Context, newResolver func() *resolver, cliVersion, userAgent string) *services {
	s := &services{clients: map[string]func() (any, diag.Diagnostics){}, newResolver: newResolver, cliVersion: cliVersion, stopped: stopped}
	for _, one := range sections() {
		s.clients[one.name] = sync.OnceValues(func() (any, diag.Diagnostics) {
			r := newResolver()
			options := newGeneralSettings().resolve(r)
			options.UserAgent, options.Stop = userAgent, stopped
			return one.connect(r, options)
		})
	}
	return s
}

// enforced reports whether an unmet expectation is an error.
func (s *services) enforced() (bool, diag.Diagnostics) {
	r := s.newResolver()
	return newGeneralSettings().enforce.resolve(r), r.diags
}

// clientOf is the client of a section. The diagnostics are the caller's to append to.
func clientOf[T any](s *services, section string) (client T, diags diag.Diagnostics) {
	made, diags := s.clients[section]()
	client, ok := made.(T)
	if !ok && !diags.HasError() {
		return client, diag.Diagnostics{wrongProviderData(slices.Sorted(maps.Keys(s.clients)))}
	}
	return client, slices.Clone(diags)
}
