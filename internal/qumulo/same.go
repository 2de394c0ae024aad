// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"slices"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
)

// The fields that can be expected to be alike: a bond that has lost a member, or a node
// with another MTU, is seen best beside its peers.
const (
	SameSpeed = "speed"
	SameMTU   = "mtu"
)

// SameFields returns those fields.
func SameFields() []string {
	return []string{SameSpeed, SameMTU}
}

// sameness is what most links have, for the fields that have to be alike.
type sameness struct {
	fields     []string
	speed, mtu expect.Majority
}

func newSameness(fields []string, speeds, mtus []*int64) sameness {
	return sameness{fields: fields, speed: expect.MajorityOf(speeds), mtu: expect.MajorityOf(mtus)}
}

// compare adds how a link differs from most.
func (s sameness) compare(c *expect.Comparison, speedField string, speed *int64, speedAdvice, mtuField string, mtu *int64) {
	if slices.Contains(s.fields, SameSpeed) {
		c.Same(speedField, "Mbps", s.speed, speed, speedAdvice)
	}
	if slices.Contains(s.fields, SameMTU) {
		c.Same(mtuField, "bytes", s.mtu, mtu, mtuAdvice)
	}
}
