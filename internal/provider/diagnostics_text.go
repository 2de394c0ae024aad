// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What messages share: texts without secrets that fit a screen, and the request.

func (t serviceText) redacted(text string) string {
	return line(t.redact, text, maxBytes)
}

// maxBytes is how many bytes of a text are searched for secrets: more than any
// message shows.
const maxBytes = 64 << 10

// line is a text that a service has a part in, without secrets and then not longer
// than that: the other way round, half of a secret would be left.
func line(redact func(string) string, text string, limit int) string {
	text = strings.ToValidUTF8(text[:min(len(text), maxBytes)], "")
	if redact != nil {
		text = redact(text)
	}
	return clip(text, limit)
}

// clip is a text of at most that many characters, with the ellipsis where it is cut.
func clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit-1]) + "…"
}

func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Second)
}

// request is the line that identifies what was asked.
func (t serviceText) request(err error) string {
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		return "No request was answered."
	}
	return t.requestLine(failure.RequestInfo)
}

func (t serviceText) requestLine(info transport.RequestInfo) string {
	text := fmt.Sprintf("Request: %s %s", info.Method, line(t.redact, info.URL, maxLine))
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
		text += fmt.Sprintf(", %s %s", t.requestID, line(t.redact, info.RequestID, maxLine))
	}
	return text + "."
}
