// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

// Command demo shows what the provider does: it runs a real Terraform or
// OpenTofu on the configurations in examples/demo, against both services,
// simulated on loopback. It needs no cluster, no account and no network, and
// leaves nothing behind.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

const (
	// icon is the interconnect that the configurations ask about.
	icon = simulator.Icon

	healthy = `{"state":"Healthy"}`
	down    = `{"state":"Down","reason":"No light is received on the cross-connect."}`

	// created is what stands behind the gate.
	created = "terraform_data.cut_over: Creation complete"
)

// options are the command's flags.
type options struct {
	cli            string
	provider       string
	configurations string
	// all says whether the other acts follow the first one.
	all bool
	// assets is the folder whose pictures to make anew, if it isn't empty.
	assets string
	// temporary is where temporary folders go, by default where the system has
	// them.
	temporary string
}

func main() {
	var opts options
	flag.StringVar(&opts.cli, "cli", "", "the Terraform or OpenTofu to run; by default the one that is found")
	flag.StringVar(&opts.provider, "provider", "bin/terraform-provider-netstatus", "the provider's binary")
	flag.StringVar(&opts.configurations, "configurations", "examples/demo", "the folder of the configurations")
	flag.BoolVar(&opts.all, "all", false, "play all acts, not just the first one")
	flag.StringVar(&opts.assets, "assets", "", "instead, record the first act, and write the pictures of the documentation into this `folder`")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	if opts.assets != "" {
		err = makeAssets(ctx, opts)
	} else {
		err = run(ctx, opts, newScreen(os.Stdout))
	}
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run plays what the options say, and cleans up however it ends.
func run(ctx context.Context, opts options, screen *screen) (err error) {
	d, err := newDemo(opts, screen)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()

	if err := d.play(ctx); ctx.Err() != nil {
		return errors.New("interrupted")
	} else if err != nil {
		return err
	}
	return nil
}

// demo is what all acts share.
type demo struct {
	options
	screen *screen
	sim    *simulator.Simulator
	dir    string
}

func newDemo(opts options, screen *screen) (*demo, error) {
	if opts.cli == "" {
		found, err := cli.Find()
		if err != nil {
			return nil, err
		}
		opts.cli = found
	}
	path, err := cli.Executable(opts.cli)
	if err != nil {
		return nil, fmt.Errorf("no CLI: %w", err)
	}
	provider, err := cli.Executable(opts.provider)
	if err != nil {
		return nil, fmt.Errorf("no provider: %w (`make build` makes it)", err)
	}
	opts.cli, opts.provider = path, provider
	dir, err := os.MkdirTemp(opts.temporary, "netstatus-demo-")
	if err != nil {
		return nil, err
	}
	sim, err := simulator.Start(simulator.Options{})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	sim.LoadSample()
	return &demo{options: opts, screen: screen, sim: sim, dir: dir}, nil
}

func (d *demo) close() error {
	d.sim.Close()
	return os.RemoveAll(d.dir)
}

// turn changes what Cloudflare says of the interconnect.
func (d *demo) turn(document string) {
	d.sim.SetInterconnectStatus(simulator.AccountID, icon, document)
}

var acts = []act{
	{"replaced", "A link is lost between plan and apply, and the plan replaces a route.", "guard", false, (*stage).replacedRoute},
	{"lost", "A link is lost between plan and apply, and the plan makes something new.", "gate", true, (*stage).lostLink},
	{"unnoticed", "Without a gate nobody notices a link that is lost in between.", "precondition", false, (*stage).unnoticed},
	{"returning", "The link comes back while the apply waits.", "wait", true, (*stage).returningLink},
	{"qumulo", "A port of a Qumulo cluster, in both of its APIs.", "qumulo", false, (*stage).qumulo},
}

// play shows the first act that the CLI knows enough for, or all of them.
func (d *demo) play(ctx context.Context) error {
	gates, err := d.hasEphemeralResources(ctx)
	if err != nil {
		return err
	}
	played := 0
	for _, act := range acts {
		if act.gate && !gates {
			d.screen.say(plain, "")
			d.screen.say(quiet, "%s This CLI can't show that: Terraform 1.10 and OpenTofu 1.12 can.", act.title)
			continue
		}
		title := act.title
		if d.all {
			title = fmt.Sprintf("%d. %s", played+1, title)
		}
		if played > 0 {
			d.screen.say(plain, "")
		}
		d.screen.say(heading, "%s", title)
		stage, err := d.stage(act.name, act.configuration)
		if err != nil {
			return err
		}
		if err := act.play(stage, ctx); err != nil {
			return fmt.Errorf("%s: %w", act.name, err)
		}
		played++
		if !d.all {
			return nil
		}
	}
	d.screen.say(plain, "")
	d.screen.say(quiet, "That is all. Nothing is left behind; the configurations are in examples/demo.")
	return nil
}

// hasEphemeralResources asks the CLI what it knows of the provider.
func (d *demo) hasEphemeralResources(ctx context.Context) (bool, error) {
	stage, err := d.stage("schema", "precondition")
	if err != nil {
		return false, err
	}
	schemas, err := stage.workspace.Run(ctx, "providers", "schema", "-json")
	if err != nil {
		return false, fmt.Errorf("%w\n%s", err, schemas)
	}
	return strings.Contains(schemas, `"ephemeral_resource_schemas"`), nil
}
