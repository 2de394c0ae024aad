// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/cli"
)

// act is a part of the demo.
type act struct {
	// name is also that of the folder it is played in.
	name, title   string
	configuration string
	// gate says whether it needs ephemeral resources.
	gate bool
	play func(*stage, context.Context) error
}

// stage is a folder of its own, with one of the configurations.
type stage struct {
	*demo
	workspace *cli.Workspace
}

// stage prepares a folder, and has the interconnect healthy.
func (d *demo) stage(name, configuration string) (*stage, error) {
	dir := filepath.Join(d.dir, name)
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

// replacedRoute is the point of it all: the plan of a change that destroys, and a link
// that is lost before it is applied, first without a guard and then with one.
func (s *stage) replacedRoute(ctx context.Context) error {
	s.screen.say(quiet, "A real %s asks Cloudflare's API, simulated on loopback.", filepath.Base(s.cli))
	s.screen.say(plain, "")
	bare, err := s.stage("bare", "guard")
	if err != nil {
		return err
	}
	bare.workspace.Env = append(bare.workspace.Env, "TF_VAR_guarded=false")
	s.screen.say(plain, "A plan replaces a route, and is saved. Then %s goes Down:", icon)
	if err := bare.planReplacement(ctx); err != nil {
		return err
	}
	if err := bare.succeeds(ctx, "terraform_data.route: Creation complete", "apply", "plan.bin"); err != nil {
		return err
	}
	s.screen.say(noticed, "! Destroyed and made again, although the link is down.")
	s.screen.say(plain, "")
	s.screen.say(plain, "The same with a guard:")
	if err := s.showFrom("resource \"netstatus_"); err != nil {
		return err
	}
	s.screen.say(plain, "")
	s.turn(healthy)
	if err := s.planReplacement(ctx); err != nil {
		return err
	}
	if err := s.fails(ctx, `state is "Down", expected "Healthy"`, "apply", "plan.bin"); err != nil {
		return err
	}
	state, err := s.workspace.Run(ctx, "show", "-json")
	if err != nil || !strings.Contains(state, "terraform_data.route") {
		return fmt.Errorf("the route behind the guard is gone: %w\n%s", err, state)
	}
	s.screen.say(plain, "")
	if !s.all {
		s.screen.say(quiet, "What is new is held by an ephemeral resource (make demo-all shows that, and more).")
	}
	s.screen.say(passed, "✓ Held: nothing was touched. The route is as it was.")
	return nil
}

// planReplacement makes the route, saves the plan of its replacement, and turns the link
// down.
func (s *stage) planReplacement(ctx context.Context) error {
	if output, err := s.workspace.Run(ctx, "apply", "-no-color", "-auto-approve"); err != nil {
		return fmt.Errorf("%w\n%s", err, output)
	}
	if err := s.succeeds(ctx, " to destroy", "plan", "-out=plan.bin", "-var=next_hop=198.51.100.9"); err != nil {
		return err
	}
	s.turn(down)
	return nil
}

// lostLink is a gate in front of what is new.
func (s *stage) lostLink(ctx context.Context) error {
	s.screen.say(plain, "An ephemeral resource is read again when a saved plan is applied:")
	if err := s.showFrom("ephemeral "); err != nil {
		return err
	}
	s.screen.say(plain, "")
	s.screen.say(plain, "%s is Healthy. The plan is made, and saved:", icon)
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan", "-out=plan.bin"); err != nil {
		return err
	}
	s.screen.say(passed, "✓ Passed: the link is up.")
	s.screen.say(plain, "")
	s.turn(down)
	s.screen.say(plain, "Hours later %s goes Down. Then the saved plan is applied:", icon)
	if err := s.fails(ctx, `state is "Down", expected "Healthy"`, "apply", "plan.bin"); err != nil {
		return err
	}
	if err := s.nothingCreated(ctx); err != nil {
		return err
	}
	s.screen.say(passed, "✓ Held: nothing was made. The state is empty.")
	return nil
}

