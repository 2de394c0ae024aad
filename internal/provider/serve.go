// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"io"
	"log"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// NewServer returns a factory of protocol servers for a provider, whose reads end
// with ctx. The standard logger is silent from then on.
func NewServer(ctx context.Context, factory func() provider.Provider) func() tfprotov6.ProviderServer {
	silenceStandardLogger()
	return func() tfprotov6.ProviderServer {
		made := factory()
		ctx, stop := context.WithCancel(ctx)
		if p, ok := made.(*netstatus); ok {
			p.stopped = ctx
		}
		return &server{wrapped: withActions(providerserver.NewProtocol6(made)()), stop: stop}
	}
}

// silenceStandardLogger drops what isn't written by our logger: package net/http
// logs the bytes of a response that nobody asked for, secrets included.
func silenceStandardLogger() {
	log.SetOutput(io.Discard)
}

// wrapped is the framework's server with the optional parts of the protocol, which are
// missing in silence where they aren't embedded.
type wrapped interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
}

// withActions panics where the framework no longer has a part that the provider needs.
func withActions(framework tfprotov6.ProviderServer) wrapped {
	server, ok := framework.(wrapped)
	if !ok {
		panic("the framework's server has no actions")
	}
	return server
}

// server is the framework's server, with what the framework doesn't do.
type server struct {
	wrapped
	// stop ends every read, and what outlives them.
	stop    context.CancelFunc
	actions actions
}

// actions are those under way. plugin-go drops every event of an action once the provider
// is stopped, and Terraform takes an action without its last event for a success: so
// StopProvider ends the actions first, and waits until their last events are sent.
type actions struct {
	mu      sync.Mutex
	stopped bool
	running sync.WaitGroup
}

// errStopped is an action that begins when the provider has been stopped: its events might
// be dropped, and an error of the call can't be.
var errStopped = errors.New("the provider has been stopped")

func (a *actions) begin() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stopped {
		return errStopped
	}
	a.running.Add(1)
	return nil
}

func (a *actions) stop() {
	a.mu.Lock()
	a.stopped = true
	a.mu.Unlock()
	a.running.Wait()
}

// StopProvider implements [tfprotov6.ProviderServer].
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stop()
	s.actions.stop()
	return s.wrapped.StopProvider(ctx, req)
}

// InvokeAction implements [tfprotov6.ActionServer]. The action runs while its events are
// read, which is after this has returned.
func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	if err := s.actions.begin(); err != nil {
		return nil, err
	}
	end := sync.OnceFunc(s.actions.running.Done)
	stream, err := s.wrapped.InvokeAction(ctx, req)
	if err != nil || stream == nil || stream.Events == nil {
		end()
		return stream, err
	}
	events := stream.Events
	stream.Events = func(yield func(tfprotov6.InvokeActionEvent) bool) {
		defer end()
		events(yield)
	}
	return stream, nil
}

// CallFunction implements [tfprotov6.FunctionServer]. OpenTofu 1.12 sends an
// argument that is null as no value at all, which the framework can't decode.
func (s *server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	const msgpackNil = 0xc0
	for i, argument := range req.Arguments {
		if argument != nil && argument.MsgPack == nil && argument.JSON == nil {
			req.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNil}}
		}
	}
	return s.wrapped.CallFunction(ctx, req)
}

// QuietEnvironment returns the variables that turn plugin logging off, unless the user turned
// it on with TF_LOG, TF_LOG_PROVIDER or TF_LOG_SDK, or the forms of the last two that name a
// provider or a subsystem. Otherwise every line is written at TRACE, only for the CLI to drop
// it, and that costs more than the reads. At INFO and above, the protocol logs nothing but
// what the CLI shows: each error once more.
func QuietEnvironment(environment []string) map[string]string {
	quiet := map[string]string{"TF_LOG_SDK": "off", "TF_LOG_PROVIDER_NETSTATUS": "off"}
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		isOn := value != "" && (name == "TF_LOG" || hasForm(name, "TF_LOG_PROVIDER") || hasForm(name, "TF_LOG_SDK"))
		switch {
		case isOn && !hasForm(name, "TF_LOG_SDK") && slices.Contains([]string{"INFO", "WARN", "ERROR"}, strings.ToUpper(value)):
			quiet = map[string]string{"TF_LOG_SDK_PROTO": "off"}
		case isOn:
			return nil
		}
	}
	return quiet
}

func hasForm(name, prefix string) bool {
	return name == prefix || strings.HasPrefix(name, prefix+"_")
}
