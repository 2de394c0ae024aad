// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// definition describes an object that can be read. A status has an expectation, and
// is a data source and an ephemeral resource; a list is a data source alone.
type definition struct {
	name        string
	description string
	attributes  func() map[string]schema.Attribute
	// expect is the block in which users write what they expect; nil for a list.
	expect   *expectBlock
	newModel func() model
	// validate finds what is wrong with the arguments together, known or not yet;
	// nil where nothing can be.
	validate func(context.Context, tfsdk.Config) diag.Diagnostics
}

// model holds what a read fills in: its fields become the attributes of their names,
// beside those of the configuration.
type model interface {
	// read takes the arguments from the configuration and fills the model from the
	// service. The context has a deadline only where the user has set a time-out.
	read(ctx context.Context, config tfsdk.Config, services *services) diag.Diagnostics
}

// check finds what is wrong with a configuration as a whole: when it is validated,
// and, since a null variable is unknown until then, again when it is read.
func (d definition) check(ctx context.Context, config tfsdk.Config, timeoutName string) diag.Diagnostics {
	timeout, diags := configuredTimeout(ctx, config, timeoutName)
	if d.expect != nil && !isAbsent(config, "expect") {
		diags.Append(d.expect.check(ctx, config)...)
		diags.Append(d.expect.checkTimeout(ctx, config, timeoutName, timeout)...)
	}
	if d.validate != nil {
		diags.Append(d.validate(ctx, config)...)
	}
	return diags
}

// read returns the object as a value, within the time-out of that name.
func (d definition) read(ctx context.Context, config tfsdk.Config, services *services, timeoutName string) (tftypes.Value, diag.Diagnostics) {
	if at, isUnknown := firstUnknown(config.Raw); isUnknown {
		return tftypes.Value{}, diag.Diagnostics{unknownArgument(at)}
	}
	diags := d.check(ctx, config, timeoutName)
	timeout, more := configuredTimeout(ctx, config, timeoutName)
	diags.Append(more...)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	model := d.newModel()
	diags.Append(model.read(ctx, config, services)...)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	value, err := encodeOver(ctx, config.Raw, reflect.ValueOf(model))
	if err != nil {
		diags.Append(wrongModel(err))
	}
	return value, diags
}

// firstUnknown is the argument that isn't known, if there is one: read as if it were
// null, it would expect nothing.
func firstUnknown(config tftypes.Value) (name string, isUnknown bool) {
	var members map[string]tftypes.Value
	if err := config.As(&members); err != nil || config.IsFullyKnown() {
		return "", !config.IsFullyKnown()
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if !members[name].IsFullyKnown() {
			return name, true
		}
	}
	return "", false
}

// isAbsent reports whether a block isn't there. Most reads have neither, and reading a
// member of one costs as much as the rest of the arguments.
func isAbsent(config tfsdk.Config, block string) bool {
	var members map[string]tftypes.Value
	return config.Raw.As(&members) == nil && members[block].IsNull()
}

func configuredTimeout(ctx context.Context, config tfsdk.Config, name string) (time.Duration, diag.Diagnostics) {
	if isAbsent(config, "timeouts") {
		return 0, nil
	}
	return configuredDuration(ctx, config, path.Root("timeouts").AtName(name), parseDuration)
}

// configuredDuration is a duration in the configuration, zero where there is none.
func configuredDuration(ctx context.Context, config tfsdk.Config, at path.Path, parse func(string) (time.Duration, error)) (time.Duration, diag.Diagnostics) {
	var text types.String
	diags := config.GetAttribute(ctx, at, &text)
	if text.IsNull() || text.IsUnknown() || diags.HasError() {
		return 0, diags
	}
	duration, err := parse(text.ValueString())
	if err != nil {
		diags.Append(invalidValue(at, err))
	}
	return duration, diags
}

// dataSource is a definition as a data source.
type dataSource struct {
	definition
	services *services
}

var _ datasource.DataSourceWithValidateConfig = (*dataSource)(nil)

// Metadata implements [datasource.DataSource].
func (d *dataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = d.name
}

// Schema implements [datasource.DataSource].
func (d *dataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{MarkdownDescription: d.description, Attributes: d.attributes(), Blocks: d.blocks("read")}
}

// Configure implements [datasource.DataSourceWithConfigure].
func (d *dataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// ValidateConfig implements [datasource.DataSourceWithValidateConfig].
func (d *dataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(d.check(ctx, req.Config, "read")...)
}

// Read implements [datasource.DataSource].
func (d *dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	value, diags := d.read(ctx, req.Config, d.services, "read")
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.State.Raw = value
	}
}

// ephemeralResource is a definition as an ephemeral resource.
type ephemeralResource struct {
	definition
	services *services
}

var _ ephemeral.EphemeralResourceWithValidateConfig = (*ephemeralResource)(nil)

// Metadata implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Metadata(_ context.Context, _ ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = r.name
}

// Schema implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	attributes := toEphemeral(r.attributes())
	attributes["after"] = ephemeralschema.StringAttribute{Optional: true, MarkdownDescription: afterDescription}
	resp.Schema = ephemeralschema.Schema{MarkdownDescription: r.description, Attributes: attributes, Blocks: toEphemeralBlocks(r.blocks("open"))}
}

// Configure implements [ephemeral.EphemeralResourceWithConfigure].
func (r *ephemeralResource) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	r.services, resp.Diagnostics = servicesFrom(req.ProviderData)
}

// ValidateConfig implements [ephemeral.EphemeralResourceWithValidateConfig].
func (r *ephemeralResource) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	resp.Diagnostics.Append(r.check(ctx, req.Config, "open")...)
}

// Open implements [ephemeral.EphemeralResource].
func (r *ephemeralResource) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	value, diags := r.read(ctx, req.Config, r.services, "open")
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.Result.Raw = value
	}
}
