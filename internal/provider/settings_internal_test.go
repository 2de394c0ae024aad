// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"reflect"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// TestDefaults are those of what isn't set, and of what is set to a variable that is
// empty.
func TestDefaults(t *testing.T) {
	t.Parallel()
	r := &resolver{}
	want := transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 4, MaxBackoff: 30 * time.Second}
	if got := newGeneralSettings().resolve(r); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := newCloudflareSettings(&serviceDefinition{name: cloudflareName}).baseURL.resolve(r); got != "https://api.cloudflare.com/client/v4/" {
		t.Errorf("got %s", got)
	}
	variables := map[string]string{"NETSTATUS_REQUEST_TIMEOUT": "1m", "NETSTATUS_MAX_RETRIES": "7", "NETSTATUS_MAX_BACKOFF": "2s"}
	r = &resolver{environ: variables}
	want = transport.Options{RequestTimeout: time.Minute, MaxRetries: 7, MaxBackoff: 2 * time.Second}
	if got := newGeneralSettings().resolve(r); !reflect.DeepEqual(got, want) || len(r.diags) > 0 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestASchemeOfOneToken is a service that knows no other credentials.
func TestASchemeOfOneToken(t *testing.T) {
	t.Parallel()
	s := &serviceDefinition{name: "fabric", credentials: credentials{owner: "Fabric"}}
	s.declareScheme(declare(s, "token", setting[string]{parse: parseToken, secret: true}))
	variables := map[string]string{}
	r := &resolver{environ: variables}
	s.credentials.resolve(r)
	if len(r.diags) != 1 || text(r.diags[0]) != "Fabric is not configured\nThe credentials are missing. Set fabric.token, in the provider's configuration; or the environment variables FABRIC_TOKEN." {
		t.Errorf("got %v", r.diags)
	}
	variables["FABRIC_TOKEN"] = "a"
	r.diags = nil
	if resolved, origin := s.credentials.resolve(r); len(r.diags) > 0 || resolved["token"] != "a" || origin != "FABRIC_TOKEN of the environment" {
		t.Errorf("got %+v, %s, %v", resolved, origin, r.diags)
	}
}
