// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// accTest is an object in a real CLI, against the simulator's sample.
type accTest struct {
	// name is that of the type, and arguments what has to be given.
	name, arguments string
	// values are what the sample has, by path.
	values map[string]knownvalue.Check
	// expect is what the sample meets, "" for an object of which nothing can be expected.
	expect string
	// path and document are those by which it meets that no more, and problem is what the
	// message says then.
	path, document, problem string
}

// providerConfig returns the configuration of the provider, with all credentials in it: the
// tests of one process share its environment.
func providerConfig(s *simulator.Simulator) string {
	return fmt.Sprintf(`
provider "netstatus" {
  qumulo {
    host           = %q
    port           = %d
    token          = %q
    ca_certificate = <<-EOT
      %s
    EOT
  }
  cloudflare {
    api_token  = %q
    account_id = %q
    base_url   = %q
  }
}
`, s.QumuloHost(), s.QumuloPort(), simulator.Token, strings.ReplaceAll(strings.TrimSpace(s.CACertificate()), "\n", "\n      "),
		simulator.APIToken, account, s.CloudflareURL())
}

// factories returns the provider in this process, and the one whose resource keeps what its
// provider is configured with.
func factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"netstatus": func() (tfprotov6.ProviderServer, error) {
			return provider.NewServer(context.Background(), provider.NewWithEnvironment("test", environment{"NETSTATUS_MAX_BACKOFF": "20ms"}))(), nil
		},
		"echo": echoprovider.NewProviderServer(),
	}
}

// lose is a check of a plan that changes a document before the plan is applied.
type lose struct {
	s              *simulator.Simulator
	path, document string
}

// CheckPlan implements [plancheck.PlanCheck].
func (l lose) CheckPlan(context.Context, plancheck.CheckPlanRequest, *plancheck.CheckPlanResponse) {
	l.s.Set(l.path, l.document)
}

// at returns the path in a state that is written with dots, with a number for an element.
func at(path string) tfjsonpath.Path {
	steps := strings.Split(path, ".")
	to := tfjsonpath.New(steps[0])
	for _, step := range steps[1:] {
		var index int
		if _, err := fmt.Sscanf(step, "%d", &index); err == nil {
			to = to.AtSliceIndex(index)
		} else {
			to = to.AtMapKey(step)
		}
	}
	return to
}

// testAccData reads an object, and fails where something is expected that isn't so.
func (a accTest) testAccData(t *testing.T) {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{})
	config := func(expect string) string {
		return providerConfig(s) + fmt.Sprintf("data %q \"it\" {\n%s\n%s\n}\n", a.name, a.arguments, expect)
	}
	var checks []statecheck.StateCheck
	for path, check := range a.values {
		checks = append(checks, statecheck.ExpectKnownValue("data."+a.name+".it", at(path), check))
	}
	steps := []resource.TestStep{{Config: config(""), ConfigStateChecks: checks}}
	if a.expect != "" {
		steps = append(steps,
			resource.TestStep{Config: config("expect {\n" + a.expect + "\n}")},
			resource.TestStep{
				PreConfig:   func() { s.Set(a.path, a.document) },
				Config:      config("expect {\n" + a.expect + "\n}"),
				ExpectError: words(a.problem),
			},
		)
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: factories(), Steps: steps})
}

// words matches a text that the CLI has wrapped.
func words(text string) *regexp.Regexp {
	return regexp.MustCompile(strings.Join(strings.Fields(regexp.QuoteMeta(text)), `[\s│]+`))
}

// testAccGate withholds a credential. The link is lost between plan and apply, then stays
// down, and comes back while the gate waits.
func (a accTest) testAccGate(t *testing.T) {
	t.Helper()
	s := simulatortest.Start(t, simulator.Options{})
	config := func(timeouts string) string {
		return providerConfig(s) + fmt.Sprintf(`
ephemeral %q "gate" {
  %s
  withhold = { token = %q }
  expect {
    %s
  }
  %s
}
provider "echo" {
  data = ephemeral.%[1]s.gate.released
}
resource "echo" "route" {}
`, a.name, a.arguments, writerToken, a.expect, timeouts)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(),
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
		Steps: []resource.TestStep{
			{
				Config:           config(""),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{lose{s, a.path, a.document}}},
				ExpectError:      words(a.problem),
			},
			{Config: config(""), ExpectError: words(a.problem)},
			{
				PreConfig: func() { time.AfterFunc(3*time.Second, s.LoadSample) },
				Config:    config("timeouts { open = \"1m\" }"),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("echo.route", at("data.token"), knownvalue.StringExact(writerToken)),
				},
			},
		},
	})
}
