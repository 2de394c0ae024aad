// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"syscall"
)

// judge returns the error that a response is, or nil for a good one.
func (c *Client) judge(resp *http.Response, body []byte, cache string) *Error {
	contentType, encoding := resp.Header.Get("Content-Type"), encodingOf(resp.Header)
	switch {
	case resp.StatusCode == http.StatusNonAuthoritativeInfo, resp.StatusCode == http.StatusPartialContent:
		return changedError(cache, resp.StatusCode)
	case resp.StatusCode == http.StatusNotModified:
		return notModifiedError()
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		return c.redirectError(resp.Header.Get("Location"))
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return proxyError(resp.StatusCode)
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		failure := c.statusError(resp.StatusCode, resp.Header, body)
		if wait, asked := retryAfter(resp); asked && failure.Transient {
			failure.Wait, failure.asked = wait, true
		}
		return failure
	case encoding != "":
		return c.encodingError(encoding, body)
	case !isJSON(contentType):
		return c.typeError(contentType, body)
	default:
		return nil
	}
}

// judgeConnection returns why a round trip had no answer.
func (c *Client) judgeConnection(err error, seen *trace) *Error {
	failure, isOurs := errors.AsType[*Error](err)
	switch {
	case isOurs:
		return failure
	case errors.Is(err, context.DeadlineExceeded):
		// The dialer's own time, which calls itself a context's.
		return timeoutError(dialTimeout)
	case seen.isFinal(err):
		return c.tlsError(err)
	default:
		return c.connectionError(err)
	}
}

// isFinal reports whether a round trip failed because of what a TLS handshake says of a
// certificate or of the two sides' parameters, which is the same next time. Package tls has
// no types for most of its errors, so it is where one comes from that counts: all of a
// handshake's are final but those of the connection, and so are the alerts of the peer, which
// in TLS 1.3 come after the handshake.
func (t *trace) isFinal(err error) bool {
	alert, isNetwork := errors.AsType[*net.OpError](err)
	if isNetwork && alert.Op == "remote error" || errors.Is(err, http.ErrSchemeMismatch) {
		return true
	}
	handshake := t.handshakeError()
	return handshake != nil && errors.Is(err, handshake) && !isLost(err)
}

// isLost reports whether a connection was lost, rather than ended by one of its sides for what
// the other one said.
func isLost(err error) bool {
	var (
		timeout net.Error
		errno   syscall.Errno
	)
	if errors.As(err, &timeout) && timeout.Timeout() {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.Canceled) || errors.As(err, &errno)
}

// isJSON reports whether a body may be taken for JSON. Servers leave the type out, or call it
// plain text: the decoder then judges the body itself.
func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	media, _, err := mime.ParseMediaType(contentType)
	return err == nil && (media == "application/json" || media == "text/json" || media == "text/plain" || strings.HasSuffix(media, "+json"))
}
