// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package provider is the Terraform provider netstatus: data sources that report whether
// a physical link is up, and ephemeral resources and actions that require it.
package provider

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// Name is the provider's type name, the prefix of everything it offers.
const Name = "netstatus"

const (
	defaultRequestTimeout = 30 * time.Second
	defaultMaxRetries     = 4
	defaultMaxBackoff     = 30 * time.Second

	// maxMaxRetries keeps a typing error from becoming a plan that never ends.
	maxMaxRetries = 100
)

var (
	_ provider.ProviderWithActions            = (*netstatus)(nil)
	_ provider.ProviderWithEphemeralResources = (*netstatus)(nil)
	_ provider.ProviderWithFunctions          = (*netstatus)(nil)
	_ provider.ProviderWithValidateConfig     = (*netstatus)(nil)
)

// netstatus implements the provider.
type netstatus struct {
	version string
	// environ is the environment, by name.
	environ map[string]string
	// stopped ends with the provider.
	stopped context.Context
}

// New returns a factory of providers with the given version, which read the
// process's environment.
func New(version string) func() provider.Provider {
	environ := map[string]string{}
	for _, variable := range os.Environ() {
		name, value, _ := strings.Cut(variable, "=")
		environ[name] = value
	}
	return NewWithEnvironment(version, environ)
}

// NewWithEnvironment is [New] with another environment: the variables' values by name.
func NewWithEnvironment(version string, environ map[string]string) func() provider.Provider {
	return func() provider.Provider {
		return &netstatus{version: version, environ: environ, stopped: context.Background()}
	}
}

// definitions are all objects that can be read.
func definitions() []definition {
	var all []definition
	for _, s := range sections() {
		all = append(all, s.objects...)
	}
	return all
}

// enforceWarning says each time that gates are open. A value that can't be used is said
// by the first gate that asks.
func enforceWarning(r *resolver) diag.Diagnostics {
	enforce := newGeneralSettings().enforce
	if enforce.resolve(r) || r.diags.HasError() {
		return nil
	}
	return diag.Diagnostics{gatesOpen(enforce.place, r.isConfigured(enforce.place))}
}

// Metadata implements [provider.Provider].
func (p *netstatus) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = Name
	resp.Version = p.version
}

// statuses are the definitions of which something can be expected.
func statuses() []definition {
	return slices.DeleteFunc(definitions(), func(d definition) bool { return d.expect == nil })
}

// generalSettings are the settings that belong to no section.
type generalSettings struct {
	requestTimeout, maxBackoff setting[time.Duration]
	maxRetries                 setting[int64]
	enforce                    setting[bool]
	settings                   []row
}

func newGeneralSettings() generalSettings {
	s := &section{}
	settings := generalSettings{
		requestTimeout: declare(s, "request_timeout", setting[time.Duration]{
			parse: parseDuration, fallback: defaultRequestTimeout,
			description: "How long one attempt of a request may take, its body included, as a duration. Default: `30s`.",
		}),
		maxRetries: declare(s, "max_retries", setting[int64]{
			parse: integerBetween(0, maxMaxRetries), fallback: defaultMaxRetries,
			description: "How often a request is repeated after its first attempt, where repeating can help. Default: `4`.",
		}),
		maxBackoff: declare(s, "max_backoff", setting[time.Duration]{
			parse: parseDuration, fallback: defaultMaxBackoff,
			description: "Longest pause between two attempts that the service did not ask for, as a duration. Default: `30s`.",
		}),
		enforce: declare(s, "enforce", setting[bool]{
			parse: parseBool, fallback: true,
			description: "Whether an unmet `expect` is an error. `false` is for emergencies: each gate checks once and only warns, even if nothing can be read. Default: `true`.",
		}),
	}
	settings.settings = s.settings
	return settings
}

func (s generalSettings) resolve(r *resolver) transport.Options {
	return transport.Options{
		RequestTimeout: s.requestTimeout.resolve(r),
		MaxRetries:     int(s.maxRetries.resolve(r)),
		MaxBackoff:     s.maxBackoff.resolve(r),
	}
}

// Schema implements [provider.Provider].
func (p *netstatus) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Blocks changes while the physical link that they need is down: network interfaces of Qumulo clusters, and Cloudflare network interconnects. " +
			"Configure Qumulo, Cloudflare, or both.",
		Attributes: attributesOf(newGeneralSettings().settings),
		Blocks:     map[string]schema.Block{},
	}
	for _, s := range sections() {
		resp.Schema.Blocks[s.name] = s.block()
	}
}

// ValidateConfig implements [provider.ProviderWithValidateConfig].
func (p *netstatus) ValidateConfig(_ context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	for _, s := range sections() {
		resp.Diagnostics.Append(s.credentials.conflicts(rootArguments(req.Config.Raw))...)
	}
}

// Configure implements [provider.Provider]. It opens no connection. Missing or
// invalid settings are reported by the first read that needs them.
func (p *netstatus) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	newResolver := func() *resolver {
		return &resolver{configured: rootArguments(req.Config.Raw), environ: p.environ}
	}
	for _, s := range sections() {
		if s.warn != nil {
			resp.Diagnostics.Append(s.warn(newResolver())...)
		}
	}
	shared := newServices(p.stopped, newResolver, req.TerraformVersion, userAgent(p.version, req.TerraformVersion, p.environ)) //nolint:contextcheck // What is shared outlives the call.
	resp.Diagnostics.Append(enforceWarning(newResolver())...)
	resp.DataSourceData = shared
	resp.EphemeralResourceData = shared
	resp.ActionData = shared
}

// servicesFrom takes the services out of what Configure handed over. They are nil
// while Terraform only validates.
func servicesFrom(providerData any) (*services, diag.Diagnostics) {
	if providerData == nil {
		return nil, nil
	}
	s, ok := providerData.(*services)
	if !ok {
		return nil, diag.Diagnostics{wrongProviderData(providerData)}
	}
	return s, nil
}

// userAgent is what the services see of us.
func userAgent(version, cliVersion string, environ map[string]string) string {
	agent := "terraform-provider-netstatus/" + version
	if cliVersion != "" {
		agent += " (+CLI " + cliVersion + ")"
	}
	if more := environ["TF_APPEND_USER_AGENT"]; more != "" {
		if checked, err := parseCredential(more); err == nil {
			agent += " " + checked
		}
	}
	return agent
}

// DataSources implements [provider.Provider].
func (p *netstatus) DataSources(context.Context) []func() datasource.DataSource {
	var sources []func() datasource.DataSource
	for _, d := range definitions() {
		sources = append(sources, func() datasource.DataSource { return &dataSource{definition: d} })
	}
	return sources
}

// EphemeralResources implements [provider.ProviderWithEphemeralResources].
func (p *netstatus) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	var resources []func() ephemeral.EphemeralResource
	for _, d := range statuses() {
		resources = append(resources, func() ephemeral.EphemeralResource { return &ephemeralResource{definition: d} })
	}
	return resources
}

// Functions implements [provider.ProviderWithFunctions].
func (p *netstatus) Functions(context.Context) []func() function.Function {
	var functions []func() function.Function
	for _, s := range sections() {
		functions = append(functions, s.functions...)
	}
	return functions
}

// Resources implements [provider.Provider]. There are none: the provider changes nothing.
func (p *netstatus) Resources(context.Context) []func() resource.Resource {
	return nil
}

// Actions implements [provider.ProviderWithActions].
func (p *netstatus) Actions(context.Context) []func() action.Action {
	var checks []func() action.Action
	for _, d := range statuses() {
		checks = append(checks, func() action.Action { return &checkAction{definition: d} })
	}
	return checks
}
