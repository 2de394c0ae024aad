// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
)

// screen is what the user sees. Many goroutines may write to it.
type screen struct {
	mu     sync.Mutex
	output io.Writer
}

// say writes a line. An output that can't be written to is no reason to stop.
func (s *screen) say(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = fmt.Fprintf(s.output, format+"\n", args...)
}

var (
	// telling are the lines of the CLI that say how it goes.
	telling = regexp.MustCompile(`^(ephemeral\..*: Open|data\..*: Read complete|terraform_data\..*: Creation complete|Plan: |Apply complete!)`)
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
	error  bool
}

// Write implements [io.Writer].
func (e *essence) Write(output []byte) (int, error) {
	e.all.Write(output)
	lines := strings.Split(e.line+string(output), "\n")
	e.line = lines[len(lines)-1]
	for _, line := range lines[:len(lines)-1] {
		e.show(line)
	}
	return len(output), nil
}

func (e *essence) show(line string) {
	switch {
	case strings.HasPrefix(line, "Error: "):
		e.error = true
	case strings.HasPrefix(line, "Warning: "):
		e.error = false
	}
	inError := e.error && strings.TrimSpace(line) != "" && !place.MatchString(line)
	if inError || telling.MatchString(line) {
		e.screen.say("      %s", identifier.ReplaceAllString(line, ""))
	}
}
