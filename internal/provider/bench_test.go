// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// BenchmarkSchema is a start-up: a new server up to its answer to the CLI's first
// question.
func BenchmarkSchema(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		server := providerserver.NewProtocol6(provider.New("bench")())()
		if _, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadNetworkInterfaceStatus is one read over TLS, without a CLI.
func BenchmarkReadNetworkInterfaceStatus(b *testing.B) {
	benchmarkRead(b, "netstatus_network_interface_status", map[string]any{"interface_id": 1, "node_id": 2})
}

// BenchmarkReadInterconnectStatus is one read over HTTP, without a CLI.
func BenchmarkReadInterconnectStatus(b *testing.B) {
	benchmarkRead(b, "netstatus_interconnect_status", map[string]any{"icon": "icon-fra-1"})
}

// BenchmarkReadNetworkInterfaceStatuses is all nodes in one read.
func BenchmarkReadNetworkInterfaceStatuses(b *testing.B) {
	benchmarkRead(b, "netstatus_network_interface_statuses", map[string]any{"interface_id": 1})
}

// BenchmarkReadInterconnectStatuses is a list and the status of two.
func BenchmarkReadInterconnectStatuses(b *testing.B) {
	benchmarkRead(b, "netstatus_interconnect_statuses", map[string]any{"site": "fra"})
}

// BenchmarkReadManyInterconnectStatuses is the status of a thousand that are named,
// validated as the CLI does before.
func BenchmarkReadManyInterconnectStatuses(b *testing.B) {
	const count = 1000
	names, icons := make([]string, count), make([]tftypes.Value, count)
	for i := range icons {
		names[i] = fmt.Sprintf("icon-%d", i)
		icons[i] = tftypes.NewValue(tftypes.String, names[i])
	}
	server, schemas, s := benchmarkServer(b)
	simulatortest.AddInterconnects(s, simulator.AccountID, `{"state":"Healthy"}`, names...)
	const name = "netstatus_interconnect_statuses"
	config := benchmarkConfig(b, schemas.DataSourceSchemas[name].ValueType(), map[string]any{"icons": icons})
	b.ReportAllocs()
	for b.Loop() {
		validated, err := server.ValidateDataResourceConfig(b.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: name, Config: config})
		if err != nil {
			b.Fatal(err)
		}
		mustSucceed(b, validated.Diagnostics)
		resp, err := server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: config})
		if err != nil {
			b.Fatal(err)
		}
		mustSucceed(b, resp.Diagnostics)
	}
}

// BenchmarkReadNetworkInterfaces is the cluster's interfaces.
func BenchmarkReadNetworkInterfaces(b *testing.B) {
	benchmarkRead(b, "netstatus_network_interfaces", nil)
}

// BenchmarkReadInterconnects is the account's interconnects, on one page.
func BenchmarkReadInterconnects(b *testing.B) {
	benchmarkRead(b, "netstatus_interconnects", nil)
}

// BenchmarkOpenInterconnectStatus is one opening of the ephemeral resource.
func BenchmarkOpenInterconnectStatus(b *testing.B) {
	server, schemas, _ := benchmarkServer(b)
	const name = "netstatus_interconnect_status"
	config := benchmarkConfig(b, schemas.EphemeralResourceSchemas[name].ValueType(), map[string]any{"icon": "icon-fra-1"})
	b.ReportAllocs()
	for b.Loop() {
		resp, err := server.OpenEphemeralResource(b.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: name, Config: config})
		if err != nil {
			b.Fatal(err)
		}
		mustSucceed(b, resp.Diagnostics)
	}
}

func benchmarkRead(b *testing.B, name string, arguments map[string]any) {
	b.Helper()
	server, schemas, _ := benchmarkServer(b)
	config := benchmarkConfig(b, schemas.DataSourceSchemas[name].ValueType(), arguments)
	b.ReportAllocs()
	for b.Loop() {
		resp, err := server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: config})
		if err != nil {
			b.Fatal(err)
		}
		mustSucceed(b, resp.Diagnostics)
	}
}

// benchmarkServer is a provider configured for a simulator by the environment.
func benchmarkServer(b *testing.B) (tfprotov6.ProviderServer, *tfprotov6.GetProviderSchemaResponse, *simulator.Simulator) {
	b.Helper()
	s := simulatortest.Start(b, simulator.Options{})
	environment := map[string]string{}
	for _, variable := range s.Environment() {
		name, value, _ := strings.Cut(variable, "=")
		environment[name] = value
	}
	server := providerserver.NewProtocol6(provider.NewWithEnvironment("bench", environment)())()
	schemas, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		b.Fatal(err)
	}
	resp, err := server.ConfigureProvider(context.Background(), &tfprotov6.ConfigureProviderRequest{Config: benchmarkConfig(b, schemas.Provider.ValueType(), nil)})
	if err != nil {
		b.Fatal(err)
	}
	mustSucceed(b, resp.Diagnostics)
	return server, schemas, s
}

// benchmarkConfig is an object of type t with the given members, the others null.
func benchmarkConfig(b *testing.B, t tftypes.Type, members map[string]any) *tfprotov6.DynamicValue {
	b.Helper()
	object, ok := t.(tftypes.Object)
	if !ok {
		b.Fatalf("got %s, want an object", t)
	}
	values := map[string]tftypes.Value{}
	for name, member := range object.AttributeTypes {
		values[name] = tftypes.NewValue(member, members[name])
	}
	config, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		b.Fatal(err)
	}
	return &config
}

func mustSucceed(b *testing.B, diagnostics []*tfprotov6.Diagnostic) {
	b.Helper()
	for _, d := range diagnostics {
		b.Fatalf("%s: %s", d.Summary, d.Detail)
	}
}
