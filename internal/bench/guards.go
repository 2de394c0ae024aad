// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"
)

// guardArguments are those of a guard for each count.index.
const guardArguments = "  icon     = \"icon-${count.index}\"\n  protects = [\"route-${count.index}\"]\n  expect { state = [\"Healthy\"] }\n"

// measureGuards times the plan of guards in which nothing changes, which asks nothing, and
// their end, which asks for each when it is planned and when it comes.
func measureGuards(ctx context.Context, opts options, dir string, output io.Writer) error {
	size, latency := slices.Max(opts.sizes), slices.Max(opts.latencies)
	services, err := startServices(size)
	if err != nil {
		return err
	}
	defer services.sim.Close()
	_, _ = fmt.Fprintf(output, "\n%d guards, latency %s:\n\n| guards | plan without changes, s | requests | destroy, s | requests |\n| --- | ---: | ---: | ---: | ---: |\n", size, latency)
	for _, c := range []*candidate{
		{name: "floor", source: ours, binary: opts.floor},
		{name: "interconnect_status_guard", source: ours, binary: opts.provider},
	} {
		c.block, c.reads, c.arguments = "resource", "netstatus_interconnect_status_guard", guardArguments
		workspace, _, err := services.workspace(&trial{candidate: c, size: size, latency: latency}, opts.cli, dir)
		if err != nil {
			return err
		}
		timed := func(args ...string) (took time.Duration, requests int, err error) {
			services.sim.ResetRequests()
			start := time.Now()
			printed, err := workspace.Run(ctx, args...)
			if err != nil {
				err = fmt.Errorf("%s: %w\n%s", c.name, err, printed[max(0, len(printed)-4096):])
			}
			return time.Since(start), len(services.sim.Requests()), err
		}
		services.sim.SetLatency(0)
		if _, _, err := timed("apply", "-no-color", "-auto-approve"); err != nil {
			return err
		}
		services.sim.SetLatency(latency)
		planned, planRequests, err := timed("plan", "-no-color", "-detailed-exitcode")
		if err != nil {
			return err
		}
		if planRequests != 0 {
			return fmt.Errorf("%s: a plan without changes made %d requests", c.name, planRequests)
		}
		ended, endRequests, err := timed("destroy", "-no-color", "-auto-approve")
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(output, "| %s | %.2f | %d | %.2f | %d |\n", c.name, planned.Seconds(), planRequests, ended.Seconds(), endRequests)
	}
	return nil
}
