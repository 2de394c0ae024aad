// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// element is one object as a poll saw it.
type element struct {
	// object names it in a message.
	object string
	// mismatches are empty where the object meets the expectation.
	mismatches []expect.Mismatch
	// err is the transient failure to read it, nil where it was read.
	err  error
	info transport.RequestInfo
}

func (e element) isGood() bool {
	return e.err == nil && len(e.mismatches) == 0
}

// requirement is what a read needs of the elements that it polls.
type requirement struct {
	// expects is whether there is an expectation: without one a status is data, and
	// one poll is all.
	expects bool
	// minCount is how many must be there, at least 1.
	minCount int
	// minGood is how many must be good; zero is all of them.
	minGood int
	// stableFor is for how long it has to hold.
	stableFor time.Duration
}

// verdict is what a poll says about a requirement.
type verdict int

const (
	bad verdict = iota
	// undecided is a poll that the service's rate limit kept from an answer.
	undecided
	good
)

// judge compares elements with the requirement.
func (r requirement) judge(elements []element) verdict {
	needed, met, limited := r.minGood, 0, 0
	if needed == 0 {
		needed = len(elements)
	}
	for _, e := range elements {
		switch {
		case e.isGood():
			met++
		case isRateLimited(e.err):
			limited++
		}
	}
	switch {
	case len(elements) < max(r.minCount, 1), met+limited < needed:
		return bad
	case met < needed:
		return undecided
	default:
		return good
	}
}

// one is what a poll of a single object saw.
func one(object subject, mismatches []expect.Mismatch, info transport.RequestInfo) []element {
	return []element{{object: object.name, mismatches: mismatches, info: info}}
}

// missing is how an object that doesn't exist differs from what is required.
func missing(required requirement) []expect.Mismatch {
	if !required.expects {
		return nil
	}
	return []expect.Mismatch{{Sentence: "It does not exist.", Advice: "Check its id, or wait for it to come into being with timeouts."}}
}
