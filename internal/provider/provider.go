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

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
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

// NewWithEnvironment returns what [New] does, with another environment: the variables'
// values by name.
func NewWithEnvironment(version string, environ map[string]string) func() provider.Provider {
	return func() provider.Provider {
		return &netstatus{version: version, environ: environ, stopped: context.Background()}
	}
}

// EnvironmentPrefixes returns how the environment variables begin that the provider reads.
func EnvironmentPrefixes() []string {
	prefixes := []string{prefixOf("")}
	for _, s := range offerings() {
		prefixes = append(prefixes, prefixOf(s.name))
	}
	return prefixes
}

// definitions returns all objects that can be read.
func definitions() []definition {
	var all []definition
	for _, s := range offerings() {
		all = append(all, s.objects...)
	}
	return all
}

// Metadata implements [provider.Provider].
func (p *netstatus) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "netstatus"
	resp.Version = p.version
}

// expectable returns the definitions of which something can be expected.
func expectable() []definition {
	return slices.DeleteFunc(definitions(), func(d definition) bool { return d.expect == nil })
}

// Schema implements [provider.Provider].
func (p *netstatus) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Blocks changes while the physical link that they need is down: network interfaces of Qumulo clusters, and Cloudflare network interconnects. " +
			"Configure Qumulo, Cloudflare, or both.",
		Attributes: attributesOf(newGeneralSettings().settings),
		Blocks:     map[string]schema.Block{},
	}
	for _, s := range offerings() {
		resp.Schema.Blocks[s.name] = s.block()
	}
}

// ValidateConfig implements [provider.ProviderWithValidateConfig].
func (p *netstatus) ValidateConfig(_ context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	for _, s := range offerings() {
		resp.Diagnostics.Append(s.credentials.conflicts(rootArguments(req.Config.Raw))...)
	}
}

// Configure implements [provider.Provider]. It opens no connection. Missing or
// invalid settings are reported by the first read that needs them.
func (p *netstatus) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	newResolver := func() *resolver {
		return &resolver{configured: rootArguments(req.Config.Raw), environ: p.environ}
	}
	for _, s := range offerings() {
		if s.warn != nil {
			resp.Diagnostics.Append(s.warn(newResolver())...)
		}
	}
	shared := newClients(p.stopped, newResolver) //nolint:contextcheck // The clients outlive the call.
	shared.cliVersion, shared.userAgent = req.TerraformVersion, newUserAgent(p.version, req.TerraformVersion, p.environ)
	for _, s := range offerings() {
		shared.add(s.serviceDefinition)
	}
	resp.Diagnostics.Append(enforceWarning(newResolver())...)
	resp.DataSourceData = shared
	resp.EphemeralResourceData = shared
	resp.ActionData = shared
}

// newUserAgent returns what the services see of us.
func newUserAgent(version, cliVersion string, environ map[string]string) string {
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
	for _, d := range expectable() {
		resources = append(resources, func() ephemeral.EphemeralResource { return &ephemeralResource{definition: d} })
	}
	return resources
}

// Functions implements [provider.ProviderWithFunctions].
func (p *netstatus) Functions(context.Context) []func() function.Function {
	var functions []func() function.Function
	for _, s := range offerings() {
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
	for _, d := range expectable() {
		checks = append(checks, func() action.Action { return &checkAction{definition: d} })
	}
	return checks
}
