// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

// setting is one setting of the provider: it makes its attribute and resolves
// itself. Configuration beats environment beats fallback; a variable that is empty
// isn't set, an attribute that is empty is.
type setting[T any] struct {
	place
	description string
	secret      bool
	fallback    T
	// parse reads the text of the attribute or of the variable. Its errors complete
	// the sentence "The value …".
	parse func(string) (T, error)
}

// place is where a user can set something: an attribute of a block, or of the
// provider itself where block is empty.
type place struct {
	block, attribute string
}

// path returns the path of the attribute.
func (p place) path() path.Path {
	if p.block == "" {
		return path.Root(p.attribute)
	}
	return path.Root(p.block).AtName(p.attribute)
}

// name returns the attribute as a user writes it.
func (p place) name() string {
	return p.path().String()
}

// variable returns the environment variable that is read if the attribute isn't set.
func (p place) variable() string {
	return prefixOf(p.block) + strings.ToUpper(p.attribute)
}

// prefixOf returns how the variables of a service begin.
func prefixOf(block string) string {
	if block == "" {
		block = "netstatus"
	}
	return strings.ToUpper(block) + "_"
}

// row is a setting of any type.
type row interface {
	where() place
	schema() schema.Attribute
}

func (s setting[T]) where() place {
	return s.place
}

// schema returns the setting's attribute in the provider's schema.
func (s setting[T]) schema() schema.Attribute {
	description := s.description + " Environment: `" + s.variable() + "`."
	switch any(s.fallback).(type) {
	case int64:
		return schema.NumberAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.Number{numberIs(s.parse)}}
	case bool:
		return schema.BoolAttribute{Optional: true, MarkdownDescription: description}
	default:
		return schema.StringAttribute{Optional: true, Sensitive: s.secret, MarkdownDescription: description, Validators: []validator.String{unlessEmpty{check(s.parse)}}}
	}
}

// resolve returns the setting's value, or its fallback if it isn't set or is wrong.
func (s setting[T]) resolve(r *resolver) T {
	text, configured, ok := r.text(s.place)
	if !ok {
		return s.fallback
	}
	value, err := s.parse(text)
	if err != nil {
		r.diags.Append(invalidSetting(s.place, configured, err))
		return s.fallback
	}
	return value
}

// resolver resolves settings. What is wrong with them is gathered in diags; a value
// that isn't known yet is wrong too, and never taken from the environment.
type resolver struct {
	// configured is the provider's configuration.
	configured arguments
	// environ is the environment, by name.
	environ map[string]string
	diags   diag.Diagnostics
}

// find returns a setting of the configuration, and the path to name if it isn't known: a
// dynamic block is unknown as a whole.
func (r *resolver) find(at place) (value tftypes.Value, named path.Path) {
	if at.block == "" {
		return r.configured.members[at.attribute], at.path()
	}
	if block := r.configured.members[at.block]; !block.IsKnown() {
		return block, r.configured.path(at.block)
	}
	return r.configured.block(at.block).members[at.attribute], at.path()
}

// isConfigured reports whether a setting is in the configuration, known or not.
func (r *resolver) isConfigured(at place) bool {
	value, _ := r.find(at)
	return !value.IsNull()
}

// isSet reports whether a setting is in the configuration or in the environment.
func (r *resolver) isSet(at place) bool {
	return r.isConfigured(at) || r.environ[at.variable()] != ""
}

// text returns the text of a setting, and whether it comes from the configuration. It is
// not ok if it isn't set, or isn't known.
func (r *resolver) text(at place) (text string, configured, ok bool) {
	value, named := r.find(at)
	if value.IsNull() {
		text = r.environ[at.variable()]
		return text, false, text != ""
	}
	text, ok = textOf(value)
	if !ok {
		r.diags.Append(unknownSetting(named))
	}
	return text, true, ok
}

func unknownSetting(at path.Path) diag.Diagnostic {
	return attributeError(at, "Provider setting not known yet",
		fmt.Sprintf("The provider's %s depends on something that is known only after apply, so nothing can be read while planning. "+
			"It is not replaced by the environment.\n\n"+
			"Give it a value that is known while planning. If a resource of the same configuration makes it, use the ephemeral resource with after = RESOURCE.id, "+
			"which is then read in the same run, when that resource is there; or first apply what it depends on: terraform apply -target=…", at))
}

func invalidSetting(at place, configured bool, err error) diag.Diagnostic {
	if configured {
		return invalidValue(at.path(), err)
	}
	return attributeError(at.path(), "Invalid environment variable",
		fmt.Sprintf("The variable %s %s. It sets the provider's %s.", at.variable(), err, at.name()))
}

func missingSetting(service, what string, at place) diag.Diagnostic {
	return attributeError(at.path(), service+" is not configured",
		fmt.Sprintf("%s is missing. Set %s in the provider's configuration, or the environment variable %s.",
			gate.Capitalized(what), at.name(), at.variable()))
}
