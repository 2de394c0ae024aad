// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const (
	cloudflareName       = "cloudflare"
	defaultCloudflareURL = "https://api.cloudflare.com/client/v4/"
)

// cloudflareSettings are the settings of the service, but its credentials.
type cloudflareSettings struct {
	accountID, baseURL setting[string]
}

func newCloudflare() *serviceDefinition {
	s := &serviceDefinition{
		name: cloudflareName, credentials: credentials{owner: "Cloudflare"},
		description: "The Cloudflare API, with an API token, or with a global API key and its e-mail address.",
	}
	settings := newCloudflareSettings(s)
	s.declareScheme(declare(s, "api_token", setting[string]{
		parse: parseAPIToken, secret: true,
		description: "API token.",
	}))
	s.declareScheme(declare(s, "api_key", setting[string]{
		parse: parseCredential, secret: true,
		description: "Global API key, with `email`. Prefer `api_token`.",
	}), declare(s, "email", setting[string]{
		parse:       parseCredential,
		description: "E-mail address of the user whom `api_key` belongs to.",
	}))
	s.connect = func(r *resolver, options transport.Options) (any, diag.Diagnostics) {
		return settings.connect(r, s.credentials, options)
	}
	return s
}

func newCloudflareSettings(s *serviceDefinition) cloudflareSettings {
	return cloudflareSettings{
		accountID: declare(s, "account_id", setting[string]{
			parse:       parseSegment,
			description: "Account used where a data source or ephemeral resource names none.",
		}),
		baseURL: declare(s, "base_url", setting[string]{
			parse: parseBaseURL(defaultCloudflareURL), fallback: defaultCloudflareURL,
			description: "Address of the API; `http://` only for a loopback host. Default: `https://api.cloudflare.com/client/v4/`.",
		}),
	}
}

// cloudflareClient is the client of the API, with how messages speak of it.
type cloudflareClient struct {
	gate.Service
	client *cloudflare.Client
	// accountID is that of objects which name none, and accountProblems is why there is
	// none.
	accountID       string
	accountProblems diag.Diagnostics
}

// connect makes the client that the settings ask for.
func (s cloudflareSettings) connect(r *resolver, c credentials, options transport.Options) (*cloudflareClient, diag.Diagnostics) {
	account := &resolver{configured: r.configured, environ: r.environ}
	if !account.isSet(s.accountID.place) {
		account.diags.Append(missingSetting(c.owner, "the account", s.accountID.place))
	}
	accountID := s.accountID.resolve(account)
	service := &cloudflareClient{accountID: accountID, accountProblems: account.diags}
	resolved, origin := c.resolve(r)
	settings := cloudflare.Options{
		BaseURL:   s.baseURL.resolve(r),
		APIToken:  resolved["api_token"],
		APIKey:    resolved["api_key"],
		Email:     resolved["email"],
		Transport: options,
	}
	if r.diags.HasError() {
		return service, r.diags
	}
	service.client = cloudflare.New(settings)
	service.Service = gate.Service{
		Name:        c.owner,
		Credentials: origin,
		Permission:  "one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write on the account",
		Certificate: "The certificate of a proxy or gateway in between must be trusted by this machine (SSL_CERT_FILE).",
		Names:       "Check cloudflare.base_url (CLOUDFLARE_BASE_URL), and what is in between.",
		Foreign:     "account_id (CLOUDFLARE_ACCOUNT_ID) or cloudflare.base_url (CLOUDFLARE_BASE_URL) is wrong: compare them with the account id in Cloudflare's dashboard, and with " + defaultCloudflareURL + ".",
		Address:     "cloudflare.base_url",
		RequestID:   "cf-ray",
		Quote:       service.client.Quote,
		Turn:        service.client.Turn,
	}
	return service, r.diags
}

// cloudflare returns the client for a read, and the account of the object: its own, or
// the provider's where it names none.
func (r request) cloudflare() (*cloudflareClient, string, diag.Diagnostics) {
	service, diags := clientOf[*cloudflareClient](r.clients, cloudflareName)
	accountID := r.text("account_id")
	if service != nil && !r.isGiven("account_id") {
		accountID = service.accountID
		diags.Append(service.accountProblems...)
	}
	if diags.HasError() {
		return nil, "", diags
	}
	return &cloudflareClient{Service: service.Service, client: service.client.With(r.policy())}, accountID, diags
}

// accountIDAttribute returns the argument for the account of a Cloudflare object.
func accountIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Cloudflare account. Default: the provider's `cloudflare.account_id`.",
		Validators:          []validator.String{stringIs(parseSegment)},
	}
}

// filterAttribute returns a filter of Cloudflare's list.
func filterAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description,
	}
}

// shortened returns an account id as a summary shows it; the request has the whole.
func shortened(accountID string) string {
	const ends = 4
	if len(accountID) <= 3*ends {
		return accountID
	}
	return accountID[:ends] + "…" + accountID[len(accountID)-ends:]
}

// errGlobal is a key where a token belongs.
var errGlobal = errors.New("must be an API token, and this is a global API key (cfk_…): make an API token, or set cloudflare.api_key (CLOUDFLARE_API_KEY) to the key and cloudflare.email (CLOUDFLARE_EMAIL) to its user's address")

// parseAPIToken also refuses a global key of Cloudflare.
func parseAPIToken(text string) (string, error) {
	if strings.HasPrefix(text, "cfk_") {
		return "", errGlobal
	}
	return parseToken(text)
}

// parseBaseURL returns a parser of an API's address, such as the example.
func parseBaseURL(example string) func(string) (string, error) {
	wrong := fmt.Errorf("must be a URL of scheme, host, port and path, such as %q, without user, query, fragment, space or dot segments", example)
	return func(text string) (string, error) {
		u, err := url.Parse(text)
		if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.ContainsAny(text, "# ") || !isPort(u.Port()) || hasDots(u.Path) {
			return "", wrong
		}
		if u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
			return "", errHTTPS
		}
		// Its host is compared in lower case, for example with NO_PROXY.
		u.Host = lower(u.Host)
		return strings.TrimRight(u.String(), "/") + "/", nil
	}
}
