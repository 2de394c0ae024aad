// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

const (
	interfaceStatus    = "netstatus_network_interface_status"
	interconnectStatus = "netstatus_interconnect_status"

	statusRoute      = "GET /v2/network/interfaces/1/status/2"
	loginRoute       = "POST /v1/session/login"
	account          = simulator.AccountID
	interconnectPath = "/client/v4/accounts/" + account + "/cni/interconnects/icon-fra-1/status"
	interconnectGet  = "GET " + interconnectPath
)

type (
	object      = map[string]any
	list        = []any
	environment = map[string]string
)

// unknown is a value that isn't known yet.
type unknown struct{}

// oneInterface and oneInterconnect are arguments for what the sample has.
var (
	oneInterface    = object{"interface_id": 1, "node_id": 2}
	oneInterconnect = object{"icon": "icon-fra-1"}
)

// environmentOf points the provider at a simulator, with more variables on top;
// those that are empty count as not set. Pauses are short.
func environmentOf(s *simulator.Simulator, more environment) environment {
	variables := environment{"NETSTATUS_MAX_BACKOFF": "20ms"}
	for _, variable := range s.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		variables[name] = value
	}
	maps.Copy(variables, more)
	return variables
}

// session logs in instead of using the simulator's token.
var session = environment{"QUMULO_TOKEN": "", "QUMULO_USERNAME": simulator.Username, "QUMULO_PASSWORD": simulator.Password}

// server is a provider behind its protocol.
type server struct {
	tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
	// terraform is the version of the CLI.
	terraform string
	// log is what it and the libraries below it wrote at TRACE, nil for no log.
	log *lockedBuffer
}

