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

// Mismatch is an expectation that isn't met.
type Mismatch struct {
	// Sentence names the field, the value seen and the value expected.
	Sentence string
	// Advice says what to check next.
	Advice string
	// IsFinal is whether waiting can't help: the expectation is misspelt.
	IsFinal bool
}

// OneOf appends a mismatch unless seen is one of expected. A nil expected expects
// nothing; a nil seen satisfies nothing.
func OneOf(mismatches []Mismatch, field string, expected []string, seen *string, advice string) []Mismatch {
	if expected == nil || (seen != nil && slices.Contains(expected, *seen)) {
		return mismatches
	}
	value := "null"
	if seen != nil {
		value = fmt.Sprintf("%q", *seen)
	}
	quoted := make([]string, len(expected))
	for i, one := range expected {
		quoted[i] = fmt.Sprintf("%q", one)
	}
	return append(mismatches, Mismatch{
		Sentence: fmt.Sprintf("%s is %s, expected %s.", field, value, strings.Join(quoted, " or ")),
		Advice:   advice,
	})
}

// AtLeast appends a mismatch unless seen is minimum or more. A nil minimum expects
// nothing; a nil seen satisfies nothing.
func AtLeast(mismatches []Mismatch, field, unit string, minimum, seen *int64, advice string) []Mismatch {
	if minimum == nil || (seen != nil && *seen >= *minimum) {
		return mismatches
	}
	value := "null"
	if seen != nil {
		value = fmt.Sprintf("%d %s", *seen, unit)
	}
	return append(mismatches, Mismatch{
		Sentence: fmt.Sprintf("%s is %s, expected at least %d %s.", field, value, *minimum, unit),
		Advice:   advice,
	})
}
