// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command bench measures whole runs of a real Terraform or OpenTofu: a plan that
// reads many statuses of the simulator through this provider, and, where binaries
// of other providers are named, the same plan through them. Candidates alternate
// within a round, so that ratios hold on a busy machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// options are the command's flags.
type options struct {
	cli, provider string
	floor         string            // the binary of the floor
	peers         map[string]string // binaries by name
	sizes         []int
	latencies     []time.Duration
	rounds        int
}

func main() {
	if code, is := measured(); is {
		os.Exit(code)
	}
	opts := options{
		peers:     make(map[string]string),
		sizes:     []int{1, 40, 1000},
		latencies: []time.Duration{0, 50 * time.Millisecond},
		rounds:    3,
	}
	flag.StringVar(&opts.cli, "cli", "", "the Terraform or OpenTofu to run; by default the one that is found")
	flag.StringVar(&opts.provider, "provider", "", "the provider's binary; by default it is built")
	flag.Func("peers", "other providers' binaries, NAME=PATH, separated by spaces; the names are "+peerNames(), opts.parsePeers)
	flag.Func("sizes", "how many data sources a plan reads (default 1,40,1000)", list(&opts.sizes, positive))
	flag.Func("latencies", "how long the services take to answer (default 0,50ms)", list(&opts.latencies, time.ParseDuration))
	flag.Func("rounds", "how often each plan is run; the median counts (default 3)", func(text string) (err error) {
		opts.rounds, err = positive(text)
		return err
	})
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, opts, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything and writes the tables to output.
func run(ctx context.Context, opts options, output, progress io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "netstatus-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()

	if opts.cli == "" {
		if opts.cli, err = cli.Find(); err != nil {
			return err
		}
	}
	if opts.provider == "" {
		if opts.provider, err = cli.Build(ctx, dir); err != nil {
			return err
		}
	}
	if opts.floor, err = cli.BuildPackage(ctx, filepath.Join(dir, "floor"), "github.com/netstatus/terraform-provider-netstatus/internal/bench/floor"); err != nil {
		return err
	}
	for _, path := range []*string{&opts.cli, &opts.provider} {
		if *path, err = cli.Executable(*path); err != nil {
			return err
		}
	}
	results, err := measure(ctx, opts, dir, progress)
	if ctx.Err() != nil {
		return errors.New("interrupted")
	} else if err != nil {
		return err
	}
	if err := results.write(output); err != nil {
		return err
	}
	return measureFleet(ctx, opts, dir, output)
}

// parsePeers reads the flag -peers.
func (o *options) parsePeers(text string) error {
	for field := range strings.FieldsSeq(text) {
		name, path, _ := strings.Cut(field, "=")
		if _, known := peers[name]; !known {
			return fmt.Errorf("%q is no peer: the peers are %s", name, peerNames())
		}
		path, err := cli.Executable(path)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		o.peers[name] = path
	}
	return nil
}

// positive reads a number that is 1 or more.
func positive(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err == nil && n < 1 {
		err = errors.New("it has to be 1 or more")
	}
	return n, err
}

// list reads a flag whose values are separated by commas.
func list[T any](into *[]T, parse func(string) (T, error)) func(string) error {
	return func(text string) error {
		*into = nil
		for field := range strings.SplitSeq(text, ",") {
			value, err := parse(field)
			if err != nil {
				return err
			}
			*into = append(*into, value)
		}
		return nil
	}
}
