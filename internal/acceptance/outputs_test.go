// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// noLight is the status of an interconnect that is down.
const noLight = `{"state":"Down","reason":"No light on the port."}`

// shown is a workspace with an example, against a simulator.
func shown(t *testing.T, path string) (*workspace, *simulator.Simulator) {
	t.Helper()
	sim := simulatortest.Start(t, simulator.Options{})
	return exampleWorkspace(t, sim, read(t, path)), sim
}

// outputs are the runs whose output the pages show, by the names of their files.
func outputs() map[string]func(*testing.T) string {
	return map[string]func(*testing.T) string{
		"reviewer": func(t *testing.T) string {
			t.Helper()
			w, _ := shown(t, "cloudflare-route/main.tf")
			return w.run(t, "plan", "-out=plan.bin")
		},
		"closed": func(t *testing.T) string {
			t.Helper()
			w, sim := shown(t, "cloudflare-route/main.tf")
			w.run(t, "plan", "-out=plan.bin")
			sim.Set(simulator.InterconnectStatus(account, icon), noLight)
			return w.tryOutput(t, "apply", "plan.bin")
		},
		"break-glass": func(t *testing.T) string {
			t.Helper()
			w, sim := shown(t, "cloudflare-route/main.tf")
			w.run(t, "plan", "-out=plan.bin")
			sim.Set(simulator.InterconnectStatus(account, icon), noLight)
			w.Env = append(w.Env, "NETSTATUS_ENFORCE=false")
			output := w.run(t, "apply", "plan.bin")
			_, output, _ = strings.Cut(output, "\nWarning: Gates are")
			output, _, _ = strings.Cut("Warning: Gates are"+output, "\n\n  with ephemeral.")
			return output
		},
		"plural": func(t *testing.T) string {
			t.Helper()
			w, sim := shown(t, "guides/cloudflare/site.tf")
			sim.Set(simulator.InterconnectStatus(account, "icon-fra-2"), `{"state":"Unhealthy","reason":"Low light level on the port."}`)
			return message(w.tryOutput(t, "plan"))
		},
		"same": func(t *testing.T) string {
			t.Helper()
			w, sim := shown(t, "guides/qumulo/every-node.tf")
			sim.Set("/v2/network/interfaces/1/status/3", `{"node_id":3,"interface_details":{"speed":50000,"cable_status":"CONNECTED","interface_status":"UP"},"interface_status":{"mtu":9000}}`)
			return message(w.tryOutput(t, "plan"))
		},
		"invoke": func(t *testing.T) string {
			t.Helper()
			w, sim := shown(t, "ci/check/main.tf")
			sim.Set(simulator.InterconnectStatus(account, icon), noLight)
			output := w.tryOutput(t, "apply", "-auto-approve", "-invoke=action.netstatus_interconnect_status_check.fra")
			_, output, _ = strings.Cut(output, "\nAction started:")
			output, _, _ = strings.Cut("Action started:"+output, "\n\n")
			return output
		},
		"waiting": waitingOutput,
	}
}

// message is an error up to where it says how often the provider has checked.
func message(output string) string {
	_, output, _ = strings.Cut(output, "\nError:")
	output, _, _ = strings.Cut(output, "\n\nChecked")
	return "Error:" + output
}

// waitingOutput is the first line of the log that is about a wait.
func waitingOutput(t *testing.T) string {
	t.Helper()
	const example = "guides/expect-and-timeouts/wait.tf"
	w, sim := shown(t, example)
	w.write(t, "main.tf", read(t, example))
	log := filepath.Join(t.TempDir(), "log")
	w.Env = append(w.Env, "TF_LOG_PROVIDER=INFO", "TF_LOG_PATH="+log)
	sim.Set(simulator.InterconnectStatus(account, icon), noLight)
	wait := w.Command(t.Context(), "plan")
	if err := wait.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = errors.Join(wait.Process.Signal(os.Interrupt), wait.Wait()) }()
	for t.Context().Err() == nil {
		content, _ := os.ReadFile(log)
		_, line, found := strings.Cut(string(content), "waiting for the expected status")
		line, _, ended := strings.Cut(line, "\n")
		if !found || !ended {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		shown := "[INFO] netstatus: waiting for the expected status:"
		for _, name := range []string{"object", "seen", "waited", "left", "next"} {
			shown += " " + regexp.MustCompile(name+`=(?:"(?:\\.|[^"\\])*"|\S+)`).FindString(line)
		}
		return shown
	}
	t.Error("the log shows no wait")
	return ""
}

// tryOutput is what a run prints that has to fail.
func (w *workspace) tryOutput(t *testing.T, args ...string) string {
	t.Helper()
	output, err := w.try(t, args...)
	if err == nil {
		t.Errorf("%v succeeded", args)
	}
	return output
}

// replaced is what differs from the output of a user's run, or between two runs.
var replaced = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`(?s)Warning: Provider development overrides are in effect.*?published\s+releases\.\n+`), ""},
	{regexp.MustCompile(`(?m)^data\.\S+: (?:Reading|Read complete).*\n`), ""},
	{regexp.MustCompile(`(?s)\n─{20,}.*`), ""},
	{regexp.MustCompile(`\b(after|once, in|times in|for) \d+(?:\.\d+)?m?s\b`), "$1 0s"},
	// The whole account would make the line wider than the page.
	{regexp.MustCompile(`http://127\.0\.0\.1:\d+/client/v4/accounts/[0-9a-f]{32}/`), "https://api.cloudflare.com/client/v4/accounts/…/"},
	{regexp.MustCompile(`https://(?:127\.0\.0\.1|localhost):\d+/`), "https://qumulo.example.com:8000/"},
	{regexp.MustCompile(`cf-ray [0-9a-zA-Z-]+`), "cf-ray 9a3f5c2e7b1d0468-FRA"},
}

// asShown is an output as the pages show it.
func asShown(output string) string {
	for _, r := range replaced {
		output = r.pattern.ReplaceAllString(output, r.by)
	}
	return folded(strings.TrimSpace(output) + "\n")
}

// folded breaks lines as a terminal does, but between words.
func folded(text string) string {
	const width = 78
	var b strings.Builder
	for line := range strings.Lines(text) {
		column := 0
		for i, word := range strings.SplitAfter(line, " ") {
			if length := utf8.RuneCountInString(strings.TrimRight(word, " \n")); i > 0 && column+length > width {
				b.WriteString("\n")
				column = 0
			}
			b.WriteString(word)
			column += utf8.RuneCountInString(word)
		}
	}
	return regexp.MustCompile(` +\n`).ReplaceAllString(b.String(), "\n")
}

var (
	durationPattern = regexp.MustCompile(`\b(?:\d+m)?\d+(?:\.\d+)?m?s\b`)
	progressPattern = regexp.MustCompile(`Action \S+ \(triggered by CLI\): .*?(?:next check in \S+|no further check\)) `)
)

// timeless is an output without what differs from run to run: how long it took, and how
// often it checked.
func timeless(text string) string {
	return progressPattern.ReplaceAllString(durationPattern.ReplaceAllString(joined(text), "0s"), "")
}

// TestDocsOutputs fails for an output that a run no longer prints. UPDATE_OUTPUTS=1 writes
// what it prints now.
func TestDocsOutputs(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for name, run := range outputs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if suite.openTofu {
				t.Skip("the outputs are Terraform's")
			}
			got := asShown(run(t))
			path := filepath.Join("testdata", "outputs", name+".txt")
			if os.Getenv("UPDATE_OUTPUTS") == "1" {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if timeless(got) != timeless(string(want)) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
