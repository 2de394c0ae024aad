// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command bench measures plans of a real Terraform or OpenTofu that read many statuses of
// the simulator through builds of this provider. Builds alternate within a round, so that
// they compare on a busy machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// The variables that make this program run a provider's binary in place of the provider,
// and write what it used into a folder.
const (
	buildVariable  = "BENCH_BUILD"
	figureVariable = "BENCH_FIGURES"
)

// read is a configuration that is measured, for N objects.
type read struct{ name, configuration string }

func reads() []read {
	return []read{
		{"interconnect_status", "data \"netstatus_interconnect_status\" \"it\" {\n  count = N\n  icon  = \"icon-${count.index}\"\n}\n"},
		{"interconnect_statuses", "data \"netstatus_interconnect_statuses\" \"it\" {\n  icons = [for i in range(N) : \"icon-${i}\"]\n}\n"},
		{"network_interface_status", "data \"netstatus_network_interface_status\" \"it\" {\n  count        = N\n  interface_id = 1\n  node_id      = count.index + 1\n}\n"},
		{"network_interface_statuses", "data \"netstatus_network_interface_statuses\" \"it\" {\n  interface_id = 1\n}\n"},
		{"node_network_statuses", "data \"netstatus_node_network_statuses\" \"it\" {}\n"},
	}
}

// figures are what one plan took: the wall time, and the CPU time, the most memory and the
// requests of the provider.
type figures struct{ wall, cpu, memory, requests float64 }

