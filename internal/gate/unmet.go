// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What is said of an expectation that isn't met.

const (
	// MaxListed is how many elements a message lists.
	MaxListed = 20

	// maxLine and maxLines are how many characters one difference has, and all of
	// them: a reason of the service's may be long, and advice follows.
	maxLine  = 1000
	maxLines = 2500
)

// unmet words an expectation that isn't met: what differs first, then what to check,
// how long it took, and the request that saw it.
func (s Service) unmet(target Target, unmet *UnmetError) (summary, detail, last string) {
	name := Capitalized(target.Name)
	if len(unmet.Elements) == 0 && unmet.Last != nil {
		summary, detail = s.explain(target, unmet.Last)
		return summary, detail + "\n\n" + s.checked(unmet), s.request(unmet.Last)
	}
	differences := s.differences(target, unmet)
	var paragraphs []string
	ended := false
	switch {
	case unmet.Holds:
		summary = unstable(name, target)
		paragraphs = append(paragraphs, fmt.Sprintf("The expectation holds, but has not held for %s without a break (stable_for); the longest was %s.", unmet.StableFor, rounded(unmet.Held))+s.between(target, unmet))
	case len(differences.lines) == 0 && unmet.Last != nil:
		summary = unstable(name, target)
		ended = true
		paragraphs = append(paragraphs, strings.TrimSpace(s.ending(target, unmet)))
	case target.Elements != "":
		summary = fmt.Sprintf("%s: %s", name, s.count(target, unmet))
	default:
		summary = name + " is not as expected"
	}
	if len(differences.lines) > 0 {
		paragraphs = append(paragraphs, clip(strings.Join(differences.lines, "\n"), maxLines)+differences.more)
	}
	if len(differences.advice) > 0 {
		paragraphs = append(paragraphs, "What to check next:\n  - "+strings.Join(differences.advice, "\n  - "))
	}
	checked := s.checked(unmet)
	if !ended {
		checked += s.ending(target, unmet)
	}
	paragraphs = append(paragraphs, checked)
	return summary, strings.Join(paragraphs, "\n\n"), differences.request
}

// unstable says that an expectation has not held for long enough. The name of a plural may be
// a plural.
func unstable(name string, target Target) string {
	if target.Elements != "" {
		return name + ": not stable"
	}
	return name + " is not stable"
}

// count says how many elements are not as expected, or there.
func (s Service) count(target Target, unmet *UnmetError) string {
	if there := len(unmet.Elements); there < unmet.atLeast() {
		return fmt.Sprintf("too few %s, %d of at least %d", target.Elements, there, unmet.atLeast())
	}
	met := 0
	for _, e := range unmet.Elements {
		if e.IsGood() {
			met++
		}
	}
	if unmet.MinGood > 0 {
		return fmt.Sprintf("%d of %d %s as expected, at least %d needed", met, len(unmet.Elements), target.Elements, unmet.MinGood)
	}
	return fmt.Sprintf("%d of %d %s not as expected", len(unmet.Elements)-met, len(unmet.Elements), target.Elements)
}

// differences are how elements differ from the expectation.
type differences struct {
	lines, advice []string
	// more says how many elements aren't listed.
	more string
	// request is the line of the first request that saw one.
	request string
}

// differences lists the elements that aren't good, never one that is.
func (s Service) differences(target Target, unmet *UnmetError) differences {
	d := differences{request: s.shownRequest(target, unmet)}
	if there := len(unmet.Elements); target.Elements != "" && there < unmet.atLeast() {
		d.lines = append(d.lines, fmt.Sprintf("Too few %s: %d found, at least %d expected.", target.Elements, there, unmet.atLeast()))
		d.advice = append(d.advice, target.TooFew)
	}
	notGood := slices.DeleteFunc(slices.Clone(unmet.Elements), Element.IsGood)
	for i, e := range notGood {
		if i == MaxListed {
			d.more = fmt.Sprintf("\nand %d more.", len(notGood)-MaxListed)
			break
		}
		d.lines = append(d.lines, s.differs(target, e)...)
		for _, mismatch := range e.Mismatches {
			if !slices.Contains(d.advice, mismatch.Advice) {
				d.advice = append(d.advice, mismatch.Advice)
			}
		}
	}
	return d
}

// shownRequest returns the line of the request that says why the expectation isn't met.
func (s Service) shownRequest(target Target, unmet *UnmetError) string {
	if _, ok := errors.AsType[*transport.Error](unmet.Last); ok {
		return s.request(unmet.Last)
	}
	isBad := func(e Element) bool { return !e.IsGood() }
	if len(unmet.Elements) == 0 {
		return s.requestLine(target.Listed)
	}
	return s.requestLine(unmet.Elements[max(slices.IndexFunc(unmet.Elements, isBad), 0)].Info)
}

// differs says how one element differs, a line each.
func (s Service) differs(target Target, e Element) []string {
	prefix := ""
	if target.Elements != "" {
		prefix = e.Object + ": "
	}
	var lines []string
	for _, mismatch := range e.Mismatches {
		lines = append(lines, clip(prefix+mismatch.Sentence, maxLine))
	}
	if e.Err != nil {
		summary, _ := s.explain(Target{Name: e.Object}, e.Err)
		lines = append(lines, clip(prefix+summary+".", maxLine))
	}
	return lines
}

// between says what was seen while the expectation didn't hold.
func (s Service) between(target Target, unmet *UnmetError) string {
	var lines []string
	for _, e := range unmet.Between {
		lines = append(lines, s.differs(target, e)...)
	}
	if len(lines) == 0 {
		return ""
	}
	return " In between: " + lines[0]
}

// checked says how often and for how long the status was checked.
func (s Service) checked(unmet *UnmetError) string {
	text := fmt.Sprintf("Checked %d times in %s.", unmet.Polls, rounded(unmet.Waited))
	if unmet.Polls == 1 {
		text = fmt.Sprintf("Checked once, in %s.", rounded(unmet.Waited))
	}
	if unmet.StableFor > 0 && !unmet.Holds && unmet.Held > 0 {
		text += fmt.Sprintf(" The expectation had held for %s; stable_for asks for %s.", rounded(unmet.Held), unmet.StableFor)
	}
	if unmet.PutOff > 0 {
		text += fmt.Sprintf(" No other check fits into the time-out: all reads that wait use at most half of %s's rate limit together, so that the next check of this one would be in %s, and %s are left. "+
			"Give it more time with timeouts, or check many objects with one plural.", s.Name, rounded(unmet.PutOff), rounded(unmet.Left))
	}
	if unmet.Cancelled != nil {
		text += " Then the read was cancelled."
	}
	return text
}

// ending says what became of the last check.
func (s Service) ending(target Target, unmet *UnmetError) string {
	switch {
	case unmet.Cancelled != nil, unmet.Last == nil:
		return ""
	case errors.Is(unmet.Last, context.DeadlineExceeded):
		return " The last check was still unanswered at the deadline."
	default:
		summary, detail := s.explain(target, unmet.Last)
		return " The last check failed: " + summary + ". " + detail
	}
}
