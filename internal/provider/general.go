// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const (
	defaultRequestTimeout = 30 * time.Second
	defaultMaxRetries     = 4
	defaultMaxBackoff     = 30 * time.Second

	// maxMaxRetries keeps a typing error from becoming a plan that never ends.
	maxMaxRetries = 100
)

// generalSettings are the settings that belong to no service.
type generalSettings struct {
	requestTimeout, maxBackoff setting[time.Duration]
	maxRetries                 setting[int64]
	enforce                    setting[bool]
	settings                   []row
}

func newGeneralSettings() generalSettings {
	s := &serviceDefinition{}
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

// enforceWarning warns that gates aren't enforced. The first gate that asks reports a value
// that can't be used.
func enforceWarning(r *resolver) diag.Diagnostics {
	enforce := newGeneralSettings().enforce
	if enforce.resolve(r) || r.diags.HasError() {
		return nil
	}
	return diag.Diagnostics{gatesOpen(enforce.place, r.isConfigured(enforce.place))}
}

// gatesOpen warns of a run in which gates aren't enforced.
func gatesOpen(at place, configured bool) diag.Diagnostic {
	where := "The environment variable " + at.variable()
	if configured {
		where = "In the provider's configuration, " + at.name()
	}
	return diag.NewWarningDiagnostic("Gates are not enforced",
		fmt.Sprintf("%s is false: in this run, a status that can't be read or isn't as expected is only a warning. Remove it as soon as the emergency is over.", where))
}
