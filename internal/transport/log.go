// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logger prepares ctx for the service's own log subsystem. What others sent is judged before
// it is logged.
func (c *Client) logger(ctx context.Context) context.Context {
	service := c.options.Service
	return tflog.NewSubsystem(ctx, service, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_NETSTATUS", service), tflog.WithRootFields())
}

// logWait logs a wait that the service asked for.
func (c *Client) logWait(ctx context.Context, info *RequestInfo, wait time.Duration) {
	fields := map[string]any{"url": info.URL, "wait": wait.String(), "waited": info.Waited.String()}
	tflog.SubsystemInfo(ctx, c.options.Service, "waiting as long as the service asks", fields)
}

// loggedHeaders returns the names of the headers that are logged.
func (c *Client) loggedHeaders() []string {
	return []string{"Content-Type", "Content-Length", "Retry-After", "Ratelimit", "Ratelimit-Policy", c.options.RequestIDHeader}
}

// log writes one line for each attempt. Info is of what came before it.
func (c *Client) log(ctx context.Context, info *RequestInfo, resp *http.Response, err *Error, duration time.Duration) {
	fields := map[string]any{
		"method":      info.Method,
		"url":         info.URL,
		"attempt":     info.Attempts + 1,
		"duration_ms": duration.Milliseconds(),
	}
	if resp != nil {
		fields["status"] = resp.StatusCode
		for _, name := range c.loggedHeaders() {
			if value := resp.Header.Get(name); value != "" {
				fields["header_"+name] = c.options.Secrets.Text(value)
			}
		}
	}
	if err != nil {
		fields["error"] = err.Text
		tflog.SubsystemWarn(ctx, c.options.Service, "attempt failed", fields)
		return
	}
	tflog.SubsystemDebug(ctx, c.options.Service, "response received", fields)
}
