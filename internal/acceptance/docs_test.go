// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// What the README and docs/ show and point at. The tests of links and blocks
// read files only, and run without a CLI as well.

// root is the folder of the repository.
const root = "../.."

// pages are the Markdown files that people read, by their paths from the root.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		matches, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range matches {
			path, err := filepath.Rel(root, match)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, path)
		}
	}
	return found
}

// page is the text of a Markdown file, without its front matter.
func page(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	if rest, ok := strings.CutPrefix(text, "---\n"); ok {
		if _, body, ok := strings.Cut(rest, "\n---\n"); ok {
			return body
		}
	}
	return text
}

// block is a fenced block of code.
type block struct {
	language, text string
	// before is the last line that isn't empty before it.
	before string
}

// blocks are the fenced blocks of a page, and prose is the page without them.
func blocks(text string) (found []block, prose string) {
	var kept []string
	var current *block
	before := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		trimmed := strings.TrimSpace(line)
		switch fence, isFence := strings.CutPrefix(trimmed, "```"); {
		case isFence && current == nil:
			current = &block{language: fence, before: before}
		case isFence:
			found = append(found, *current)
			current = nil
		case current != nil:
			current.text += line + "\n"
		default:
			kept = append(kept, line)
			if trimmed != "" {
				before = trimmed
			}
		}
	}
	return found, strings.Join(kept, "\n")
}

var (
	headingPattern = regexp.MustCompile(`(?m)^#{1,6} +(.*?) *#*$`)
	idPattern      = regexp.MustCompile(`<a id="([^"]+)">`)
	linkPattern    = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)|(?:href|src|srcset)="([^"]+)"`)
	codePattern    = regexp.MustCompile("`[^`\n]*`")
	targetPattern  = regexp.MustCompile(`\]\([^)]*\)`)
	dropped        = regexp.MustCompile(`[^\p{L}\p{N}_\- ]`)
)

// anchors are the fragments that lead to a place of a page, made from its headings
// as GitHub and the registry make them.
func anchors(prose string) []string {
	var found []string
	count := map[string]int{}
	for _, match := range headingPattern.FindAllStringSubmatch(prose, -1) {
		anchor := targetPattern.ReplaceAllString(match[1], "]")
		anchor = strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(anchor), ""), " ", "-")
		n := count[anchor]
		count[anchor]++
		if n > 0 {
			anchor += "-" + strconv.Itoa(n)
		}
		found = append(found, anchor)
	}
	for _, match := range idPattern.FindAllStringSubmatch(prose, -1) {
		found = append(found, match[1])
	}
	return found
}