func main() {
	if build := os.Getenv(buildVariable); build != "" {
		os.Exit(runProvider(build))
	}
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything, and prints a row for each size, latency, read and build.
func run(ctx context.Context) (err error) {
	path := flag.String("cli", "", "the Terraform or OpenTofu to run; by default the one that is found")
	builds := flag.String("builds", "", "builds of the provider, NAME=PATH,...; by default one is built from this tree")
	sizes := flag.String("sizes", "1,200,1000", "how many objects a plan reads")
	latencies := flag.String("latencies", "0s,50ms", "how long the services take to answer")
	rounds := flag.Int("rounds", 3, "how often each plan is run; the median counts")
	flag.Parse()

	dir, err := os.MkdirTemp("", "netstatus-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if *path == "" {
		if *path, err = cli.Find(); err != nil {
			return err
		}
	}
	if *builds == "" {
		built, err := cli.Build(ctx, dir)
		if err != nil {
			return err
		}
		*builds = "this=" + built
	}
	fmt.Println("| N | latency | data source | build | wall s | CPU s | peak MiB | requests |")
	fmt.Println("| ---: | ---: | --- | --- | ---: | ---: | ---: | ---: |")
	for size := range strings.SplitSeq(*sizes, ",") {
		for latency := range strings.SplitSeq(*latencies, ",") {
			if err := measure(ctx, dir, *path, strings.Split(*builds, ","), size, latency, *rounds); err != nil {
				return fmt.Errorf("size %s, latency %s: %w", size, latency, err)
			}
		}
	}
	return nil
}

// measure prints the rows of one size and latency.
func measure(ctx context.Context, dir, path string, builds []string, size, latency string, rounds int) error {
	n, err := strconv.Atoi(size)
	wait, waitErr := time.ParseDuration(latency)
	if err := errors.Join(err, waitErr); err != nil {
		return err
	}
	s, err := simulator.Start(simulator.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	for i := range n {
		s.AddNode(int64(i + 1))
		s.Set(simulator.InterconnectStatus(simulator.AccountID, fmt.Sprintf("icon-%d", i)), `{"state":"Healthy"}`)
	}
	s.SetLatency(wait)

	for _, read := range reads() {
		took := make([][]figures, len(builds))
		for range rounds {
			for i, build := range builds {
				_, binary, _ := strings.Cut(build, "=")
				one, err := plan(ctx, dir, path, binary, strings.ReplaceAll(read.configuration, "N", size), s)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", read.name, build, err)
				}
				took[i] = append(took[i], one)
			}
		}
		for i, build := range builds {
			build, _, _ = strings.Cut(build, "=")
			fmt.Printf("| %s | %s | `%s` | %s | %.2f | %.2f | %.0f | %.0f |\n", size, latency, read.name, build,
				median(took[i], func(f figures) float64 { return f.wall }), median(took[i], func(f figures) float64 { return f.cpu }),
				median(took[i], func(f figures) float64 { return f.memory }), median(took[i], func(f figures) float64 { return f.requests }))
		}
	}
	return nil
}

// plan runs the CLI once, in a new workspace in which this program runs the provider.
func plan(ctx context.Context, dir, path, build, configuration string, s *simulator.Simulator) (figures, error) {
	var took figures
	dir, err := os.MkdirTemp(dir, "plan-")
	if err != nil {
		return took, err
	}
	self, err := os.Executable()
	build, buildErr := cli.Executable(build)
	used, stand := filepath.Join(dir, "used"), filepath.Join(dir, "provider", "terraform-provider-netstatus")
	err = errors.Join(err, buildErr, os.Mkdir(used, 0o750), os.Mkdir(filepath.Dir(stand), 0o750), os.Symlink(self, stand))
	if err != nil {
		return took, err
	}
	workspace, err := cli.New(path, filepath.Join(dir, "configuration"), stand)
	if err != nil {
		return took, err
	}
	workspace.Env = append(append(workspace.Env, s.Environment()...), buildVariable+"="+build, figureVariable+"="+used)
	const requirements = "terraform {\n  required_providers {\n    netstatus = {\n      source = \"netstatus/netstatus\"\n    }\n  }\n}\n"
	if err := workspace.Write("main.tf", requirements+configuration); err != nil {
		return took, err
	}
	s.ResetRequests()
	start := time.Now()
	if output, err := workspace.Run(ctx, "plan", "-no-color"); err != nil {
		return took, fmt.Errorf("%w\n%s", err, output[max(0, len(output)-4096):])
	}
	took.wall, took.requests = time.Since(start).Seconds(), float64(len(s.Requests()))
	files, err := filepath.Glob(filepath.Join(used, "*"))
	for _, file := range files {
		text, readErr := os.ReadFile(file)
		var cpu, memory float64
		_, scanErr := fmt.Sscan(string(text), &cpu, &memory)
		err = errors.Join(err, readErr, scanErr)
		took.cpu, took.memory = took.cpu+cpu, max(took.memory, memory)
	}
	return took, err
}

// runProvider runs a provider's binary, and writes its CPU time and the most memory that it
// had: the kernel tells a process's parent once it has ended. It returns the exit code.
func runProvider(build string) int {
	file := filepath.Join(os.Getenv(figureVariable), strconv.Itoa(os.Getpid()))
	if err := os.WriteFile(file, nil, 0o600); err != nil { // empty unless it is measured to its end
		return 1
	}
	provider := exec.Command(build, os.Args[1:]...) //nolint:noctx // it ends when the CLI says so
	provider.Stdin, provider.Stdout, provider.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = provider.Run() // the state says more than the error
	state := provider.ProcessState
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 1
	}
	memory := float64(usage.Maxrss) / (1 << 10)
	if runtime.GOOS == "darwin" {
		memory /= 1 << 10
	}
	used := fmt.Sprintln((state.UserTime() + state.SystemTime()).Seconds(), memory)
	if err := os.WriteFile(file, []byte(used), 0o600); err != nil {
		return 1
	}
	return state.ExitCode()
}

// median returns the median of one of the figures.
func median(all []figures, of func(figures) float64) float64 {
	values := make([]float64, 0, len(all))
	for _, one := range all {
		values = append(values, of(one))
	}
	slices.Sort(values)
	return values[len(values)/2]
}
