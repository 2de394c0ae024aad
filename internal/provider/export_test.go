// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"os"
	"regexp"
	"strings"
	"sync"
)

// Runbook ends every message that is an error.
const Runbook = "\nWhat now: https://registry.terraform.io/providers/netstatus/netstatus/latest/docs/guides/runbook"

// runbookRows are the rows of the runbook, as a pattern of the summaries that they
// explain: "…" in one matches anything.
var runbookRows = sync.OnceValue(func() *regexp.Regexp {
	page, err := os.ReadFile("../../docs/guides/runbook.md")
	if err != nil {
		panic(err)
	}
	var rows []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(page), -1) {
		rows = append(rows, strings.ReplaceAll(regexp.QuoteMeta(row[1]), "…", ".+"))
	}
	return regexp.MustCompile("^(" + strings.Join(rows, "|") + ")$")
})

// Compared is the text of a diagnostic as tests compare it: its summary and its detail,
// without the runbook's address, which each error has to end with. It says so where the
// address is missing, and where the runbook doesn't explain the summary.
func Compared(summary, detail string, isError bool) string {
	rest, ok := strings.CutSuffix(detail, Runbook)
	rest = summary + "\n" + strings.TrimRight(rest, "\n")
	if isError && !ok {
		rest += "\n(and the address of the runbook is missing)"
	}
	if !runbookRows().MatchString(summary) {
		rest += "\n(and the runbook has no row for it)"
	}
	return rest
}