// serve makes a provider of version "test" that isn't configured yet.
func serve(t *testing.T, variables environment) *server {
	t.Helper()
	protocol := provider.NewServer(context.Background(), provider.NewWithEnvironment("test", variables))()
	s := &server{ProviderServer: protocol, terraform: "1.11.4", log: &lockedBuffer{}}
	var err error
	s.schemas, err = protocol.GetProviderSchema(s.logged(t.Context()), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	succeed(t, s.schemas.Diagnostics)
	return s
}

// start is serve with an empty configuration.
func start(t *testing.T, variables environment) *server {
	t.Helper()
	s := serve(t, variables)
	succeed(t, s.configure(t, nil))
	return s
}

func (s *server) logged(ctx context.Context) context.Context {
	if s.log == nil {
		return ctx
	}
	return tfsdklogtest.RootLogger(tflogtest.RootLogger(ctx, s.log), s.log)
}

func (s *server) validate(t *testing.T, config object) diagnostics {
	t.Helper()
	resp, err := s.ValidateProviderConfig(s.logged(t.Context()), &tfprotov6.ValidateProviderConfigRequest{
		Config: dynamic(t, s.schemas.Provider.ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

func (s *server) configure(t *testing.T, config object) diagnostics {
	t.Helper()
	resp, err := s.ConfigureProvider(s.logged(t.Context()), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: s.terraform,
		Config:           dynamic(t, s.schemas.Provider.ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

func (s *server) validateData(t *testing.T, name string, config object) diagnostics {
	t.Helper()
	resp, err := s.ValidateDataResourceConfig(s.logged(t.Context()), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: dynamic(t, s.schemas.DataSourceSchemas[name].ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

func (s *server) validateEphemeral(t *testing.T, name string, config object) diagnostics {
	t.Helper()
	resp, err := s.ValidateEphemeralResourceConfig(s.logged(t.Context()), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: name, Config: dynamic(t, s.schemas.EphemeralResourceSchemas[name].ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// read reads a data source; its state is nil where that failed.
func (s *server) read(ctx context.Context, t *testing.T, name string, config object) (object, diagnostics) {
	t.Helper()
	schema := s.schemas.DataSourceSchemas[name].ValueType()
	resp, err := s.ReadDataSource(s.logged(ctx), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: dynamic(t, schema, config)})
	if err != nil {
		t.Error(err)
		return nil, nil
	}
	if diagnostics(resp.Diagnostics).hasError() {
		// The framework answers with the configuration, in which no result is set.
		state, err := resp.State.Unmarshal(schema)
		if arguments := terraform(t, schema, config); err != nil || !state.Equal(arguments) {
			t.Errorf("a state came with an error: %v, %v", state, err)
		}
		return nil, resp.Diagnostics
	}
	return decoded(t, schema, resp.State), resp.Diagnostics
}

// open opens an ephemeral resource; its result is nil where that failed.
func (s *server) open(ctx context.Context, t *testing.T, name string, config object) (object, diagnostics) {
	t.Helper()
	schema := s.schemas.EphemeralResourceSchemas[name].ValueType()
	resp, err := s.OpenEphemeralResource(s.logged(ctx), &tfprotov6.OpenEphemeralResourceRequest{TypeName: name, Config: dynamic(t, schema, config)})
	if err != nil {
		t.Error(err)
		return nil, nil
	}
	if diagnostics(resp.Diagnostics).hasError() {
		return nil, resp.Diagnostics
	}
	return decoded(t, schema, resp.Result), resp.Diagnostics
}

// diagnostics are what a user sees.
type diagnostics []*tfprotov6.Diagnostic

func (d diagnostics) hasError() bool {
	for _, one := range d {
		if one.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// String writes each as "error at path: summary" with the detail below.
func (d diagnostics) String() string {
	texts := make([]string, len(d))
	for i, one := range d {
		isError, severity := one.Severity == tfprotov6.DiagnosticSeverityError, "warning"
		if isError {
			severity = "error"
		}
		if one.Attribute != nil {
			severity += " at " + attributePath(one.Attribute)
		}
		texts[i] = severity + ": " + provider.Compared(one.Summary, one.Detail, isError)
	}
	return strings.Join(texts, "\n---\n")
}

// is reports whether there is one diagnostic, with that summary, that the runbook
// explains.
func (d diagnostics) is(summary string) bool {
	return len(d) == 1 && d[0].Summary == summary && !strings.Contains(d.String(), "\n(and the ")
}

// attributePath writes a path the way Terraform does.
func attributePath(at *tftypes.AttributePath) string {
	var b strings.Builder
	for _, step := range at.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			if b.Len() > 0 {
				b.WriteString(".")
			}
			b.WriteString(string(step))
		default:
			fmt.Fprintf(&b, "[%v]", step)
		}
	}
	return b.String()
}

func succeed(t *testing.T, d diagnostics) {
	t.Helper()
	if len(d) > 0 {
		t.Fatalf("expected no diagnostics, got\n%s", d)
	}
}

// same compares a text with what it should be.
func same(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// dynamic encodes a configuration; what it doesn't name is null.
func dynamic(t *testing.T, typ tftypes.Type, config object) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(typ, terraform(t, typ, config))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

func terraform(t *testing.T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case float64:
		return tftypes.NewValue(typ, big.NewFloat(v))
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case tftypes.Value:
		// That of a dynamic attribute.
		return v
	case object:
		// One that is nil is empty.
		types := typ.(tftypes.Object).AttributeTypes //nolint:forcetypeassert,errcheck // The test's own mistake.
		members := map[string]tftypes.Value{}
		for name, member := range types {
			members[name] = terraform(t, member, v[name])
		}
		for name := range v {
			if _, ok := types[name]; !ok {
				t.Fatalf("the schema has no %q", name)
			}
		}
		return tftypes.NewValue(typ, members)
	case list:
		elements := make([]tftypes.Value, len(v))
		for i := range v {
			elements[i] = terraform(t, elementType(typ), v[i])
		}
		return tftypes.NewValue(typ, elements)
	default:
		return tftypes.NewValue(typ, v)
	}
}

// elementType is the type of the elements of a list or set.
func elementType(typ tftypes.Type) tftypes.Type {
	if set, ok := typ.(tftypes.Set); ok {
		return set.ElementType
	}
	return typ.(tftypes.List).ElementType //nolint:forcetypeassert,errcheck // The test's own mistake.
}

// decoded turns a state into maps, slices, strings, booleans, int64s and nil.
func decoded(t *testing.T, typ tftypes.Type, state *tfprotov6.DynamicValue) object {
	t.Helper()
	if state == nil {
		return nil
	}
	value, err := state.Unmarshal(typ)
	if err != nil {
		t.Error(err)
		return nil
	}
	members, ok := plain(t, value).(object)
	if !ok {
		return nil
	}
	return members
}

func plain(t *testing.T, value tftypes.Value) any {
	t.Helper()
	if !value.IsKnown() {
		t.Errorf("a result holds a value that isn't known: %s", value)
		return nil
	}
	if value.IsNull() {
		return nil
	}
	var err error
	defer func() {
		if err != nil {
			t.Error(err)
		}
	}()
	switch {
	case value.Type().Is(tftypes.String):
		var text string
		err = value.As(&text)
		return text
	case value.Type().Is(tftypes.Bool):
		var flag bool
		err = value.As(&flag)
		return flag
	case value.Type().Is(tftypes.Number):
		number := &big.Float{}
		err = value.As(&number)
		n, accuracy := number.Int64()
		if accuracy != big.Exact {
			t.Errorf("%s is no 64-bit integer", number)
		}
		return n
	case value.Type().Is(tftypes.List{}), value.Type().Is(tftypes.Set{}):
		var elements []tftypes.Value
		err = value.As(&elements)
		result := list{}
		for _, element := range elements {
			result = append(result, plain(t, element))
		}
		return result
	default:
		members := map[string]tftypes.Value{}
		err = value.As(&members)
		result := object{}
		for name, member := range members {
			result[name] = plain(t, member)
		}
		return result
	}
}

// paths are the paths of the requests that a simulator saw, with their methods.
func paths(s *simulator.Simulator) []string {
	routes := []string{}
	for _, request := range s.Requests() {
		routes = append(routes, request.Method+" "+request.Path)
	}
	return routes
}

// lockedBuffer is a buffer for several writers.
type lockedBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

// Write implements [io.Writer].
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

// String is what has been written so far.
func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// TestNotConfigured is an error in each kind, and nothing worse.
func TestNotConfigured(t *testing.T) {
	t.Parallel()
	const want = "error: Provider is not configured\nThe CLI has asked for a status before it configured the provider. This is a bug in the CLI: please report it."
	p := serve(t, nil)
	gate := object{"icon": "icon-fra-1", "expect": object{"state": list{"Healthy"}}}
	_, d := p.read(t.Context(), t, interconnectStatus, gate)
	same(t, d.String(), want)
	_, d = p.open(t.Context(), t, interconnectStatus, gate)
	same(t, d.String(), want)
	_, d, _ = p.invoke(t.Context(), t, interconnectStatus+"_check", gate)
	same(t, d.String(), want)
}
