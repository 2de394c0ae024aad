// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// streams are the calls under way that answer with a stream of events. plugin-go drops
// every event of a stream once the provider is stopped, and Terraform takes a stream
// without its last event for a success: so StopProvider ends the streams first, and waits
// until their last events are sent.
type streams struct {
	mu      sync.Mutex
	stopped bool
	// cancels end the streams, by a number of each.
	cancels map[int]context.CancelFunc
	next    int
	running sync.WaitGroup
}

// errStopped ends a stream that begins when the provider has been stopped: its events
// might be dropped, and an error of the call can't be.
var errStopped = errors.New("the provider has been stopped")

// start notes a stream that begins. It ends with the context returned; end says that its
// last event is sent.
func (s *streams) start(ctx context.Context) (streamCtx context.Context, end func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return nil, nil, errStopped
	}
	ctx, cancel := context.WithCancel(ctx)
	if s.cancels == nil {
		s.cancels = map[int]context.CancelFunc{}
	}
	id := s.next
	s.next++
	s.cancels[id] = cancel
	s.running.Add(1)
	return ctx, sync.OnceFunc(func() {
		cancel()
		s.mu.Lock()
		delete(s.cancels, id)
		s.mu.Unlock()
		s.running.Done()
	}), nil
}

// stop ends all streams and returns when their last events are sent.
func (s *streams) stop() {
	s.mu.Lock()
	s.stopped = true
	for _, cancel := range s.cancels {
		cancel()
	}
	s.mu.Unlock()
	s.running.Wait()
}

// StopProvider implements [tfprotov6.ProviderServer].
func (s server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.streams.stop()
	s.stop()
	return s.wrapped.StopProvider(ctx, req)
}

// InvokeAction implements [tfprotov6.ActionServer]. The action runs while its events are
// read, which is after this has returned.
func (s server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ctx, end, err := s.streams.start(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.interruptible(ctx)
	stream, err := s.wrapped.InvokeAction(ctx, req)
	if err != nil || stream == nil || stream.Events == nil {
		cancel()
		end()
		return stream, err
	}
	events := stream.Events
	stream.Events = func(yield func(tfprotov6.InvokeActionEvent) bool) {
		defer end()
		defer cancel()
		events(yield)
	}
	return stream, nil
}
