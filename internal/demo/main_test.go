// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// TestDemo plays the demo against the CLI, as `make demo` does.
func TestDemo(t *testing.T) {
	t.Parallel()
	opts := realOptions(t)

	output := play(t, opts)
	if strings.Contains(output, "This CLI does not have them") {
		t.Log("this CLI has no ephemeral resources: only what a data source does was played")
		inOrder(t, output, "! Made, although the link is down.", "✗ Stopped: the plan. The change before it was made.")
		return
	}
	inOrder(
		t, output, "A link is lost", "plan -out=plan.bin", "terraform_data.route: Destruction complete", "! Destroyed and made again, although the link is down.",
		"protects = [terraform_data.route.id]", "Plan: ", `state is "Down", expected "Healthy"`, "✓ Held: nothing was touched. The route is as it was.\n",
	)
	if !strings.HasSuffix(output, "The route is as it was.\n") {
		t.Errorf("the last line doesn't say what the demo has shown:\n%s", output)
	}
}

// TestAllActs plays the demo as `make demo-all` does.
func TestAllActs(t *testing.T) {
	t.Parallel()
	opts := realOptions(t)
	opts.all = true

	output := play(t, opts)
	want := []string{"✓ Held: nothing was touched."}
	if gates := !strings.Contains(output, "This CLI can't show that"); gates {
		want = append(want, "✓ Held: nothing was made. The state is empty.", "! Made, although the link is down.", "is Healthy again", "✓ Passed: the apply, once the link was back.")
	} else {
		want = append(want, "! Made, although the link is down.")
	}
	inOrder(t, output, append(want, "both of its APIs", "✓ Held: the plan is stopped, by either of them.", "That is all.")...)
	for _, name := range []string{"Network interface 1 on node 1 is not", "Network status of node 1 is not"} {
		if !strings.Contains(output, name) {
			t.Errorf("the output lacks %q:\n%s", name, output)
		}
	}
}

// play runs the demo, and returns what it shows without a terminal.
func play(t *testing.T, opts options) string {
	t.Helper()
	var output strings.Builder
	if err := run(t.Context(), opts, newScreen(&output)); err != nil {
		t.Fatalf("%v\n%s", err, output.String())
	}
	if strings.Contains(output.String(), "Warning") {
		t.Errorf("the output shows a warning:\n%s", output.String())
	}
	if strings.Contains(output.String(), "\x1b") {
		t.Errorf("the output has control sequences, and goes to no terminal:\n%q", output.String())
	}
	for line := range strings.Lines(output.String()) {
		if width := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); width > defaultWidth && !strings.Contains(line, "://") {
			t.Errorf("%d columns are more than %d: %s", width, defaultWidth, line)
		}
	}
	empty(t, opts.temporary)
	return output.String()
}

// inOrder checks that the texts are there, one after the other.
func inOrder(t *testing.T, output string, texts ...string) {
	t.Helper()
	rest := output
	for _, text := range texts {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("the output lacks %q, or has it too early:\n%s", text, output)
		}
		rest = after
	}
}

// TestInterrupted ends the demo while the CLI runs.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	opts := realOptions(t)

	ctx, cancel := context.WithCancel(t.Context())
	var output strings.Builder
	start := time.Now()
	err := run(ctx, opts, newScreen(writer(func(text string) {
		output.WriteString(text)
		if strings.Contains(text, "$ ") {
			cancel()
		}
	})))
	if err == nil || err.Error() != "interrupted" {
		t.Errorf("the error is %v, and should be that it was interrupted:\n%s", err, output.String())
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s to end", took)
	}
	empty(t, opts.temporary)
}

// TestWithoutProvider names a binary that isn't there.
func TestWithoutProvider(t *testing.T) {
	t.Parallel()

	err := run(t.Context(), options{cli: os.Args[0], provider: filepath.Join(t.TempDir(), "none")}, newScreen(&strings.Builder{}))
	if err == nil || !strings.Contains(err.Error(), "make build") {
		t.Errorf("the error is %v, and should name `make build`", err)
	}
}

