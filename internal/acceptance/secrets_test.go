// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// leaves fails if a file in the workspace holds one of the texts, plans unzipped.
func (w *workspace) leaves(t *testing.T, texts ...string) {
	t.Helper()
	root := os.DirFS(w.Dir)
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) {
				t.Errorf("%q is in %s", text, path)
			}
		}
		if filepath.Ext(path) != ".bin" {
			return nil
		}
		return unzipped(content, func(name string, content []byte) {
			for _, text := range texts {
				if bytes.Contains(content, []byte(text)) {
					t.Errorf("%q is in %s of %s", text, name, path)
				}
			}
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// unzipped visits the files in an archive.
func unzipped(archive []byte, visit func(name string, content []byte)) error {
	reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	for _, file := range reader.File {
		opened, err := file.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(opened)
		if err != nil {
			return err
		}
		visit(file.Name, content)
	}
	return nil
}

// canary begins each secret of canaries, so that a part of one is found too. No
// digest, identifier or time in a log can hold it by chance.
const canary = "canary-"

// canaries are credentials that are easily found.
var canaries = simulator.Options{
	Token: canary + "token", Username: "operator", Password: canary + "password",
	APIToken: canary + "api-token", APIKey: canary + "api-key", Email: "operator@example.com",
}

// schemes are environments with one set of credentials for each service.
func schemes(options simulator.Options) map[string][]string {
	return map[string][]string{
		"tokens":    {"QUMULO_TOKEN=" + options.Token, "CLOUDFLARE_API_TOKEN=" + options.APIToken},
		"passwords": {"QUMULO_USERNAME=" + options.Username, "QUMULO_PASSWORD=" + options.Password, "CLOUDFLARE_API_KEY=" + options.APIKey, "CLOUDFLARE_EMAIL=" + options.Email},
	}
}

// withoutCredentials drops the simulator's own credentials from an environment.
func withoutCredentials(environment []string) []string {
	var kept []string
	for _, variable := range environment {
		if !strings.HasPrefix(variable, "QUMULO_TOKEN=") && !strings.HasPrefix(variable, "CLOUDFLARE_API_TOKEN=") {
			kept = append(kept, variable)
		}
	}
	return kept
}

// both reads a status of each service.
const both = `
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}
data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}
`

func TestNoSecretIsLeaked(t *testing.T) {
	t.Parallel()
	faults := map[string]simulator.InjectedError{
		"good":      {},
		"echoed":    {EchoRequest: true},
		"forbidden": {Status: 403, EchoRequest: true},
		"broken":    {CutOff: true},
	}
	for scheme, credentials := range schemes(canaries) {
		for name, fault := range faults {
			t.Run(scheme+"/"+name, func(t *testing.T) {
				t.Parallel()
				needCLI(t)
				sim := simulatortest.Start(t, canaries)
				for _, route := range []string{"GET " + statusPath, "GET " + iconPath} {
					sim.Inject(route, fault)
				}
				w := secretWorkspace(t, sim, credentials)
				output, err := w.try(t, "plan", "-out=plan.bin")
				if (err == nil) != (name == "good") {
					t.Errorf("%v\n%s", err, output)
				}
				if err == nil {
					output += w.run(t, "apply", "plan.bin")
				}
				if len(sim.Requests()) == 0 {
					t.Error("there was no request")
				}
				lacks(t, output, canary)
				w.leaves(t, canary)
			})
		}
	}
}

// secretWorkspace reads both services with the given credentials, logs all it
// can, and has the ephemeral resources too where the CLI knows them.
func secretWorkspace(t *testing.T, sim *simulator.Simulator, credentials []string) *workspace {
	t.Helper()
	w := newWorkspace(t, nil, both)
	if len(suite.schema.Ephemerals) > 0 {
		w.write(t, "ephemeral.tf", strings.ReplaceAll(both, "data ", "ephemeral "))
	}
	w.Env = append(w.Env, withoutCredentials(sim.Environment())...)
	w.Env = append(w.Env, credentials...)
	w.Env = append(w.Env, "NETSTATUS_MAX_RETRIES=1", "TF_LOG=TRACE", fmt.Sprintf("TF_LOG_PATH=%s", filepath.Join(w.Dir, "trace.log")))
	return w
}
