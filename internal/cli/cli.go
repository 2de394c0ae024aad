// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Package cli runs a real Terraform or OpenTofu with a provider built from this
// tree, apart from whatever the user has configured. Acceptance tests, the demo
// and the benchmarks use it.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
)

// variable is the environment variable that names the CLI to use.
const variable = "NETSTATUS_CLI"

// grace is how long a CLI that was interrupted may take to end.
const grace = 30 * time.Second

// Find returns the absolute path of the CLI that the environment variable
// NETSTATUS_CLI names, or else of terraform or tofu on PATH.
func Find() (string, error) {
	names := []string{"terraform", "tofu"}
	if named := os.Getenv(variable); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := Executable(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New(variable + " names no CLI that can be run, or, without it, neither terraform nor tofu is on PATH")
}

// Executable returns the absolute path of a program that can be run, since the
// CLI runs in other folders.
func Executable(name string) (string, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(path)
}

// Build compiles the provider into dir and returns the binary's path. It is run
// from any folder of the module.
func Build(ctx context.Context, dir string) (string, error) {
	return BuildPackage(ctx, filepath.Join(dir, "terraform-provider-netstatus"), "github.com/netstatus/terraform-provider-netstatus")
}

// BuildPackage is [Build] for another file and package, which the last of the arguments of
// go build names.
func BuildPackage(ctx context.Context, binary string, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, "go", append([]string{"build", "-o", binary}, arguments...)...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, output)
	}
	return binary, nil
}

// Workspace is a folder with a configuration, and the CLI to run in it.
type Workspace struct {
	// Path is the CLI.
	Path string
	// Dir is the folder.
	Dir string
	// Env holds further variables, KEY=VALUE; a later one beats an earlier one.
	Env []string
}

// New makes dir a workspace in which netstatus/netstatus is the given provider
// binary. The CLI's own settings go into a folder beside the configuration.
func New(path, dir, provider string) (*Workspace, error) {
	return NewWithProviders(path, dir, map[string]string{"netstatus/netstatus": provider})
}

// NewWithProviders is [New] with any providers, binaries by source address.
func NewWithProviders(path, dir string, providers map[string]string) (*Workspace, error) {
	settings := filepath.Join(dir, ".cli")
	if err := os.MkdirAll(settings, 0o750); err != nil {
		return nil, err
	}
	var overrides strings.Builder
	for source, binary := range providers {
		fmt.Fprintf(&overrides, "    %q = %q\n", source, filepath.Dir(binary))
	}
	file := filepath.Join(settings, "cli.tfrc")
	content := "disable_checkpoint = true\nprovider_installation {\n  dev_overrides {\n" + overrides.String() + "  }\n  direct {}\n}\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		return nil, err
	}
	return &Workspace{Path: path, Dir: dir, Env: []string{
		"TF_CLI_CONFIG_FILE=" + file,
		"CHECKPOINT_DISABLE=1",
		"TF_IN_AUTOMATION=1",
		"TF_INPUT=0",
	}}, nil
}

// Write puts a file into the workspace.
func (w *Workspace) Write(name, content string) error {
	path := filepath.Join(w.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(content), 0o600)
}

// Command prepares a run of the CLI. When ctx ends, the CLI is interrupted as by
// Ctrl-C. The user's own variables for Terraform and for the provider don't reach
// it.
func (w *Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, w.Path, args...)
	command.Dir = w.Dir
	command.Env = append(clean(os.Environ()), w.Env...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGINT) }
	command.WaitDelay = grace
	return command
}

// Run runs the CLI and returns what it printed, in the order of printing; where
// it fails, the error says so and the output is complete nevertheless.
func (w *Workspace) Run(ctx context.Context, args ...string) (string, error) {
	var output bytes.Buffer
	err := w.RunTo(ctx, &output, args...)
	return output.String(), err
}

// RunTo is Run with the output going to a writer.
func (w *Workspace) RunTo(ctx context.Context, output io.Writer, args ...string) error {
	command := w.Command(ctx, args...)
	command.Stdout, command.Stderr = output, output
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", filepath.Base(w.Path), strings.Join(args, " "), err)
	}
	return nil
}

// clean drops the variables that would change what the CLI or the provider does.
func clean(environment []string) []string {
	prefixes := append(provider.EnvironmentPrefixes(), "TF_")
	return slices.DeleteFunc(slices.Clone(environment), func(variable string) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool {
			return strings.HasPrefix(variable, prefix)
		})
	})
}
