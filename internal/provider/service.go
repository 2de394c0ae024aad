// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// serviceDefinition is what the provider needs to know of a service.
type serviceDefinition struct {
	// name is that of the block; the variables begin with it.
	name        string
	description string
	// settings are those that were declared.
	settings    []row
	credentials credentials
	// connect makes the client, which a read takes with [clientOf]. It opens no
	// connection.
	connect func(*resolver, transport.Options) (any, diag.Diagnostics)
	// warn is what a user is told each time; nil where there is nothing.
	warn func(*resolver) diag.Diagnostics
}

// declare adds a setting to a service, and so to the schema.
func declare[T any](s *serviceDefinition, attribute string, declared setting[T]) setting[T] {
	declared.place = place{s.name, attribute}
	s.settings = append(s.settings, declared)
	return declared
}

// declareScheme adds credentials that belong together to a service.
func (s *serviceDefinition) declareScheme(settings ...setting[string]) {
	s.credentials.schemes = append(s.credentials.schemes, settings)
}

// block returns the service's block in the provider's schema.
func (s *serviceDefinition) block() schema.SingleNestedBlock {
	return schema.SingleNestedBlock{MarkdownDescription: s.description, Attributes: attributesOf(s.settings)}
}

// attributesOf returns the attributes of settings, by name.
func attributesOf(settings []row) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, one := range settings {
		attributes[one.where().attribute] = one.schema()
	}
	return attributes
}
