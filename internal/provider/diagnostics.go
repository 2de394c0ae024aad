// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
)

// maxShown is how many characters of a value of the user's a message has.
const maxShown = 1000

// The texts of diagnostics. What a service's texts have of their own stands with the
// service (serviceText); sentences about single fields come from the packages that
// know them: parse.go, internal/expect, internal/strictjson, internal/transport.

// Settings.

func unknownSetting(at path.Path) diag.Diagnostic {
	return attributeError(at, "Provider setting not known yet",
		fmt.Sprintf("The provider's %s depends on something that is known only after apply, so nothing can be read while planning. "+
			"It is not replaced by the environment.\n\n"+
			"Give it a value that is known while planning. If a resource of the same configuration makes it, use the ephemeral resource with after = RESOURCE.id, "+
			"which is then read in the same run, when that resource is there; or first apply what it depends on: terraform apply -target=…", at))
}

func invalidSetting(at place, configured bool, err error) diag.Diagnostic {
	if configured {
		return invalidValue(at.path(), err)
	}
	return attributeError(at.path(), "Invalid environment variable",
		fmt.Sprintf("The variable %s %s. It stands in for the provider's %s.", at.variable(), err, at.name()))
}

func invalidValue(at path.Path, err error) diag.Diagnostic {
	text := err.Error()
	if advised, ok := errors.AsType[*adviceError](err); ok {
		text += "; " + advised.advice
	}
	return attributeError(at, "Invalid value", fmt.Sprintf("%s %s.", at, text))
}

func undocumentedValue(at path.Path, value, nearest string, values []string) diag.Diagnostic {
	detail := fmt.Sprintf("%s holds %s, and the service documents %s.", at, redact.Clip(strconv.Quote(value), maxShown), strings.Join(values, ", "))
	if nearest != "" {
		detail += fmt.Sprintf(" Did you mean %q? Case counts.", nearest)
	}
	return diag.NewAttributeWarningDiagnostic(at, "Value that the service does not document",
		detail+" The expectation is kept as it is: a later version of the service may send that value.")
}

func lowSpeed(at path.Path, speed string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Speed is in Mbps",
		fmt.Sprintf("%s is %s Mbps, less than the slowest links of a cluster have. 25 Gbps are 25000.", at, speed))
}

// failure is what gate says of a read that failed.
func failure(message gate.Message) diag.Diagnostic {
	return diag.NewErrorDiagnostic(message.Summary, message.Detail)
}

// ending is how each error ends.
const ending = "\n\n" + gate.WhatNow

func plainError(summary, detail string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, detail+ending)
}

func attributeError(at path.Path, summary, detail string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, summary, detail+ending)
}

// Arguments.

func emptyList(at path.Path) diag.Diagnostic {
	return attributeError(at, "Empty list",
		fmt.Sprintf("%s has no element, so that nothing could be asked or accepted. Name one, or leave it out (null).", at))
}

func emptyFilter(at path.Path) diag.Diagnostic {
	return attributeError(at, "Empty filter", fmt.Sprintf("%s is the empty string. Give it a value, or leave it out (null).", at))
}

func nullInList(at path.Path) diag.Diagnostic {
	return attributeError(at, "Null in a list", fmt.Sprintf("%s holds null, which stands for nothing. Leave it out, for example with compact().", at))
}

func judgesNothing(at path.Path, names []string) diag.Diagnostic {
	return attributeError(at, "Expectation without a condition",
		fmt.Sprintf("The block %s expects nothing, so that every status would pass: none of %s is set, or all of them are null. "+
			"Set one, or leave the block out where a status is only data.", at, strings.Join(names, ", ")))
}

func weakExpectation(at path.Path, given []string, strong string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "Expectation that holds for a link that is down",
		fmt.Sprintf("The only conditions of %s are of %s: a link that is down can still have its nominal speed, its MTU and its configuration. Add %s = [\"UP\"].", at, strings.Join(given, ", "), strong))
}

func stableTooLong(at path.Path, stableFor time.Duration, timeoutAt path.Path, timeout time.Duration) diag.Diagnostic {
	return attributeError(at, "Time-out is too short",
		fmt.Sprintf("%s is %s, and the whole read may take %s (%s). Give it more time than the status has to be stable for.", at, stableFor, timeout, timeoutAt))
}

func stableWithoutTimeout(at, timeoutAt path.Path) diag.Diagnostic {
	return attributeError(at, "Time-out is missing",
		fmt.Sprintf("%s needs %s: without a time-out, one check decides, which can't show that a status is stable. Set a time-out that is longer.", at, timeoutAt))
}

