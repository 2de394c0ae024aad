// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// The writer's credential, which the gates of these tests withhold.
const writerToken = "writer-7c1e0b5f9a2d4e68b3c1"

const (
	unconditionally = "error at withhold: Credential would be released unconditionally\n" +
		"withhold is set, and there is no block expect, so the credential would be released whatever the status is. Add a block expect with a condition, or remove withhold."
	nothingToWithhold = "error at withhold: Nothing to withhold\n" +
		"withhold is null or empty, or everything in it is. A provider that is configured with such a value takes its credential from the environment, so the gate would withhold nothing. " +
		"Set withhold to the credential of the provider whose changes need the link."
)

// inEnvironment is said where a variable has the withheld credential.
func inEnvironment(variable string) string {
	return "error at withhold: Withheld credential is in the environment\n" +
		"The environment variable " + variable + " has the same value as withhold, so a provider can read the credential there while the gate is closed. " +
		"Remove " + variable + " from the environment of this run, and pass the credential as a variable that is declared ephemeral (TF_VAR_…)."
}

// text, none and members are values of a dynamic attribute.
func text(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

func none(typ tftypes.Type) tftypes.Value { return tftypes.NewValue(typ, nil) }

func members(values map[string]tftypes.Value) tftypes.Value {
	types := map[string]tftypes.Type{}
	for name, value := range values {
		types[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)
}

func texts(values ...string) tftypes.Value {
	elements := make([]tftypes.Value, len(values))
	for i, value := range values {
		elements[i] = text(value)
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
}

// withholding is a gate of the sample's link.
func withholding(value any) object {
	return object{"icon": "icon-fra-1", "withhold": value, "expect": object{"state": list{"Healthy"}}}
}

// TestWithhold releases what was withheld, of any type and as it was, while the link is as
// expected, and nothing while it isn't.
func TestWithhold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		withheld tftypes.Value
		released any
	}{
		"a string":                    {text(writerToken), writerToken},
		"a short string":              {text("x"), "x"},
		"a number":                    {tftypes.NewValue(tftypes.Number, 5), int64(5)},
		"a list":                      {texts("", writerToken), list{"", writerToken}},
		"an object":                   {members(map[string]tftypes.Value{"user": text("admin"), "password": text(writerToken), "region": none(tftypes.String)}), object{"user": "admin", "password": writerToken, "region": nil}},
		"null that can't have a type": {none(tftypes.DynamicPseudoType), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulatortest.Start(t, simulator.Options{})
			p := start(t, environmentOf(s, nil))
			state, d := p.open(t.Context(), t, interconnectStatus, withholding(test.withheld))
			succeed(t, d)
			if !reflect.DeepEqual(state["released"], test.released) || !reflect.DeepEqual(state["withhold"], test.released) || state["state"] != "Healthy" {
				t.Errorf("got %v, want %v", state, test.released)
			}
			s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down"}`)
			state, d = p.open(t.Context(), t, interconnectStatus, withholding(test.withheld))
			if state != nil || !d.is("Interconnect \"icon-fra-1\" of account 023e…c353 is not as expected") {
				t.Errorf("got %v, %s", state, d)
			}
			if log := p.log.String(); strings.Contains(log, writerToken) || strings.Contains(d.String(), writerToken) {
				t.Error("the withheld credential is in the log or in a message")
			}
		})
	}
}

// TestEveryStatusWithholds has the attributes on each ephemeral resource, sensitive and of
// any type, and on nothing else.
func TestEveryStatusWithholds(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	for name, schema := range p.schemas.EphemeralResourceSchemas {
		found := 0
		for _, attribute := range schema.Block.Attributes {
			if attribute.Name == "withhold" || attribute.Name == "released" {
				found++
				if !attribute.Sensitive || !attribute.Type.Is(tftypes.DynamicPseudoType) || attribute.Computed != (attribute.Name == "released") {
					t.Errorf("%s: got %+v", name, attribute)
				}
			}
		}
		if found != 2 {
			t.Errorf("%s has %d of the two attributes", name, found)
		}
		for _, attribute := range p.schemas.DataSourceSchemas[name].Block.Attributes {
			if attribute.Name == "withhold" || attribute.Name == "released" {
				t.Errorf("data %s has %s", name, attribute.Name)
			}
		}
	}
}

