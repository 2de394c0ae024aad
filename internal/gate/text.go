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

// clip returns at most that many characters of a text, which may hold what others have sent.
func clip(text string, limit int) string {
	return redact.Clip(strings.ToValidUTF8(text, ""), limit)
}

// Capitalized begins a sentence with a phrase.
func Capitalized(phrase string) string {
	return strings.ToUpper(phrase[:1]) + phrase[1:]
}

func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(time.Second)
}

// request returns the line that identifies what was asked.
func (s Service) request(err error) string {
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok || failure.Method == "" {
		return "No request was answered."
	}
	return s.requestLine(failure.RequestInfo)
}

func (s Service) requestLine(info transport.RequestInfo) string {
	text := fmt.Sprintf("Request: %s %s", info.Method, clip(info.URL, maxLine))
	if info.Status != 0 {
		text += fmt.Sprintf(", HTTP status %d", info.Status)
	} else {
		text += ", no HTTP status"
	}
	if info.Attempts == 1 {
		text += ", 1 attempt"
	} else {
		text += fmt.Sprintf(", %d attempts", info.Attempts)
	}
	if info.Waited > 0 {
		text += fmt.Sprintf(", waited %s as the service asked", rounded(info.Waited))
	}
	if info.Asked > 0 {
		text += fmt.Sprintf(", last asked to wait %s (Retry-After)", rounded(info.Asked))
	}
	if info.RequestID != "" {
		text += fmt.Sprintf(", %s %s", s.RequestID, clip(info.RequestID, maxLine))
	}
	return text + "."
}
