// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package acceptance runs the provider under a real Terraform or OpenTofu,
// against the simulator.
package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// requirements is the file that stands beside every configuration that doesn't
// say itself where the provider comes from.
const requirements = `terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}
`

// Identifiers of the sample.
const (
	account = simulator.AccountID
	icon    = simulator.Icon

	// writerToken is the credential that gates withhold.
	writerToken = "writer-7c1e0b5f9a2d4e68b3c1"

	iconPath   = "/client/v4/accounts/" + account + "/cni/interconnects/" + icon + "/status"
	statusPath = "/v2/network/interfaces/1/status/1"
)

// limit is how long one run of the CLI may take before it is interrupted.
const limit = 2 * time.Minute

// suite is what TestMain prepares for all tests; nobody changes it afterwards.
var suite struct {
	cli      string            // the CLI's path, empty where the tests are not to run
	provider string            // the provider's binary
	router   string            // that of the provider of tests and examples
	stubs    map[string]string // those of vendors' providers, by their sources
	schema   schemas
	openTofu bool // as its registry's host tells
}

// schemas is what the CLI knows of the provider.
type schemas struct {
	DataSources map[string]json.RawMessage `json:"data_source_schemas"`
	Ephemerals  map[string]json.RawMessage `json:"ephemeral_resource_schemas"`
	Functions   map[string]json.RawMessage `json:"functions"`
	Actions     map[string]json.RawMessage `json:"action_schemas"`
}

