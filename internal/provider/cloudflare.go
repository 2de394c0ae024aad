// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const defaultCloudflareURL = "https://api.cloudflare.com/client/v4/"

// cloudflareSettings are the settings of the section "cloudflare".
type cloudflareSettings struct {
	accountID, baseURL setting[string]
	credentials        credentials
}

func newCloudflareSettings() cloudflareSettings {
	at := func(name, variable string) place { return place{path.Root("cloudflare").AtName(name), variable} }
	return cloudflareSettings{
		accountID: setting[string]{
			place: at("account_id", "CLOUDFLARE_ACCOUNT_ID"), parse: parseSegment,
			description: "Account used where a data source or ephemeral resource names none.",
		},
		baseURL: setting[string]{
			place: at("base_url", "CLOUDFLARE_BASE_URL"), parse: parseBaseURL, fallback: defaultCloudflareURL,
			description: "Address of the API; `http://` only for a loopback host. Default: `https://api.cloudflare.com/client/v4/`.",
		},
		credentials: credentials{
			service: "Cloudflare",
			single: setting[string]{
				place: at("api_token", "CLOUDFLARE_API_TOKEN"), parse: parseAPIToken, secret: true,
				description: "API token.",
			},
			pair: [2]setting[string]{
				{
					place: at("api_key", "CLOUDFLARE_API_KEY"), parse: parseCredential, secret: true,
					description: "Global API key, with `email`. Prefer `api_token`.",
				},
				{
					place: at("email", "CLOUDFLARE_EMAIL"), parse: parseCredential,
					description: "E-mail address of the user whom `api_key` belongs to.",
				},
			},
		},
	}
}

func (s cloudflareSettings) rows() []row {
	return []row{s.credentials.single, s.credentials.pair[0], s.credentials.pair[1], s.accountID, s.baseURL}
}

// cloudflareService is the client of the API, with how messages speak of it.
type cloudflareService struct {
	serviceText
	client *cloudflare.Client
}

// newCloudflareService makes the client that the settings ask for.
func newCloudflareService(r *resolver, options transport.Options) (*cloudflareService, diag.Diagnostics) {
	s := newCloudflareSettings()
	found := s.credentials.resolve(r)
	settings := cloudflare.Options{
		BaseURL:   s.baseURL.resolve(r),
		APIToken:  found.single,
		APIKey:    found.first,
		Email:     found.second,
		Transport: options,
	}
	if r.diags.HasError() {
		return nil, r.diags
	}
	client := cloudflare.New(settings)
	return &cloudflareService{client: client, serviceText: serviceText{
		service:     "Cloudflare",
		credentials: found.origin,
		permission:  "one of the permissions Magic WAN Read, Magic WAN Write, Magic Transit Read or Magic Transit Write on the account",
		certificate: "The certificate of a proxy or gateway in between must be trusted by this machine (SSL_CERT_FILE).",
		names:       "Check cloudflare.base_url (CLOUDFLARE_BASE_URL), and what is in between.",
		foreign:     "account_id (CLOUDFLARE_ACCOUNT_ID) or cloudflare.base_url (CLOUDFLARE_BASE_URL) is wrong: compare them with the account id in Cloudflare's dashboard, and with " + defaultCloudflareURL + ".",
		address:     "cloudflare.base_url",
		requestID:   "cf-ray",
		redact:      client.Redact,
	}}, r.diags
}

// clientFor is the client for a read: while it waits, the next poll is the retry.
func (s *cloudflareService) clientFor(ctx context.Context, required requirement) *cloudflare.Client {
	return s.client.With(transport.Policy{Once: required.expects && waits(ctx), Bounded: waits(ctx)})
}

// defaultAccountID resolves the account used where an object names none.
func defaultAccountID(r *resolver) (string, diag.Diagnostics) {
	s := newCloudflareSettings()
	if !r.isSet(s.accountID.place) {
		r.diags.Append(missingSetting("Cloudflare", "the account", s.accountID.place))
	}
	return s.accountID.resolve(r), r.diags
}

// accountIDAttribute is the account of a Cloudflare object.
func accountIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Cloudflare account. Default: the provider's `cloudflare.account_id`, shown here.",
		Validators:          []validator.String{stringIs(parseSegment)},
	}
}

// filterAttribute is a filter of Cloudflare's list.
func filterAttribute(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: description,
	}
}

// accountFor is the account of an object: its own, or the provider's where it names
// none.
func (s *services) accountFor(ctx context.Context, config tfsdk.Config) (string, diag.Diagnostics) {
	var own types.String
	diags := config.GetAttribute(ctx, path.Root("account_id"), &own)
	if !own.IsNull() || diags.HasError() {
		return own.ValueString(), diags
	}
	return s.accountID()
}

// shortened is an account id as a summary shows it; the request has the whole.
func shortened(accountID string) string {
	const ends = 4
	if len(accountID) <= 3*ends {
		return accountID
	}
	return accountID[:ends] + "…" + accountID[len(accountID)-ends:]
}
