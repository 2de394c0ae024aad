// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"sync"
	"time"
)

// grace is how long a caller whose context has ended waits for the request to
// say why.
const grace = 200 * time.Millisecond

// Flights lets callers that want the same thing at the same time share one
// request. A caller that gives up leaves the others' request alone; when the last
// one gives up the request is cancelled. The zero value is ready to use.
//
// golang.org/x/sync/singleflight shares a call too, but runs it under the first
// caller's context, whose end would fail the others.
type Flights[T any] struct {
	mu      sync.Mutex
	flights map[string]*flight[T]
}

type flight[T any] struct {
	done    chan struct{}
	waiting int
	cancel  context.CancelFunc
	value   T
	err     error
}

// Do returns what call returns, for all callers that come with the same key
// while it runs. The context of call has the first caller's values and deadline.
func (f *Flights[T]) Do(ctx context.Context, key string, call func(context.Context) (T, error)) (T, error) {
	for {
		shared, started := f.join(ctx, key, call)
		select {
		case <-ctx.Done():
			return f.end(ctx, key, shared)
		case <-shared.done:
		}
		if !started && outOfTime(shared.err) && ctx.Err() == nil {
			// It failed for want of the first caller's time, and we have more.
			continue
		}
		return shared.value, shared.err
	}
}

// end leaves a flight whose caller's context has ended. What ended the caller has
// likely ended the request too, or does so now, and the request knows more: how
// often it was sent, and why that failed.
func (f *Flights[T]) end(ctx context.Context, key string, shared *flight[T]) (T, error) {
	timer := time.NewTimer(grace)
	defer timer.Stop()
	if errors.Is(ctx.Err(), context.Canceled) {
		f.leave(shared, key)
	} else {
		defer f.leave(shared, key)
	}
	select {
	case <-shared.done:
		return shared.value, shared.err
	case <-timer.C:
		var none T
		return none, ctx.Err()
	}
}

func (f *Flights[T]) join(ctx context.Context, key string, call func(context.Context) (T, error)) (shared *flight[T], started bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if shared, ok := f.flights[key]; ok {
		shared.waiting++
		return shared, false
	}
	callCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	if deadline, ok := ctx.Deadline(); ok {
		cancel()
		callCtx, cancel = context.WithDeadline(context.WithoutCancel(ctx), deadline)
	}
	shared = &flight[T]{done: make(chan struct{}), waiting: 1, cancel: cancel}
	if f.flights == nil {
		f.flights = map[string]*flight[T]{}
	}
	f.flights[key] = shared
	go func() {
		defer cancel()
		shared.value, shared.err = call(callCtx)
		f.remove(shared, key)
		close(shared.done)
	}()
	return shared, true
}

func (f *Flights[T]) leave(shared *flight[T], key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	shared.waiting--
	if shared.waiting == 0 {
		shared.cancel()
		if f.flights[key] == shared {
			delete(f.flights, key)
		}
	}
}

func (f *Flights[T]) remove(shared *flight[T], key string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.flights[key] == shared {
		delete(f.flights, key)
	}
}

func outOfTime(err error) bool {
	var wait *WaitError
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.As(err, &wait)
}
