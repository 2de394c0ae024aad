// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"errors"
	"fmt"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

// TooLargeError is a body past the bound.
type TooLargeError struct {
	// Max is the bound in bytes.
	Max     int64
	Excerpt string
}

// Error implements error.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the body is larger than %d bytes", e.Max)
}

// TruncatedError reports a body that ended early.
type TruncatedError struct {
	// Received is how many bytes came.
	Received int
	Excerpt  string
	Err      error
}

// Error implements error.
func (e *TruncatedError) Error() string {
	return e.text(error.Error)
}

// text is Error with the text of the network's error as a function gives it.
func (e *TruncatedError) text(of func(error) string) string {
	return fmt.Sprintf("the body was cut off after %d bytes: %s", e.Received, of(e.Err))
}

// Unwrap returns the network's error.
func (e *TruncatedError) Unwrap() error {
	return e.Err
}

// ContentError is a body of another type than JSON.
type ContentError struct {
	ContentType string
	Excerpt     string
}

// Error implements error.
func (e *ContentError) Error() string {
	return "expected JSON, got " + e.ContentType
}

// ShapeError is a body that isn't the document that was expected.
type ShapeError struct {
	// Err says what was expected and found.
	Err     error
	Excerpt string
}

// Error implements error.
func (e *ShapeError) Error() string {
	return e.Err.Error()
}

// Unwrap returns the decoder's error.
func (e *ShapeError) Unwrap() error {
	return e.Err
}

// maskable is an error about a document, some of whose text is the document's.
type maskable interface {
	error
	Masked(mask func(string) string) error
}

// masked is an error about a document, freed of secrets.
func masked(err error, secrets *redact.Secrets) error {
	if own, ok := errors.AsType[maskable](err); ok {
		return own.Masked(secrets.Text)
	}
	return errors.New(secrets.Text(err.Error()))
}
