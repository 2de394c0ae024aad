// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// resolved are all settings as a resolver finds them.
type resolved struct {
	host, caCertificate, serverName string
	port                            int64
	insecure                        bool
	accountID, baseURL              string
	qumulo, cloudflare              found
	transport                       transport.Options
}

func resolve(t *testing.T, configured map[string]attr.Value, variables map[string]string) resolved {
	t.Helper()
	r := &resolver{configured: configured, getenv: func(name string) string { return variables[name] }}
	q, c := newQumuloSettings(), newCloudflareSettings()
	values := resolved{
		host: q.host.resolve(r), port: q.port.resolve(r), caCertificate: q.caCertificate.resolve(r),
		serverName: q.tlsServerName.resolve(r), insecure: q.insecure.resolve(r),
		accountID: c.accountID.resolve(r), baseURL: c.baseURL.resolve(r),
		qumulo: q.credentials.resolve(r), cloudflare: c.credentials.resolve(r),
		transport: newTransportSettings().resolve(r),
	}
	if len(r.diags) > 0 {
		t.Fatal(r.diags)
	}
	return values
}

func TestEverySettingHasItsPlaces(t *testing.T) {
	t.Parallel()
	defaults := transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 4, MaxBackoff: 30 * time.Second}
	variables := map[string]string{
		"QUMULO_HOST": "env.example", "QUMULO_PORT": "1234", "QUMULO_TOKEN": "env-token", "QUMULO_TLS_SERVER_NAME": "env-name.example", "QUMULO_INSECURE": "true",
		"CLOUDFLARE_API_TOKEN": "env-api-token", "CLOUDFLARE_BASE_URL": "https://env.example/v4", "CLOUDFLARE_ACCOUNT_ID": "env-account",
		"NETSTATUS_REQUEST_TIMEOUT": "1m", "NETSTATUS_MAX_RETRIES": "7", "NETSTATUS_MAX_BACKOFF": "2s",
	}
	configuration := map[string]attr.Value{
		"qumulo.host": types.StringValue("config.example"), "qumulo.port": types.NumberValue(big.NewFloat(4321)), "qumulo.token": types.StringNull(),
		"qumulo.username": types.StringValue("config-user"), "qumulo.password": types.StringValue("config-password"),
		"qumulo.ca_certificate": types.StringNull(), "qumulo.tls_server_name": types.StringValue("config-name.example"), "qumulo.insecure": types.BoolValue(false),
		"cloudflare.api_token": types.StringNull(), "cloudflare.api_key": types.StringValue("config-key"), "cloudflare.email": types.StringValue("config@example.com"),
		"cloudflare.account_id": types.StringValue("config-account"), "cloudflare.base_url": types.StringValue("https://config.example/"),
		"request_timeout": types.StringValue("3s"), "max_retries": types.NumberValue(big.NewFloat(0)), "max_backoff": types.StringValue("4s"),
	}
	if len(configuration) != len(allRows()) {
		t.Errorf("%d settings are tested, and there are %d", len(configuration), len(allRows()))
	}
	for name, test := range map[string]struct {
		configured map[string]attr.Value
		variables  map[string]string
		want       resolved
	}{
		"default": {
			variables: map[string]string{"QUMULO_HOST": "x", "QUMULO_TOKEN": "t", "CLOUDFLARE_API_TOKEN": "t", "CLOUDFLARE_ACCOUNT_ID": "a"},
			want: resolved{
				host: "x", port: 8000, baseURL: "https://api.cloudflare.com/client/v4/", accountID: "a", transport: defaults,
				qumulo:     found{single: "t", origin: "QUMULO_TOKEN of the environment"},
				cloudflare: found{single: "t", origin: "CLOUDFLARE_API_TOKEN of the environment"},
			},
		},
		"environment": {
			variables: variables,
			want: resolved{
				host: "env.example", port: 1234, serverName: "env-name.example", insecure: true, baseURL: "https://env.example/v4/", accountID: "env-account",
				transport:  transport.Options{RequestTimeout: time.Minute, MaxRetries: 7, MaxBackoff: 2 * time.Second},
				qumulo:     found{single: "env-token", origin: "QUMULO_TOKEN of the environment"},
				cloudflare: found{single: "env-api-token", origin: "CLOUDFLARE_API_TOKEN of the environment"},
			},
		},
		"configuration": {
			configured: configuration, variables: variables,
			want: resolved{
				host: "config.example", port: 4321, serverName: "config-name.example", baseURL: "https://config.example/", accountID: "config-account",
				transport:  transport.Options{RequestTimeout: 3 * time.Second, MaxRetries: 0, MaxBackoff: 4 * time.Second},
				qumulo:     found{first: "config-user", second: "config-password", origin: "qumulo.username and qumulo.password of the provider's configuration"},
				cloudflare: found{first: "config-key", second: "config@example.com", origin: "cloudflare.api_key and cloudflare.email of the provider's configuration"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := resolve(t, test.configured, test.variables)
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got\n%+v\nwant\n%+v", got, test.want)
			}
			r := &resolver{configured: test.configured, getenv: func(name string) string { return test.variables[name] }}
			service, diags := newQumuloService(r, test.want.transport)
			if diags.HasError() || service.credentials != test.want.qumulo.origin {
				t.Errorf("got %+v, %v", service, diags)
			}
			if service, diags := newCloudflareService(r, test.want.transport); diags.HasError() || service.credentials != test.want.cloudflare.origin {
				t.Errorf("got %+v, %v", service, diags)
			}
			if account, diags := defaultAccountID(r); diags.HasError() || account != test.want.accountID {
				t.Errorf("got %q, %v", account, diags)
			}
		})
	}
}

// TestSettingsAreDistinct finds a setting that was copied and not changed.
func TestSettingsAreDistinct(t *testing.T) {
	t.Parallel()
	var names, variables []string
	for _, row := range allRows() {
		names, variables = append(names, row.where().name()), append(variables, row.where().variable)
	}
	for _, list := range [][]string{names, variables} {
		slices.Sort(list)
		if n := len(slices.Compact(slices.Clone(list))); n != len(list) {
			t.Errorf("one is there twice: %q", list)
		}
	}
}
