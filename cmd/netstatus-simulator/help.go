// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	_ "embed"
	"fmt"
	"strings"
	"text/template"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// helpTemplate is what -h prints, but for what the services say. help.txt is the
// result, for the documentation.
//
//go:embed help.tmpl
var helpTemplate string

// width is that of a terminal, and column where the explanation of a flag begins.
const (
	width  = 80
	column = 27
)

// help is what -h prints.
func help() (string, error) {
	parsed, err := template.New("help").Funcs(template.FuncMap{
		"fold": fold, "flag": explainFlag, "join": strings.Join, "or_list": orList, "lower": strings.ToLower, "quote": quote,
	}).Parse(helpTemplate)
	if err != nil {
		return "", err
	}
	var text strings.Builder
	err = parsed.Execute(&text, map[string]any{
		"Services":  simulator.Services(),
		"Listeners": listenerNames(),
		"Serves":    andList(served()),
		"Routes":    documentRoutes(),
	})
	return text.String(), err
}

// served is what each service serves.
func served() []string {
	var all []string
	for _, service := range simulator.Services() {
		all = append(all, service.Serves)
	}
	return all
}

// documentRoutes are the routes of documents, each with its note behind it.
func documentRoutes() []string {
	var lines []string
	for _, service := range simulator.Services() {
		for _, kind := range service.Kinds {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%-52s %s", kind.Route, kind.Note)))
		}
	}
	return lines
}

// explainFlag is a flag with its explanation beside it.
func explainFlag(usage, explanation string) string {
	folded := fold(column, explanation)
	return fmt.Sprintf("  %-*s", column-2, usage) + strings.TrimLeft(folded, " ")
}

// fold breaks a text into lines that are indented.
func fold(indent int, text string) string {
	margin := strings.Repeat(" ", indent)
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && indent+len(line)+1+len(word) > width {
			lines = append(lines, margin+line)
			line = ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	return strings.Join(append(lines, margin+line), "\n")
}

func andList(parts []string) string { return list(parts, "and") }
func orList(parts []string) string  { return list(parts, "or") }

// list is "a, b and c".
func list(parts []string, word string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " " + word + " " + parts[last]
}

// hints stand below the environment as comments, so that all can be pasted.
func hints() string {
	var text strings.Builder
	text.WriteString("\n# Runs until Ctrl-C. Paste the lines above into another terminal, and see there\n" +
		"# which documents and routes there are:\n#   curl \"$" + controlVariable + "/\"\n")
	for _, service := range simulator.Services() {
		for _, example := range service.Examples {
			text.WriteString("# " + example.Title + ":\n")
			for _, change := range example.Changes {
				fmt.Fprintf(&text, "#   curl -X %s -d %s \"$%s%s\"\n", change.Method, quote(change.Body), controlVariable, change.Path)
			}
		}
	}
	text.WriteString("# Faults, scripts and all flags are explained by: netstatus-simulator -h\n")
	return text.String()
}
