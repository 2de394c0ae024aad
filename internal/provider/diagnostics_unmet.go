// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

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
	// maxListed is how many elements a message lists.
	maxListed = 20

	// maxLine and maxLines are how many characters one difference has, and all of
	// them: a reason of the service's may be long, and advice follows.
	maxLine  = 1000
	maxLines = 2500
)

// unmet words an expectation that isn't met: what differs first, then what to check,
// how long it took, and the request that saw it.
func (t serviceText) unmet(object subject, unmet *expectationError) (summary, detail, last string) {
	name := capitalized(object.name)
	if len(unmet.elements) == 0 && unmet.last != nil {
		summary, detail = t.explain(object, unmet.last)
		return summary, detail + "\n\n" + t.checked(unmet), t.request(unmet.last)
	}
	differences := t.differences(object, unmet)
	var paragraphs []string
	ended := false
	switch {
	case unmet.holds:
		summary = name + " is not stable"
		paragraphs = append(paragraphs, fmt.Sprintf("The expectation holds, but has not held for %s without a break (stable_for); the longest was %s.", unmet.stableFor, rounded(unmet.held))+t.between(object, unmet))
	case len(differences.lines) == 0 && unmet.last != nil:
		summary = name + " is not stable"
		ended = true
		paragraphs = append(paragraphs, strings.TrimSpace(t.ending(object, unmet)))
	case object.elements != "":
		summary = fmt.Sprintf("%s: %s", name, t.count(object, unmet))
	default:
		summary = name + " is not as expected"
	}
	if len(differences.lines) > 0 {
		paragraphs = append(paragraphs, clip(strings.Join(differences.lines, "\n"), maxLines)+differences.more)
	}
	if len(differences.advice) > 0 {
		paragraphs = append(paragraphs, "What to check next:\n  - "+strings.Join(differences.advice, "\n  - "))
	}
	checked := t.checked(unmet)
	if !ended {
		checked += t.ending(object, unmet)
	}
	paragraphs = append(paragraphs, checked)
	return summary, strings.Join(paragraphs, "\n\n"), differences.request + "\n" + whatNow
}

// count says how many elements are not as expected, or there.
func (t serviceText) count(object subject, unmet *expectationError) string {
	if there := len(unmet.elements); there < max(unmet.minCount, 1) {
		return fmt.Sprintf("too few %s, %d of at least %d", object.elements, there, max(unmet.minCount, 1))
	}
	met := 0
	for _, e := range unmet.elements {
		if e.isGood() {
			met++
		}
	}
	if unmet.minGood > 0 {
		return fmt.Sprintf("%d of %d %s as expected, at least %d needed", met, len(unmet.elements), object.elements, unmet.minGood)
	}
	return fmt.Sprintf("%d of %d %s not as expected", len(unmet.elements)-met, len(unmet.elements), object.elements)
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
func (t serviceText) differences(object subject, unmet *expectationError) differences {
	var d differences
	if there := len(unmet.elements); object.elements != "" && there < max(unmet.minCount, 1) {
		d.lines = append(d.lines, fmt.Sprintf("Too few %s: %d found, at least %d expected.", object.elements, there, max(unmet.minCount, 1)))
		d.advice = append(d.advice, object.tooFew)
	}
	notGood := 0
	for _, e := range unmet.elements {
		if d.request == "" {
			d.request = t.requestLine(e.info)
		}
		if e.isGood() {
			continue
		}
		if notGood == 0 {
			d.request = t.requestLine(e.info)
		}
		if notGood++; notGood > maxListed {
			continue
		}
		d.lines = append(d.lines, t.differs(object, e)...)
		for _, mismatch := range e.mismatches {
			if !slices.Contains(d.advice, mismatch.Advice) {
				d.advice = append(d.advice, mismatch.Advice)
			}
		}
	}
	if notGood > maxListed {
		d.more = fmt.Sprintf("\nand %d more.", notGood-maxListed)
	}
	if d.request == "" {
		d.request = t.requestLine(object.listed)
	}
	if _, ok := errors.AsType[*transport.Error](unmet.last); ok {
		d.request = t.request(unmet.last)
	}
	return d
}

// differs says how one element differs, a line each.
func (t serviceText) differs(object subject, e element) []string {
	prefix := ""
	if object.elements != "" {
		prefix = e.object + ": "
	}
	var lines []string
	for _, mismatch := range e.mismatches {
		lines = append(lines, line(t.redact, prefix+mismatch.Sentence, maxLine))
	}
	if e.err != nil {
		summary, _ := t.explain(subject{name: e.object}, e.err)
		lines = append(lines, line(t.redact, prefix+summary+".", maxLine))
	}
	return lines
}

// between says what was seen while the expectation didn't hold.
func (t serviceText) between(object subject, unmet *expectationError) string {
	var lines []string
	for _, e := range unmet.between {
		lines = append(lines, t.differs(object, e)...)
	}
	if len(lines) == 0 {
		return ""
	}
	return " In between: " + lines[0]
}

// checked says how often and for how long the status was checked.
func (t serviceText) checked(unmet *expectationError) string {
	text := fmt.Sprintf("Checked %d times in %s.", unmet.polls, rounded(unmet.waited))
	if unmet.polls == 1 {
		text = fmt.Sprintf("Checked once, in %s.", rounded(unmet.waited))
	}
	if unmet.stableFor > 0 && !unmet.holds && unmet.held > 0 {
		text += fmt.Sprintf(" The expectation had held for %s; stable_for asks for %s.", rounded(unmet.held), unmet.stableFor)
	}
	if unmet.cancelled != nil {
		text += " Then the read was cancelled."
	}
	return text
}

// ending says what became of the last check.
func (t serviceText) ending(object subject, unmet *expectationError) string {
	switch {
	case unmet.cancelled != nil, unmet.last == nil:
		return ""
	case errors.Is(unmet.last, context.DeadlineExceeded):
		return " The last check was still unanswered at the deadline."
	default:
		summary, detail := t.explain(object, unmet.last)
		return " The last check failed: " + summary + ". " + detail
	}
}
