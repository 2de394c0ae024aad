// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"crypto/tls"
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
	case transport.IsOldTLS(err):
		return t.Name + "'s TLS is too old", reason + ". TLS 1.2 is the oldest version that is used. " +
			fmt.Sprintf("Update what answers at %s, or check whether something old stands in between.", t.Address)
	case transport.WantsCertificate(err):
		return t.Name + " wants a client's certificate", reason + ". The provider has none to give. " +
			fmt.Sprintf("Check %s: an address for people or other machines may ask for one, and so may a gateway in between.", t.Address)
	case transport.IsRefusal(err):
		return t.Name + " refuses the TLS connection", reason + ". " + fmt.Sprintf("Check %s, and what is in between.", t.Address)
	case isUnusable(err):
		return t.Name + "'s certificate can't be used", reason + ". Install one that follows the standards (X.509, RFC 5280); one that the service makes itself anew does."
	default:
		return t.Name + "'s certificate is not trusted", reason + ". " + t.tlsAdvice(failure, err)
	}
}

// isUnusable reports whether a handshake failed for what no trust mends, such as a
// certificate that can't be parsed.
func isUnusable(err error) bool {
	var (
		handshake *transport.HandshakeError
		unknown   x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
	)
	return errors.As(err, &handshake) && !errors.As(err, &unknown) && !errors.As(err, &hostname) && !errors.As(err, &invalid) && !errors.As(err, &verify)
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
