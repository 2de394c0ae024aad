// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"errors"
	"time"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const (
	// maxDetail is how many characters the text of a message has, so that there is room
	// for what the caller adds within 4,000; and maxSummary its summary, which holds
	// names that users and services choose.
	maxDetail  = 3200
	maxSummary = 1000

	// WhatNow ends every message: where it leads.
	WhatNow = "What now: https://registry.terraform.io/providers/netstatus/netstatus/latest/docs/guides/runbook"
)

// Target is what a read is about, as messages speak of it.
type Target struct {
	// Name is the object in a sentence, such as "network interface 1 on node 2".
	Name string
	// Elements is what a plural's elements are called; empty for one object.
	Elements string
	// NotFound says how to find out what there is, and why it may not be there.
	NotFound string
	// NotServed says why the service may not have the request at all (405, 410, 501);
	// empty if every version has it.
	NotServed string
	// TooFew says what to check where elements are missing.
	TooFew string
	// Listed is the request that found the elements, for a message about none.
	Listed transport.RequestInfo
}

// Service is how messages speak of a service.
type Service struct {
	// Name is what it is called.
	Name string
	// Credentials says which were used, never their values.
	Credentials string
	// Permission is what a read requires.
	Permission string
	// Certificate says what to set where the certificate isn't trusted, and Names what
	// to set where it is for another name.
	Certificate, Names string
	// Foreign says what to check where something else than the service answers.
	Foreign string
	// Address names the settings that say where the service is.
	Address string
	// RequestID is what the service calls its own id of a request, empty if it
	// sends none.
	RequestID string
	// LacksPaths is whether some versions of the service lack some paths, so that a 404
	// that it didn't word may still come from the service.
	LacksPaths bool
	// Quote writes what others have sent as a sentence shows it.
	Quote func(string) string
	// Turn returns how long the next check of a read that waits for one object has to wait
	// for the sake of the service's rate limit, and whether that fits into what is left; nil
	// if there is no limit.
	Turn func(left time.Duration) (wait time.Duration, fits bool)
}

// Message is what a user reads.
type Message struct {
	Summary, Detail string
}

// Explain words why an object could not be read, or isn't as expected, not longer than a
// screen takes. What others have sent is free of secrets before it gets here, so that our
// own sentences stay as they are.
func (s Service) Explain(target Target, err error) Message {
	if one, ok := errors.AsType[*ElementError](err); ok {
		target = one.Target
	}
	var summary, detail, last string
	if unmet, ok := errors.AsType[*UnmetError](err); ok {
		summary, detail, last = s.unmet(target, unmet)
	} else {
		summary, detail = s.explain(target, err)
		detail += s.others(err)
		last = s.request(err)
	}
	last = "\n\n" + last + "\n" + WhatNow
	return Message{
		Summary: clip(summary, maxSummary),
		Detail:  clip(detail, maxDetail-utf8.RuneCountInString(last)) + last,
	}
}
