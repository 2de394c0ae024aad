// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// kind is one of the ways in which Terraform reads a status.
type kind struct {
	// label is the keyword before the type's name, in configurations and in messages, and
	// suffix is the end of that name.
	label, suffix string
	// timeoutName is the name of the time-out in the block timeouts.
	timeoutName string
	// description begins the description of each type, and expect describes the block of
	// that name.
	description, expect string
}

// typeName returns the name of an object's type in this kind.
func (k kind) typeName(object string) string {
	return object + k.suffix
}

// convert returns the attributes of a data source in the types of another kind. It panics
// at an attribute that to doesn't convert: one that was left out in silence would be missed
// by users only.
func convert[A any](attributes map[string]datasource.Attribute, to func(datasource.Attribute) (A, bool)) map[string]A {
	converted := make(map[string]A, len(attributes))
	for name, attribute := range attributes {
		one, ok := to(attribute)
		if !ok {
			panic(fmt.Sprintf("%s: no attribute of this kind for a %T", name, attribute))
		}
		converted[name] = one
	}
	return converted
}
