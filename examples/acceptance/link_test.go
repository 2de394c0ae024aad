// Package link tests the module of this folder against simulated services.
package link

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// startSimulator runs the simulator until the end of the test, points the provider
// at it, and returns the URL of its control.
func startSimulator(t *testing.T) string {
	t.Helper()
	command := exec.Command("netstatus-simulator", "-env-format", "json")
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		_ = command.Wait()
	})

	// It writes this once it serves.
	var environment map[string]string
	if err := json.NewDecoder(output).Decode(&environment); err != nil {
		t.Fatalf("the simulator did not start: %v", err)
	}
	for name, value := range environment {
		t.Setenv(name, value)
	}
	return environment["NETSTATUS_SIMULATOR_CONTROL"]
}

// put puts a document or a script.
func put(t *testing.T, url, document string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		message, _ := io.ReadAll(response.Body)
		t.Fatalf("%s: %s", response.Status, message)
	}
}

// root makes the module of this folder a root module: it copies its files, and adds
// the provider's block.
func root(t *testing.T) config.TestStepConfigFunc {
	t.Helper()
	folder := t.TempDir()
	files, err := filepath.Glob("*.tf")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, file), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	provider := filepath.Join(folder, "provider.tf")
	if err := os.WriteFile(provider, []byte(`provider "netstatus" {}`), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.StaticDirectory(folder)
}

func TestLink(t *testing.T) {
	control := startSimulator(t)
	status := "/interconnects/" + os.Getenv("CLOUDFLARE_ACCOUNT_ID") + "/icon-fra-1/status"
	configuration := root(t)
	icon := config.StringVariable("icon-fra-1")
	movesTraffic := []statecheck.StateCheck{
		statecheck.ExpectKnownOutputValue("link", knownvalue.StringExact("icon-fra-1")),
	}

	resource.Test(t, resource.TestCase{Steps: []resource.TestStep{
		{
			ConfigDirectory:   configuration,
			ConfigVariables:   config.Variables{"icon": icon},
			ConfigStateChecks: movesTraffic,
		},
		{
			PreConfig: func() {
				put(t, control+status, `{"state": "Down", "reason": "no light"}`)
			},
			ConfigDirectory: configuration,
			ConfigVariables: config.Variables{"icon": icon},
			ExpectError:     regexp.MustCompile(`state is "Down"`),
		},
		{
			PreConfig: func() {
				put(t, control+"/scripts/comes-up",
					fmt.Sprintf(`[{"after": "5s", "put": {%q: {"state": "Healthy"}}}]`, status))
			},
			ConfigDirectory:   configuration,
			ConfigVariables:   config.Variables{"icon": icon, "wait": config.StringVariable("1m")},
			ConfigStateChecks: movesTraffic,
		},
	}})
}
