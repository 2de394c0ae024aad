// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"slices"
	"strings"
	"sync"
)

// faults are the faults still to come.
type faults struct {
	mu     sync.Mutex
	queued map[string][]Fault // by route
	always map[string]Fault   // by route
	rules  []FaultRule
}

// FaultRule is a fault for many requests. [Simulator.Fault] and
// [Simulator.FaultAlways] come before it.
type FaultRule struct {
	// Request is a route as in [Simulator.Fault]. A "*" in place of the method is any
	// method, one at the end of the path any rest of it.
	Request string
	Fault   Fault
	// Times is to how many requests it is shown, to all where it is 0.
	Times int
	// Shown is to how many it has been shown.
	Shown int
}

// matches reports whether a rule is for a request of a route.
func (r *FaultRule) matches(route string) bool {
	method, path, _ := strings.Cut(r.Request, " ")
	gotMethod, gotPath, _ := strings.Cut(route, " ")
	if method != "*" && method != gotMethod {
		return false
	}
	if prefix, isPrefix := strings.CutSuffix(path, "*"); isPrefix {
		return strings.HasPrefix(gotPath, prefix)
	}
	return path == gotPath
}

// next takes the next fault of a route.
func (f *faults) next(route string) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if queue := f.queued[route]; len(queue) > 0 {
		if !queue[0].Always {
			f.queued[route] = queue[1:]
		}
		return queue[0]
	}
	if fault, set := f.always[route]; set {
		return fault
	}
	for i := range f.rules {
		rule := &f.rules[i]
		if rule.matches(route) && (rule.Times == 0 || rule.Shown < rule.Times) {
			rule.Shown++
			return rule.Fault
		}
	}
	return Fault{}
}

// Fault queues faults for a route: the method and the escaped path as on the
// wire, such as "GET /v2/network/interfaces/1/status/2". Each request on the
// route takes the next one from the queue.
func (s *Simulator) Fault(route string, faults ...Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if s.faults.queued == nil {
		s.faults.queued = make(map[string][]Fault)
	}
	s.faults.queued[route] = append(s.faults.queued[route], faults...)
}

// FaultAlways shows a fault to every request on a route that finds its queue
// empty, until ClearFaults.
func (s *Simulator) FaultAlways(route string, fault Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	if s.faults.always == nil {
		s.faults.always = make(map[string]Fault)
	}
	s.faults.always[route] = fault
}

// SetFaults replaces the rules. A request is shown the fault of the first rule that
// is for it and isn't used up.
func (s *Simulator) SetFaults(rules ...FaultRule) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.rules = slices.Clone(rules)
}

// Faults returns the rules, those that are used up too.
func (s *Simulator) Faults() []FaultRule {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return slices.Clone(s.faults.rules)
}

// ClearFaults forgets every fault, queued or not, and every rule.
func (s *Simulator) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.queued, s.faults.always, s.faults.rules = nil, nil, nil
}

// Hold queues a fault that keeps the answer to the next request on a route. The
// answer is made when the request arrives, which arrived then tells, and sent when
// release is called.
func (s *Simulator) Hold(route string) (arrived <-chan Request, release func()) {
	told, held := make(chan Request, 1), make(chan struct{})
	s.Fault(route, Fault{Hold: held, arrived: told})
	return told, sync.OnceFunc(func() { close(held) })
}
