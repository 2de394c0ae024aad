// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"syscall"
)

// Alerts of RFC 8446 by which a peer ends a handshake.
const (
	alertHandshakeFailure    = 40
	alertBadCertificate      = 42
	alertProtocolVersion     = 70
	alertCertificateRequired = 116
)

// withCertificateRequests is a TLS configuration that notes when a peer asks for a
// certificate, and sends none.
func withCertificateRequests(config *tls.Config, asked *atomic.Bool) *tls.Config {
	if config == nil {
		config = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	config = config.Clone()
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked.Store(true)
		return &tls.Certificate{}, nil
	}
	return config
}

// judgeHandshake returns a [*HandshakeError] where a round trip failed because of a
// handshake, which itself failed as given, nil where it didn't. Package tls has no types
// for most of its errors, so it's where one comes from that counts: all are final but
// those of the connection.
func (c *Client) judgeHandshake(err, handshake error) error {
	inHandshake := handshake != nil && errors.Is(err, handshake) && !isLost(err)
	if !inHandshake && !IsRefusal(err) {
		return err
	}
	code := alertOf(err)
	wants := code == alertCertificateRequired ||
		(c.asked.Load() && (code == alertHandshakeFailure || code == alertBadCertificate))
	return &HandshakeError{WantsCertificate: wants, Err: err}
}

// isLost reports whether a connection was lost, rather than ended by one of its sides
// for what the other one said.
func isLost(err error) bool {
	var (
		timeout net.Error
		errno   syscall.Errno
	)
	if errors.As(err, &timeout) && timeout.Timeout() {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.As(err, &errno)
}

// alertOf is the alert by which the peer ended a handshake, 0 where it didn't.
func alertOf(err error) uint64 {
	if failure, ok := errors.AsType[*net.OpError](err); ok && failure.Op == "remote error" {
		// The type of an alert isn't exported.
		if alert := reflect.ValueOf(failure.Err); alert.Kind() == reflect.Uint8 {
			return alert.Uint()
		}
	}
	return 0
}

// IsCertificate reports whether a TLS handshake failed for good: a certificate was
// refused, the two sides' parameters don't fit, or the peer doesn't speak TLS.
func IsCertificate(err error) bool {
	var (
		handshake    *HandshakeError
		verification *tls.CertificateVerificationError
		unknown      x509.UnknownAuthorityError
		hostname     x509.HostnameError
		invalid      x509.CertificateInvalidError
	)
	return errors.As(err, &handshake) || errors.As(err, &verification) ||
		errors.As(err, &unknown) || errors.As(err, &hostname) || errors.As(err, &invalid) || IsPlain(err) || IsRefusal(err)
}

// IsRefusal reports whether the peer ended the TLS handshake.
func IsRefusal(err error) bool {
	var failure *net.OpError
	return errors.As(err, &failure) && failure.Op == "remote error"
}

// IsOldTLS reports whether a TLS handshake failed because the two sides share no version
// of TLS: the peer's are too old.
func IsOldTLS(err error) bool {
	// There is no type for the version that the peer has chosen.
	return alertOf(err) == alertProtocolVersion || (IsCertificate(err) && strings.Contains(err.Error(), "unsupported protocol version"))
}

// WantsCertificate reports whether a TLS handshake failed because the peer wants a
// certificate of ours.
func WantsCertificate(err error) bool {
	failure, ok := errors.AsType[*HandshakeError](err)
	return ok && failure.WantsCertificate
}

// IsPlain reports whether a TLS handshake failed because the peer doesn't speak TLS.
func IsPlain(err error) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch)
}