// TestEssence filters a run's output that comes in pieces.
func TestEssence(t *testing.T) {
	t.Parallel()

	const said = `
Warning: Provider development overrides are in effect

The following provider development overrides are set in the CLI
data.netstatus_interconnect_status.fra: Reading...
data.netstatus_interconnect_status.fra: Read complete after 0s
terraform_data.cut_over: Creation complete after 0s [id=cdb1]

Error: Resource precondition failed

  on main.tf line 26, in resource "terraform_data" "cut_over":
  26:       condition     = data.netstatus_interconnect_status.fra.state == "Healthy"
    ├────────────────
    │ data.netstatus_interconnect_status.fra.state is "Down"

icon-fra-1 is Down, which is a long sentence that the CLI has broken where it
writes to no terminal.
Request: GET
https://api.example.com/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/cni/interconnects/icon-fra-1/status,
HTTP status 200.

Error: Another one

Warning: Something else

Not worth a word.
`
	const want = `    data.netstatus_interconnect_status.fra: Read complete after 0s
    terraform_data.cut_over: Creation complete after 0s
    Error: Resource precondition failed
    icon-fra-1 is Down, which is a long sentence that the CLI has
    broken where it writes to no terminal.
    Request: GET
    https://api.example.com/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/cni/interconnects/icon-fra-1/status,
    HTTP status 200.

    Error: Another one
`
	for _, size := range []int{1, 7, len(said)} {
		var output strings.Builder
		essence := &essence{screen: &screen{output: &output, width: 69}}
		for rest := said; rest != ""; {
			piece := rest[:min(size, len(rest))]
			rest = rest[len(piece):]
			if n, err := essence.Write([]byte(piece)); err != nil || n != len(piece) {
				t.Fatalf("Write returned %d, %v", n, err)
			}
		}
		essence.end()
		if output.String() != want {
			t.Errorf("in pieces of %d bytes it is\n%s\nand should be\n%s", size, output.String(), want)
		}
		if essence.all.String() != said {
			t.Errorf("in pieces of %d bytes not all was kept", size)
		}
	}
}

// TestWrap breaks lines.
func TestWrap(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", []string{""}},
		{"  a  =  b", []string{"  a  =  b"}},
		{"one two three", []string{"one two", "three"}},
		{"  - one two three", []string{"  - one", "    two", "    three"}},
		{"✗ one two three", []string{"✗ one two", "  three"}},
		{"0123456789abc de", []string{"0123456789", "abc de"}},
		{"  0123456789abc defgh", []string{"  01234567", "  89abc", "  defgh"}},
		{"  0123456789abc def", []string{"  01234567", "  89abc", "  def"}},
		{"a 0123456789abcdef", []string{"a", "0123456789", "abcdef"}},
	} {
		if got := wrap(test.text, 10); !slices.Equal(got, test.want) {
			t.Errorf("%q is broken into %q, and should be into %q", test.text, got, test.want)
		}
	}
}

// TestStyles shows the same text with colours and without.
func TestStyles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		colored bool
		want    string
	}{{false, "  a\n  b\n"}, {true, "\x1b[32m  a\x1b[0m\n\x1b[32m  b\x1b[0m\n"}} {
		var output strings.Builder
		(&screen{output: &output, width: 3, colored: test.colored}).say(passed, "  a b")
		if output.String() != test.want {
			t.Errorf("colours %t: it is %q, and should be %q", test.colored, output.String(), test.want)
		}
	}
}

// realOptions builds the provider, and puts temporary folders into one of the
// test's.
func realOptions(t *testing.T) options {
	t.Helper()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("TF_ACC is not set: this runs a real Terraform or OpenTofu")
	}
	path, err := cli.Find()
	if err != nil {
		t.Fatal(err)
	}
	provider, err := cli.Build(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return options{
		cli: path, provider: provider,
		configurations: filepath.Join("..", "..", "examples", "demo"),
		temporary:      t.TempDir(),
	}
}

// empty checks that the demo left nothing behind.
func empty(t *testing.T, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// writer is an output that calls a function.
type writer func(text string)

// Write implements [io.Writer].
func (w writer) Write(text []byte) (int, error) {
	w(string(text))
	return len(text), nil
}