func TestDocsAnchors(t *testing.T) {
	t.Parallel()
	got := anchors("# A b: `c_d`, [e](f)!\n## Twice\n## Twice\n<a id=\"own\"></a>\n")
	if want := []string{"a-b-c_d-e", "twice", "twice-1", "own"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestDocsLinks fails for a link to a file or a heading that isn't there. It asks no
// network: addresses of others are not looked at.
func TestDocsLinks(t *testing.T) {
	t.Parallel()
	for _, path := range pages(t) {
		_, prose := blocks(page(t, path))
		for _, match := range linkPattern.FindAllStringSubmatch(codePattern.ReplaceAllString(prose, "`"), -1) {
			if fault := brokenLink(t, path, match[1]+match[2]); fault != "" {
				t.Errorf("%s: %s", path, fault)
			}
		}
	}
}

// ownDocs is where the registry shows docs/.
const ownDocs = "https://registry.terraform.io/providers/netstatus/netstatus/latest/docs"

// brokenLink says what is wrong with a link of a page, if anything is.
func brokenLink(t *testing.T, path, link string) string {
	t.Helper()
	parsed, err := url.Parse(link)
	if err != nil {
		return err.Error()
	}
	target := filepath.Join(filepath.Dir(path), parsed.Path)
	switch rest, isOwn := strings.CutPrefix(link, ownDocs); {
	case isOwn:
		rest, parsed.Fragment, _ = strings.Cut(strings.TrimPrefix(rest, "/"), "#")
		target = filepath.Join("docs", rest)
		if rest == "" {
			target = "docs/index.md"
		}
	case parsed.Scheme != "":
		return ""
	case parsed.Path == "":
		target = path
	}
	// The registry's addresses have no ".md", and neither have links between its pages.
	if filepath.Ext(target) == "" && strings.HasPrefix(target, "docs/") {
		target += ".md"
	}
	if _, err := os.Stat(filepath.Join(root, target)); err != nil {
		return link + ": there is no " + target
	}
	if parsed.Fragment == "" || filepath.Ext(target) != ".md" {
		return ""
	}
	if _, prose := blocks(page(t, target)); !slices.Contains(anchors(prose), parsed.Fragment) {
		return link + ": no heading of " + target + " makes that anchor"
	}
	return ""
}

// fragmentPattern marks a block that no test runs, and says why.
var fragmentPattern = regexp.MustCompile(`^<!-- fragment: .{10,} -->$`)

// TestDocsBlocks fails for a configuration in the README or docs/ that isn't a file
// that a test runs, and for an output that no run has printed.
func TestDocsBlocks(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, path := range files(t) {
		known[strings.TrimSpace(read(t, path))] = true
	}
	// TestAcceptanceGuide runs the files of examples/acceptance, a module of its own,
	// and the simulator's tests its help.
	var others []string
	for _, pattern := range []string{"testdata/outputs/*.txt", "../../examples/acceptance/*.*", "../../examples/acceptance/tests/*", "../../cmd/*/help.txt"} {
		matches, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, matches...)
	}
	for _, path := range others {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		known[strings.TrimSpace(string(content))] = true
	}
	for _, path := range pages(t) {
		if path != "README.md" && !strings.HasPrefix(path, "docs/") {
			continue
		}
		found, _ := blocks(page(t, path))
		for _, b := range found {
			if known[strings.TrimSpace(b.text)] || fragmentPattern.MatchString(b.before) {
				continue
			}
			switch {
			case slices.Contains([]string{"sh", "shell", "go"}, b.language):
			case b.language == "text" && strings.HasPrefix(path, "docs/functions/"):
				// The signature, which the generator writes.
			default:
				t.Errorf("%s: this block of %q is no file of examples/, no output of a run, and not marked as a fragment:\n%s", path, b.language, b.text)
			}
		}
	}
}

// TestDocsTellThePicture has the guide say in words what the picture shows.
func TestDocsTellThePicture(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile(filepath.Join(root, "assets", "plan-and-apply.md"))
	if err != nil {
		t.Fatal(err)
	}
	contains(t, page(t, "docs/guides/gate-an-apply.md"), string(table))
}

// TestDocsSayMinimum fails for a page that shows what older CLIs lack without saying
// which CLIs have it.
func TestDocsSayMinimum(t *testing.T) {
	t.Parallel()
	for _, path := range pages(t) {
		found, prose := blocks(page(t, path))
		var shown strings.Builder
		for _, b := range found {
			// What a run printed is nothing that a reader types.
			if b.language != "text" {
				shown.WriteString(b.text)
			}
		}
		for feature, versions := range map[string][]string{
			`ephemeral "netstatus`: {"Terraform 1.10", "OpenTofu 1.12"},
			`action "netstatus`:    {"Terraform 1.16"},
			"provider::netstatus":  {"Terraform 1.8", "OpenTofu 1.7"},
			"mock_provider":        {"Terraform 1.7", "OpenTofu 1.8"},
		} {
			if !strings.Contains(shown.String(), feature) {
				continue
			}
			for _, version := range versions {
				if !strings.Contains(strings.Join(strings.Fields(prose), " "), version) {
					t.Errorf("%s shows %s without naming %s", path, feature, version)
				}
			}
		}
	}
}

// TestDocsReference holds each page of the reference to its form.
func TestDocsReference(t *testing.T) {
	t.Parallel()
	for _, path := range pages(t) {
		if strings.Count(path, "/") != 2 || strings.HasPrefix(path, "docs/guides/") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		subcategory := "Qumulo"
		if strings.Contains(path, "interconnect") {
			subcategory = "Cloudflare"
		}
		contains(t, string(content), fmt.Sprintf("subcategory: %q", subcategory))
		found, prose := blocks(page(t, path))
		if count := strings.Count(prose, "\n-> "); count != 1 {
			t.Errorf("%s has %d call-outs", path, count)
		}
		if len(found) == 0 || !strings.Contains(found[0].text, `version = "~> 0.1"`) {
			t.Errorf("%s: the first block doesn't run as pasted", path)
		}
		for _, b := range found[1:] {
			if b.language == "terraform" && strings.Contains(b.before, "```") {
				t.Errorf("%s: a block without a sentence before it", path)
			}
		}
		if isList := !strings.Contains(string(content), "<a id=\"nestedblock--expect\">"); isList && !strings.HasPrefix(path, "docs/functions/") {
			lacks(t, prose, "`expect`")
		}
	}
}

// outputs are what the docs show of runs, by the names of their files.
// UPDATE_OUTPUTS=1 writes them anew.
var outputs = map[string]func(*testing.T) string{
	// A saved plan, and the link lost before it is applied.
	"closed": func(t *testing.T) string {
		t.Helper()
		needEphemerals(t)
		w, sim := shown(t, "guides/add-a-gate/one.tf")
		w.run(t, "plan", "-out=plan.bin")
		sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down","reason":"No light on the port."}`)
		return w.tryOutput(t, "apply", "plan.bin")
	},
	// The plan of a stack with a gate, as a reviewer sees it.
	"reviewer": func(t *testing.T) string {
		t.Helper()
		needEphemerals(t)
		w, _ := stack(t)
		return w.run(t, "plan", "-out=plan.bin")
	},
	// One of several interconnects is bad.
	"plural": func(t *testing.T) string {
		t.Helper()
		w, sim := shown(t, "data-sources/netstatus_interconnect_statuses/data-source-expect.tf")
		sim.Set(simulator.InterconnectStatus(account, "icon-fra-2"), `{"state":"Unhealthy","reason":"Low light level on the port."}`)
		return w.tryOutput(t, "plan")
	},
	// A bond that has lost a member.
	"speed": func(t *testing.T) string {
		t.Helper()
		w, sim := shown(t, "data-sources/netstatus_network_interface_status/data-source-expect.tf")
		sim.Set("/v2/network/interfaces/1/status/1", `{"node_id":1,"node_name":"qumulo-1","interface_details":{"speed":50000,"cable_status":"CONNECTED","interface_status":"UP"}}`)
		return w.tryOutput(t, "plan")
	},
	// One node of four has lost a member of its bond.
	"same": func(t *testing.T) string {
		t.Helper()
		needEphemerals(t)
		w, sim := shown(t, "guides/fleets/nodes.tf")
		w.write(t, "main.tf", strings.NewReplacer(`"30m"`, `"2s"`, `"10m"`, `"1s"`).Replace(read(t, "guides/fleets/nodes.tf")))
		sim.Set("/v2/network/interfaces/1/status/3", `{"node_id":3,"interface_details":{"speed":50000,"cable_status":"CONNECTED","interface_status":"UP"},"interface_status":{"mtu":9000}}`)
		_, message, _ := strings.Cut(w.tryOutput(t, "plan"), "\nError:")
		return "Error:" + message
	},
	// A check by hand of a link that stays down.
	"invoke": func(t *testing.T) string {
		t.Helper()
		needActions(t)
		w, sim := shown(t, "guides/check-by-hand/check.tf")
		sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down","reason":"No light on the port."}`)
		output := w.tryOutput(t, "apply", "-auto-approve", "-invoke=action.netstatus_interconnect_status_check.fra")
		_, output, _ = strings.Cut(output, "\nAction started:")
		output, _, _ = strings.Cut("Action started:"+output, "\n\n")
		return output
	},
	// What the log shows of a wait, without what the CLI puts in between.
	"waiting": func(t *testing.T) string {
		t.Helper()
		needEphemerals(t)
		sim := simulatortest.Start(t, simulator.Options{})
		w := exampleWorkspace(t, sim, strings.Replace(read(t, "guides/gate-an-apply/ephemeral.tf"), "\n}", "\n  timeouts { open = \"4s\" }\n}", 1))
		w.Env = append(w.Env, "TF_LOG_PROVIDER=INFO")
		sim.Set(simulator.InterconnectStatus(account, icon), `{"state":"Down","reason":"No light on the port."}`)
		for line := range strings.Lines(w.tryOutput(t, "plan")) {
			if !strings.Contains(line, "waiting for the expected status") {
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
	},
	// A token that isn't accepted.
	"refused": func(t *testing.T) string {
		t.Helper()
		w, _ := shown(t, "data-sources/netstatus_interconnect_status/data-source.tf")
		w.Env = append(w.Env, "CLOUDFLARE_API_TOKEN=revoked")
		return w.tryOutput(t, "plan")
	},
}

// shown is a workspace with an example, against a simulator.
func shown(t *testing.T, path string) (*workspace, *simulator.Simulator) {
	t.Helper()
	sim := simulatortest.Start(t, simulator.Options{})
	return exampleWorkspace(t, sim, read(t, path)), sim
}

// tryOutput is what a run prints that may fail.
func (w *workspace) tryOutput(t *testing.T, args ...string) string {
	t.Helper()
	output, err := w.try(t, args...)
	if err == nil {
		t.Errorf("%v succeeded", args)
	}
	return output
}

// stack is the stack with a gate and its module.
func stack(t *testing.T) (*workspace, *simulator.Simulator) {
	t.Helper()
	sim := simulatortest.Start(t, simulator.Options{})
	w := exampleWorkspace(t, sim, read(t, "add-a-gate/main.tf"))
	w.write(t, "routes/main.tf", read(t, "add-a-gate/routes/main.tf"))
	w.run(t, "get")
	return w, sim
}

var (
	overrideWarning = regexp.MustCompile(`(?s)Warning: Provider development overrides are in effect.*?published\s+releases\.\n+`)
	dataProgress    = regexp.MustCompile(`(?m)^(?:module\.\S+|data)\.\S+: (?:Reading|Read complete|Refreshing).*\n`)
	planFooter      = regexp.MustCompile(`(?s)\n─{20,}.*`)
	tookPattern     = regexp.MustCompile(`\b(after|once, in|times in|for) \d+(?:\.\d+)?m?s\b`)
	addressPattern  = regexp.MustCompile(`http://127\.0\.0\.1:\d+/client/v4/`)
	clusterPattern  = regexp.MustCompile(`https://(?:127\.0\.0\.1|localhost):\d+/`)
	rayPattern      = regexp.MustCompile(`cf-ray [0-9a-zA-Z-]+`)
	idOfData        = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)
	progressPattern = regexp.MustCompile(`Action \S+ \(triggered by CLI\): .*?(?:next check in \S+|no further check\)) `)
	durationPattern = regexp.MustCompile(`\b\d+(?:\.\d+)?m?s\b`)
	checkedPattern  = regexp.MustCompile(`Checked \d+ times in \S+`)
)

// timeless is an output without what differs from run to run.
func timeless(text string) string {
	text = durationPattern.ReplaceAllString(joined(text), "0s")
	text = idOfData.ReplaceAllString(text, "ID")
	text = checkedPattern.ReplaceAllString(text, "Checked")
	for _, line := range progressPattern.FindAllString(text, -1) {
		for strings.Contains(text, line+line) {
			text = strings.ReplaceAll(text, line+line, line)
		}
	}
	return text
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
	return trailing.ReplaceAllString(b.String(), "\n")
}

var trailing = regexp.MustCompile(` +\n`)

// asShown is an output without what only concerns tests, and with the services'
// own addresses in place of the simulator's.
func asShown(output string) string {
	output = overrideWarning.ReplaceAllString(output, "")
	output = dataProgress.ReplaceAllString(output, "")
	output = planFooter.ReplaceAllString(output, "")
	output = tookPattern.ReplaceAllString(output, "$1 0s")
	output = addressPattern.ReplaceAllString(output, "https://api.cloudflare.com/client/v4/")
	output = clusterPattern.ReplaceAllString(output, "https://qumulo.example.com:8000/")
	output = rayPattern.ReplaceAllString(output, "cf-ray 9a3f5c2e7b1d0468-FRA")
	return folded(strings.TrimSpace(output) + "\n")
}

// TestDocsOutputs fails for an output that a run no longer prints.
func TestDocsOutputs(t *testing.T) {
	t.Parallel()
	needCLI(t)
	for name, run := range outputs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if suite.openTofu {
				t.Skip("the outputs are Terraform's")
			}
			got := asShown(run(t))
			path := filepath.Join("testdata", "outputs", name+".txt")
			if os.Getenv("UPDATE_OUTPUTS") == "1" {
				if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			// The CLI breaks lines by the length of addresses that were replaced.
			if timeless(got) != timeless(string(want)) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestDocsStack runs the stack of the guide "Add a gate to what you have".
func TestDocsStack(t *testing.T) {
	t.Parallel()
	needEphemerals(t)
	if opensAreChanges(t) {
		t.Skip("the CLI takes opening for a change, as OpenTofu 1.11 does: then all that is behind a gate is read at apply")
	}
	w, sim := stack(t)
	// The module's own data sources are read at plan all the same.
	lacks(t, w.run(t, "plan", "-out=plan.bin"), "will be read during apply")
	w.write(t, "main.tf", strings.ReplaceAll(read(t, "add-a-gate/main.tf"), `timeouts { open = "10m" }`, ""))
	w.run(t, "plan", "-out=plan.bin")
	sim.Set(simulator.InterconnectStatus(account, "icon-fra-2"), `{"state":"Down"}`)
	contains(t, w.fail(t, "apply", "plan.bin"), `interconnect "icon-fra-2"`, "1 of 2 interconnects not as expected")
	if state := w.state(t); len(state) > 0 {
		for address := range state {
			if strings.Contains(address, "terraform_data") {
				t.Errorf("%s was made", address)
			}
		}
	}
	w.Env = append(w.Env, "TF_VAR_gate=false")
	w.apply(t)
	// To add the gate to what is there changes nothing.
	w.Env = append(w.Env, "TF_VAR_gate=true")
	sim.Set(simulator.InterconnectStatus(account, "icon-fra-2"), `{"state":"Healthy"}`)
	contains(t, w.run(t, "plan"), "No changes.")
}
