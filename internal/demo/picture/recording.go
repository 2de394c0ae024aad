// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package picture

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// The sizes of a recording, in pixels. A column is that of the widest fonts.
const (
	column     = 9
	lineHeight = 19
	margin     = 18
	titleBar   = 34
)

// How long the picture rests before a line appears.
const (
	restLine    = 250 * time.Millisecond
	restBlank   = 900 * time.Millisecond // a new paragraph: time to read the last one
	restCommand = 800 * time.Millisecond // a command is being typed
)

const recordingStyle = `text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; fill: var(--text); }
.b { font-weight: 700; }
.d { fill: var(--faint); }
.g { fill: var(--good); }
.y { fill: var(--warn); }
.r { fill: var(--bad); }
.l { animation: appear 1ms linear backwards; }
@keyframes appear { from { opacity: 0; } }
@media (prefers-reduced-motion: reduce) { .l { animation: none; } }
`

// escape is a control sequence that styles what follows.
var escape = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// classes are what the numbers of such a sequence stand for; 0 and those that
// aren't here end all.
var classes = map[string]string{"1": "b", "2": "d", "31": "r", "32": "g", "33": "y"}

// Recording draws a terminal in which lines appear one after the other, from the
// first command on, and which stays as it is at the end. Where nothing is animated
// all lines are there.
func Recording(title, description, output string) []byte {
	lines := strings.Split(strings.TrimRight(output, "\n"), "\n")
	columns := 0
	for _, line := range lines {
		columns = max(columns, utf8.RuneCountInString(escape.ReplaceAllString(line, "")))
	}
	width, height := 2*margin+columns*column, titleBar+2*margin+len(lines)*lineHeight

	d := begin(width, height, title, description, recordingStyle)
	d.add(`<rect x="0.5" y="0.5" width="%d" height="%d" rx="8" fill="var(--back)" stroke="var(--edge)"/>`, width-1, height-1)
	d.add(`<path d="M1 %[1]d V9 a8 8 0 0 1 8 -8 H%[2]d a8 8 0 0 1 8 8 V%[1]d z" fill="var(--bar)"/>`, titleBar, width-9)
	for i := range 3 {
		d.add(`<circle cx="%d" cy="%d" r="5" fill="var(--edge)"/>`, margin+i*18, titleBar/2)
	}
	d.add(`<text class="d" x="%d" y="%d" text-anchor="middle">%s</text>`, width/2, titleBar/2+5, html.EscapeString(title))

	var at time.Duration
	begun := false
	for i, line := range lines {
		bare := escape.ReplaceAllString(line, "")
		command := strings.HasPrefix(bare, "  $ ")
		begun = begun || command
		switch {
		case !begun:
		case bare == "":
			at += restBlank
		case command:
			at += restCommand
		default:
			at += restLine
		}
		if bare == "" {
			continue
		}
		appears := ""
		if begun {
			appears = fmt.Sprintf(` class="l" style="animation-delay:%.2fs"`, at.Seconds())
		}
		d.add(`<text x="%d" y="%d"%s xml:space="preserve">%s</text>`,
			margin, titleBar+margin+i*lineHeight+14, appears, spans(line))
	}
	return d.end()
}

// spans turns control sequences into elements.
func spans(line string) string {
	var text strings.Builder
	var look []string
	write := func(piece string) {
		switch piece = html.EscapeString(piece); {
		case piece == "":
		case look == nil:
			text.WriteString(piece)
		default:
			text.WriteString(`<tspan class="` + strings.Join(look, " ") + `">` + piece + `</tspan>`)
		}
	}
	start := 0
	for _, found := range escape.FindAllStringSubmatchIndex(line, -1) {
		write(line[start:found[0]])
		start = found[1]
		for number := range strings.SplitSeq(line[found[2]:found[3]], ";") {
			if class, ok := classes[number]; ok {
				look = append(look, class)
			} else {
				look = nil
			}
		}
	}
	write(line[start:])
	return text.String()
}
