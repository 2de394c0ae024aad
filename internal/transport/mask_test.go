// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

// TestOurOwnSentencesAreNotMasked has a secret for each of our words, and for words of
// others in the middle of them.
func TestOurOwnSentencesAreNotMasked(t *testing.T) {
	t.Parallel()
	const theirs = "secret-of-theirs"
	secrets := &redact.Secrets{}
	secrets.Add(theirs)
	errs := []error{
		&ShapeError{Err: masked(misfit{theirs}, secrets)}, &ShapeError{Err: masked(errors.New(theirs), secrets)},
		&RedirectError{}, &RedirectError{Location: secrets.Text("https://" + theirs)}, &NotModifiedError{}, &StaleError{Status: 203}, &StaleError{Age: time.Hour},
		&WaitError{Wait: time.Hour}, &TimeoutError{After: time.Second}, &SessionError{Logins: 3}, &TooLargeError{Max: 5}, &ContentError{ContentType: "text/html"},
		&ProxyError{Status: 407}, &ProxyError{Status: 403}, &ProxySettingError{Variable: "HTTPS_PROXY"}, &StatusError{Status: 503, Message: secrets.Text(theirs)},
		&TruncatedError{Received: 7, Err: errors.New(theirs)}, context.Canceled, context.DeadlineExceeded,
		&InterruptedError{Cause: context.DeadlineExceeded, Last: &TruncatedError{Err: io.EOF}}, &InterruptedError{Cause: context.Canceled, Last: errors.New(theirs)},
		errors.New("foreign " + theirs), fmt.Errorf("tls: %s: %w", theirs, io.EOF), &HandshakeError{Err: errors.New("of " + theirs)},
	}
	for _, err := range errs {
		want := strings.ReplaceAll(err.Error(), theirs, "***")
		for word := range strings.FieldsSeq(want) {
			if strings.Contains(word, "*") || strings.Contains(want, "foreign") || strings.Contains(want, "tls:") || want == "of ***" {
				continue
			}
			c := New(Options{Secrets: &redact.Secrets{}})
			c.options.Secrets.Add(theirs, word)
			if _, isForeign := errors.AsType[*TruncatedError](err); isForeign && word == "EOF" {
				continue
			}
			if got := c.NewError(RequestInfo{}, err).Reason(); got != want {
				t.Errorf("with the secret %q: got %q, want %q", word, got, want)
			}
		}
		failure := &Error{Err: err, secrets: secrets}
		if strings.Contains(failure.Error(), theirs) || failure.Reason() != want {
			t.Errorf("got %q, want %q", failure.Reason(), want)
		}
	}
}

// misfit is an error about a document that quotes it.
type misfit struct {
	quoted string
}

func (m misfit) Error() string {
	return "expected an object, got " + m.quoted
}

func (m misfit) Masked(mask func(string) string) error {
	return misfit{mask(m.quoted)}
}
