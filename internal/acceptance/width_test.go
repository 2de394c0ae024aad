// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// A page is read beside others, in a column of about 700 pixels. A table that doesn't fit
// is scrolled sideways.
const (
	pageWidth = 700
	// What a character, and the space around a cell, take.
	characterWidth = 8
	cellPadding    = 26
	// lineLength is that of an output. Code is scrolled by itself.
	lineLength = 100
)

// wideTables are those that have to be wide, by a word of their heads.
var wideTables = []string{"what is behind the gate", "1,000 statuses"}

var linkTarget = regexp.MustCompile(`\]\([^)]*\)`)

// tableWidth is the least width of a table, by the longest words of its columns.
func tableWidth(rows []string) int {
	var longest []int
	for _, row := range rows {
		for i, cell := range strings.Split(strings.Trim(row, "|"), "|") {
			if i == len(longest) {
				longest = append(longest, 0)
			}
			for word := range strings.FieldsSeq(linkTarget.ReplaceAllString(cell, "]")) {
				longest[i] = max(longest[i], utf8.RuneCountInString(strings.Trim(word, "`[]*,;:.")))
			}
		}
	}
	width := 0
	for _, length := range longest {
		width += length*characterWidth + cellPadding
	}
	return width
}

// TestDocsWidth finds tables that have to be scrolled, and outputs of very long lines.
func TestDocsWidth(t *testing.T) {
	t.Parallel()
	for _, path := range pages(t) {
		found, prose := blocks(page(t, path))
		var rows []string
		for line := range strings.Lines(prose + "\n\n") {
			line = strings.TrimSpace(line)
			if strings.HasPrefix(line, "|") {
				rows = append(rows, line)
				continue
			}
			isWide := len(rows) > 0 && (strings.Contains(rows[0], wideTables[0]) || strings.Contains(rows[0], wideTables[1]))
			if width := tableWidth(rows); width > pageWidth && !isWide {
				t.Errorf("%s: a table of %d pixels: %s", path, width, rows[0])
			}
			rows = nil
		}
		for _, b := range found {
			for line := range strings.Lines(b.text) {
				if b.language != "text" || strings.HasPrefix(path, "docs/functions/") {
					break
				}
				// A URL can't be broken.
				if utf8.RuneCountInString(line) > lineLength && !strings.Contains(line, "://") {
					t.Errorf("%s: a line of code of %d characters: %s", path, utf8.RuneCountInString(line), line)
				}
			}
		}
	}
}
