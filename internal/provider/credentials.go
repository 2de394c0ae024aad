// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// credentials are the ways to prove to a service who we are, the best one first. Each is
// a setting, or several that belong together.
type credentials struct {
	// owner is the name of the service.
	owner   string
	schemes [][]setting[string]
}

// places returns where the settings of a scheme can be set.
func places(scheme []setting[string]) []place {
	at := make([]place, len(scheme))
	for i, s := range scheme {
		at[i] = s.place
	}
	return at
}

// places returns those of all schemes.
func (c credentials) places() []place {
	return places(slices.Concat(c.schemes...))
}

// resolve returns the values of the scheme that is used, by attribute, and the names of
// the settings that they come from, never their values. Credentials are one set from one
// place: if any of them is in the configuration, their variables are ignored.
func (c credentials) resolve(r *resolver) (resolved map[string]string, origin string) {
	configured := slices.ContainsFunc(c.places(), r.isConfigured)
	source := &resolver{configured: r.configured}
	if !configured {
		source.environ = r.environ
	}
	var (
		given  [][]setting[string]
		values []map[string]string
	)
	for _, scheme := range c.schemes {
		if found := valuesOf(scheme, source); len(found) > 0 {
			given, values = append(given, scheme), append(values, found)
		}
	}
	r.diags.Append(source.diags...)
	switch {
	case source.diags.HasError():
	case len(given) == 0:
		r.diags.Append(missingCredentials(c))
	case len(given) > 1 && configured:
		r.diags.Append(conflictingCredentials(c))
	case len(values[0]) < len(given[0]):
		r.diags.Append(incompleteCredentials(c.owner, given[0], values[0], configured))
	default:
		return values[0], originOf(configured, places(given[0]))
	}
	return nil, ""
}

// valuesOf returns the values of a scheme's settings that aren't empty, by attribute.
func valuesOf(scheme []setting[string], source *resolver) map[string]string {
	values := map[string]string{}
	for _, s := range scheme {
		if value := s.resolve(source); value != "" {
			values[s.attribute] = value
		}
	}
	return values
}

// conflicts reports what contradicts itself within the configuration, whatever the
// environment has. Credentials that aren't all known yet, or are empty, are judged
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

// alternatives names the settings of each scheme: "a, or b and c".
func (c credentials) alternatives(name func(place) string) string {
	names := make([]string, len(c.schemes))
	for i, scheme := range c.schemes {
		names[i] = join(places(scheme), name, " and ")
	}
	return strings.Join(names, ", or ")
}

func missingCredentials(c credentials) diag.Diagnostic {
	return attributeError(c.places()[0].path(), c.owner+" is not configured",
		fmt.Sprintf("The credentials are missing. Set %s, in the provider's configuration; or the environment variables %s.",
			c.alternatives(place.name), c.alternatives(place.variable)))
}

func conflictingCredentials(c credentials) diag.Diagnostic {
	others := places(slices.Concat(c.schemes[1:]...))
	return attributeError(c.places()[0].path(), "Conflicting "+c.owner+" credentials",
		fmt.Sprintf("%s can't be combined with %s.", join(places(c.schemes[0]), place.name, " and "), join(others, place.name, " or ")))
}

// incompleteCredentials reports the first setting of a scheme that has no value.
func incompleteCredentials(owner string, scheme []setting[string], values map[string]string, configured bool) diag.Diagnostic {
	isMissing := func(s setting[string]) bool { return values[s.attribute] == "" }
	missing := scheme[slices.IndexFunc(scheme, isMissing)].place
	given := scheme[slices.IndexFunc(scheme, func(s setting[string]) bool { return !isMissing(s) })].place
	summary := "Incomplete " + owner + " credentials"
	if !configured {
		return attributeError(missing.path(), summary,
			fmt.Sprintf("The environment variable %s is set, but %s is not. Set it as well, or put %s and %s into the provider's configuration.",
				given.variable(), missing.variable(), given.name(), missing.name()))
	}
	return attributeError(missing.path(), summary,
		fmt.Sprintf("%s is given, but %s is not. Set it as well. "+
			"Credentials come from one place: beside %s the environment variable %s is not read; to use the environment, leave both out and set %s and %s.",
			given.name(), missing.name(), given.name(), missing.variable(), given.variable(), missing.variable()))
}
