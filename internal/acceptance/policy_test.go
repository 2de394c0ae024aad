// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"context"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// rego is the program that judges a plan by a policy, which is built when it is first needed.
var rego = sync.OnceValues(func() (string, error) {
	tools := filepath.Join(root, "internal", "tools")
	return cli.BuildPackage(context.Background(), filepath.Join(filepath.Dir(suite.provider), "rego"),
		"-modfile="+filepath.Join(tools, "opa.mod"), filepath.Join(tools, "rego.go"))
})

// denials are what the policy says of the plan.
func (w *workspace) denials(t *testing.T) string {
	t.Helper()
	w.run(t, "plan", "-out=plan.bin")
	document, err := w.Command(t.Context(), "show", "-json", "plan.bin").Output()
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "plan.json", string(document))
	w.write(t, "policy/gates.rego", read(t, "policy/gates.rego"))
	program, err := rego()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, "policy", "plan.json")
	command.Dir = w.Dir
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	var denied []string
	if err := json.Unmarshal(output, &denied); err != nil {
		t.Fatalf("%v in %s", err, output)
	}
	return strings.Join(denied, "\n")
}

// policyCases are changes of the file cloudflare-route/main.tf, as pairs of old and new
// text, and how the policy's denial begins, empty where there is none.
func policyCases() map[string]struct {
	change []string
	want   string
} {
	const (
		route    = "cloudflare_magic_wan_static_route.transit: its provider block "
		released = "ephemeral.netstatus_interconnect_status.fra.released"
		counted  = "  icon     = \"icon-fra-1\"\n  count    = 1\n"
	)
	type test = struct {
		change []string
		want   string
	}
	return map[string]test{
		"a gate":              {},
		"no provider =":       {[]string{"  provider = cloudflare.fra\n", ""}, route + "cloudflare has no gate"},
		"a token of its own":  {[]string{released, `"a-writer's-token"`}, route + "cloudflare.fra has no gate"},
		"the variable itself": {[]string{released, "var.cloudflare_api_token"}, route + "cloudflare.fra has no gate"},
		"no credential":       {[]string{"  api_token = " + released, ""}, route + "cloudflare.fra has no gate"},
		"one":                 {[]string{"  icon     = \"icon-fra-1\"\n", counted, released, "one(ephemeral.netstatus_interconnect_status.fra[*].released)"}, route + "cloudflare.fra has no gate"},
		"try":                 {[]string{"  icon     = \"icon-fra-1\"\n", counted, released, "try(ephemeral.netstatus_interconnect_status.fra[0].released, null)"}, route + "cloudflare.fra has no gate"},
		"a condition":         {[]string{released, "var.cloudflare_api_token != \"\" ? " + released + " : null"}, route + "cloudflare.fra has no gate"},
		"a local":             {[]string{"= " + released, "= local.token\n}\nlocals {\n  token = " + released}, route + "cloudflare.fra has no gate"},
		"a gate in a module":  {[]string{"= " + released, "= module.gate.released\n}\nmodule \"gate\" {\n  source = \"./gate\"\n  token  = var.cloudflare_api_token"}, ""},
		"a module's variable": {[]string{"= " + released, "= module.gate.token\n}\nmodule \"gate\" {\n  source = \"./gate\"\n  token  = var.cloudflare_api_token"}, route + "cloudflare.fra has no gate"},
		"a variable that stays in the plan": {
			[]string{"  ephemeral = true # otherwise the plan file holds the token\n", ""},
			"variable cloudflare_api_token is in the plan file",
		},
	}
}

const policyGate = `
variable "token" {
  type      = string
  ephemeral = true
}
ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.token
  expect { state = ["Healthy"] }
}
output "released" {
  value     = ephemeral.netstatus_interconnect_status.fra.released
  ephemeral = true
}
output "token" {
  value     = var.token
  ephemeral = true
}
`

func TestPolicy(t *testing.T) {
	t.Parallel()
	for name, test := range policyCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configuration := strings.NewReplacer(test.change...).Replace(read(t, "cloudflare-route/main.tf"))
			w := exampleWorkspace(t, simulatortest.Start(t, simulator.Options{}), configuration)
			w.write(t, "gate/main.tf", requirements+policyGate)
			w.run(t, "get")
			if got := w.denials(t); !strings.HasPrefix(got, test.want) || (test.want == "") != (got == "") {
				t.Errorf("the policy says %q, want %q", got, test.want)
			}
		})
	}
}

// TestPolicyOnRemoval removes the route, with and without a provider block that has no gate.
func TestPolicyOnRemoval(t *testing.T) {
	t.Parallel()
	configuration := read(t, "cloudflare-route/main.tf")
	w := exampleWorkspace(t, simulatortest.Start(t, simulator.Options{}), configuration)
	w.apply(t)
	if got := w.denials(t); got != "" {
		t.Errorf("the policy says %q of a plan without changes", got)
	}
	removed, _, _ := strings.Cut(configuration, "resource \"")
	w.write(t, "main.tf", removed)
	if got := w.denials(t); got != "" {
		t.Errorf("the policy says %q of a gated removal", got)
	}
	ungated := strings.Replace(removed, "provider \"cloudflare\" {", "provider \"cloudflare\" {\n  alias = \"ungated\"\n}\n\nprovider \"cloudflare\" {", 1)
	w.write(t, "main.tf", ungated)
	contains(t, w.denials(t), "transit is removed, and a provider block of cloudflare/cloudflare has no gate")
}

// TestPolicyOnModules plans the routes of four child modules.
func TestPolicyOnModules(t *testing.T) {
	t.Parallel()
	w := moduleWorkspace(t, simulatortest.Start(t, simulator.Options{}), "twelve-routes")
	if got := w.denials(t); got != "" {
		t.Errorf("the policy says %q", got)
	}
	w.write(t, "fra-1.tf", strings.Replace(read(t, "twelve-routes/fra-1.tf"), "{ cloudflare = cloudflare.fra_1 }", "{}", 1))
	contains(t, w.denials(t), `module.fra_1.cloudflare_magic_wan_static_route.this["10.20.0.0/18"]: its provider block cloudflare has no gate`)
}

func TestPolicyOnActions(t *testing.T) {
	t.Parallel()
	trigger := `
resource "terraform_data" "route" {
  lifecycle {
    action_trigger {
      events     = [before_create]
      actions    = [action.netstatus_interconnect_status_check.fra]
      on_failure = continue
    }
  }
}
`
	w := exampleWorkspace(t, simulatortest.Start(t, simulator.Options{}), read(t, "ci/check/main.tf")+trigger)
	contains(t, w.denials(t), "terraform_data.route: its trigger goes on if action.netstatus_interconnect_status_check.fra fails")
	w.write(t, "main.tf", read(t, "ci/check/main.tf")+strings.Replace(trigger, "      on_failure = continue\n", "", 1))
	if got := w.denials(t); got != "" {
		t.Errorf("the policy says %q", got)
	}
}
