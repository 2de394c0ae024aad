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
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

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
	// temporary is where temporary folders go, by default where the system has
	// them.
	temporary string
}

func main() {
	var opts options
	flag.StringVar(&opts.cli, "cli", "", "the Terraform or OpenTofu to run; by default the one that is found")
	flag.StringVar(&opts.provider, "provider", "bin/terraform-provider-netstatus", "the provider's binary")
	flag.StringVar(&opts.configurations, "configurations", "examples/demo", "the folder of the configurations")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, opts, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run plays everything, and cleans up however it ends.
func run(ctx context.Context, opts options, output io.Writer) (err error) {
	d, err := newDemo(opts, output)
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

func newDemo(opts options, output io.Writer) (*demo, error) {
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
	return &demo{options: opts, screen: &screen{output: output}, sim: sim, dir: dir}, nil
}

func (d *demo) close() error {
	d.sim.Close()
	return os.RemoveAll(d.dir)
}

// turn changes what Cloudflare says of the interconnect.
func (d *demo) turn(document string) {
	d.sim.SetInterconnectStatus(simulator.AccountID, icon, document)
}

// play shows the prologue, and the three acts if the CLI knows what they need.
func (d *demo) play(ctx context.Context) error {
	d.screen.say("A Qumulo cluster and a Cloudflare account, simulated on loopback, asked by a real %s.", filepath.Base(d.cli))

	prologue, err := d.stage("prologue", "precondition")
	if err != nil {
		return err
	}
	if err := prologue.precondition(ctx); err != nil {
		return fmt.Errorf("prologue: %w", err)
	}

	gates, err := prologue.hasEphemeralResources(ctx)
	if err != nil {
		return err
	}
	if !gates {
		d.screen.say("\nThe three acts need ephemeral resources, which this CLI does not have: Terraform 1.10 or OpenTofu 1.11 does.")
		return nil
	}

	for i, act := range []func(*stage, context.Context) error{(*stage).healthyLink, (*stage).lostLink, (*stage).returningLink} {
		name := fmt.Sprintf("act %d", i+1)
		stage, err := d.stage(name, "gate")
		if err != nil {
			return err
		}
		if err := act(stage, ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	d.screen.say("\nThat is all. Nothing is left behind; the configurations are in examples/demo.")
	return nil
}

// stage is a folder of its own, with one of the configurations.
type stage struct {
	*demo
	workspace *cli.Workspace
}

// stage prepares a folder, and has the interconnect healthy.
func (d *demo) stage(name, configuration string) (*stage, error) {
	dir := filepath.Join(d.dir, strings.ReplaceAll(name, " ", "-"))
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(d.configurations, configuration))); err != nil {
		return nil, err
	}
	workspace, err := cli.New(d.cli, dir, d.provider)
	if err != nil {
		return nil, err
	}
	workspace.Env = append(workspace.Env, d.sim.Environment()...)
	d.turn(healthy)
	return &stage{d, workspace}, nil
}

func (s *stage) hasEphemeralResources(ctx context.Context) (bool, error) {
	schemas, err := s.workspace.Run(ctx, "providers", "schema", "-json")
	if err != nil {
		return false, fmt.Errorf("%w\n%s", err, schemas)
	}
	return strings.Contains(schemas, `"ephemeral_resource_schemas"`), nil
}

// precondition is the prologue: what any CLI can do with the data sources.
func (s *stage) precondition(ctx context.Context) error {
	s.screen.say("\nPrologue: a precondition on two data sources\n\nbond0 of node 1 is UP and %s is Healthy, so what depends on them is made:", icon)
	if err := s.succeeds(ctx, created, "apply", "-auto-approve"); err != nil {
		return err
	}
	s.turn(down)
	s.screen.say("%s turns Down. The next plan reads it again, and the precondition stops it:", icon)
	return s.fails(ctx, icon+" is Down: No light is received on the cross-connect.", "plan")
}

// healthyLink is the first act.
func (s *stage) healthyLink(ctx context.Context) error {
	s.screen.say("\nAct 1: a gate, and a healthy link\n\nThe gate is an ephemeral resource with `expect`. It is opened while planning, and again while the saved plan is applied:")
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan", "-out=plan.bin"); err != nil {
		return err
	}
	return s.succeeds(ctx, created, "apply", "plan.bin")
}

// lostLink is the second act.
func (s *stage) lostLink(ctx context.Context) error {
	s.screen.say("\nAct 2: the link is lost between plan and apply\n\nThe plan is saved while %s is Healthy:", icon)
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan", "-out=plan.bin"); err != nil {
		return err
	}
	s.turn(down)
	s.screen.say("%s turns Down. A data source would not be read again now; the gate is:", icon)
	if err := s.fails(ctx, `state is "Down", expected "Healthy"`, "apply", "plan.bin"); err != nil {
		return err
	}
	return s.nothingCreated(ctx)
}

