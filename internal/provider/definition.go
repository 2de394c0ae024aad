// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// checkTime bounds a check that must not wait: that of an action's plan, and that of a
// gate that isn't enforced, whatever its time-out.
const checkTime = 10 * time.Second

// definition describes an object that can be read. A status has an expectation, and
// is a data source, an ephemeral resource and an action; a list is a data source
// alone.
type definition struct {
	name        string
	description string
	attributes  func() map[string]schema.Attribute
	// expect is the block in which users write what they expect; nil for a list.
	expect *expectBlock
	// get reads the object: into a struct whose fields become the attributes of their names,
	// beside those of the configuration. What couldn't be read stays null.
	get func(ctx context.Context, r request) (model any, diags diag.Diagnostics)
	// validate finds what is wrong with the arguments together, known or not yet;
	// nil where nothing can be.
	validate func(arguments) diag.Diagnostics
}

// request is one read of an object: what the user asks for, and of whom.
type request struct {
	arguments
	clients *clients
	kind    kind
	// timeout is the time that the user has set for all of it, which the context has as
	// its deadline; zero where none is set, or one check has to do.
	timeout time.Duration
	// checksOnce is whether one check decides, whatever the time-out.
	checksOnce bool
	// report is told how far a wait has come; nil where nobody listens.
	report func(gate.Progress)
}

// isGate reports whether something is expected of the object.
func (r request) isGate() bool {
	return r.isGiven("expect")
}

// polls reports whether the read waits for its expectation.
func (r request) polls() bool {
	return r.timeout > 0 && r.isGate() && !r.checksOnce
}

// policy returns how requests are sent: without retries if the next poll is the retry, or
// if one check decides.
func (r request) policy() transport.Policy {
	return transport.Policy{Once: r.polls() || r.checksOnce, Bounded: r.timeout > 0}
}

// wait polls an object until what is required of it holds, or once.
func (r request) wait(ctx context.Context, service gate.Service, object *gate.Target, required gate.Requirement, poll func(context.Context) ([]gate.Element, error)) diag.Diagnostics {
	w := gate.Waiter{Service: service, Target: *object, Requirement: required, Waits: r.polls(), Report: r.report, Poll: poll}
	if err := w.Run(ctx); err != nil {
		return diag.Diagnostics{failure(service.Explain(*object, err))}
	}
	return nil
}

// rootArguments returns the arguments of an object.
func rootArguments(config tftypes.Value) arguments {
	return argumentsOf(path.Empty(), config)
}

// check finds what is wrong with a configuration as a whole: when it is validated,
// and, since a null variable is unknown until then, again when it is read.
func (d definition) check(ctx context.Context, config arguments, k kind) diag.Diagnostics {
	_, diags := parsedAs(config.block("timeouts"), k.timeoutName, parseDuration)
	if d.expect != nil && config.isGiven("expect") {
		more := d.expect.check(ctx, config)
		if !more.HasError() {
			more = d.expect.checkTimeout(config, k.timeoutName)
		}
		diags.Append(more...)
	}
	if d.validate != nil {
		diags.Append(d.validate(config)...)
	}
	return append(diags, checkWithheld(config)...)
}

// validateConfig is check for a configuration that is validated, when also what is only
// likely wrong is said.
func (d definition) validateConfig(ctx context.Context, config arguments, k kind) diag.Diagnostics {
	diags := d.check(ctx, config, k)
	if d.expect != nil && !diags.HasError() {
		diags.Append(d.expect.warn(config)...)
	}
	return diags
}

// label returns what messages call an object in a kind, such as "data netstatus_nodes".
func (d definition) label(k kind) string {
	return k.label + " " + k.typeName(d.name)
}

// checkGate reports an action that expects nothing.
func (d definition) checkGate(config arguments) diag.Diagnostics {
	if config.isGiven("expect") {
		return nil
	}
	return diag.Diagnostics{missingExpectation(d.expect.names())}
}

// read returns the object as a value: the configuration, with the fields of the model in
// place of the attributes of their names.
func (d definition) read(ctx context.Context, config tftypes.Value, r request) (tftypes.Value, diag.Diagnostics) {
	r.arguments = rootArguments(config)
	model, diags := d.run(ctx, r)
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	members := map[string]tftypes.Value{}
	encodeMembers(reflect.ValueOf(model).Elem(), config.Type(), members)
	for name, argument := range r.members {
		// What wasn't read stays as the user has written it.
		if member, ok := members[name]; !ok || member.IsNull() {
			members[name] = argument
		}
	}
	if withheld, ok := r.members["withhold"]; ok {
		members["released"] = withheld
	}
	return tftypes.NewValue(config.Type(), members), diags
}

// isInterrupted reports whether the user or the CLI has ended the read.
func (r request) isInterrupted(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.Canceled) || r.clients.stopped.Err() != nil
}

// run reads the object within its time-out. Where gates aren't enforced, what is wrong
// with the status is a warning, and what couldn't be read stays null.
func (d definition) run(ctx context.Context, r request) (model any, diags diag.Diagnostics) {
	if r.clients == nil {
		return nil, diag.Diagnostics{notConfigured()}
	}
	if at, isUnknown := r.firstUnknown(); isUnknown {
		return nil, diag.Diagnostics{unknownArgument(at)}
	}
	diags = d.check(ctx, r.arguments, r.kind)
	diags.Append(r.revalidate(ctx, d.attributes())...)
	enforced := true
	if r.isGate() {
		var more diag.Diagnostics
		enforced, more = r.clients.enforced()
		diags.Append(more...)
		if enforced {
			diags.Append(checkOnlyKey(r.arguments, r.clients.newResolver().environ)...)
		}
	}
	if diags.HasError() {
		return nil, diags
	}
	r.checksOnce = r.checksOnce || !enforced
	// That it can be parsed has been checked.
	r.timeout, _ = parsedAs(r.block("timeouts"), r.kind.timeoutName, parseDuration)
	if r.checksOnce {
		r.timeout = checkTime
	}
	if r.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, r.timeout)
		defer cancel()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.clients.stopped, cancel)() //nolint:contextcheck // The provider is stopped whatever the call's context.
	model, more := d.get(ctx, r)
	// A gate that was interrupted has checked nothing, and must not open.
	if !enforced && !r.isInterrupted(ctx) {
		more = notEnforced(more, d.label(r.kind))
	}
	return model, append(diags, more...)
}

func missingExpectation(names []string) diag.Diagnostic {
	return attributeError(path.Root("expect"), "Expectation is missing",
		fmt.Sprintf("The block expect is missing, so nothing would be checked. Add it with at least one of %s.", strings.Join(names, ", ")))
}

// notEnforced returns errors of a gate as warnings.
func notEnforced(diags diag.Diagnostics, reader string) diag.Diagnostics {
	return asWarnings(diags, "Not enforced", reader, func(detail string) string { return detail })
}

// unknownArgument is a value that isn't known when the status is read, which no CLI
// does.
func unknownArgument(at string) diag.Diagnostic {
	return plainError("Argument not known yet", fmt.Sprintf("%s is known only after apply, so the status can't be read now.", at))
}