// showFrom shows the configuration as it is played, from the line on that begins so.
func (s *stage) showFrom(beginning string) error {
	content, err := os.ReadFile(filepath.Join(s.workspace.Dir, "main.tf"))
	if err != nil {
		return err
	}
	_, rest, found := strings.Cut(string(content), "\n"+beginning)
	if !found {
		return fmt.Errorf("main.tf has no %s", beginning)
	}
	for line := range strings.Lines(beginning + rest) {
		s.screen.say(plain, "    %s", strings.TrimRight(line, "\n"))
	}
	return nil
}

func (s *stage) nothingCreated(ctx context.Context) error {
	state, err := s.workspace.Run(ctx, "show", "-json")
	if err != nil {
		return fmt.Errorf("%w\n%s", err, state)
	}
	if strings.Contains(state, "terraform_data.cut_over") {
		return fmt.Errorf("the resource behind the closed gate was created:\n%s", state)
	}
	return nil
}

// unnoticed is what happens where a data source has been read for the plan.
func (s *stage) unnoticed(ctx context.Context) error {
	s.screen.say(plain, "A precondition on a data source, while %s is Healthy:", icon)
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan", "-out=plan.bin"); err != nil {
		return err
	}
	s.screen.say(passed, "✓ Passed: the link is up.")
	s.turn(down)
	s.screen.say(plain, "%s goes Down. The saved plan is applied, and the data source is not read again:", icon)
	if err := s.succeeds(ctx, created, "apply", "plan.bin"); err != nil {
		return err
	}
	s.screen.say(noticed, "! Made, although the link is down.")
	s.screen.say(plain, "The next plan does read it:")
	if err := s.fails(ctx, icon+" is Down: No light is received on the cross-connect.", "plan"); err != nil {
		return err
	}
	s.screen.say(noticed, "! The plan is stopped, and the change before it was made.")
	return nil
}

// returningLink is a gate that waits.
func (s *stage) returningLink(ctx context.Context) error {
	s.screen.say(plain, "The gate of the first act, with timeouts { open = \"30s\" }:")
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan", "-out=plan.bin", "-var=wait=30s"); err != nil {
		return err
	}
	s.turn(down)
	s.sim.ResetRequests()
	s.screen.say(plain, "%s goes Down. The gate waits, and asks again:", icon)

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
	s.screen.say(passed, "✓ Passed: the apply, once the link was back.")
	return nil
}

// qumulo asks for the same port twice.
func (s *stage) qumulo(ctx context.Context) error {
	s.screen.say(plain, "v2 has the networks that Qumulo manages, v3 those that the host manages, too. Here are both, with expect:")
	if err := s.succeeds(ctx, "Plan: 1 to add", "plan"); err != nil {
		return err
	}
	s.screen.say(passed, "✓ Passed: the port is up in both.")
	s.sim.SetNetworkInterfaceStatus(1, 1, pulledV2)
	s.sim.SetNodeNetworkStatus(1, pulledV3)
	s.screen.say(plain, "Somebody pulls the cable of bond0 on node 1:")
	const want = `is "DISCONNECTED", expected "CONNECTED"`
	if err := s.fails(ctx, want, "plan"); err != nil {
		return err
	}
	s.screen.say(passed, "✓ Held: the plan is stopped, by either of them.")
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
				s.screen.say(plain, "  … %s is Healthy again …", icon)
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
	s.screen.say(typed, "  $ %s %s", filepath.Base(s.cli), strings.Join(args, " "))
	essence := &essence{screen: s.screen}
	err := s.workspace.RunTo(ctx, essence, append([]string{args[0], "-no-color"}, args[1:]...)...)
	essence.end()
	return essence.all.String(), err
}

// Port 1 of the node 1, as it is when its cable is pulled: what the two APIs of
// a cluster say of it, as far as expect asks.
const (
	pulledV2 = `{"node_id":1,"node_name":"qumulo-1","update_status":"CHANGES_APPLIED",
		"interface_details":{"cable_status":"DISCONNECTED","interface_status":"DOWN"},
		"interface_status":{"interface_id":1,"name":"bond0"}}`
	pulledV3 = `{"node_id":1,"node_name":"qumulo-1","devices":[
		{"name":"bond0","cable_status":"DISCONNECTED","interface_status":"DOWN",
		"network_details":{"use_for":"FRONTEND_AND_BACKEND"}}]}`
)
