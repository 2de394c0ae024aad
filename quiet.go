// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import "strings"

// quiet returns the variables to set, so that nothing is logged where the user
// asked for no log: the SDK and the provider otherwise write every line at TRACE
// for the CLI to parse and drop, which costs more than the reads themselves. A
// user asks with TF_LOG, TF_LOG_PROVIDER or TF_LOG_SDK, or the forms of the last
// two that name a provider or a subsystem.
func quiet(environment []string) map[string]string {
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && (name == "TF_LOG" || hasForm(name, "TF_LOG_PROVIDER") || hasForm(name, "TF_LOG_SDK")) {
			return nil
		}
	}
	return map[string]string{"TF_LOG_SDK": "off", "TF_LOG_PROVIDER_NETSTATUS": "off"}
}

func hasForm(name, prefix string) bool {
	return name == prefix || strings.HasPrefix(name, prefix+"_")
}
