// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// credentials are the ways to prove to a service who we are, the best one first. Each is
// a setting, or several that belong together.
type credentials struct {
	service string
	schemes [][]setting[string]
}

// found are the credentials that a section has.
type found struct {
	// values are those of the settings of each scheme, empty for all but the one used.
	values [][]string
	// origin names the settings that they come from, never their values.
	origin string
}

// places are where the settings of a scheme can be set.
func places(scheme []setting[string]) []place {
	at := make([]place, len(scheme))
	for i, s := range scheme {
		at[i] = s.place
	}
	return at
}

// places are those of all schemes.
func (c credentials) places() []place {
	return places(slices.Concat(c.schemes...))
}

// resolve resolves credentials as one set from one place: if any of them is in the
// configuration, their variables are ignored.
func (c credentials) resolve(r *resolver) found {
	configured := slices.ContainsFunc(c.places(), r.isConfigured)
	source := &resolver{configured: r.configured}
	if !configured {
		source.environ = r.environ
	}
	values, given := c.valuesFrom(source)
	r.diags.Append(source.diags...)
	if source.diags.HasError() {
		return found{values: blank(values)}
	}
	switch {
	case len(given) == 0:
		r.diags.Append(missingCredentials(c))
	case len(given) > 1 && configured:
		r.diags.Append(conflictingCredentials(c))
	default:
		used := given[0]
		if missing := slices.Index(values[used], ""); missing >= 0 {
			r.diags.Append(incompleteCredentials(c, used, missing, configured))
			break
		}
		chosen := blank(values)
		chosen[used] = values[used]
		return found{values: chosen, origin: originOf(configured, places(c.schemes[used]))}
	}
	return found{values: blank(values)}
}

// valuesFrom are the values of each scheme, and which schemes have any.
func (c credentials) valuesFrom(source *resolver) (values [][]string, given []int) {
	for i, scheme := range c.schemes {
		resolved := make([]string, len(scheme))
		for j, s := range scheme {
			resolved[j] = s.resolve(source)
		}
		values = append(values, resolved)
		if strings.Join(resolved, "") != "" {
			given = append(given, i)
		}
	}
	return values, given
}

// blank has the shape of values and holds none.
func blank(values [][]string) [][]string {
	empty := make([][]string, len(values))
	for i := range values {
		empty[i] = make([]string, len(values[i]))
	}
	return empty
}

// conflicts finds what contradicts itself within the configuration, whatever the
// environment holds. Credentials that aren't all known yet, or are empty, are judged
// when they are used.
func (c credentials) conflicts(configured arguments) diag.Diagnostics {
	r := &resolver{configured: configured}
	isOpen := func(at place) bool {
		value, _ := r.find(at)
		text, ok := textOf(value)
		return !value.IsNull() && (!ok || text == "")
	}
	if slices.ContainsFunc(c.places(), r.isConfigured) && !slices.ContainsFunc(c.places(), isOpen) {
		c.resolve(r)
	}
	return r.diags
}

// originOf names settings by the place they come from.
func originOf(configured bool, places []place) string {
	if configured {
		return join(places, place.name, " and ") + " of the provider's configuration"
	}
	return join(places, place.variable, " and ") + " of the environment"
}

// join names places.
func join(places []place, name func(place) string, separator string) string {
	names := make([]string, len(places))
	for i, at := range places {
		names[i] = name(at)
	}
	return strings.Join(names, separator)
}
