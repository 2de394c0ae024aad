// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What messages share: texts without secrets that fit a screen, and the request.

func (t Service) masked(text string) string {
	return t.line(text, maxBytes)
}

// maxBytes is how many bytes of a text are searched for secrets: more than any
// message shows.
const maxBytes = 64 << 10

// line is a text that a service has a part in, without secrets and then not longer
// than that: the other way round, half of a secret would be left.
func (t Service) line(text string, limit int) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxBytes)], "")
	if t.Mask != nil {
		text = t.Mask(text)
	}
	return redact.Clip(text, limit)
}

// capitalized begins a sentence with a phrase.
func capitalized(phrase string) string {
	return strings.ToUpper(phrase[:1]) + phrase[1:]
}

func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Second)
}

// request is the line that identifies what was asked.
func (t Service) request(err error) string {
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		return "No request was answered."
	}
	return t.requestLine(failure.RequestInfo)
}

func (t Service) requestLine(info transport.RequestInfo) string {
	text := fmt.Sprintf("Request: %s %s", info.Method, t.line(info.URL, maxLine))
	if info.Status != 0 {
		text += fmt.Sprintf(", HTTP status %d", info.Status)
	} else {
		text += ", no HTTP status"
	}
	switch info.Attempts {
	case 1:
		text += ", 1 attempt"
	default:
		text += fmt.Sprintf(", %d attempts", info.Attempts)
	}
	if info.RequestID != "" {
		text += fmt.Sprintf(", %s %s", t.RequestID, t.line(info.RequestID, maxLine))
	}
	return text + "."
}
