// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const (
	qumuloName        = "qumulo"
	defaultQumuloPort = 8000
)

// What to check where an object of Qumulo's isn't found, or nodes are missing.
const (
	noV2Advice = "This cluster may manage its networks from the host, and then answers v3 only: use netstatus_node_network_status, which shows what \"qq network_status\" shows."

	noV3Advice = "Clusters before Qumulo Core 7.7 have no status in v3: use netstatus_network_interface_status there."

	missingNodesAdvice = "Compare with data \"netstatus_nodes\": a node that is offline may be missing from the answer."
)

// qumuloSettings are the settings of the service, but its credentials.
type qumuloSettings struct {
	host, caCertificate, tlsServerName setting[string]
	port                               setting[int64]
	insecure                           setting[bool]
}

func newQumulo() *serviceDefinition {
	s := &serviceDefinition{
		name: qumuloName, credentials: credentials{owner: "Qumulo"},
		description: "The Qumulo cluster to ask, over HTTPS, with a token or with user name and password.",
	}
	settings := qumuloSettings{
		host: declare(s, "host", setting[string]{
			parse:       parseHost,
			description: "DNS name or IP address of the cluster, without scheme, port or path.",
		}),
		port: declare(s, "port", setting[int64]{
			parse: integerBetween(1, math.MaxUint16), fallback: defaultQumuloPort,
			description: "TCP port of the REST API. Default: `8000`.",
		}),
		caCertificate: declare(s, "ca_certificate", setting[string]{
			parse:       parseCertificates,
			description: "Certificates in PEM that are trusted beside the system's. A new cluster has a self-signed certificate: give that.",
		}),
		tlsServerName: declare(s, "tls_server_name", setting[string]{
			parse:       parseHost,
			description: "Name that the cluster's certificate must be for. Default: `host`.",
		}),
		insecure: declare(s, "insecure", setting[bool]{
			parse:       parseBool,
			description: "Do not verify the cluster's certificate. Whoever sits in between can then read the credentials; a warning says so each time. Default: `false`.",
		}),
	}
	s.declareScheme(declare(s, "token", setting[string]{
		parse: parseToken, secret: true,
		description: "Access token or bearer token.",
	}))
	s.declareScheme(declare(s, "username", setting[string]{
		parse:       parseCredential,
		description: "User to log in as, with `password`. The login happens when it is first needed.",
	}), declare(s, "password", setting[string]{
		parse: parseCredential, secret: true,
		description: "Password of `username`.",
	}))
	s.connect = func(r *resolver, options transport.Options) (any, diag.Diagnostics) {
		return settings.connect(r, s.credentials, options)
	}
	s.warn = settings.warn
	return s
}

// warn warns that the certificate isn't verified.
func (s qumuloSettings) warn(r *resolver) diag.Diagnostics {
	if s.insecure.resolve(&resolver{configured: r.configured, environ: r.environ}) {
		return diag.Diagnostics{insecureWarning(s.insecure.path())}
	}
	return nil
}

// qumuloClient is the client of the cluster, with how messages speak of it.
type qumuloClient struct {
	gate.Service
	client *qumulo.Client
}

// connect makes the client that the settings ask for.
func (s qumuloSettings) connect(r *resolver, c credentials, options transport.Options) (*qumuloClient, diag.Diagnostics) {
	if !r.isSet(s.host.place) {
		r.diags.Append(missingSetting(c.owner, "the cluster's address", s.host.place))
	}
	resolved, origin := c.resolve(r)
	settings := qumulo.Options{
		Host:          s.host.resolve(r),
		Port:          s.port.resolve(r),
		Token:         resolved["token"],
		Username:      resolved["username"],
		Password:      resolved["password"],
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
	return &qumuloClient{client: client, Service: gate.Service{
		Name:        c.owner,
		Credentials: origin,
		Permission:  "the privilege PRIVILEGE_NETWORK_READ, which the role Observers has; after a change of roles, log in again or create a new token",
		Certificate: "Set qumulo.ca_certificate (QUMULO_CA_CERTIFICATE) to the certificate that the cluster presents, which is then trusted whatever names it holds, or to the CA that signed it.",
		Names: "Set qumulo.tls_server_name (QUMULO_TLS_SERVER_NAME) to a name that the certificate holds, " +
			"or qumulo.ca_certificate (QUMULO_CA_CERTIFICATE) to the very certificate that the cluster presents: that one is trusted whatever names it holds.",
		Foreign:    "Check qumulo.host and qumulo.port (QUMULO_HOST, QUMULO_PORT): Qumulo's REST port is 8000 by default; 443 is the web interface.",
		Address:    "qumulo.host and qumulo.port",
		LacksPaths: true,
		Quote:      client.Quote,
		Turn:       client.Turn,
	}}, r.diags
}

// qumulo returns the client for a read, with how messages speak of the cluster.
func (r request) qumulo() (*qumuloClient, diag.Diagnostics) {
	service, diags := clientOf[*qumuloClient](r.clients, qumuloName)
	if diags.HasError() {
		return nil, diags
	}
	return &qumuloClient{Service: service.Service, client: service.client.With(r.policy())}, diags
}

func parseCertificates(text string) (string, error) {
	if _, err := qumulo.Certificates(text); err != nil {
		problem := fmt.Sprintf("must be one or more certificates in PEM (\"-----BEGIN CERTIFICATE-----\"): %s", err)
		return "", &adviceError{problem, "to name a file, use file()"}
	}
	return text, nil
}

// sameArgument returns a condition on links beside each other.
func sameArgument(description string) schema.ListAttribute {
	return schema.ListAttribute{
		Optional: true, ElementType: types.StringType,
		MarkdownDescription: description + " An element that differs from the most frequent value, or has none, is not as expected. Values: " + enumeration(qumulo.SameFields()) + ".",
		Validators:          []validator.List{listvalidator.ValueStringsAre(stringIs(parseSameField))},
	}
}

// parseSameField parses a field that has to be alike.
func parseSameField(text string) (string, error) {
	if !slices.Contains(qumulo.SameFields(), text) {
		return "", fmt.Errorf("must be %s", strings.Join(qumulo.SameFields(), " or "))
	}
	return text, nil
}

func insecureWarning(at path.Path) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "TLS verification is off",
		"The certificate of the Qumulo cluster is not verified, so whoever sits in between can read the credentials and forge the status. "+
			"Set qumulo.ca_certificate to the cluster's certificate instead.")
}

func parseHost(text string) (string, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		if address.Zone() != "" {
			return "", errHost
		}
		return text, nil
	}
	labels := strings.Split(strings.TrimSuffix(text, "."), ".")
	for _, label := range labels {
		if !isLabel(label) {
			return "", errHost
		}
	}
	if _, err := strconv.ParseUint(labels[len(labels)-1], 10, 64); err == nil || len(text) > 253 {
		return "", errHost
	}
	return text, nil
}
