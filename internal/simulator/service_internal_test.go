// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
)

// TestServicesAreComplete fails for what a service has forgotten to say.
func TestServicesAreComplete(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	unique := func(name string) {
		t.Helper()
		if seen[name] {
			t.Errorf("two have the name %s", name)
		}
		seen[name] = true
	}
	for _, service := range Services() {
		complete(t, service.Name, service, "Flags")
		unique(service.Name)
		for _, kind := range service.Kinds {
			complete(t, kind.Name, *kind, "Note", "IntegerIDs")
			unique(kind.Name)
			unique(kind.Route)
		}
		for _, flag := range service.Flags {
			complete(t, flag.Name, flag)
			unique(flag.Name)
			if !slices.Contains(flag.Values, flag.Default) {
				t.Errorf("-%s has the default %s, which it doesn't take", flag.Name, flag.Default)
			}
		}
		for _, example := range service.Examples {
			complete(t, example.Title, example)
			if len(example.Changes) != 2 {
				t.Errorf("%s: %v is no change and the way back", example.Title, example.Changes)
			}
		}
	}
}

// complete fails for a field that is empty.
func complete(t *testing.T, name string, value any, optional ...string) {
	t.Helper()
	fields := reflect.ValueOf(value)
	for i := range fields.NumField() {
		field := fields.Type().Field(i).Name
		if fields.Field(i).IsZero() && !slices.Contains(optional, field) {
			t.Errorf("%s has no %s", name, field)
		}
	}
}

// TestServicesHaveAnEnvironment starts every service, with its sample.
func TestServicesHaveAnEnvironment(t *testing.T) {
	t.Parallel()
	s, err := Start(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.LoadSample()
	variable := regexp.MustCompile(`(?s)^[A-Z_]+=.+$`)
	for _, running := range s.running {
		environment := running.environment(s.caCertificate)
		if len(environment) == 0 || slices.ContainsFunc(environment, func(v string) bool { return !variable.MatchString(v) }) {
			t.Errorf("%s has the environment %q", running.Name, environment)
		}
		for _, kind := range running.Kinds {
			if reflect.ValueOf(kind.List(s)).Len() == 0 {
				t.Errorf("the sample has no %s", kind.Name)
			}
		}
	}
}
