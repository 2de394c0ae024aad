// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

// shortestRound is the least that a script which repeats takes for one round.
const shortestRound = 10 * time.Millisecond

// script is what changes in time.
type script struct {
	// Every is the pause before each step that has none of its own.
	Every pauseTime `json:"every,omitzero"`
	// Repeat says how often the steps are taken: once where it is left out.
	Repeat rounds `json:"repeat,omitzero"`
	Steps  []step `json:"steps"`
}

// step is a pause, and the changes after it: what is deleted first, then what is
// put, then what is patched.
type step struct {
	After  *pauseTime                 `json:"after,omitempty"`
	Delete []string                   `json:"delete,omitempty"`
	Put    map[string]json.RawMessage `json:"put,omitempty"`
	Patch  map[string]json.RawMessage `json:"patch,omitempty"`
}

// pauseTime is a duration that is written as "1.5s".
type pauseTime time.Duration

// UnmarshalJSON implements [json.Unmarshaler].
func (p *pauseTime) UnmarshalJSON(text []byte) error {
	var written string
	if err := json.Unmarshal(text, &written); err != nil {
		return fmt.Errorf("%s is no duration: write \"5s\" or \"1m30s\"", text)
	}
	duration, err := time.ParseDuration(written)
	if err != nil || duration < 0 {
		return fmt.Errorf("%q is no duration: write \"5s\" or \"1m30s\"", written)
	}
	*p = pauseTime(duration)
	return nil
}

// MarshalJSON implements [json.Marshaler].
func (p pauseTime) MarshalJSON() ([]byte, error) {
	return json.Marshal(time.Duration(p).String())
}

// forever is the number of rounds without an end.
const forever = -1

// rounds is a number of rounds, or true for one without an end.
type rounds int

// UnmarshalJSON implements [json.Unmarshaler].
func (r *rounds) UnmarshalJSON(text []byte) error {
	var number int
	switch {
	case string(text) == "true":
		*r = forever
	case string(text) == "false":
		*r = 1
	case json.Unmarshal(text, &number) != nil || number < 1:
		return fmt.Errorf("repeat is true, false or a number of rounds from 1, not %s", text)
	default:
		*r = rounds(number)
	}
	return nil
}

// MarshalJSON implements [json.Marshaler].
func (r rounds) MarshalJSON() ([]byte, error) {
	if r == forever {
		return []byte("true"), nil
	}
	return json.Marshal(int(r))
}

// parseScript reads a script, or a list that is its steps.
func parseScript(text []byte) (*script, error) {
	const form = "a script is a list of steps, or an object with steps, every and repeat: %w"
	if err := document.Valid(text); err != nil {
		return nil, fmt.Errorf(form, err)
	}
	parsed := new(script)
	var into any = parsed
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("[")) {
		into = &parsed.Steps
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return nil, fmt.Errorf(form, err)
	}
	return parsed, parsed.check()
}

// check says what is wrong with the steps of a script, whatever they change.
func (s *script) check() error {
	if len(s.Steps) == 0 {
		return errors.New("the script has no steps")
	}
	var round time.Duration
	for i, step := range s.Steps {
		if len(step.Put)+len(step.Patch)+len(step.Delete) == 0 {
			return fmt.Errorf("steps[%d] changes nothing: it has no put, patch or delete", i)
		}
		round += s.pause(step)
	}
	if s.Repeat != 0 && s.Repeat != 1 && round < shortestRound {
		return fmt.Errorf("a script that repeats needs a pause: a round takes %s, and has to take %s at least", round, shortestRound)
	}
	return nil
}

// pause is the time before a step.
func (s *script) pause(step step) time.Duration {
	if step.After != nil {
		return time.Duration(*step.After)
	}
	return time.Duration(s.Every)
}

// change is one change of a step.
type change struct {
	method, path string
	document     []byte
}

// changes are the changes of a step in their order.
func (s step) changes() []change {
	var all []change
	for _, path := range s.Delete {
		all = append(all, change{http.MethodDelete, path, nil})
	}
	for _, path := range slices.Sorted(maps.Keys(s.Put)) {
		all = append(all, change{http.MethodPut, path, s.Put[path]})
	}
	for _, path := range slices.Sorted(maps.Keys(s.Patch)) {
		all = append(all, change{http.MethodPatch, path, s.Patch[path]})
	}
	return all
}

// resource is what a change is of.
func (c *Control) resource(change change) (resource, error) {
	path, query, _ := strings.Cut(change.path, "?")
	return c.find(path, query)
}

// vet says what of a script can't be done.
func (c *Control) vet(script *script) error {
	made := make(map[string]bool)
	for i, step := range script.Steps {
		for _, change := range step.changes() {
			if err := c.vetChange(change, made); err != nil {
				return fmt.Errorf("steps[%d].%s: %w", i, strings.ToLower(change.method), err)
			}
		}
	}
	return nil
}

// vetChange says why a change can't be made, with what earlier ones make.
func (c *Control) vetChange(change change, made map[string]bool) error {
	found, err := c.resource(change)
	if err != nil {
		return err
	}
	creates, err := found.vet(change.method, change.document)
	if err != nil {
		return err
	}
	if creates {
		made[found.name()] = true
	}
	if made[found.name()] {
		return nil
	}
	return found.exists()
}

// perform makes the changes of a step.
func (c *Control) perform(step step) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, change := range step.changes() {
		found, err := c.resource(change)
		if err == nil {
			_, err = found.change(change.method, change.document)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Script starts a script, in place of one of the same name. Its steps without a
// pause before them have been taken when it returns.
func (c *Control) Script(name string, text []byte) error {
	parsed, err := parseScript(text)
	if err == nil {
		err = c.vet(parsed)
	}
	if err != nil {
		return err
	}
	return c.scripts.start(name, parsed)
}

// script answers a request about a script.
func (c *Control) script(method, name string, body []byte) (answer, error) {
	switch method {
	case http.MethodGet:
		report, ok := c.scripts.report(name)
		if !ok {
			return answer{}, missingScript(name)
		}
		return encoded(report)
	case http.MethodPut:
		if err := c.Script(name, body); err != nil {
			// An id that is unknown in a script makes the script wrong.
			return answer{}, refuse(http.StatusBadRequest, "%s", err)
		}
		return answer{status: http.StatusNoContent}, nil
	case http.MethodDelete:
		if !c.scripts.stop(name) {
			return answer{}, missingScript(name)
		}
		return answer{status: http.StatusNoContent}, nil
	default:
		return answer{}, notAllowed(method, "/scripts/"+name, "GET, PUT and DELETE")
	}
}

func missingScript(name string) error {
	return refuse(http.StatusNotFound, "there is no script %q: GET / lists all scripts", name)
}
