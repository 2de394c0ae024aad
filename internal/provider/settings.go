// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
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

// place is where a user can set something: an attribute of a section's block, or of the
// provider itself where section is empty.
type place struct {
	section, attribute string
}

// path is that of the attribute.
func (p place) path() path.Path {
	if p.section == "" {
		return path.Root(p.attribute)
	}
	return path.Root(p.section).AtName(p.attribute)
}

// name is how a user writes the attribute.
func (p place) name() string {
	return p.path().String()
}

// variable is the environment variable that stands in for the attribute.
func (p place) variable() string {
	return prefixOf(p.section) + strings.ToUpper(p.attribute)
}

// prefixOf is what the variables of a section begin with.
func prefixOf(section string) string {
	if section == "" {
		section = Name
	}
	return strings.ToUpper(section) + "_"
}

// row is a setting of any type.
type row interface {
	where() place
	schema() schema.Attribute
}

func (s setting[T]) where() place {
	return s.place
}

// schema is the setting in the provider's schema.
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

// resolve is the setting's value, its fallback where it isn't set or is wrong.
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

// find is a setting in the configuration, with the path to name where it isn't known: a
// dynamic block is unknown as a whole.
func (r *resolver) find(at place) (value tftypes.Value, named path.Path) {
	if at.section == "" {
		return r.configured.members[at.attribute], at.path()
	}
	if section := r.configured.members[at.section]; !section.IsKnown() {
		return section, r.configured.path(at.section)
	}
	return r.configured.block(at.section).members[at.attribute], at.path()
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

// text is the text of a setting, and whether it comes from the configuration. It is
// not ok where it isn't set, or isn't known.
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