// TestWrongWithhold stops at validation, where the value is known, and when the gate is
// opened, before anything is sent.
func TestWrongWithhold(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	for name, test := range map[string]struct {
		config    object
		variables environment
		want      string
		// atOpening is whether validation can't know.
		atOpening bool
	}{
		"without expect":         {config: object{"icon": "icon-fra-1", "withhold": text(writerToken)}, want: unconditionally},
		"an expect of nothing":   {config: object{"icon": "icon-fra-1", "withhold": text(writerToken), "expect": object{}}, want: judgesNothing("state")},
		"an empty string":        {config: withholding(text("")), want: nothingToWithhold},
		"null of a type":         {config: withholding(none(tftypes.String)), want: nothingToWithhold},
		"null of an object":      {config: withholding(none(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"a": tftypes.String}})), want: nothingToWithhold},
		"an object of those":     {config: withholding(members(map[string]tftypes.Value{"token": none(tftypes.String), "user": text(""), "keys": texts("", "")})), want: nothingToWithhold},
		"an object of nothing":   {config: withholding(members(nil)), want: nothingToWithhold},
		"an empty list":          {config: withholding(texts()), want: nothingToWithhold},
		"a string of a variable": {config: withholding(text("12345678")), variables: environment{"SOME_KEY": "12345678"}, want: inEnvironment("SOME_KEY"), atOpening: true},
		"two variables": {
			config: withholding(text(writerToken)), variables: environment{"B": writerToken, "A": writerToken},
			want: inEnvironment("A") + "\n---\n" + inEnvironment("B"), atOpening: true,
		},
		"a member of a variable": {
			config:    withholding(members(map[string]tftypes.Value{"login": members(map[string]tftypes.Value{"password": text(writerToken)})})),
			variables: environment{"CLOUDFLARE_API_KEY": writerToken}, want: inEnvironment("CLOUDFLARE_API_KEY"), atOpening: true,
		},
	} {
		p := start(t, environmentOf(s, test.variables))
		_, d := p.open(t.Context(), t, interconnectStatus, test.config)
		same(t, name+"\n"+d.String(), name+"\n"+test.want)
		if test.atOpening {
			test.want = ""
		}
		same(t, name+"\n"+p.validateEphemeral(t, interconnectStatus, test.config).String(), name+"\n"+test.want)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	for name, test := range map[string]struct {
		value     tftypes.Value
		variables environment
	}{
		"a shorter string":            {text("1234567"), environment{"SOME_KEY": "1234567"}},
		"a user name or region":       {members(map[string]tftypes.Value{"region": text("eu-central-1"), "token": text(writerToken)}), environment{"AWS_REGION": "eu-central-1"}},
		"a variable of Terraform's":   {text(writerToken), environment{"TF_VAR_token": writerToken}},
		"a value that contains it":    {text(writerToken), environment{"SOME_KEY": "Bearer " + writerToken}},
		"enforcement off at the plan": {text(writerToken), environment{"NETSTATUS_ENFORCE": "false", "CLOUDFLARE_API_TOKEN_2": writerToken}},
	} {
		p := serve(t, environmentOf(s, test.variables))
		p.configure(t, nil)
		if state, d := p.open(t.Context(), t, interconnectStatus, withholding(test.value)); d.hasError() || state["state"] != "Healthy" {
			t.Errorf("%s: got %v, %s", name, state, d)
		}
	}
	for _, value := range []any{unknown{}, members(map[string]tftypes.Value{"a": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)})} {
		p := start(t, environmentOf(s, nil))
		succeed(t, p.validateEphemeral(t, interconnectStatus, withholding(value)))
	}
}

// TestWithholdNotEnforced releases the credential whatever could be read, but for one in
// which nothing is set, and for an interrupt.
func TestWithholdNotEnforced(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := serve(t, environmentOf(s, environment{"NETSTATUS_ENFORCE": "false"}))
	p.configure(t, nil)
	s.Set(simulator.InterconnectStatus(account, "icon-fra-1"), `{"state":"Down"}`)
	for _, state := range []any{"Down", nil} {
		result, d := p.open(t.Context(), t, interconnectStatus, withholding(text(writerToken)))
		if d.hasError() || len(d) != 1 {
			t.Errorf("got %s", d)
		}
		if result["released"] != writerToken || result["state"] != state {
			t.Errorf("got %v, want %v", result, state)
		}
		s.InjectOnce(interconnectGet, fault{Status: 503}, fault{Status: 503})
	}
	_, d := p.open(t.Context(), t, interconnectStatus, withholding(text("")))
	same(t, d.String(), nothingToWithhold)
	s.ClearErrors()
	s.InjectOnce(interconnectGet, fault{Hang: true})
	result := make(chan diagnostics)
	go func() {
		_, d := p.open(t.Context(), t, interconnectStatus, withholding(text(writerToken)))
		result <- d
	}()
	for len(s.Requests()) < 3 {
		time.Sleep(time.Millisecond)
	}
	if _, err := p.StopProvider(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if d := <-result; !d.hasError() || !d.is("Read cancelled") {
		t.Errorf("got %s", d)
	}
}
