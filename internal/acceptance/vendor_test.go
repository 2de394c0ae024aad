// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// vendor is an API with one object, and what was written to it.
type vendor struct {
	mu     sync.Mutex
	object map[string]any
	writes []string
}

// ServeHTTP implements [http.Handler]. It serves whoever has the writer's token.
func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != "Bearer "+writerToken:
		w.WriteHeader(http.StatusUnauthorized)
		return
	case r.Method == http.MethodPost, r.Method == http.MethodPut:
		body, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(body, &v.object) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
	case v.object == nil:
		w.WriteHeader(http.StatusNotFound)
		return
	case r.Method == http.MethodDelete:
		v.object = nil
	}
	if r.Method != http.MethodGet {
		v.writes = append(v.writes, r.Method)
	}
	_ = json.NewEncoder(w).Encode(v.object)
}

// written returns what was written so far.
func (v *vendor) written() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return strings.Join(v.writes, " ")
}

// TestAVendorsProvider has Mastercard's restapi behind the gate, as any provider can be.
func TestAVendorsProvider(t *testing.T) {
	t.Parallel()
	needGates(t)
	program, err := cli.BuildPackage(t.Context(), filepath.Join(t.TempDir(), "terraform-provider-restapi"),
		"-modfile=../tools/restapi.mod", "github.com/Mastercard/terraform-provider-restapi")
	if err != nil {
		t.Fatal(err)
	}
	api := &vendor{}
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	configuration := `terraform {
  required_providers {
    netstatus = { source = "netstatus/netstatus" }
    restapi   = { source = "mastercard/restapi" }
  }
}
variable "token" {
  type      = string
  sensitive = true
  ephemeral = true
}
ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.token
  expect { state = ["Healthy"] }
}
provider "restapi" {
  alias                = "fra"
  uri                  = "` + server.URL + `"
  write_returns_object = true
  headers              = { Authorization = "Bearer ${ephemeral.netstatus_interconnect_status.fra.released}" }
}
resource "restapi_object" "route" {
  provider = restapi.fra
  path     = "/routes"
  data     = jsonencode({ id = "1", next_hop = "HOP" })
}
`
	s := simulatortest.Start(t, simulator.Options{})
	setState(s, "Down", icon)
	w := newWorkspaceWith(t, s, map[string]string{"mastercard/restapi": program}, configuration)
	w.Env = append(w.Env, "TF_VAR_token="+writerToken)

	// steps are what is done while the link is up, and what it writes. Before, it is tried
	// while the link is down, and with a plan that was made before the link was lost.
	for _, step := range []struct{ hop, arguments, writes string }{
		{"a", "", "POST"},
		{"b", "", "POST PUT"},
		{"b", "-destroy", "POST PUT DELETE"},
	} {
		w.write(t, "main.tf", strings.Replace(configuration, "HOP", step.hop, 1))
		plan := append([]string{"plan", "-out=plan.bin"}, strings.Fields(step.arguments)...)
		before, state := api.written(), w.state(t)
		closed := func(output string) {
			t.Helper()
			contains(t, output, `state is "Down", expected "Healthy"`)
			if api.written() != before || !reflect.DeepEqual(w.state(t), state) {
				t.Errorf("%s: a closed gate let through %s", step.writes, api.written())
			}
		}
		closed(w.fail(t, plan...))
		setState(s, "Healthy", icon)
		w.run(t, plan...)
		setState(s, "Down", icon)
		closed(w.fail(t, "apply", "plan.bin"))
		setState(s, "Healthy", icon)
		w.run(t, plan...)
		w.run(t, "apply", "plan.bin")
		if api.written() != step.writes {
			t.Errorf("got %s, want %s", api.written(), step.writes)
		}
		setState(s, "Down", icon)
		w.leaves(t, writerToken)
	}
}
