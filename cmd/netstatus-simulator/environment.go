// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// formats are the ways to write the environment, by the value of -env-format.
var formats = map[string]func(environment []string) string{
	"shell":  shellFormat,
	"docker": dockerFormat,
	"github": githubFormat,
	"json":   jsonFormat,
}

// shellFormat is for a POSIX shell, and for what reads files of that kind.
func shellFormat(environment []string) string {
	var text strings.Builder
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&text, "export %s=%s\n", name, quote(value))
	}
	return text.String()
}

// quote quotes a value for a POSIX shell.
func quote(value string) string {
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

// dockerFormat is for docker run --env-file, which knows no quotes and no value of
// several lines: the provider takes a certificate in base64 too.
func dockerFormat(environment []string) string {
	var text strings.Builder
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		if strings.Contains(value, "\n") {
			value = base64.StdEncoding.EncodeToString([]byte(value))
		}
		text.WriteString(name + "=" + value + "\n")
	}
	return text.String()
}

// githubFormat is for the file that GITHUB_ENV names.
func githubFormat(environment []string) string {
	const end = "END_OF_NETSTATUS_SIMULATOR"
	var text strings.Builder
	for _, variable := range environment {
		if name, value, _ := strings.Cut(variable, "="); strings.Contains(value, "\n") {
			variable = name + "<<" + end + "\n" + strings.TrimSuffix(value, "\n") + "\n" + end
		}
		text.WriteString(variable + "\n")
	}
	return text.String()
}

// jsonFormat is one object, on one line.
func jsonFormat(environment []string) string {
	values := make(map[string]string)
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		values[name] = value
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings can be encoded
	}
	return string(text) + "\n"
}
