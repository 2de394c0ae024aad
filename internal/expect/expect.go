// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package expect compares values seen with values expected, and words what
// doesn't hold.
package expect

import (
	"fmt"
	"slices"
	"strconv"
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

// Comparison gathers how what was seen differs from what is expected.
type Comparison struct {
	// Quote writes what a service has sent as a sentence shows it; nil is [strconv.Quote].
	Quote func(string) string
	// Mismatches are empty if all is met.
	Mismatches []Mismatch
}

// Quoted returns what a service has sent as a sentence shows it.
func (c *Comparison) Quoted(text string) string {
	if c.Quote == nil {
		return strconv.Quote(text)
	}
	return c.Quote(text)
}

// Add adds a mismatch.
func (c *Comparison) Add(sentence, advice string) {
	c.Mismatches = append(c.Mismatches, Mismatch{Sentence: sentence, Advice: advice})
}

// OneOf adds a mismatch unless seen is one of expected. A nil expected expects
// nothing; a nil seen satisfies nothing.
func (c *Comparison) OneOf(field string, expected []string, seen *string, advice string) {
	if expected == nil || (seen != nil && slices.Contains(expected, *seen)) {
		return
	}
	value := "null"
	if seen != nil {
		value = c.Quoted(*seen)
	}
	sentence := fmt.Sprintf("%s is %s, expected %s.", field, value, Alternatives(expected))
	isFinal := seen != nil && slices.ContainsFunc(expected, func(one string) bool { return strings.EqualFold(one, *seen) })
	if isFinal {
		sentence += " They differ by case alone, and case counts: correct the expectation."
	}
	c.Mismatches = append(c.Mismatches, Mismatch{Sentence: sentence, Advice: advice, IsFinal: isFinal})
}

// AtLeast adds a mismatch unless seen is minimum or more. A nil minimum expects
// nothing; a nil seen satisfies nothing.
func (c *Comparison) AtLeast(field, unit string, minimum, seen *int64, advice string) {
	if minimum == nil || (seen != nil && *seen >= *minimum) {
		return
	}
	value := "null"
	if seen != nil {
		value = fmt.Sprintf("%d %s", *seen, unit)
	}
	c.Add(fmt.Sprintf("%s is %s, expected at least %d %s.", field, value, *minimum, unit), advice)
}

// Alternatives returns accepted values as a sentence lists them.
func Alternatives(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = strconv.Quote(value)
	}
	return strings.Join(quoted, " or ")
}

// Majority is the value that most of many have.
type Majority struct {
	// value is nil if none has any.
	value *int64
	// with counts those that have it, and all counts all.
	with, all int
}

// MajorityOf returns the most frequent of values, and of two that are as frequent the larger.
// Nil is no value.
func MajorityOf(values []*int64) Majority {
	counts := map[int64]int{}
	m := Majority{all: len(values)}
	for _, value := range values {
		if value == nil {
			continue
		}
		counts[*value]++
		if n := counts[*value]; n > m.with || (n == m.with && *value > *m.value) {
			m.value, m.with = value, n
		}
	}
	return m
}

// Same adds a mismatch unless seen is the value of the majority. A nil seen is the same
// as nothing.
func (c *Comparison) Same(field, unit string, majority Majority, seen *int64, advice string) {
	if seen != nil && *seen == *majority.value {
		return
	}
	value := "null"
	if seen != nil {
		value = fmt.Sprintf("%d %s", *seen, unit)
	}
	others := "and none has any"
	if majority.value != nil {
		others = fmt.Sprintf("%d of %d have %d", majority.with, majority.all, *majority.value)
	}
	c.Add(fmt.Sprintf("%s is %s, %s.", field, value, others), advice)
}
