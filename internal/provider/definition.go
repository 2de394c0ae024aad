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
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// checkTime bounds a check that has no time-out of the user's and mustn't wait.
const checkTime = time.Minute

// definition describes an object that can be read. A status has an expectation, and
// is a data source, an ephemeral resource, a guard and an action; a list is a data source
// alone.
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
	// reader is what reads, as messages call it: which of the twins, and its type.
	reader string
	// timeoutName is that of the time-out in the block timeouts.
	timeoutName string
	// timeout is the time that the user has set for all of it, which the context has as
	// its deadline; zero where none is set, or one check has to do.
	timeout time.Duration
	// checksOnce is whether one check decides, whatever the time-out.
	checksOnce bool
	// report is told how far a wait has come; nil where nobody listens.
	report func(gate.Progress)
}

// isGate reports whether something is expected of the object.
func (r reading) isGate() bool {
	return r.isGiven("expect")
}

// polls reports whether the read waits for its expectation.
func (r reading) polls() bool {
	return r.timeout > 0 && r.isGate() && !r.checksOnce
}

// policy is how requests are sent: without retries where the next poll is the retry, or
// there mustn't be any.
func (r reading) policy() transport.Policy {
	return transport.Policy{Once: r.polls() || r.checksOnce, Bounded: r.timeout > 0}
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
func (d definition) check(ctx context.Context, config arguments, timeoutNames ...string) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, name := range timeoutNames {
		_, more := parsedAs(config.block("timeouts"), name, parseDuration)
		diags.Append(more...)
	}
	if d.expect != nil && config.isGiven("expect") {
		more := d.expect.check(ctx, config)
		if !more.HasError() {
			more = d.expect.checkTimeout(config, timeoutNames...)
		}
		diags.Append(more...)
	}
	if d.validate != nil {
		diags.Append(d.validate(config)...)
	}
	return diags
}

// validateConfig is check for a configuration that is validated, when also what is only
// likely wrong is said.
func (d definition) validateConfig(ctx context.Context, config arguments, timeoutNames ...string) diag.Diagnostics {
	diags := d.check(ctx, config, timeoutNames...)
	if d.expect != nil && !diags.HasError() {
		diags.Append(d.expect.warn(config)...)
	}
	return diags
}

// checkGate finds a twin that is a gate and nothing else, and expects nothing.
func (d definition) checkGate(config arguments) diag.Diagnostics {
	if config.isGiven("expect") {
		return nil
	}
	return diag.Diagnostics{missingExpectation(d.expect.names())}
}

// read returns the object as a value.
func (d definition) read(ctx context.Context, config tftypes.Value, r reading) (tftypes.Value, diag.Diagnostics) {
	r.arguments = rootArguments(config)
	model, diags := d.run(ctx, r)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	value, err := encodeOver(ctx, config, reflect.ValueOf(model))
	if err != nil {
		diags.Append(wrongModel(err))
	}
	return value, diags
}

// run reads the object within its time-out. Where gates aren't enforced, what is wrong
// with the status is a warning, and what couldn't be read stays null.
func (d definition) run(ctx context.Context, r reading) (model, diag.Diagnostics) {
	if at, isUnknown := r.firstUnknown(); isUnknown {
		return nil, diag.Diagnostics{unknownArgument(at)}
	}
	diags := d.check(ctx, r.arguments, r.timeoutName)
	enforced := true
	if r.isGate() {
		var more diag.Diagnostics
		enforced, more = r.services.enforced()
		diags.Append(more...)
	}
	if diags.HasError() {
		return nil, diags
	}
	r.checksOnce = r.checksOnce || !enforced
	// That it can be parsed has been checked.
	r.timeout, _ = parsedAs(r.block("timeouts"), r.timeoutName, parseDuration)
	if r.checksOnce {
		r.timeout = checkTime
	}
	if r.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.timeout)
		defer cancel()
	}
	model := d.newModel()
	more := model.read(ctx, r)
	if !enforced {
		more = notEnforced(more, r.reader)
	}
	return model, append(diags, more...)
}
