// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Error is a request that failed. Its texts are made where the error is made, of our own
// sentences and of what others sent, as far as that may be shown.
type Error struct {
	RequestInfo
	Kind Kind
	// Text says what went wrong. Of an HTTP status it is what follows "answered".
	Text string
	// Expected is what kind of body was expected, and Excerpt how the one that came begins.
	Expected, Excerpt string
	// Transient is whether the same request may succeed later.
	Transient bool
	// Wait is how long the service asks to wait, 0 if it doesn't. Left is how much of that
	// a wait that is too long leaves the caller.
	Wait, Left time.Duration
	// Last is the failure before the caller's context ended, nil if there was none.
	Last *Error
	// Err is the error of the network, of the TLS handshake, or of the context.
	Err error

	// asked is whether the service asks to wait, be it for no time at all.
	asked bool
}

// Kind is what kind of failure an [Error] is.
type Kind int

// The kinds up to KindEntitlement are HTTP statuses that are errors.
const (
	// KindStatus means what the status says.
	KindStatus Kind = iota
	// KindMissing is an object that doesn't exist, in the service's own words.
	KindMissing
	// KindBare is a 404 without words of a service that documents it so: either the object
	// doesn't exist, or the request's address is wrong.
	KindBare
	// KindAddress is a request that the service can't route: its address is wrong, not what
	// it asks for.
	KindAddress
	// KindCredentials are credentials that the service refuses.
	KindCredentials
	// KindFilter is a refusal because of where the request comes from.
	KindFilter
	// KindGateway is an answer that isn't in the service's format: something in between has
	// given it, or something else than the service.
	KindGateway
	// KindEntitlement is a refusal because the account doesn't have the product.
	KindEntitlement

	// KindConnection is a connection that couldn't be made or was lost.
	KindConnection
	// KindTimeout is an attempt that took longer than it may.
	KindTimeout
	// KindInterrupted is a request whose caller's context ended.
	KindInterrupted
	// KindWait is a wait that the service asks for and that doesn't fit into the caller's
	// time-out. KindSharedWait is one that doesn't fit into the time that all callers
	// without a time-out wait together.
	KindWait
	KindSharedWait
	// KindTLS is a TLS handshake that failed for good.
	KindTLS
	// KindProxy is the answer of a proxy that doesn't let a request through, and
	// KindProxyLogin that of one that asks for credentials.
	KindProxy
	KindProxyLogin
	// KindProxySetting is a variable of the environment that names no proxy.
	KindProxySetting
	// KindRedirect is an answer that points elsewhere. It isn't followed: the credentials
	// are for the host that was configured.
	KindRedirect
	// KindCache is an answer that is older than the question, or not the service's own.
	KindCache
	// KindBody is a body that can't be used, and KindPage one that is a page for people.
	KindBody
	KindPage
	// KindSession is a session that is refused though its login was good.
	KindSession
	// KindList is a list that changes while it is read.
	KindList
)

// IsStatus reports whether a failure is an HTTP status that is an error.
func (k Kind) IsStatus() bool {
	return k <= KindEntitlement
}

// Error implements error.
func (e *Error) Error() string {
	text := e.Text
	if e.Kind.IsStatus() {
		text = "answered " + text
	}
	if e.Last != nil {
		text += "; the last failure: " + e.Last.Text
	}
	return fmt.Sprintf("%s %s: %s", e.Method, e.URL, text)
}

// Unwrap returns what caused the failure.
func (e *Error) Unwrap() error {
	return e.Err
}

// about returns a failure as that of a request, unless it is another one's already, such as
// that of a login.
func (e *Error) about(info RequestInfo) *Error {
	if e.Method != "" {
		return e
	}
	failure := *e
	failure.RequestInfo = info
	return &failure
}

// IsTransient reports whether a request failed that may succeed later.
func IsTransient(err error) bool {
	failure, ok := errors.AsType[*Error](err)
	return ok && failure.Transient
}

// NewError reports a failure, in our own words, of a request that was answered.
func NewError(info RequestInfo, kind Kind, text string) *Error {
	return &Error{RequestInfo: info, Kind: kind, Text: text}
}

// NewBodyError reports a body that isn't the document that was expected. What err quotes of
// the document is judged, and the rest shown as it is.
func (c *Client) NewBodyError(resp *Response, err error) *Error {
	return c.bodyError(c.judged(err), resp.Body).about(resp.RequestInfo)
}

// NewStatusError reports a response that says that it is an error, whatever its HTTP status:
// document is the part of its body that says so.
func (c *Client) NewStatusError(resp *Response, document []byte) *Error {
	return c.statusError(resp.Status, nil, document).about(resp.RequestInfo)
}

// judged returns the text of an error about a document, without what may not be shown.
func (c *Client) judged(err error) string {
	var document interface {
		Shown(show func(string) string) string
	}
	if errors.As(err, &document) {
		return document.Shown(c.options.Secrets.Text)
	}
	return c.options.Secrets.Text(err.Error())
}