func TestMain(m *testing.M) {
	code := 1
	if err := prepare(m, &code); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// prepare builds the provider, asks the CLI what it can, and runs the tests.
func prepare(m *testing.M, code *int) (err error) {
	if os.Getenv("TF_ACC") != "1" {
		*code = m.Run()
		return nil
	}
	dir, err := os.MkdirTemp("", "netstatus-acceptance-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	ctx := context.Background()
	path, err := cli.Find()
	if err != nil {
		return err
	}
	provider, err := cli.Build(ctx, dir)
	if err != nil {
		return err
	}
	if suite.router, err = cli.BuildPackage(ctx, filepath.Join(dir, "router", "terraform-provider-router"), "./stub"); err != nil {
		return err
	}
	if suite.stubs, err = buildStubs(ctx, dir); err != nil {
		return err
	}
	workspace, err := cli.New(path, filepath.Join(dir, "schema"), provider)
	if err != nil {
		return err
	}
	if err := workspace.Write("main.tf", requirements); err != nil {
		return err
	}
	output, err := workspace.Command(ctx, "providers", "schema", "-json").Output()
	if err != nil {
		return fmt.Errorf("providers schema: %w", err)
	}
	var document struct {
		Schemas map[string]schemas `json:"provider_schemas"`
	}
	if err := json.Unmarshal(output, &document); err != nil {
		return fmt.Errorf("providers schema: %w", err)
	}
	for address, schema := range document.Schemas {
		suite.schema = schema
		suite.openTofu = strings.HasPrefix(address, "registry.opentofu.org/")
	}
	suite.cli, suite.provider = path, provider
	*code = m.Run()
	return nil
}

// needCLI skips a test where no CLI is to be run.
func needCLI(t *testing.T) {
	t.Helper()
	// Go would take a cached result of another CLI for this one's: it records which
	// variables a test reads, and not those that TestMain reads before.
	_, _ = os.LookupEnv("TF_ACC")
	_, _ = cli.Find()
	if suite.cli == "" {
		t.Skip("needs a Terraform or OpenTofu: set TF_ACC=1 to run the acceptance tests")
	}
}

// needEphemerals skips a test where the CLI knows no ephemeral resources.
func needEphemerals(t *testing.T) {
	t.Helper()
	needCLI(t)
	if len(suite.schema.Ephemerals) == 0 {
		t.Skipf("%s knows no ephemeral resources", suite.cli)
	}
}

// needActions skips a test where the CLI knows no actions that can stop a change.
func needActions(t *testing.T) {
	t.Helper()
	needCLI(t)
	if len(suite.schema.Actions) == 0 {
		t.Skipf("%s knows no actions: NETSTATUS_CLI has to name a Terraform 1.16, as make test-actions does", suite.cli)
	}
}

// opensAreChanges reports whether the CLI writes the opening of an ephemeral resource into
// a plan as a change, as OpenTofu 1.11 does: plugin-testing takes no such plan for empty.
func opensAreChanges(t *testing.T) bool {
	t.Helper()
	w := newWorkspace(t, simulatortest.Start(t, simulator.Options{}), "ephemeral \"netstatus_interconnect_status\" \"it\" {\n  icon = \"icon-fra-1\"\n}\n")
	w.run(t, "plan", "-out=plan.bin")
	output, err := w.Command(t.Context(), "show", "-json", "plan.bin").Output()
	if err != nil {
		t.Fatal(err)
	}
	var plan struct {
		Changes []any `json:"resource_changes"`
	}
	decode(t, output, &plan)
	return len(plan.Changes) > 0
}

// needFunctions skips a test where the CLI knows no functions of providers.
func needFunctions(t *testing.T) {
	t.Helper()
	needCLI(t)
	if len(suite.schema.Functions) == 0 {
		t.Skipf("%s knows no functions of providers", suite.cli)
	}
}

// workspace is a folder with a configuration.
type workspace struct {
	*cli.Workspace
}

// newWorkspace makes a folder with a configuration that is pointed, by its
// environment, at a simulator if there is one.
func newWorkspace(t *testing.T, sim *simulator.Simulator, configuration string) *workspace {
	t.Helper()
	return newWorkspaceWith(t, sim, nil, configuration)
}

// newWorkspaceWith is newWorkspace with more providers, binaries by source address.
func newWorkspaceWith(t *testing.T, sim *simulator.Simulator, more map[string]string, configuration string) *workspace {
	t.Helper()
	needCLI(t)
	providers := map[string]string{"netstatus/netstatus": suite.provider, "example/router": suite.router}
	maps.Copy(providers, more)
	w, err := cli.NewWithProviders(suite.cli, t.TempDir(), providers)
	if err != nil {
		t.Fatal(err)
	}
	// Retries are others' subject: here they only cost time.
	w.Env = append(w.Env, "NETSTATUS_MAX_BACKOFF=100ms", "TF_CLI_ARGS=-no-color")
	if sim != nil {
		w.Env = append(w.Env, sim.Environment()...)
	}
	made := &workspace{w}
	made.write(t, "main.tf", configuration)
	if !strings.Contains(configuration, "required_providers") {
		made.write(t, "versions.tf", requirements)
	}
	return made
}

func (w *workspace) write(t *testing.T, name, content string) {
	t.Helper()
	if err := w.Write(name, content); err != nil {
		t.Fatal(err)
	}
}

// try runs the CLI and returns what it printed.
func (w *workspace) try(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	return w.Run(ctx, args...)
}

// run is try for what has to succeed.
func (w *workspace) run(t *testing.T, args ...string) string {
	t.Helper()
	output, err := w.try(t, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return output
}

// fail is try for what has to fail. It returns the output with its lines joined,
// since the CLI wraps them.
func (w *workspace) fail(t *testing.T, args ...string) string {
	t.Helper()
	output, err := w.try(t, args...)
	if _, ok := errors.AsType[*exec.ExitError](err); !ok {
		t.Fatalf("%v succeeded, or didn't run: %v\n%s", args, err, output)
	}
	return joined(output)
}

// apply applies the configuration.
func (w *workspace) apply(t *testing.T) {
	t.Helper()
	w.run(t, "apply", "-auto-approve")
}

// values is a resource as `show -json` has it.
type values struct {
	Address string         `json:"address"`
	Type    string         `json:"type"`
	Values  map[string]any `json:"values"`
}

// module is a module as `show -json` has it.
type module struct {
	Resources []values `json:"resources"`
	Children  []module `json:"child_modules"`
}

func (m module) all() []values {
	all := m.Resources
	for _, child := range m.Children {
		all = append(all, child.all()...)
	}
	return all
}

// state is what the state holds, by address; numbers are json.Number.
func (w *workspace) state(t *testing.T) map[string]map[string]any {
	t.Helper()
	output, err := w.Command(t.Context(), "show", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var shown struct {
		Values struct {
			Root module `json:"root_module"`
		} `json:"values"`
	}
	decode(t, output, &shown)
	found := map[string]map[string]any{}
	for _, resource := range shown.Values.Root.all() {
		found[resource.Address] = resource.Values
	}
	return found
}

// outputs are the values of the configuration's outputs.
func (w *workspace) outputs(t *testing.T) map[string]any {
	t.Helper()
	output, err := w.Command(t.Context(), "output", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var shown map[string]struct{ Value any }
	decode(t, output, &shown)
	found := map[string]any{}
	for name, output := range shown {
		found[name] = output.Value
	}
	return found
}

// decode decodes JSON with every number as it is written.
func decode(t *testing.T, document []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(document)))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, document)
	}
}

// joined is a text without its line breaks and the frame around errors.
func joined(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return strings.ContainsRune(" \n\t│╷╵", r)
	}), " ")
}

// contains fails unless a text has all the parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in:\n%s", part, text)
		}
	}
}

// lacks fails if a text has one of the parts.
func lacks(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(text, part) {
			t.Errorf("%q is in:\n%s", part, text)
		}
	}
}

// requests counts the requests on a path.
func requests(sim *simulator.Simulator, path string) int {
	count := 0
	for _, request := range sim.Requests() {
		if request.Path == path {
			count++
		}
	}
	return count
}

// setState sets the state of interconnects of the sample.
func setState(sim *simulator.Simulator, state string, icons ...string) {
	for _, one := range icons {
		sim.Set(simulator.InterconnectStatus(account, one), `{"state":"`+state+`"}`)
	}
}
