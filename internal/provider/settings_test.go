// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"reflect"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// section is a nested object of the provider's block.
func section(t *testing.T, values map[string]attr.Value) types.Object {
	t.Helper()
	kinds := map[string]attr.Type{}
	for name, value := range values {
		kinds[name] = value.Type(t.Context())
	}
	object, diags := types.ObjectValue(kinds, values)
	if diags.HasError() {
		t.Fatal(diags)
	}
	return object
}

func TestEverySettingHasItsPlaces(t *testing.T) {
	t.Parallel()
	defaults := transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 4, MaxBackoff: 30 * time.Second}
	variables := map[string]string{
		"QUMULO_HOST": "env.example", "QUMULO_PORT": "1234", "QUMULO_TOKEN": "env-token", "QUMULO_TLS_SERVER_NAME": "env-name.example", "QUMULO_INSECURE": "true",
		"CLOUDFLARE_API_TOKEN": "env-api-token", "CLOUDFLARE_BASE_URL": "https://env.example/v4", "CLOUDFLARE_ACCOUNT_ID": "env-account",
		"NETSTATUS_REQUEST_TIMEOUT": "1m", "NETSTATUS_MAX_RETRIES": "7", "NETSTATUS_MAX_BACKOFF": "2s",
	}
	configuration := providerModel{
		Qumulo: section(t, map[string]attr.Value{
			"host": types.StringValue("config.example"), "port": types.Int64Value(4321), "token": types.StringNull(),
			"username": types.StringValue("config-user"), "password": types.StringValue("config-password"),
			"ca_certificate": types.StringNull(), "tls_server_name": types.StringValue("config-name.example"), "insecure": types.BoolValue(false),
		}),
		Cloudflare: section(t, map[string]attr.Value{
			"api_token": types.StringNull(), "api_key": types.StringValue("config-key"), "email": types.StringValue("config@example.com"),
			"account_id": types.StringValue("config-account"), "base_url": types.StringValue("https://config.example/"),
		}),
		RequestTimeout: types.StringValue("3s"), MaxRetries: types.Int64Value(0), MaxBackoff: types.StringValue("4s"),
	}
	for name, test := range map[string]struct {
		model      providerModel
		variables  map[string]string
		qumulo     qumulo.Options
		cloudflare cloudflare.Options
		account    string
		used       []string
	}{
		"default": {
			variables:  map[string]string{"QUMULO_HOST": "x", "QUMULO_TOKEN": "t", "CLOUDFLARE_API_TOKEN": "t", "CLOUDFLARE_ACCOUNT_ID": "a"},
			qumulo:     qumulo.Options{Host: "x", Port: 8000, Token: "t", Transport: defaults},
			cloudflare: cloudflare.Options{BaseURL: "https://api.cloudflare.com/client/v4/", APIToken: "t", Transport: defaults},
			account:    "a",
			used:       []string{"QUMULO_TOKEN of the environment", "CLOUDFLARE_API_TOKEN of the environment"},
		},
		"environment": {
			variables: variables,
			qumulo: qumulo.Options{
				Host: "env.example", Port: 1234, Token: "env-token", TLSServerName: "env-name.example", Insecure: true,
				Transport: transport.Options{RequestTimeout: time.Minute, MaxRetries: 7, MaxBackoff: 2 * time.Second},
			},
			cloudflare: cloudflare.Options{
				BaseURL: "https://env.example/v4/", APIToken: "env-api-token",
				Transport: transport.Options{RequestTimeout: time.Minute, MaxRetries: 7, MaxBackoff: 2 * time.Second},
			},
			account: "env-account",
			used:    []string{"QUMULO_TOKEN of the environment", "CLOUDFLARE_API_TOKEN of the environment"},
		},
		"configuration": {
			model: configuration, variables: variables,
			qumulo: qumulo.Options{
				Host: "config.example", Port: 4321, Username: "config-user", Password: "config-password", TLSServerName: "config-name.example",
				Transport: transport.Options{RequestTimeout: 3 * time.Second, MaxRetries: 0, MaxBackoff: 4 * time.Second},
			},
			cloudflare: cloudflare.Options{
				BaseURL: "https://config.example/", APIKey: "config-key", Email: "config@example.com",
				Transport: transport.Options{RequestTimeout: 3 * time.Second, MaxRetries: 0, MaxBackoff: 4 * time.Second},
			},
			account: "config-account",
			used:    []string{"qumulo.username and qumulo.password of the provider's configuration", "cloudflare.api_key and cloudflare.email of the provider's configuration"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &settings{model: test.model, getenv: func(name string) string { return test.variables[name] }}
			gotQumulo := s.qumulo()
			usedQumulo := s.used
			gotCloudflare := s.cloudflare()
			usedCloudflare := s.used
			account := s.accountID()
			if s.diags.HasError() {
				t.Fatal(s.diags)
			}
			if !reflect.DeepEqual(gotQumulo, test.qumulo) {
				t.Errorf("Qumulo: got %+v, want %+v", gotQumulo, test.qumulo)
			}
			if !reflect.DeepEqual(gotCloudflare, test.cloudflare) {
				t.Errorf("Cloudflare: got %+v, want %+v", gotCloudflare, test.cloudflare)
			}
			if account != test.account {
				t.Errorf("got account %q, want %q", account, test.account)
			}
			if usedQumulo != test.used[0] || usedCloudflare != test.used[1] {
				t.Errorf("got credentials %q and %q, want %q", usedQumulo, usedCloudflare, test.used)
			}
		})
	}
}
