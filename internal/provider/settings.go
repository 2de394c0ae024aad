// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
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

// place is where a user can set something.
type place struct {
	path     path.Path
	variable string
}

// name is how a user writes the attribute.
func (p place) name() string {
	return p.path.String()
}

// row is a setting of any type.
type row interface {
	where() place
	attribute() schema.Attribute
}

func (s setting[T]) where() place {
	return s.place
}

// attribute is the setting in the provider's schema.
func (s setting[T]) attribute() schema.Attribute {
	description := s.description + " Environment: `" + s.variable + "`."
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

// attributesOf are the attributes of settings, by name.
func attributesOf(rows ...row) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{}
	for _, row := range rows {
		steps := row.where().path.Steps()
		attributes[strings.TrimPrefix(steps[len(steps)-1].String(), ".")] = row.attribute()
	}
	return attributes
}

// resolver resolves settings. What is wrong with them is gathered in diags; a value
// that isn't known yet is wrong too, and never taken from the environment.
type resolver struct {
	configured map[string]attr.Value
	getenv     func(string) string
	diags      diag.Diagnostics
}

// configuredValues are the values of settings in the provider's configuration, by
// the name of the setting.
func configuredValues(ctx context.Context, config tfsdk.Config, rows ...row) (map[string]attr.Value, diag.Diagnostics) {
	var diags diag.Diagnostics
	values := map[string]attr.Value{}
	for _, row := range rows {
		at := row.where()
		var value attr.Value
		switch row.attribute().(type) {
		case schema.NumberAttribute:
			var number types.Number
			diags.Append(config.GetAttribute(ctx, at.path, &number)...)
			value = number
		case schema.BoolAttribute:
			var flag types.Bool
			diags.Append(config.GetAttribute(ctx, at.path, &flag)...)
			value = flag
		default:
			var text types.String
			diags.Append(config.GetAttribute(ctx, at.path, &text)...)
			value = text
		}
		if isUnknown, more := isUnknownSection(ctx, config, at.path.ParentPath()); isUnknown {
			// A dynamic block is unknown as a whole.
			values[at.path.ParentPath().String()] = types.DynamicUnknown()
			value = types.DynamicUnknown()
		} else {
			diags.Append(more...)
		}
		values[at.name()] = value
	}
	return values, diags
}

// isUnknownSection reports whether a section isn't known yet. Its members would be
// null, and come from the environment.
func isUnknownSection(ctx context.Context, config tfsdk.Config, at path.Path) (bool, diag.Diagnostics) {
	if at.Equal(path.Empty()) {
		return false, nil
	}
	var section types.Object
	diags := config.GetAttribute(ctx, at, &section)
	return section.IsUnknown(), diags
}

// isConfigured reports whether a setting is in the configuration, known or not.
func (r *resolver) isConfigured(at place) bool {
	value, ok := r.configured[at.name()]
	return ok && !value.IsNull()
}

// isSet reports whether a setting is in the configuration or in the environment.
func (r *resolver) isSet(at place) bool {
	return r.isConfigured(at) || r.getenv(at.variable) != ""
}

// text is the text of a setting, and whether it comes from the configuration. It is
// not ok where it isn't set, or isn't known.
func (r *resolver) text(at place) (text string, configured, ok bool) {
	if !r.isConfigured(at) {
		text = r.getenv(at.variable)
		return text, false, text != ""
	}
	switch value := r.configured[at.name()].(type) {
	case basetypes.StringValue:
		text, ok = value.ValueString(), !value.IsUnknown()
	case basetypes.NumberValue:
		text, ok = "", !value.IsUnknown()
		if ok {
			text = value.ValueBigFloat().Text('f', -1)
		}
	case basetypes.BoolValue:
		text, ok = strconv.FormatBool(value.ValueBool()), !value.IsUnknown()
	}
	if section := at.path.ParentPath(); r.configured[section.String()] != nil {
		r.diags.Append(unknownSetting(section))
	} else if !ok {
		r.diags.Append(unknownSetting(at.path))
	}
	return text, true, ok
}

// credentials are the two ways to prove who we are that each service has: a token
// of its own, or a pair of settings.
type credentials struct {
	service string
	single  setting[string]
	pair    [2]setting[string]
}

func (c credentials) places() []place {
	return []place{c.single.place, c.pair[0].place, c.pair[1].place}
}

// found are the credentials that a section has, and where they come from. Those of
// the scheme that isn't used are empty.
type found struct {
	single, first, second string
	// origin names the settings, never their values.
	origin string
}

// resolve resolves credentials as one set from one place: if any of them is in the
// configuration, their variables are ignored.
func (c credentials) resolve(r *resolver) found {
	configured := slices.ContainsFunc(c.places(), r.isConfigured)
	source := &resolver{configured: r.configured, getenv: r.getenv}
	if configured {
		source.getenv = func(string) string { return "" }
	}
	result := found{single: c.single.resolve(source), first: c.pair[0].resolve(source), second: c.pair[1].resolve(source)}
	r.diags.Append(source.diags...)
	if source.diags.HasError() {
		return found{}
	}
	switch hasPair := result.first != "" || result.second != ""; {
	case result.single != "" && hasPair && configured:
		r.diags.Append(conflictingCredentials(c))
	case result.single != "":
		return found{single: result.single, origin: originOf(configured, c.single.place)}
	case !hasPair:
		r.diags.Append(missingCredentials(c))
	case result.second == "":
		r.diags.Append(incompleteCredentials(c.service, c.pair[0].place, c.pair[1].place, configured))
	case result.first == "":
		r.diags.Append(incompleteCredentials(c.service, c.pair[1].place, c.pair[0].place, configured))
	default:
		result.origin = originOf(configured, c.pair[0].place, c.pair[1].place)
		return result
	}
	return found{}
}

// conflicts finds what contradicts itself within the configuration, whatever the
// environment holds. Credentials that aren't all known yet, or are empty, are judged
// when they are used.
func (c credentials) conflicts(configured map[string]attr.Value) diag.Diagnostics {
	r := &resolver{configured: configured, getenv: func(string) string { return "" }}
	isOpen := func(at place) bool {
		if !r.isConfigured(at) {
			return false
		}
		text, isText := configured[at.name()].(basetypes.StringValue)
		return !isText || text.IsUnknown() || text.ValueString() == ""
	}
	if slices.ContainsFunc(c.places(), r.isConfigured) && !slices.ContainsFunc(c.places(), isOpen) {
		c.resolve(r)
	}
	return r.diags
}

// originOf names settings by the place they come from.
func originOf(configured bool, places ...place) string {
	names := make([]string, len(places))
	for i, at := range places {
		names[i] = at.variable
		if configured {
			names[i] = at.name()
		}
	}
	if configured {
		return strings.Join(names, " and ") + " of the provider's configuration"
	}
	return strings.Join(names, " and ") + " of the environment"
}
