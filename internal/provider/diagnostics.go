// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
)

// maxShown is how many characters of a value of the user's a message has.
const maxShown = 1000

// What diagnostics of several files share. One that a single file uses stands in that file.

func invalidValue(at path.Path, err error) diag.Diagnostic {
	text := err.Error()
	if advised, ok := errors.AsType[*adviceError](err); ok {
		text += "; " + advised.advice
	}
	return attributeError(at, "Invalid value", fmt.Sprintf("%s %s.", at, text))
}

// failure returns what gate says of a read that failed.
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

func wrongProviderData(data any) diag.Diagnostic {
	return plainError("Unexpected provider data",
		fmt.Sprintf("Expected *clients, got %T. This is a bug in the provider: please report it.", data))
}

func wrongModel(err error) diag.Diagnostic {
	return plainError("Model and schema differ",
		fmt.Sprintf("%s. This is a bug in the provider: please report it.", gate.Capitalized(err.Error())))
}

func notConfigured() diag.Diagnostic {
	return plainError("Provider is not configured",
		"The CLI has asked for a status before it configured the provider. This is a bug in the CLI: please report it.")
}

// concluded returns the text of an error with one more paragraph before its ending.
func concluded(detail, paragraph string) string {
	return strings.TrimRight(strings.TrimSuffix(detail, gate.WhatNow), "\n") + "\n\n" + paragraph + ending
}

// asWarnings returns errors as warnings. The CLI merges warnings whose summaries are equal,
// so each names its object.
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