func (s *stage) nothingCreated(ctx context.Context) error {
	state, err := s.workspace.Run(ctx, "show", "-json")
	if err != nil {
		return fmt.Errorf("%w\n%s", err, state)
	}
	if strings.Contains(state, "terraform_data.cut_over") {
		return fmt.Errorf("the resource behind the closed gate was created:\n%s", state)
	}
	s.screen.say("The state is empty: nothing behind the gate was created.")
	return nil
}

// returningLink is the third act.
func (s *stage) returningLink(ctx context.Context) error {
	s.screen.say("\nAct 3: the link comes back while the apply waits\n\nThe same, with timeouts { open = \"30s\" }:")
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan", "-out=plan.bin", "-var=wait=30s"); err != nil {
		return err
	}
	s.turn(down)
	s.sim.ResetRequests()
	s.screen.say("%s turns Down. The gate waits, and polls again:", icon)

	watching, stop := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		s.comeBack(watching)
	}()
	err := s.succeeds(ctx, created, "apply", "plan.bin")
	stop()
	<-watched
	if err != nil {
		return err
	}
	if polls := len(s.sim.Requests()); polls < 2 {
		return fmt.Errorf("the gate should have polled until the link was back, but it polled %d times", polls)
	}
	return nil
}

// comeBack turns the interconnect healthy once the gate has seen it down.
func (s *stage) comeBack(ctx context.Context) {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if len(s.sim.Requests()) > 0 {
				s.turn(healthy)
				s.screen.say("… and %s turns Healthy …", icon)
				return
			}
		}
	}
}

// succeeds runs the CLI, which has to succeed and to say so.
func (s *stage) succeeds(ctx context.Context, want string, args ...string) error {
	said, err := s.show(ctx, args...)
	if err != nil {
		return fmt.Errorf("%w, and it should have succeeded:\n%s", err, said)
	}
	return contains(said, want)
}

// fails runs the CLI, which has to fail with a message.
func (s *stage) fails(ctx context.Context, want string, args ...string) error {
	said, err := s.show(ctx, args...)
	if err == nil {
		return fmt.Errorf("%s should have been stopped, but it went through:\n%s", strings.Join(args, " "), said)
	}
	return contains(said, want)
}

// contains compares regardless of where lines were broken.
func contains(said, want string) error {
	if !strings.Contains(strings.Join(strings.Fields(said), " "), want) {
		return fmt.Errorf("%q should have been said, but it was:\n%s", want, said)
	}
	return nil
}

// show runs the CLI with the essence of its output on the screen, and returns
// all of it.
func (s *stage) show(ctx context.Context, args ...string) (string, error) {
	s.screen.say("  $ %s %s", filepath.Base(s.cli), strings.Join(args, " "))
	essence := &essence{screen: s.screen}
	err := s.workspace.RunTo(ctx, essence, append([]string{args[0], "-no-color"}, args[1:]...)...)
	return essence.all.String(), err
}