func missingArgument(at path.Path) diag.Diagnostic {
	return attributeError(at, "Argument is missing", fmt.Sprintf("%s must not be empty: it is null.", at))
}

func missingExpectation(names []string) diag.Diagnostic {
	return attributeError(path.Root("expect"), "Expectation is missing",
		fmt.Sprintf("The block expect is missing, so that nothing would be judged. Add it with at least one of %s.", strings.Join(names, ", ")))
}

func missingSelection() diag.Diagnostic {
	return plainError("No interconnects are selected",
		"None of icons, site, type and all says which interconnects are meant, or they are all null. "+
			"Set icons, or site, type or both, or all = true for the whole account. A variable that is null selects nothing, and never the whole account.")
}

func conflictingSelection() diag.Diagnostic {
	return plainError("Interconnects are selected twice",
		"icons, the filters (site, type) and all = true exclude each other. Set one of the three.")
}

func missingSetting(service, what string, at place) diag.Diagnostic {
	return attributeError(at.path(), service+" is not configured",
		fmt.Sprintf("%s is missing. Set %s in the provider's configuration, or the environment variable %s.",
			capitalized(what), at.name(), at.variable()))
}

// capitalized begins a sentence with a phrase.
func capitalized(phrase string) string {
	return strings.ToUpper(phrase[:1]) + phrase[1:]
}

func insecureWarning(at path.Path) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, "TLS verification is off",
		"The certificate of the Qumulo cluster is not verified, so whoever sits in between can read the credentials and forge the status. "+
			"Set qumulo.ca_certificate to the cluster's certificate instead.")
}

func wrongProviderData(data any) diag.Diagnostic {
	return plainError("Unexpected provider data",
		fmt.Sprintf("Expected *services, got %T. This is a bug in the provider: please report it.", data))
}

func wrongModel(err error) diag.Diagnostic {
	return plainError("Model and schema differ",
		fmt.Sprintf("%s. This is a bug in the provider: please report it.", capitalized(err.Error())))
}

func notConfigured() diag.Diagnostic {
	return plainError("Provider is not configured",
		"The CLI has asked for a status before it configured the provider. This is a bug in the CLI: please report it.")
}

// unknownArgument is a value that isn't known when the status is read, which no CLI
// does.
func unknownArgument(at string) diag.Diagnostic {
	return plainError("Argument not known yet", fmt.Sprintf("%s is known only after apply, so the status can't be read now.", at))
}

// Actions, and gates that are not enforced.

// concluded is the text of an error with one more paragraph before its ending.
func concluded(detail, paragraph string) string {
	return strings.TrimRight(strings.TrimSuffix(detail, gate.WhatNow), "\n") + "\n\n" + paragraph + ending
}

// gatesOpen is said while the glass is broken.
func gatesOpen(at place, configured bool) diag.Diagnostic {
	where := "The environment variable " + at.variable()
	if configured {
		where = "In the provider's configuration, " + at.name()
	}
	return diag.NewWarningDiagnostic("Gates are not enforced",
		fmt.Sprintf("%s is false: a status that isn't as expected, or can't be read, is a warning in this run and stops nothing. Take it away as soon as the emergency is over.", where))
}

// notEnforced are errors of a gate as warnings.
func notEnforced(diags diag.Diagnostics, reader string) diag.Diagnostics {
	return asWarnings(diags, "Not enforced", reader, func(detail string) string { return detail })
}

// unmetAtPlan are errors of an action as warnings of its plan.
func unmetAtPlan(diags diag.Diagnostics, reader string) diag.Diagnostics {
	return asWarnings(diags, "Not as expected yet", reader, func(detail string) string {
		return concluded(detail, "The action checks again when it is run, and stops the change if the status isn't as expected then.")
	})
}

// asWarnings are errors as warnings. The CLI merges warnings whose summaries are equal, so
// each says what it is about.
func asWarnings(diags diag.Diagnostics, why, reader string, reworded func(detail string) string) diag.Diagnostics {
	var warnings diag.Diagnostics
	for _, d := range diags {
		if d.Severity() == diag.SeverityError {
			d = diag.NewWarningDiagnostic(fmt.Sprintf("%s: %s (%s)", why, d.Summary(), reader), reworded(d.Detail()))
		}
		warnings = append(warnings, d)
	}
	return warnings
}

func oldTerraform(version string) diag.Diagnostic {
	return plainError("Actions need Terraform 1.16",
		fmt.Sprintf("This is Terraform %s. Before 1.16, an action could run apart from the resource that triggers it, so that a check that fails would stop nothing. "+
			"Update Terraform, or use the ephemeral resource of the same status, which stops a change on every version.", version))
}
