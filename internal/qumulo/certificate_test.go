// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func TestTrust(t *testing.T) {
	t.Parallel()
	own := func(s *simulator.Simulator) string { return s.LeafCertificate() }
	authority := func(s *simulator.Simulator) string { return s.CACertificate() }
	impostor := func(s *simulator.Simulator) string { return s.ImpostorCertificate() }
	for name, test := range map[string]struct {
		options simulator.Options
		trusted func(*simulator.Simulator) string
		server  string
		want    string // of the error, empty where there is none
	}{
		"its authority":                   {simulator.Options{}, authority, "", ""},
		"itself":                          {simulator.Options{}, own, "", ""},
		"itself, self-signed":             {simulator.Options{SelfSigned: true}, own, "", ""},
		"itself, without a name":          {simulator.Options{SelfSigned: true, NoSAN: true}, own, "", ""},
		"itself, by another name":         {simulator.Options{}, own, "other.example", ""},
		"itself beside the authority":     {simulator.Options{NoSAN: true}, func(s *simulator.Simulator) string { return "\ufeff" + s.CACertificate() + "\n" + s.LeafCertificate() }, "", ""},
		"itself, expired":                 {simulator.Options{SelfSigned: true, NoSAN: true, Expired: true}, own, "", "certificate has expired"},
		"an impostor":                     {simulator.Options{SelfSigned: true}, impostor, "", "unknown authority"},
		"an impostor without a name":      {simulator.Options{SelfSigned: true, NoSAN: true}, impostor, "", "x509: "},
		"its authority, without a name":   {simulator.Options{NoSAN: true}, authority, "", "any IP SANs"},
		"its authority, a name of it":     {simulator.Options{Names: []string{"qumulo.example"}}, authority, "qumulo.example", ""},
		"another cluster's own authority": {simulator.Options{SelfSigned: true}, authority, "", "unknown authority"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, test.options)
			c, err := New(Options{
				Host: s.QumuloHost(), Port: int64(s.QumuloPort()), Token: simulator.Token, CACertificate: test.trusted(s), TLSServerName: test.server,
				Transport: transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 3, MaxBackoff: time.Millisecond},
			})
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = c.NetworkInterfaceStatus(t.Context(), 1, 2)
			failure, failed := errors.AsType[*transport.Error](err)
			if failed != (test.want != "") || (failed && (!strings.Contains(err.Error(), test.want) || failure.Kind != transport.KindTLS || failure.Attempts != 1)) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestTheSystemsRoots has no certificate of the user's: package tls verifies then.
func TestTheSystemsRoots(t *testing.T) {
	t.Parallel()
	config, err := tlsConfig(Options{Host: "192.0.2.1", TLSServerName: "qumulo.example"})
	if err != nil || config.ServerName != "qumulo.example" || config.InsecureSkipVerify || config.RootCAs != nil {
		t.Errorf("got %+v, %v", config, err)
	}
}

// TestAnIntermediateIsNotTheLeaf has the certificate that is trusted follow another.
func TestAnIntermediateIsNotTheLeaf(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{SelfSigned: true, NoSAN: true})
	parse := func(bundle string) *x509.Certificate {
		certificates, err := Certificates(bundle)
		if err != nil {
			t.Fatal(err)
		}
		return certificates[0]
	}
	own, impostor := parse(s.LeafCertificate()), parse(s.ImpostorCertificate())
	roots := x509.NewCertPool()
	roots.AddCert(own)
	v := verifier{name: "localhost", roots: roots, trusted: []*x509.Certificate{own}}
	if err := v.verify(state(own, impostor)); err != nil {
		t.Errorf("the leaf: got %v", err)
	}
	if err := v.verify(state(impostor, own)); err == nil {
		t.Errorf("an intermediate: got %v", err)
	}
	if err := v.verify(state()); err == nil {
		t.Error("nothing is trusted")
	}
}

func state(presented ...*x509.Certificate) tls.ConnectionState {
	return tls.ConnectionState{PeerCertificates: presented}
}

// TestCertificatesOfEnvironments has bundles as environments have them that can't hold a
// line end.
func TestCertificatesOfEnvironments(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	bundle := s.CACertificate() + s.LeafCertificate()
	wrapped := base64.StdEncoding.EncodeToString([]byte(bundle))
	for name, text := range map[string]string{
		"as it is":                bundle,
		"line ends written out":   strings.ReplaceAll(bundle, "\n", `\n`),
		"Windows' written out":    strings.ReplaceAll(bundle, "\n", `\r\n`),
		"Windows' line ends":      strings.ReplaceAll(bundle, "\n", "\r\n"),
		"spaces for line ends":    strings.ReplaceAll(bundle, "\n", " "),
		"no line ends but at all": strings.ReplaceAll(strings.TrimSpace(bundle), "\n", " "),
		"indented":                "    " + strings.ReplaceAll(bundle, "\n", "\n    "),
		"in base64":               wrapped,
		"in base64, in lines":     wrapped[:60] + "\n" + wrapped[60:] + "\n",
		"with words in between":   "# first\n" + s.CACertificate() + "# second\r\n" + s.LeafCertificate() + "the end\n",
	} {
		if certificates, err := Certificates(text); err != nil || len(certificates) != 2 {
			t.Errorf("%s: got %d, %v", name, len(certificates), err)
		}
	}
	for name, text := range map[string]string{
		"cut off":         strings.ReplaceAll(bundle[:len(bundle)-40], "\n", `\n`),
		"not base64":      wrapped[:len(wrapped)-3] + "!",
		"base64 of words": base64.StdEncoding.EncodeToString([]byte("no certificate")),
	} {
		if certificates, err := Certificates(text); err == nil {
			t.Errorf("%s: got %d", name, len(certificates))
		}
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	good := s.CACertificate()
	block := func(kind, content string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte(content)}))
	}
	for name, test := range map[string]struct {
		bundle string
		n      int
		want   string
	}{
		"a byte order mark":         {"\ufeff" + good, 1, ""},
		"nothing":                   {"", 0, "no PEM certificate in it"},
		"a path":                    {"/etc/ca.pem", 0, "no PEM certificate in it"},
		"a key":                     {good + block("PRIVATE KEY", "x"), 0, `PEM block 2 of 2 is not a certificate but a "PRIVATE KEY"`},
		"not X.509":                 {block("CERTIFICATE", "x") + good, 0, "certificate 1 of 2 can't be parsed: "},
		"not base64, then a good":   {strings.Replace(good, "M", "!", 1) + good, 0, "PEM block 1 of 2 is damaged"},
		"a good, then not base64":   {good + strings.Replace(good, "M", "!", 1), 0, "PEM block 2 of 2 is damaged"},
		"one that is cut off":       {good + good[:len(good)/2], 0, "PEM block 2 of 2 is damaged"},
		"one that is cut off first": {good[:len(good)/2] + "\n" + good, 0, "PEM block 1 of 2 is damaged"},
	} {
		certificates, err := Certificates(test.bundle)
		if len(certificates) != test.n || (err == nil) != (test.want == "") || (err != nil && !strings.HasPrefix(err.Error(), test.want)) {
			t.Errorf("%s: got %d, %v", name, len(certificates), err)
		}
	}
}
