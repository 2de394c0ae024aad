// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

// faultsPath is the route of the faults.
const faultsPath = "/faults"

// faults is the list of faults that a simulator shows.
type faults struct {
	simulator *simulator.Simulator
}

// fault is one of them as JSON.
type fault struct {
	Request string            `json:"request"`
	Times   int               `json:"times,omitempty"`
	Status  int               `json:"status,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Body    string            `json:"body,omitempty"`
	Delay   pauseTime         `json:"delay,omitzero"`
	Drip    pauseTime         `json:"drip,omitzero"`
	Hang    bool              `json:"hang,omitempty"`
	Reset   bool              `json:"reset,omitempty"`
	CutOff  bool              `json:"cut_off,omitempty"`
	// Shown is told by GET, and starts from 0 in a PUT whatever it says.
	Shown int `json:"shown"`
}

func (f *faults) get() (answer, error) {
	list := []fault{}
	for _, rule := range f.simulator.Faults() {
		list = append(list, faultOf(rule))
	}
	return encoded(list)
}

func (f *faults) change(method string, body []byte) (answer, error) {
	switch method {
	case http.MethodPut:
		rules, err := parseFaults(body)
		if err != nil {
			return answer{}, err
		}
		f.simulator.SetFaults(rules...)
	case http.MethodDelete:
		f.simulator.SetFaults()
	default:
		return answer{}, notAllowed(method, faultsPath, "GET, PUT and DELETE")
	}
	return answer{status: http.StatusNoContent}, nil
}

// parseFaults reads a list of faults.
func parseFaults(body []byte) ([]simulator.FaultRule, error) {
	if err := document.Valid(body); err != nil {
		return nil, fmt.Errorf("%s: %w", faultsPath, err)
	}
	var list []fault
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: expected a list of faults: %w", faultsPath, err)
	}
	rules := make([]simulator.FaultRule, 0, len(list))
	for i, f := range list {
		if err := f.check(); err != nil {
			return nil, fmt.Errorf("%s[%d].%w", faultsPath, i, err)
		}
		rules = append(rules, f.rule())
	}
	return rules, nil
}

var (
	methodPattern = regexp.MustCompile(`^(\*|[A-Z]+)$`)
	headerPattern = regexp.MustCompile("^[0-9A-Za-z!#$%&'*+.^_`|~-]+$")
)

// check says what of a fault is wrong.
func (f *fault) check() error {
	if err := checkRequest(f.Request); err != nil {
		return fmt.Errorf("request: %w", err)
	}
	if f.Times < 0 {
		return fmt.Errorf("times: expected a number from 1, got %d; without it the fault is shown to every request", f.Times)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf("status: expected an HTTP status from 200 to 599, got %d", f.Status)
	}
	for name, value := range f.Headers {
		if !headerPattern.MatchString(name) || strings.ContainsAny(value, "\r\n\x00") {
			return fmt.Errorf("headers: %q: %q can't be sent as a header", name, value)
		}
	}
	return f.checkEffect()
}

// checkRequest says why a request can't be one that a service gets.
func checkRequest(request string) error {
	method, path, _ := strings.Cut(request, " ")
	if !methodPattern.MatchString(method) || !strings.HasPrefix(path, "/") {
		return fmt.Errorf(`expected a method or *, a space and a path, such as "GET /v2/*", got %q`, request)
	}
	var roots []string
	for _, service := range simulator.Services() {
		roots = append(roots, service.Roots...)
	}
	prefix, isPrefix := strings.CutSuffix(path, "*")
	for _, root := range roots {
		if strings.HasPrefix(path, root) || isPrefix && strings.HasPrefix(root, prefix) {
			return nil
		}
	}
	return fmt.Errorf("no service is asked for %s: the paths begin with %s", path, strings.Join(roots, ", "))
}

// checkEffect says whether a fault does nothing, or what can't be done together.
func (f *fault) checkEffect() error {
	answers := f.Status != 0 || len(f.Headers) > 0 || f.Body != "" || f.Drip != 0 || f.CutOff
	switch {
	case f.Hang && f.Reset, (f.Hang || f.Reset) && answers:
		return errors.New("hang: with hang or reset there is no answer, so they go with times and delay alone")
	case f.CutOff && f.Drip != 0:
		return errors.New("cut_off: an answer is either cut off or sent in drips")
	case !answers && !f.Hang && !f.Reset && f.Delay == 0:
		return errors.New("request: the fault changes nothing: it needs one of status, headers, body, delay, drip, hang, reset or cut_off")
	}
	return nil
}

// rule is the fault as the simulator has it.
func (f *fault) rule() simulator.FaultRule {
	rule := simulator.FaultRule{Request: f.Request, Times: f.Times, Fault: simulator.Fault{
		Status: f.Status, Body: f.Body, Delay: time.Duration(f.Delay), Drip: time.Duration(f.Drip),
		Hang: f.Hang, Reset: f.Reset, CutOff: f.CutOff,
	}}
	if len(f.Headers) > 0 {
		rule.Fault.Header = make(http.Header)
		for name, value := range f.Headers {
			rule.Fault.Header.Set(name, value)
		}
	}
	return rule
}

// faultOf is a rule as JSON.
func faultOf(rule simulator.FaultRule) fault {
	f := fault{
		Request: rule.Request, Times: rule.Times, Shown: rule.Shown, Status: rule.Fault.Status, Body: rule.Fault.Body,
		Delay: pauseTime(rule.Fault.Delay), Drip: pauseTime(rule.Fault.Drip),
		Hang: rule.Fault.Hang, Reset: rule.Fault.Reset, CutOff: rule.Fault.CutOff,
	}
	for name := range rule.Fault.Header {
		if f.Headers == nil {
			f.Headers = make(map[string]string)
		}
		f.Headers[name] = rule.Fault.Header.Get(name)
	}
	return f
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
