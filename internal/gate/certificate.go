// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// What is said of a certificate that isn't trusted.

// explainTLS words a TLS handshake that failed for good.
func (t Service) explainTLS(failure *transport.Error, err error, reason string) (summary, detail string) {
	switch {
	case transport.IsPlain(err):
		return t.Name + " does not speak TLS", reason + ". " + fmt.Sprintf("Check %s: something else than the API, or the API without TLS, answers there.", t.Address)
	case transport.IsRefusal(err):
		return t.Name + " refuses the TLS connection", reason + ". " + fmt.Sprintf("Check %s, and whether something in between asks for a client's certificate.", t.Address)
	default:
		return t.Name + "'s certificate is not trusted", reason + ". " + t.tlsAdvice(failure, err)
	}
}

// tlsAdvice says what to set.
func (t Service) tlsAdvice(failure *transport.Error, err error) string {
	var (
		invalid  x509.CertificateInvalidError
		hostname x509.HostnameError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "Renew the certificate, or set this machine's clock."
	case errors.As(err, &hostname) && hostname.Certificate != nil:
		return reasonOf(failure, errors.New(namesOf(hostname.Certificate))) + " " + t.Names
	default:
		return t.Certificate
	}
}

// namesOf says for which names a certificate is.
func namesOf(certificate *x509.Certificate) string {
	const most = 20
	names := slices.Clone(certificate.DNSNames)
	for _, address := range certificate.IPAddresses {
		names = append(names, address.String())
	}
	switch {
	case len(names) == 0:
		return fmt.Sprintf("The certificate holds no name that counts (no SAN), only the common name %.100q.", certificate.Subject.CommonName)
	case len(names) > most:
		return clip("The certificate is for "+strings.Join(names[:most], ", "), maxNames) + fmt.Sprintf(" and %d more.", len(names)-most)
	default:
		return clip("The certificate is for "+strings.Join(names, ", "), maxNames) + "."
	}
}

// maxNames is how many characters the names of a certificate take in a message.
const maxNames = 1000
