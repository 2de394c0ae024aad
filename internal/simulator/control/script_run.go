// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// scripts are the scripts, those that have ended too.
type scripts struct {
	perform func(step) error
	changed sync.Mutex // held while a script is started or stopped

	whole context.Context // ends with the control
	close func()

	mu   sync.Mutex
	runs map[string]*run
}

// run is a script that was started.
type run struct {
	script *script
	cancel context.CancelFunc
	ended  chan struct{}

	mu    sync.Mutex
	taken int // steps
	err   error
	done  bool
}

// report is what is told about a script.
type report struct {
	State  string  `json:"state"` // "running", "done" or "failed"
	Taken  int     `json:"steps_taken"`
	Error  string  `json:"error,omitempty"`
	Script *script `json:"script"`
}

func (s *scripts) init(perform func(step) error) {
	s.perform = perform
	s.whole, s.close = context.WithCancel(context.Background())
	s.runs = make(map[string]*run)
}

// start starts a script in place of one of the same name.
func (s *scripts) start(name string, script *script) error {
	s.changed.Lock()
	defer s.changed.Unlock()
	s.end(name)
	if s.whole.Err() != nil {
		return errors.New("the control has been closed")
	}
	ctx, cancel := context.WithCancel(s.whole)
	started := &run{script: script, cancel: cancel, ended: make(chan struct{})}
	s.mu.Lock()
	s.runs[name] = started
	s.mu.Unlock()

	begun := make(chan struct{})
	go func() {
		defer close(started.ended)
		defer cancel()
		started.finish(started.play(ctx, s.perform, sync.OnceFunc(func() { close(begun) })))
	}()
	<-begun
	return nil
}

// play takes the steps until the last one or the end of ctx. It calls begun before
// its first pause.
func (r *run) play(ctx context.Context, perform func(step) error, begun func()) error {
	defer begun()
	due := time.Now()
	for round := 0; r.script.Repeat == forever || round < max(1, int(r.script.Repeat)); round++ {
		for _, step := range r.script.Steps {
			// Counted from when the last one was due, so that nothing adds up.
			due = due.Add(r.script.pause(step))
			if err := waitUntil(ctx, due, begun); err != nil {
				return err
			}
			if err := perform(step); err != nil {
				return err
			}
			r.count()
		}
	}
	return nil
}

// waitUntil waits until a time or the end of ctx. It calls begun if it has to wait.
func waitUntil(ctx context.Context, due time.Time, begun func()) error {
	if wait := time.Until(due); wait > 0 {
		begun()
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
	}
	return ctx.Err()
}

// count counts a step that has been taken.
func (r *run) count() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.taken++
}

// finish keeps how a script ended.
func (r *run) finish(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.err = true, err
}

// end ends a script and forgets it. It returns when nothing of it runs any more.
func (s *scripts) end(name string) bool {
	s.mu.Lock()
	found := s.runs[name]
	delete(s.runs, name)
	s.mu.Unlock()
	if found == nil {
		return false
	}
	found.cancel()
	<-found.ended
	return true
}

// stop is end for others than start.
func (s *scripts) stop(name string) bool {
	s.changed.Lock()
	defer s.changed.Unlock()
	return s.end(name)
}

// shut ends all scripts, and lets none start any more.
func (s *scripts) shut() {
	s.close()
	s.changed.Lock()
	defer s.changed.Unlock()
	for _, name := range s.names() {
		s.end(name)
	}
}

// names are the scripts' names.
func (s *scripts) names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(s.runs))))
}

// report tells about a script.
func (s *scripts) report(name string) (report, bool) {
	s.mu.Lock()
	found := s.runs[name]
	s.mu.Unlock()
	if found == nil {
		return report{}, false
	}
	found.mu.Lock()
	defer found.mu.Unlock()
	told := report{State: "running", Taken: found.taken, Script: found.script}
	switch {
	case found.err != nil:
		told.State, told.Error = "failed", found.err.Error()
	case found.done:
		told.State = "done"
	}
	return told, true
}
