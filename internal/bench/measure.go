// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// parallelism is how many reads the CLI does at a time, and so the most
// connections that the provider may need.
const parallelism = 10

// trial is a plan that is run once in each round.
type trial struct {
	*candidate
	size    int
	latency time.Duration
	rounds  []figures
}

// figures are what one plan took, in seconds and bytes.
type figures struct {
	wall, providerCPU, cliCPU, providerPeak, cliPeak float64
	requests, connections, logins                    int
}

// measure runs every trial in every round, and in each round the candidates one
// after the other.
func measure(ctx context.Context, opts options, dir string, progress io.Writer) (results, error) {
	services, err := startServices(slices.Max(opts.sizes))
	if err != nil {
		return nil, err
	}
	defer services.sim.Close()

	trials := trials(opts, services.candidates(opts))
	for round := range opts.rounds {
		for _, t := range trials {
			took, err := services.plan(ctx, t, opts.cli, dir)
			if err == nil {
				err = t.check(took)
			}
			if err != nil {
				return nil, fmt.Errorf("%s, N = %d, latency %s: %w", t.name, t.size, t.latency, err)
			}
			t.rounds = append(t.rounds, took)
			_, _ = fmt.Fprintf(progress, "round %d of %d, N = %d, latency %s: %s took %.2f s\n", round+1, opts.rounds, t.size, t.latency, t.name, took.wall)
		}
	}
	return trials, nil
}

// trials are the candidates for every size and latency; one that makes no
// request knows no latency.
func trials(opts options, candidates []*candidate) results {
	var all results
	for _, size := range opts.sizes {
		for i, latency := range opts.latencies {
			for _, c := range candidates {
				switch {
				case c.asks:
					all = append(all, &trial{candidate: c, size: size, latency: latency})
				case i == 0:
					all = append(all, &trial{candidate: c, size: size})
				}
			}
		}
	}
	return all
}

// plan runs the CLI once, in a new workspace.
func (s *services) plan(ctx context.Context, t *trial, path, dir string) (figures, error) {
	workspace, usageDir, err := s.workspace(t, path, dir)
	if err != nil {
		return figures{}, err
	}
	s.sim.SetLatency(t.latency)
	s.sim.ResetRequests()
	connections, logins := s.sim.Connections(), s.sim.Logins()

	command := workspace.Command(ctx, "plan", "-no-color")
	start := time.Now()
	output, err := command.CombinedOutput()
	wall := time.Since(start)
	if err != nil {
		return figures{}, fmt.Errorf("plan: %w\n%s", err, output[max(0, len(output)-4096):])
	}

	took := figures{
		wall:        wall.Seconds(),
		connections: s.sim.Connections() - connections,
		logins:      s.sim.Logins() - logins,
	}
	took.requests = len(s.sim.Requests()) - took.logins

	providers, err := readUsage(usageDir)
	if err != nil {
		return figures{}, err
	}
	// The CLI's time holds that of the processes it waited for.
	rest := cpu(command.ProcessState)
	for _, provider := range providers {
		rest -= provider.CPU + provider.Wrapper
		took.providerCPU += provider.CPU.Seconds()
		took.providerPeak = max(took.providerPeak, float64(provider.Peak))
	}
	took.cliCPU = rest.Seconds()
	took.cliPeak = float64(peak(command.ProcessState))
	return took, nil
}

// workspace prepares a folder of its own in which this program stands in for the
// provider, and the folder for its usage.
func (s *services) workspace(t *trial, cliPath, dir string) (*cli.Workspace, string, error) {
	dir, err := os.MkdirTemp(dir, t.name+"-")
	if err != nil {
		return nil, "", err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, "", err
	}
	usageDir := filepath.Join(dir, "usage")
	stand := filepath.Join(dir, "provider", "terraform-provider-"+path.Base(t.source))
	for _, folder := range []string{usageDir, filepath.Dir(stand)} {
		if err := os.Mkdir(folder, 0o750); err != nil {
			return nil, "", err
		}
	}
	if err := os.Symlink(self, stand); err != nil {
		return nil, "", err
	}
	workspace, err := cli.NewWithProviders(cliPath, filepath.Join(dir, "configuration"), map[string]string{t.source: stand})
	if err != nil {
		return nil, "", err
	}
	workspace.Env = append(workspace.Env, s.environment()...)
	workspace.Env = append(workspace.Env, providerVariable+"="+t.binary, usageVariable+"="+usageDir, "NETSTATUS_FLOOR_LATENCY="+t.latency.String())
	return workspace, usageDir, workspace.Write("main.tf", t.configuration(t.size))
}

// check reports what must not be, whatever it took.
func (t *trial) check(took figures) error {
	switch {
	case took.providerCPU <= 0 || took.providerPeak <= 0 || took.cliCPU <= 0 || took.cliPeak <= 0:
		return fmt.Errorf("the use of processors and memory is not known: %+v", took)
	case t.requests != nil && took.requests != t.requests(t.size):
		return fmt.Errorf("%d requests were made for %d objects", took.requests, t.size)
	case t.source == ours && took.logins > 1:
		return fmt.Errorf("it logged in %d times", took.logins)
	case t.source == ours && took.connections > parallelism:
		return fmt.Errorf("it made %d connections", took.connections)
	}
	return nil
}

// The fleet that never turns good.
const (
	fleetSize    = 40
	fleetTimeout = 10 * time.Second
)

// measureFleet times a plan that waits in vain for a fleet, in one read and in one for
// each.
func measureFleet(ctx context.Context, opts options, dir string, output io.Writer) error {
	services, err := startServices(fleetSize)
	if err != nil {
		return err
	}
	defer services.sim.Close()
	for i := range fleetSize {
		services.sim.Set(simulator.InterconnectStatus(services.account, fmt.Sprintf("icon-%d", i)), `{"state":"Down"}`)
	}
	expect := fmt.Sprintf("  expect { state = [\"Healthy\"] }\n  timeouts { read = %q }\n", fleetTimeout)
	_, _ = fmt.Fprintf(output, "\n%d interconnects that stay down, time-out %s:\n\n| data source | wall s | errors | requests |\n| --- | ---: | ---: | ---: |\n", fleetSize, fleetTimeout)
	for _, c := range []*candidate{
		{name: "interconnect_statuses", source: ours, binary: opts.provider, plural: true, reads: "netstatus_interconnect_statuses", arguments: "  icons = [for i in range(COUNT) : \"icon-${i}\"]\n" + expect},
		{name: "interconnect_status, count", source: ours, binary: opts.provider, reads: "netstatus_interconnect_status", arguments: "  icon = \"icon-${count.index}\"\n" + expect},
	} {
		workspace, _, err := services.workspace(&trial{candidate: c, size: fleetSize}, opts.cli, dir)
		if err != nil {
			return err
		}
		services.sim.ResetRequests()
		start := time.Now()
		printed, err := workspace.Run(ctx, "plan", "-no-color")
		if err == nil {
			return fmt.Errorf("%s: the plan passed with every link down", c.name)
		}
		_, _ = fmt.Fprintf(output, "| `%s` | %.2f | %d | %d |\n", c.name, time.Since(start).Seconds(), strings.Count(printed, "Error: "), len(services.sim.Requests()))
	}
	return nil
}
