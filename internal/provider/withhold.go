// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A gate withholds a credential until its expectation is met, and then releases it. A
// provider that is configured with the released credential can't change anything while
// the gate is closed.

// A withheld string of these many characters is looked for in the environment. A member
// of an object has to be longer, because a region or a user name may stand there too.
const (
	minKeyLength    = 8
	minMemberLength = 20
)

// withholds reports whether a configuration withholds something. A literal null has no
// type, and can't be told from an attribute that is left out.
func withholds(config arguments) bool {
	value := config.members["withhold"]
	return !value.IsNull() || (value.Type() != nil && !value.Type().Is(tftypes.DynamicPseudoType))
}

// checkWithheld reports a value that would be released whatever the status is, and one
// in which nothing is set.
func checkWithheld(config arguments) (diags diag.Diagnostics) {
	if !withholds(config) {
		return nil
	}
	at, value := config.path("withhold"), config.members["withhold"]
	if !config.isGiven("expect") {
		diags.Append(releasedUnconditionally(at))
	}
	isSet := func(text string) bool { return text != "" }
	if value.IsFullyKnown() && !slices.ContainsFunc(textsIn(value), isSet) {
		diags.Append(nothingWithheld(at))
	}
	return diags
}

// checkOnlyKey reports a withheld string that is also the value of a variable of the
// environment, where a provider finds it without the gate.
func checkOnlyKey(config arguments, environ map[string]string) (diags diag.Diagnostics) {
	value := config.members["withhold"]
	if value.IsNull() {
		return nil
	}
	minLength := minMemberLength
	if value.Type().Is(tftypes.String) {
		minLength = minKeyLength
	}
	keys := textsIn(value)
	for _, name := range slices.Sorted(maps.Keys(environ)) {
		text := environ[name]
		if len(text) >= minLength && !strings.HasPrefix(name, "TF_VAR_") && slices.Contains(keys, text) {
			diags.Append(notTheOnlyKey(config.path("withhold"), name))
		}
	}
	return diags
}

// textsIn returns the known strings, numbers and bools anywhere in a value.
func textsIn(value tftypes.Value) (texts []string) {
	// The callback returns no error, and so does Walk.
	_ = tftypes.Walk(value, func(_ *tftypes.AttributePath, part tftypes.Value) (bool, error) {
		if text, ok := textOf(part); ok {
			texts = append(texts, text)
		}
		return true, nil
	})
	return texts
}

func releasedUnconditionally(at path.Path) diag.Diagnostic {
	return attributeError(at, "Credential would be released unconditionally",
		"withhold is set, and there is no block expect, so the credential would be released whatever the status is. Add a block expect with a condition, or remove withhold.")
}

func nothingWithheld(at path.Path) diag.Diagnostic {
	return attributeError(at, "Nothing to withhold",
		"withhold is null or empty, or everything in it is. A provider that is configured with such a value takes its credential from the environment, so the gate would withhold nothing. "+
			"Set withhold to the credential of the provider whose changes need the link.")
}

func notTheOnlyKey(at path.Path, variable string) diag.Diagnostic {
	return attributeError(at, "Withheld credential is in the environment",
		fmt.Sprintf("The environment variable %s has the same value as withhold, so a provider can read the credential there while the gate is closed. "+
			"Remove %s from the environment of this run, and pass the credential as a variable that is declared ephemeral (TF_VAR_…).", variable, variable))
}
