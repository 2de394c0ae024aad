// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// TestDemo plays the demo against the CLI, as `make demo` does.
func TestDemo(t *testing.T) {
	t.Parallel()
	opts := realOptions(t)

	var output strings.Builder
	if err := run(t.Context(), opts, &output); err != nil {
		t.Fatalf("%v\n%s", err, output.String())
	}

	want := []string{"Prologue: ", "icon-fra-1 is Down: No light is received on the cross-connect."}
	if strings.Contains(output.String(), "which this CLI does not have") {
		t.Log("this CLI has no ephemeral resources: only the prologue was played")
	} else {
		want = append(want, "Act 1: ", "Act 2: ", `state is "Down", expected "Healthy"`, "The state is empty", "Act 3: ", "That is all.")
	}
	rest := output.String()
	for _, text := range want {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("the output lacks %q, or has it too early:\n%s", text, output.String())
		}
		rest = after
	}
	if strings.Contains(output.String(), "Warning") {
		t.Errorf("the output shows a warning:\n%s", output.String())
	}
	empty(t, opts.temporary)
}

// TestInterrupted ends the demo while the CLI runs.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	opts := realOptions(t)

	ctx, cancel := context.WithCancel(t.Context())
	var output strings.Builder
	start := time.Now()
	err := run(ctx, opts, writer(func(text string) {
		output.WriteString(text)
		if strings.Contains(text, "$ ") {
			cancel()
		}
	}))
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

	err := run(t.Context(), options{cli: os.Args[0], provider: filepath.Join(t.TempDir(), "none")}, &strings.Builder{})
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

icon-fra-1 is Down.

Warning: Something else

Not worth a word.
`
	const want = `      data.netstatus_interconnect_status.fra: Read complete after 0s
      terraform_data.cut_over: Creation complete after 0s
      Error: Resource precondition failed
      icon-fra-1 is Down.
`
	for _, size := range []int{1, 7, len(said)} {
		var output strings.Builder
		essence := &essence{screen: &screen{output: &output}}
		for rest := said; rest != ""; {
			piece := rest[:min(size, len(rest))]
			rest = rest[len(piece):]
			if n, err := essence.Write([]byte(piece)); err != nil || n != len(piece) {
				t.Fatalf("Write returned %d, %v", n, err)
			}
		}
		if output.String() != want {
			t.Errorf("in pieces of %d bytes it is\n%s\nand should be\n%s", size, output.String(), want)
		}
		if essence.all.String() != said {
			t.Errorf("in pieces of %d bytes not all was kept", size)
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
