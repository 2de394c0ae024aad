// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logger prepares ctx for the service's own log subsystem, with every secret
// masked there once more.
func (c *Client) logger(ctx context.Context) context.Context {
	service := c.options.Service
	ctx = tflog.NewSubsystem(ctx, service, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_NETSTATUS", service), tflog.WithRootFields())
	secrets := c.options.Secrets.List()
	ctx = tflog.SubsystemMaskMessageStrings(ctx, service, secrets...)
	return tflog.SubsystemMaskAllFieldValuesStrings(ctx, service, secrets...)
}

// logWait tells the user why it takes long.
func logWait(ctx context.Context, service string, wait time.Duration) {
	tflog.SubsystemInfo(ctx, service, "waiting as long as the service asks", map[string]any{"wait": wait.String()})
}

// log writes one line an attempt. Only headers that can't hold a secret are
// named.
func (a *attempts) log(ctx context.Context, exchange *Exchange, resp *http.Response, err error, took time.Duration) {
	fields := map[string]any{
		"method":      exchange.Method,
		"url":         exchange.URL,
		"attempt":     exchange.Attempts,
		"duration_ms": took.Milliseconds(),
	}
	if resp != nil {
		fields["status"] = resp.StatusCode
		for _, name := range []string{"Content-Type", "Content-Length", "Retry-After", "Ratelimit", "Ratelimit-Policy", "Cf-Ray"} {
			if value := resp.Header.Get(name); value != "" {
				fields["header_"+name] = shown(a.options.Secrets, value)
			}
		}
	}
	if err != nil {
		fields["error"] = printable(a.options.Secrets.Mask(err.Error()))
		tflog.SubsystemWarn(ctx, a.options.Service, "attempt failed", fields)
		return
	}
	tflog.SubsystemDebug(ctx, a.options.Service, "response received", fields)
}
