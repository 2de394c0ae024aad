// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"slices"
	"time"
)

// certificates are what a simulator serves with.
type certificates struct {
	qumulo             *tls.Config
	ca, leaf, impostor string // as PEM
}

// newCertificates makes the certificates that the options ask for, and an impostor's.
func newCertificates(opts Options) (*certificates, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	wanted := leaf{host: opts.Host, expiry: time.Now().Add(24 * time.Hour), names: opts.Names, noSAN: opts.NoSAN, selfSigned: opts.SelfSigned}
	if opts.Expired {
		wanted.expiry = time.Now().Add(-time.Hour)
	}
	other := wanted
	other.selfSigned = true
	qumulo, err := ca.issue(wanted)
	impostor, impostorErr := ca.issue(other)
	if err := errors.Join(err, impostorErr); err != nil {
		return nil, err
	}
	return &certificates{
		qumulo: &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*qumulo}},
		ca:     ca.pem, leaf: encodePEM(qumulo.Certificate[0]), impostor: encodePEM(impostor.Certificate[0]),
	}, nil
}

// CACertificate returns the certificate of the simulator's own authority as PEM.
func (s *Simulator) CACertificate() string { return s.certificates.ca }

// LeafCertificate returns Qumulo's own certificate as PEM.
func (s *Simulator) LeafCertificate() string { return s.certificates.leaf }

// ImpostorCertificate returns, as PEM, a self-signed certificate of the same subject and
// names as Qumulo's, but of another key.
func (s *Simulator) ImpostorCertificate() string { return s.certificates.impostor }

// authority is a certificate authority that lives as long as its simulator.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         string
}

// newAuthority makes an authority with a key of its own.
func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "netstatus simulator CA"},
		NotBefore:             time.Now().Add(-72 * time.Hour),
		NotAfter:              time.Now().Add(72 * time.Hour),
		KeyUsage:              x509.KeyUsageCertSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}

	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{certificate: certificate, key: key, pem: encodePEM(der)}, nil
}

// leaf says what a server's certificate is like.
type leaf struct {
	names      []string // DNS names beside localhost
	host       string   // an IP address beside 127.0.0.1 and ::1
	expiry     time.Time
	noSAN      bool
	selfSigned bool
}

// issue makes the certificate of a server on loopback, valid for the two days
// before its expiry.
func (a *authority) issue(l leaf) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(l.expiry.UnixNano()),
		Subject:      pkix.Name{CommonName: "localhost"},
		NotBefore:    l.expiry.Add(-48 * time.Hour),
		NotAfter:     l.expiry,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}

	if !l.noSAN {
		template.DNSNames = append([]string{"localhost"}, l.names...)
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
		if host := net.ParseIP(l.host); host != nil && !slices.ContainsFunc(template.IPAddresses, host.Equal) {
			template.IPAddresses = append(template.IPAddresses, host)
		}
	}
	parent, signer := a.certificate, a.key
	if l.selfSigned {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

func encodePEM(der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}
