// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package expect compares values seen with values expected, and words what
// doesn't hold.
package expect

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is an expectation that isn't met.
type Fault struct {
	// Sentence names the field, the value seen and the value expected.
	Sentence string
	// Advice says what to check next.
	Advice string
}

// OneOf appends a fault unless seen is one of expected. A nil expected expects
// nothing; a nil seen satisfies nothing.
func OneOf(faults []Fault, field string, expected []string, seen *string, advice string) []Fault {
	if expected == nil || (seen != nil && slices.Contains(expected, *seen)) {
		return faults
	}
	value := "null"
	if seen != nil {
		value = fmt.Sprintf("%q", *seen)
	}
	quoted := make([]string, len(expected))
	for i, one := range expected {
		quoted[i] = fmt.Sprintf("%q", one)
	}
	return append(faults, Fault{
		Sentence: fmt.Sprintf("%s is %s, expected %s.", field, value, strings.Join(quoted, " or ")),
		Advice:   advice,
	})
}

// AtLeast appends a fault unless seen is least or more. A nil least expects
// nothing; a nil seen satisfies nothing.
func AtLeast(faults []Fault, field, unit string, least, seen *int64, advice string) []Fault {
	if least == nil || (seen != nil && *seen >= *least) {
		return faults
	}
	value := "null"
	if seen != nil {
		value = fmt.Sprintf("%d %s", *seen, unit)
	}
	return append(faults, Fault{
		Sentence: fmt.Sprintf("%s is %s, expected at least %d %s.", field, value, *least, unit),
		Advice:   advice,
	})
}
