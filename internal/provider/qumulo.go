// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const defaultQumuloPort = 8000

// qumuloSettings are the settings of the section "qumulo".
type qumuloSettings struct {
	host, caCertificate, tlsServerName setting[string]
	port                               setting[int64]
	insecure                           setting[bool]
	credentials                        credentials
}

func newQumuloSettings() qumuloSettings {
	at := func(name, variable string) place { return place{path.Root("qumulo").AtName(name), variable} }
	return qumuloSettings{
		host: setting[string]{
			place: at("host", "QUMULO_HOST"), parse: parseHost,
			description: "DNS name or IP address of the cluster, without scheme, port or path.",
		},
		port: setting[int64]{
			place: at("port", "QUMULO_PORT"), parse: integerBetween(1, math.MaxUint16), fallback: defaultQumuloPort,
			description: "TCP port of the REST API. Default: `8000`.",
		},
		caCertificate: setting[string]{
			place: at("ca_certificate", "QUMULO_CA_CERTIFICATE"), parse: parseCertificates,
			description: "Certificates in PEM that are trusted beside the system's. A new cluster has a self-signed certificate: give that.",
		},
		tlsServerName: setting[string]{
			place: at("tls_server_name", "QUMULO_TLS_SERVER_NAME"), parse: parseHost,
			description: "Name that the cluster's certificate must be for. Default: `host`.",
		},
		insecure: setting[bool]{
			place: at("insecure", "QUMULO_INSECURE"), parse: parseBool,
			description: "Do not verify the cluster's certificate. Whoever sits in between can then read the credentials; a warning says so each time. Default: `false`.",
		},
		credentials: credentials{
			service: "Qumulo",
			single: setting[string]{
				place: at("token", "QUMULO_TOKEN"), parse: parseToken, secret: true,
				description: "Access token or bearer token.",
			},
			pair: [2]setting[string]{
				{
					place: at("username", "QUMULO_USERNAME"), parse: parseCredential,
					description: "User to log in as, with `password`. The login happens when it is first needed.",
				},
				{
					place: at("password", "QUMULO_PASSWORD"), parse: parseCredential, secret: true,
					description: "Password of `username`.",
				},
			},
		},
	}
}

func (s qumuloSettings) rows() []row {
	return []row{s.host, s.port, s.credentials.single, s.credentials.pair[0], s.credentials.pair[1], s.caCertificate, s.tlsServerName, s.insecure}
}

// qumuloService is the client of the cluster, with how messages speak of it.
type qumuloService struct {
	serviceText
	client *qumulo.Client
}

// newQumuloService makes the client that the settings ask for.
func newQumuloService(r *resolver, options transport.Options) (*qumuloService, diag.Diagnostics) {
	s := newQumuloSettings()
	if !r.isSet(s.host.place) {
		r.diags.Append(missingSetting("Qumulo", "the cluster's address", s.host.place))
	}
	found := s.credentials.resolve(r)
	settings := qumulo.Options{
		Host:          s.host.resolve(r),
		Port:          s.port.resolve(r),
		Token:         found.single,
		Username:      found.first,
		Password:      found.second,
		CACertificate: s.caCertificate.resolve(r),
		TLSServerName: s.tlsServerName.resolve(r),
		Insecure:      s.insecure.resolve(r),
		Transport:     options,
	}
	if r.diags.HasError() {
		return nil, r.diags
	}
	client, err := qumulo.New(settings)
	if err != nil {
		return nil, append(r.diags, invalidSetting(s.caCertificate.place, r.isConfigured(s.caCertificate.place), err))
	}
	return &qumuloService{client: client, serviceText: serviceText{
		service:     "Qumulo",
		credentials: found.origin,
		permission:  "the privilege PRIVILEGE_NETWORK_READ, which the role Observers has; after a change of roles, log in again or create a new token",
		certificate: "Set qumulo.ca_certificate (QUMULO_CA_CERTIFICATE) to the certificate that the cluster presents, which is then trusted whatever names it holds, or to the CA that signed it.",
		names: "Set qumulo.tls_server_name (QUMULO_TLS_SERVER_NAME) to a name that the certificate holds, " +
			"or qumulo.ca_certificate (QUMULO_CA_CERTIFICATE) to the very certificate that the cluster presents: that one is trusted whatever names it holds.",
		foreign: "Check qumulo.host and qumulo.port (QUMULO_HOST, QUMULO_PORT): Qumulo's REST port is 8000 by default; 443 is the web interface.",
		address: "qumulo.host and qumulo.port",
		redact:  client.Redact,
	}}, r.diags
}

// clientFor is the client for a read: while it waits, the next poll is the retry.
func (s *qumuloService) clientFor(ctx context.Context, required requirement) *qumulo.Client {
	return s.client.With(transport.Policy{Once: required.expects && waits(ctx), Bounded: waits(ctx)})
}