func (c *Client) bodyError(text string, body []byte) *Error {
	failure := &Error{Kind: KindBody, Text: text, Expected: "the JSON document that the API documents", Excerpt: c.options.Secrets.Excerpt(body)}
	if isMarkup(body) {
		failure.Kind = KindPage
	}
	return failure
}

func (c *Client) typeError(contentType string, body []byte) *Error {
	failure := c.bodyError("expected JSON, got "+c.options.Secrets.Text(contentType), body)
	if isPage(contentType) {
		failure.Kind = KindPage
	}
	return failure
}

// encodingOf returns the encoding of a body that wasn't asked for, or "".
func encodingOf(header http.Header) string {
	if encoding := header.Get("Content-Encoding"); !strings.EqualFold(encoding, "identity") {
		return encoding
	}
	return ""
}

func (c *Client) encodingError(encoding string, body []byte) *Error {
	failure := c.bodyError("the body has the Content-Encoding "+c.options.Secrets.Quote(encoding)+", which wasn't asked for", body)
	failure.Kind, failure.Expected = KindBody, "a body as it is, or in gzip"
	return failure
}

func (c *Client) sizeError(maxBody int64, body []byte) *Error {
	failure := c.bodyError(fmt.Sprintf("the body is larger than %d bytes", maxBody), body)
	failure.Expected = fmt.Sprintf("a body of at most %d bytes", maxBody)
	return failure
}

// lengthError reports a body that ended early, because of the network's error.
func (c *Client) lengthError(body []byte, err error) *Error {
	failure := c.bodyError(fmt.Sprintf("the body was cut off after %d bytes: %s", len(body), c.options.Secrets.Text(err.Error())), body)
	failure.Expected, failure.Transient, failure.Err = "a complete body", true, err
	return failure
}

// Interrupted reports the end of the caller's context.
func Interrupted(err error) *Error {
	return &Error{Kind: KindInterrupted, Text: err.Error(), Err: err}
}

func timeoutError(after time.Duration) *Error {
	return &Error{Kind: KindTimeout, Text: fmt.Sprintf("no complete response within %s", after), Transient: true}
}

func (c *Client) connectionError(err error) *Error {
	return &Error{Kind: KindConnection, Text: c.options.Secrets.Text(err.Error()), Transient: !errors.Is(err, context.Canceled), Err: err}
}

func (c *Client) tlsError(err error) *Error {
	return &Error{Kind: KindTLS, Text: c.options.Secrets.Text(err.Error()), Err: err}
}

func waitError(wait, left time.Duration, isShared bool) *Error {
	failure := &Error{
		Kind: KindWait, Wait: wait, Left: max(left, 0),
		Text: fmt.Sprintf("the service asks to wait %s, and %s are left", wait.Round(time.Second), max(left, 0).Round(time.Second)),
	}
	if isShared {
		failure.Kind = KindSharedWait
	}
	return failure
}

// proxyError reports a proxy that doesn't let a request through. Its words aren't shown: they
// may repeat the credentials.
func proxyError(status int) *Error {
	failure := &Error{Kind: KindProxy, Text: "the proxy refuses the connection: " + statusText(status), Transient: isTransientStatus(status)}
	if status == http.StatusProxyAuthRequired {
		failure.Kind, failure.Text = KindProxyLogin, "the proxy asks for credentials: "+statusText(status)
	}
	return failure
}

// proxySettingError names the variable alone: the value may hold a password.
func proxySettingError(variable string) *Error {
	return &Error{Kind: KindProxySetting, Text: variable + " can't be parsed, so that nothing is sent"}
}

func (c *Client) redirectError(location string) *Error {
	failure := &Error{Kind: KindRedirect, Text: "the request was redirected without saying where"}
	if location != "" {
		failure.Text = "the request was redirected to " + c.options.Secrets.Quote(location)
	}
	return failure
}

func notModifiedError() *Error {
	return &Error{Kind: KindCache, Text: "answered that nothing has changed (304), though the request didn't ask whether"}
}

// ageError reports an answer that was older than the read that it is for. What answered is
// named as far as it says so.
func ageError(cache string, age, lasted time.Duration) *Error {
	return &Error{
		Kind: KindCache, Transient: true,
		Text: fmt.Sprintf("answered%s from a cache: the answer was %s old, and the read had lasted %s", by(cache), age, lasted.Round(time.Millisecond)),
	}
}

// unreadableAgeError reports an answer that may be of any age.
func unreadableAgeError(cache, age string) *Error {
	return &Error{Kind: KindCache, Transient: true, Text: fmt.Sprintf("answered%s from a cache: the answer's age isn't whole seconds but %s", by(cache), age)}
}

// changedError reports a status by which something in between says that it has answered, or
// changed the answer.
func changedError(cache string, status int) *Error {
	return &Error{Kind: KindCache, Transient: true, Text: fmt.Sprintf("answered%s with a status that isn't the service's own: %s", by(cache), statusText(status))}
}

func by(cache string) string {
	if cache == "" {
		return ""
	}
	return " by " + cache
}
