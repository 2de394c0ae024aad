// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform provider netstatus: data sources and
// ephemeral resources that tell whether a physical link is up.
package provider

import (
	"context"
	"os"

	datasourcetimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	ephemeraltimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/ephemeral/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Name is the provider's type name, the prefix of everything it offers.
const Name = "netstatus"

var (
	_ provider.ProviderWithEphemeralResources = (*netstatus)(nil)
	_ provider.ProviderWithFunctions          = (*netstatus)(nil)
	_ provider.ProviderWithValidateConfig     = (*netstatus)(nil)
)

// netstatus implements the provider.
type netstatus struct {
	version string
	getenv  func(string) string
}

// New returns a factory of providers with the given version, which read the
// process's environment.
func New(version string) func() provider.Provider {
	return NewWithEnvironment(version, os.Getenv)
}

// NewWithEnvironment is [New] with another environment.
func NewWithEnvironment(version string, getenv func(string) string) func() provider.Provider {
	return func() provider.Provider {
		return &netstatus{version: version, getenv: getenv}
	}
}

// Metadata implements [provider.Provider].
func (p *netstatus) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = Name
	resp.Version = p.version
}

// Schema implements [provider.Provider].
func (p *netstatus) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells whether physical links are up: the network interfaces of Qumulo clusters and Cloudflare network interconnects. " +
			"Both sections are optional; a configuration that uses one service needs only that service's settings.",
		Attributes: map[string]schema.Attribute{
			"qumulo": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "The Qumulo cluster to ask, over HTTPS, with a token or with user name and password.",
				Attributes: map[string]schema.Attribute{
					"host":            textSetting("QUMULO_HOST", "DNS name or IP address of the cluster, without scheme, port or path.", parseHost),
					"port":            wholeSetting("QUMULO_PORT", "TCP port of the REST API. Default: `8000`.", 1, 65535),
					"token":           secretSetting("QUMULO_TOKEN", "Access token or bearer token."),
					"username":        textSetting("QUMULO_USERNAME", "User to log in as, with `password`. The login happens when it is first needed.", parseCredential),
					"password":        secretSetting("QUMULO_PASSWORD", "Password of `username`."),
					"ca_certificate":  textSetting("QUMULO_CA_CERTIFICATE", "Certificates in PEM that are trusted beside the system's. A new cluster has a self-signed certificate: give that.", parseCertificates),
					"tls_server_name": textSetting("QUMULO_TLS_SERVER_NAME", "Name that the cluster's certificate must be for. Default: `host`.", parseHost),
					"insecure": schema.BoolAttribute{
						Optional:            true,
						MarkdownDescription: "Do not verify the cluster's certificate. Whoever sits in between can then read the credentials; a warning says so each time. Default: `false`. Environment: `QUMULO_INSECURE`.",
					},
				},
			},
			"cloudflare": schema.SingleNestedAttribute{
				Optional:            true,
				MarkdownDescription: "The Cloudflare API, with an API token, or with a global API key and its e-mail address.",
				Attributes: map[string]schema.Attribute{
					"api_token":  secretSetting("CLOUDFLARE_API_TOKEN", "API token."),
					"api_key":    secretSetting("CLOUDFLARE_API_KEY", "Global API key, with `email`. Prefer `api_token`."),
					"email":      textSetting("CLOUDFLARE_EMAIL", "E-mail address of the user whom `api_key` belongs to.", parseCredential),
					"account_id": textSetting("CLOUDFLARE_ACCOUNT_ID", "Account used where a data source or ephemeral resource names none.", parseSegment),
					"base_url":   textSetting("CLOUDFLARE_BASE_URL", "Address of the API; `http://` only for a loopback host. Default: `https://api.cloudflare.com/client/v4/`.", parseBaseURL),
				},
			},
			"request_timeout": textSetting("NETSTATUS_REQUEST_TIMEOUT", "How long one attempt of a request may take, its body included, as a duration. Default: `30s`.", parseDuration),
			"max_retries":     wholeSetting("NETSTATUS_MAX_RETRIES", "How often a request is repeated after its first attempt, where repeating can help. Default: `4`.", 0, mostRetries),
			"max_backoff":     textSetting("NETSTATUS_MAX_BACKOFF", "Longest pause between two attempts that the service did not ask for, as a duration. Default: `30s`.", parseDuration),
		},
	}
}

func textSetting[T any](variable, description string, parse func(string) (T, error)) schema.StringAttribute {
	return schema.StringAttribute{
		Optional:            true,
		MarkdownDescription: withVariable(description, variable),
		Validators:          []validator.String{stringIs(parse)},
	}
}

func secretSetting(variable, description string) schema.StringAttribute {
	attribute := textSetting(variable, description, parseCredential)
	attribute.Sensitive = true
	return attribute
}

func wholeSetting(variable, description string, least, most int64) schema.Int64Attribute {
	return schema.Int64Attribute{
		Optional:            true,
		MarkdownDescription: withVariable(description, variable),
		Validators:          []validator.Int64{int64validator.Between(least, most)},
	}
}

func withVariable(description, variable string) string {
	return description + " Environment: `" + variable + "`."
}

// ValidateConfig implements [provider.ProviderWithValidateConfig].
func (p *netstatus) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	s := &settings{model: model, getenv: p.getenv}
	resp.Diagnostics.Append(s.contradictions()...)
}

// Configure implements [provider.Provider]. It makes no connection and asks for
// nothing: what is missing or wrong is said by the read that needs it.
func (p *netstatus) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if s := (&settings{model: model, getenv: p.getenv}); s.verificationOff() {
		resp.Diagnostics.Append(insecureWarning())
	}
	shared := newServices(model, p.getenv, userAgent(p.version, req.TerraformVersion, p.getenv))
	resp.DataSourceData = shared
	resp.EphemeralResourceData = shared
}

// userAgent is what the services see of us.
func userAgent(version, cliVersion string, getenv func(string) string) string {
	agent := "terraform-provider-netstatus/" + version
	if cliVersion != "" {
		agent += " (+CLI " + cliVersion + ")"
	}
	if more := getenv("TF_APPEND_USER_AGENT"); more != "" {
		if checked, err := parseCredential(more); err == nil {
			agent += " " + checked
		}
	}
	return agent
}

// DataSources implements [provider.Provider].
func (p *netstatus) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newDataSource[networkInterfaceStatusModel[datasourcetimeouts.Value]](networkInterfaceStatus),
		newDataSource[interconnectStatusModel[datasourcetimeouts.Value]](interconnectStatus),
		newDataSource[networkInterfaceStatusesModel[datasourcetimeouts.Value]](networkInterfaceStatuses),
		newDataSource[networkInterfacesModel[datasourcetimeouts.Value]](networkInterfaces),
		newDataSource[interconnectsModel[datasourcetimeouts.Value]](interconnects),
	}
}

// Functions implements [provider.ProviderWithFunctions].
func (p *netstatus) Functions(context.Context) []func() function.Function {
	return []func() function.Function{newInterfaceFaults, newInterconnectFaults}
}

// EphemeralResources implements [provider.ProviderWithEphemeralResources].
func (p *netstatus) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newEphemeralResource[networkInterfaceStatusModel[ephemeraltimeouts.Value]](networkInterfaceStatus),
		newEphemeralResource[interconnectStatusModel[ephemeraltimeouts.Value]](interconnectStatus),
	}
}

// Resources implements [provider.Provider]; there is nothing to manage.
func (p *netstatus) Resources(context.Context) []func() resource.Resource {
	return nil
}
