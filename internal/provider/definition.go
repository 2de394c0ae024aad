// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"reflect"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
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
	validate func(arguments) diag.Diagnostics
}

// model holds what a read fills in: its fields become the attributes of their names,
// beside those of the configuration.
type model interface {
	// read fills the model from the service.
	read(ctx context.Context, r reading) diag.Diagnostics
}

// reading is one read of an object: what the user asks for, and of whom.
type reading struct {
	arguments
	services *services
	// timeout is the time that the user has set for all of it, which the context has as
	// its deadline; zero where none is set.
	timeout time.Duration
	// report is told how far a wait has come; nil where nobody listens.
	report func(gate.Progress)
}

// polls reports whether the read waits for its expectation: the next poll is then the
// retry.
func (r reading) polls() bool {
	return r.timeout > 0 && r.isGiven("expect")
}

// waiter waits for what is required of an object.
func (r reading) waiter(service gate.Service, object gate.Subject, required gate.Requirement) gate.Waiter {
	return gate.Waiter{Service: service, Subject: object, Requirement: required, Waits: r.polls(), Report: r.report}
}

// rootArguments are the arguments of an object.
func rootArguments(config tftypes.Value) arguments {
	return argumentsOf(path.Empty(), config)
}

// check finds what is wrong with a configuration as a whole: when it is validated,
// and, since a null variable is unknown until then, again when it is read.
func (d definition) check(config arguments, timeoutName string) diag.Diagnostics {
	_, diags := parsedAs(config.block("timeouts"), timeoutName, parseDuration)
	if d.expect != nil && config.isGiven("expect") {
		more := d.expect.check(config)
		if !more.HasError() {
			more = d.expect.checkTimeout(config, timeoutName)
		}
		diags.Append(more...)
	}
	if d.validate != nil {
		diags.Append(d.validate(config)...)
	}
	return diags
}

// read returns the object as a value, within the time-out of that name.
func (d definition) read(ctx context.Context, config tftypes.Value, services *services, timeoutName string) (tftypes.Value, diag.Diagnostics) {
	r := reading{arguments: rootArguments(config), services: services}
	if at, isUnknown := r.firstUnknown(); isUnknown {
		return tftypes.Value{}, diag.Diagnostics{unknownArgument(at)}
	}
	diags := d.check(r.arguments, timeoutName)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	// That it can be parsed has been checked.
	r.timeout, _ = parsedAs(r.block("timeouts"), timeoutName, parseDuration)
	if r.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.timeout)
		defer cancel()
	}
	model := d.newModel()
	diags.Append(model.read(ctx, r)...)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	value, err := encodeOver(ctx, config, reflect.ValueOf(model))
	if err != nil {
		diags.Append(wrongModel(err))
	}
	return value, diags
}
