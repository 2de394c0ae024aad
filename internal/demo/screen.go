// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/fatih/color"
	"golang.org/x/term"
)

const (
	// defaultWidth is that of an output that isn't a terminal.
	defaultWidth = 80
	// minWidth is where breaking lines makes them no easier to read.
	minWidth = 40
	// maxWidth is where lines become too long to read.
	maxWidth = 100
	// cliWidth is where the CLI breaks lines when it writes to no terminal.
	cliWidth = 78
)

// style is what a line of the demo is.
type style int

const (
	plain style = iota
	heading
	quiet
	typed   // a command
	passed  // what went through
	noticed // what went through and should not have
	stopped // what was stopped
	summary // the first line of what was stopped
)

var attributes = map[style][]color.Attribute{
	heading: {color.Bold},
	quiet:   {color.Faint},
	typed:   {color.Bold},
	passed:  {color.FgGreen},
	noticed: {color.FgYellow, color.Bold},
	stopped: {color.FgRed},
	summary: {color.FgRed, color.Bold},
}

// screen is what the user sees. Many goroutines may write to it.
type screen struct {
	mu     sync.Mutex
	output io.Writer
	width  int
	// colored says whether styles show.
	colored bool
	// edit, if there is one, changes each line before it is shown.
	edit func(line string) string
}

// newScreen finds out what the output can show: a terminal has a width and
// colours, unless NO_COLOR or TERM says otherwise.
func newScreen(output io.Writer) *screen {
	s := &screen{output: output, width: defaultWidth}
	file, ok := output.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return s
	}
	s.colored = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
		s.width = min(max(width, minWidth), maxWidth)
	}
	return s
}

// say writes a paragraph, broken at the screen's width. An output that can't be
// written to is no reason to stop.
func (s *screen) say(kind style, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if s.edit != nil {
		text = s.edit(text)
	}
	paint := color.New(attributes[kind]...)
	paint.DisableColor()
	if s.colored && attributes[kind] != nil {
		paint.EnableColor()
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range wrap(text, s.width) {
		if line != "" {
			line = paint.Sprint(line)
		}
		_, _ = fmt.Fprintln(s.output, line)
	}
}

// wrap breaks a line between words, and within a word that is wider than a line.
// What follows stands below the text of the first one.
func wrap(text string, width int) []string {
	words := strings.Fields(text)
	if utf8.RuneCountInString(text) <= width || len(words) == 0 {
		return []string{text}
	}
	indent := text[:strings.Index(text, words[0])]
	line := indent + words[0]
	if words[0] == "-" || words[0] == "✓" || words[0] == "✗" || words[0] == "$" || words[0] == "!" {
		indent += "  "
	}

	var lines []string
	for _, word := range words[1:] {
		if utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width {
			line += " " + word
			continue
		}
		lines = append(lines, split(line, indent, width)...)
		last := len(lines) - 1
		// What is left of a word that was split has room for the next one.
		if rest := lines[last]; last > 0 && utf8.RuneCountInString(line) > width && utf8.RuneCountInString(rest)+1+utf8.RuneCountInString(word) <= width {
			line, lines = rest+" "+word, lines[:last]
			continue
		}
		line = indent + word
	}
	return append(lines, split(line, indent, width)...)
}

// split cuts a line that is too wide, but no address, which would be no good in parts.
func split(line, indent string, width int) []string {
	if strings.Contains(line, "://") {
		return []string{line}
	}
	var lines []string
	for runes := []rune(line); ; runes = []rune(indent + string(runes[width:])) {
		if len(runes) <= width || len(indent) >= width {
			return append(lines, string(runes))
		}
		lines = append(lines, string(runes[:width]))
	}
}

var (
	// good are the lines of the CLI that say that something went well.
	good = regexp.MustCompile(`^(ephemeral\..*: Open(ing)? complete|data\..*: Read complete|terraform_data\..*: (Creation|Destruction) complete|Plan: |Apply complete!)`)
	// begun are those that say that something begins, and may take time.
	begun = regexp.MustCompile(`^ephemeral\..*: Open`)
	// place are the lines of an error that show the configuration.
	place = regexp.MustCompile(`^ +(with |on |[0-9]+: |[├│])`)
	// identifier is what no reader needs.
	identifier = regexp.MustCompile(` \[id=[^]]*\]$`)
)

// essence is a writer that passes on, as they come, those lines of the CLI that
// tell the story: its progress, and errors in full.
type essence struct {
	screen *screen
	all    strings.Builder
	line   string
	// inError says that what comes belongs to an error, and first that nothing
	// below its summary has been shown; failed says that there was one.
	inError, first, failed bool
	// paragraph is what of the error hasn't been shown yet, and lastLine the last
	// line of that.
	paragraph, lastLine string
}

// Write implements [io.Writer].
func (e *essence) Write(output []byte) (int, error) {
	e.all.Write(output)
	lines := strings.Split(e.line+string(output), "\n")
	e.line = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		e.read(line)
	}
	return len(output), nil
}

// end shows what is left.
func (e *essence) end() {
	e.read(e.line)
	e.line = ""
	e.flush()
}

func (e *essence) read(line string) {
	switch {
	case strings.HasPrefix(line, "Error: "):
		e.flush()
		if e.failed {
			e.screen.say(plain, "")
		}
		e.inError, e.first, e.failed = true, true, true
	case strings.HasPrefix(line, "Warning: "):
		e.flush()
		e.inError = false
	}
	switch {
	case e.inError && place.MatchString(line):
	case e.inError && e.continues(line):
		e.paragraph += " " + line
		e.lastLine = line
	case e.inError:
		e.flush()
		e.paragraph, e.lastLine = line, line
	case good.MatchString(line):
		e.screen.say(passed, "    %s", identifier.ReplaceAllString(line, ""))
	case begun.MatchString(line):
		e.screen.say(plain, "    %s", line)
	}
}

// continues says whether the CLI broke a paragraph before this line: only what is
// not indented is broken, and only where the next word didn't fit.
func (e *essence) continues(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	return e.lastLine != "" && e.lastLine[0] != ' ' && word != "" &&
		utf8.RuneCountInString(e.lastLine)+1+utf8.RuneCountInString(word) > cliWidth
}

// flush shows a paragraph of an error. The first two say what was stopped and why.
func (e *essence) flush() {
	if e.paragraph != "" {
		kind := plain
		switch {
		case strings.HasPrefix(e.paragraph, "Error: "):
			kind = summary
		case e.first:
			kind, e.first = stopped, false
		}
		e.screen.say(kind, "    %s", e.paragraph)
	}
	e.paragraph, e.lastLine = "", ""
}
