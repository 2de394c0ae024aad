// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// errNoCertificate is the error of a bundle without a certificate.
var errNoCertificate = errors.New("no PEM certificate in it")

// Certificates parses a PEM bundle. Each block in it must be a certificate: one that
// is left out because it is damaged is missed only later, and elsewhere.
func Certificates(bundle string) ([]*x509.Certificate, error) {
	const begin = "-----BEGIN "
	rest := []byte(normalized(strings.TrimPrefix(bundle, "\ufeff")))
	blocks := bytes.Count(rest, []byte(begin))
	var certificates []*x509.Certificate
	for n := 1; ; n++ {
		before := bytes.Count(rest, []byte(begin))
		var block *pem.Block
		block, rest = pem.Decode(rest)
		switch {
		case block == nil && before > 0, block != nil && before-bytes.Count(rest, []byte(begin)) != 1:
			return nil, fmt.Errorf("PEM block %d of %d is damaged", n, blocks)
		case block == nil && n == 1:
			return nil, errNoCertificate
		case block == nil:
			return certificates, nil
		case block.Type != "CERTIFICATE":
			return nil, fmt.Errorf("PEM block %d of %d is not a certificate but a %.40q", n, blocks, block.Type)
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d of %d can't be parsed: %w", n, blocks, err)
		}
		certificates = append(certificates, certificate)
	}
}

// normalized returns a PEM bundle as it was before an environment that can't hold a line end
// had it: with \n written out, spaces for line ends, indented, or all of it in base64.
func normalized(bundle string) string {
	const begin = "-----BEGIN "
	if compact := strings.Join(strings.Fields(bundle), ""); !strings.Contains(bundle, begin) {
		if decoded, err := base64.StdEncoding.DecodeString(compact); err == nil {
			bundle = string(decoded)
		}
	}
	bundle = strings.NewReplacer(`\r\n`, "\n", `\n`, "\n", `\r`, "\n", "\r\n", "\n", "\r", "\n").Replace(bundle)
	if !strings.Contains(bundle, begin) {
		return bundle
	}
	// The label between the dashes has spaces of its own.
	marker := regexp.MustCompile(`-----(BEGIN|END) [A-Z0-9 ]+-----`)
	var lines []string
	for at := 0; at < len(bundle); {
		next := marker.FindStringIndex(bundle[at:])
		if next == nil {
			next = []int{len(bundle) - at, len(bundle) - at}
		}
		lines = append(lines, strings.Fields(bundle[at:at+next[0]])...)
		if label := bundle[at+next[0] : at+next[1]]; label != "" {
			lines = append(lines, label)
		}
		at += next[1]
	}
	return strings.Join(lines, "\n") + "\n"
}

// tlsConfig returns the TLS configuration that the options ask for.
func tlsConfig(options Options) (*tls.Config, error) {
	config := &tls.Config{
		MinVersion:         tls.VersionTLS12,
		ServerName:         options.TLSServerName,
		InsecureSkipVerify: options.Insecure, //nolint:gosec // The user asked for it, and is warned each time.
	}
	if options.CACertificate == "" {
		return config, nil
	}
	certificates, err := Certificates(options.CACertificate)
	if err != nil {
		return nil, err
	}
	if options.Insecure {
		return config, nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	for _, certificate := range certificates {
		roots.AddCert(certificate)
	}
	verifier := verifier{name: cmp.Or(options.TLSServerName, options.Host), roots: roots, trusted: certificates}
	// Package tls can't trust a certificate without a name, so the verifier does all.
	config.InsecureSkipVerify = true
	config.VerifyConnection = verifier.verify
	return config, nil
}

// verifier verifies the certificate of a cluster as package tls does, but trusts one
// that the user has given as it is: factory certificates are self-signed, and often
// without a name.
type verifier struct {
	name    string
	roots   *x509.CertPool
	trusted []*x509.Certificate
}

// verify implements [tls.Config]'s VerifyConnection.
func (v verifier) verify(state tls.ConnectionState) error {
	presented := state.PeerCertificates
	if len(presented) == 0 {
		return errors.New("the peer presents no certificate")
	}
	leaf := presented[0]
	if slices.ContainsFunc(v.trusted, leaf.Equal) {
		if err := checkDates(leaf, time.Now()); err != nil {
			return &tls.CertificateVerificationError{UnverifiedCertificates: presented, Err: err}
		}
		return nil
	}
	intermediates := x509.NewCertPool()
	for _, certificate := range presented[1:] {
		intermediates.AddCert(certificate)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: v.name, Roots: v.roots, Intermediates: intermediates}); err != nil {
		return &tls.CertificateVerificationError{UnverifiedCertificates: presented, Err: err}
	}
	return nil
}

// checkDates fails as [x509.Certificate.Verify] does if a certificate isn't valid
// at a time.
func checkDates(certificate *x509.Certificate, now time.Time) error {
	detail := ""
	switch {
	case now.Before(certificate.NotBefore):
		detail = fmt.Sprintf("current time %s is before %s", now.Format(time.RFC3339), certificate.NotBefore.Format(time.RFC3339))
	case now.After(certificate.NotAfter):
		detail = fmt.Sprintf("current time %s is after %s", now.Format(time.RFC3339), certificate.NotAfter.Format(time.RFC3339))
	default:
		return nil
	}
	return x509.CertificateInvalidError{Cert: certificate, Reason: x509.Expired, Detail: detail}
}
