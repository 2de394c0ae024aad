// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package picture

import (
	"errors"
	"fmt"
	"html"
	"strings"
)

// The places of the swimlanes, in pixels.
const (
	swimlanesWidth = 860
	swimlanesTop   = 92
	swimlaneHeight = 64
	planAt         = 190 // the plan
	lostAt         = 400 // the link is lost
	applyAt        = 470 // the apply
	verdictAt      = 668
)

const lanesStyle = `text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--text); }
.m { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.b { font-weight: 600; }
.d { fill: var(--faint); }
.good { fill: var(--good); }
.warn { fill: var(--warn); }
.bad { fill: var(--bad); }
`

// verdicts are how a cell of the last column begins, and the colour of that.
var verdicts = map[string]string{"unnoticed": "bad", "only a warning": "warn", "stopped": "good"}

// Swimlanes draws a Markdown table that says what reads a link and when: a swimlane for
// each row, with the time from left to right. The columns are its name, the plan,
// the hours after it, the apply, and what becomes of a link lost in between.
func Swimlanes(table string) ([]byte, error) {
	rows, err := parseTable(table)
	if err != nil {
		return nil, err
	}
	header, swimlanes := rows[0], rows[1:]
	height := swimlanesTop + len(swimlanes)*swimlaneHeight + 12

	description := make([]string, len(swimlanes))
	for i, swimlane := range swimlanes {
		description[i] = fmt.Sprintf("%s: %s, %s; %s, %s; %s: %s.", swimlane[0], header[1], swimlane[1], header[3], swimlane[3], header[4], swimlane[4])
	}
	d := begin(swimlanesWidth, height, "What reads a link, from the plan to the apply",
		strings.ReplaceAll(strings.Join(description, " "), "`", ""), lanesStyle)
	d.add(`<rect x="0.5" y="0.5" width="%d" height="%d" rx="8" fill="var(--back)" stroke="var(--edge)"/>`, swimlanesWidth-1, height-1)

	// The link, and how long it is down.
	d.add(`<rect x="%d" y="56" width="%d" height="%d" fill="var(--lost)"/>`, lostAt, verdictAt-14-lostAt, height-56-8)
	d.add(`<path d="M%d 66 H%d" stroke="var(--good)" stroke-width="5"/>`, planAt, lostAt)
	d.add(`<path d="M%d 66 H%d" stroke="var(--bad)" stroke-width="5" stroke-dasharray="9 5"/>`, lostAt, verdictAt-14)
	d.text("b", 16, 70, "the link")
	d.text("good", planAt, 86, "is up")
	d.text("bad", lostAt+6, 86, "is lost")
	for i, x := range []int{planAt, (planAt + applyAt) / 2, applyAt, verdictAt} {
		class := "b"
		if i == 1 {
			class = "d"
			x += 8
		}
		d.wrapped(class, x, 24, 26, header[i+1])
	}

	for i, swimlane := range swimlanes {
		if err := d.swimlane(swimlanesTop+i*swimlaneHeight, swimlane); err != nil {
			return nil, err
		}
	}
	return d.end(), nil
}

// swimlane draws one row, y being its top.
func (d *drawing) swimlane(y int, swimlane []string) error {
	d.add(`<path d="M12 %d H%d" stroke="var(--edge)"/>`, y+4, swimlanesWidth-12)
	name, code, _ := strings.Cut(swimlane[0], "`")
	code = strings.TrimSuffix(code, "`")
	if name != "" {
		d.text("", 16, y+30, strings.TrimSpace(name))
		d.text("m", 16, y+48, code)
	} else {
		d.text("m", 16, y+38, code)
	}

	first, verdict, _ := strings.Cut(swimlane[4], ": ")
	colour, ok := verdicts[first]
	if !ok {
		return fmt.Errorf("%s: no colour for %q", swimlane[0], first)
	}
	d.add(`<path d="M%d %d H%d" stroke="var(--edge)" stroke-width="2" stroke-dasharray="2 5"/>`, planAt+14, y+24, applyAt-4)
	d.look(planAt+6, y+24, swimlane[1], "good")
	d.look(applyAt+6, y+24, swimlane[3], colour)

	d.add(`<rect x="%d" y="%d" width="4" height="44" rx="2" fill="var(--%s)"/>`, verdictAt-6, y+12, colour)
	d.text("b "+colour, verdictAt+6, y+30, first)
	d.text("", verdictAt+6, y+48, verdict)
	return nil
}

// look draws an eye that is open or closed, and what it means.
func (d *drawing) look(x, y int, cell, colour string) {
	what, meaning, _ := strings.Cut(cell, ": ")
	if strings.HasPrefix(what, "not ") {
		d.add(`<circle cx="%d" cy="%d" r="5.5" fill="var(--back)" stroke="var(--faint)" stroke-width="1.5"/>`, x, y)
	} else {
		d.add(`<circle cx="%d" cy="%d" r="6.5" fill="var(--%s)"/>`, x, y, colour)
	}
	d.text("b", x+12, y+5, what)
	d.text("d", x-6, y+25, meaning)
}

func (d *drawing) text(class string, x, y int, text string) {
	d.add(`<text class="%s" x="%d" y="%d">%s</text>`, class, x, y, html.EscapeString(text))
}

// wrapped is text on one or more lines of so many characters.
func (d *drawing) wrapped(class string, x, y, width int, text string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			d.text(class, x, y, line)
			line, y = "", y+17
		}
		line = strings.TrimSpace(line + " " + word)
	}
	d.text(class, x, y, line)
}

// parseTable returns the cells of a Markdown table of five columns.
func parseTable(table string) ([][]string, error) {
	var rows [][]string
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "| ---") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 5 {
			return nil, fmt.Errorf("%d cells, and there should be 5: %s", len(cells), line)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	if len(rows) < 2 {
		return nil, errors.New("the table has no rows")
	}
	return rows, nil
}
