// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package gate decides whether a link is as expected: it polls until it is or the time is
// up, and words why it isn't. It knows neither Terraform nor any service.
package gate

import (
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// Element is one object as a poll saw it.
type Element struct {
	// Object names it in a message.
	Object string
	// Mismatches are empty if the object meets the expectation.
	Mismatches []expect.Mismatch
	// Err is the transient failure to read it, nil if it was read.
	Err  error
	Info transport.RequestInfo
}

// IsGood reports whether the object was read and meets the expectation.
func (e Element) IsGood() bool {
	return e.Err == nil && len(e.Mismatches) == 0
}

// Requirement is what a read needs of the elements that it polls.
type Requirement struct {
	// Expects is whether there is an expectation: without one a status is data, and
	// one poll is all.
	Expects bool
	// MinCount is how many must be there, at least 1.
	MinCount int
	// MinGood is how many must be good; zero is all of them.
	MinGood int
	// StableFor is for how long it has to hold.
	StableFor time.Duration
}

// verdict is what a poll says about a requirement.
type verdict int

const (
	bad verdict = iota
	// undecided is a poll that the service's rate limit kept from an answer.
	undecided
	good
)

// Holds reports whether elements meet the requirement, but for how long.
func (r Requirement) Holds(elements []Element) bool {
	return r.judge(elements) == good
}

// judge compares elements with the requirement.
func (r Requirement) judge(elements []Element) verdict {
	needed, met, limited := r.MinGood, 0, 0
	if needed == 0 {
		needed = len(elements)
	}
	for _, e := range elements {
		switch {
		case e.IsGood():
			met++
		case isRateLimited(e.Err):
			limited++
		}
	}
	switch {
	case len(elements) < r.atLeast(), met+limited < needed:
		return bad
	case met < needed:
		return undecided
	default:
		return good
	}
}

// atLeast returns how many elements must be there.
func (r Requirement) atLeast() int {
	return max(r.MinCount, 1)
}

// One returns what a poll of a single object saw.
func One(target Target, mismatches []expect.Mismatch, info transport.RequestInfo) []Element {
	return []Element{{Object: target.Name, Mismatches: mismatches, Info: info}}
}

// Missing returns what a poll saw of a single object that doesn't exist, and that may not
// exist: err is the service's answer.
func (r Requirement) Missing(target Target, err error) []Element {
	if !r.Expects {
		return One(target, nil, infoOf(err))
	}
	return One(target, []expect.Mismatch{{
		Sentence: "It does not exist.",
		Advice:   "Check its id, or wait for it to come into being with timeouts.",
	}}, infoOf(err))
}
