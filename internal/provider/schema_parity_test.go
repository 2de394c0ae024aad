// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// leaves are types by place, such as "network_statuses[].mtu": "number".
type leaves map[string]string

func (l leaves) ofAPI(at string, schema *simulator.Schema) leaves {
	switch schema.Type {
	case "object":
		if schema.Additional != nil {
			l.ofAPI(at+"{}", schema.Additional)
		}
		for name, member := range schema.Properties {
			l.ofAPI(join(at, name), member)
		}
	case "array":
		l.ofAPI(at+"[]", schema.Items)
	default:
		l[at] = schema.Type
	}
	return l
}

// ofGo takes the leaves under the names of both tags, so that a difference
// between them is one between places.
func (l leaves) ofGo(at string, typ reflect.Type) leaves {
	switch typ.Kind() {
	case reflect.Pointer:
		return l.ofGo(at, typ.Elem())
	case reflect.Slice:
		return l.ofGo(at+"[]", typ.Elem())
	case reflect.Map:
		return l.ofGo(at+"{}", typ.Elem())
	case reflect.Struct:
		for field := range typ.Fields() {
			name := field.Tag.Get("json")
			if tfsdk := field.Tag.Get("tfsdk"); tfsdk != name {
				name += " or " + tfsdk
			}
			l.ofGo(join(at, name), field.Type)
		}
	case reflect.String:
		l[at] = "string"
	case reflect.Int64:
		l[at] = "number"
	default:
		l[at] = typ.String()
	}
	return l
}

func (l leaves) ofTerraform(at string, attributes []*tfprotov6.SchemaAttribute) leaves {
	for _, attribute := range attributes {
		place := join(at, attribute.Name)
		switch nested := attribute.NestedType; {
		case nested == nil:
			l.ofTerraformType(place, attribute.Type)
		case nested.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			l.ofTerraform(place, nested.Attributes)
		default:
			l[place] = nested.Nesting.String()
		}
	}
	return l
}

func (l leaves) ofTerraformType(at string, typ tftypes.Type) leaves {
	switch {
	case typ.Is(tftypes.String):
		l[at] = "string"
	case typ.Is(tftypes.Number):
		l[at] = "number"
	case typ.Is(tftypes.List{}):
		l.ofTerraformType(at+"[]", typ.(tftypes.List).ElementType) //nolint:forcetypeassert,errcheck // Just asked.
	case typ.Is(tftypes.Map{}):
		l.ofTerraformType(at+"{}", typ.(tftypes.Map).ElementType) //nolint:forcetypeassert,errcheck // Just asked.
	case typ.Is(tftypes.Object{}):
		for name, member := range typ.(tftypes.Object).AttributeTypes { //nolint:forcetypeassert,errcheck // Just asked.
			l.ofTerraformType(join(at, name), member)
		}
	default:
		l[at] = typ.String()
	}
	return l
}

func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// differences are the places that two sets of leaves disagree about.
func differences(a, b leaves) []string {
	var places []string
	for _, place := range slices.Sorted(maps.Keys(a)) {
		if a[place] != b[place] {
			places = append(places, fmt.Sprintf("%s: %q and %q", place, a[place], b[place]))
		}
	}
	for _, place := range slices.Sorted(maps.Keys(b)) {
		if _, ok := a[place]; !ok {
			places = append(places, fmt.Sprintf("%s: %q and %q", place, "", b[place]))
		}
	}
	return places
}

// ofStatus are the leaves of a schema, without the arguments that aren't members of the
// document.
func (l leaves) ofStatus(schema *tfprotov6.Schema) leaves {
	return l.ofTerraform("", slices.DeleteFunc(slices.Clone(schema.Block.Attributes), func(a *tfprotov6.SchemaAttribute) bool {
		return isArgument(a.Name)
	}))
}

// ofElement are the leaves of an element of a plural.
func (l leaves) ofElement(t *testing.T, schema *tfprotov6.Schema) leaves {
	t.Helper()
	for _, attribute := range schema.Block.Attributes {
		if statuses, ok := attribute.Type.(tftypes.List); ok && attribute.Name == "statuses" {
			return l.ofTerraformType("", statuses.ElementType)
		}
	}
	t.Fatal("no list of statuses")
	return nil
}

// TestSchemaParity compares what the services document with the Go types and with what
// Terraform is told.
func TestSchemaParity(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	data, ephemeral := p.schemas.DataSourceSchemas, p.schemas.EphemeralResourceSchemas
	node := leaves{}.ofAPI("", simulator.NewSchema("node_network_status"))
	const speed = "devices[].speed"
	if node[speed] != "string" {
		t.Errorf("the documented speed is a %q", node[speed])
	}
	// The provider makes a number of it.
	node[speed] = "number"
	for _, test := range []struct {
		documented     leaves
		count          int
		goType         reflect.Type
		single, plural string
	}{
		{leaves{}.ofAPI("", simulator.NewSchema("network_interface_status")), 39, reflect.TypeFor[qumulo.NetworkInterfaceStatus](), interfaceStatus, interfaceStatuses},
		{node, 48, reflect.TypeFor[qumulo.NodeNetworkStatus](), nodeStatus, nodeStatuses},
	} {
		if len(test.documented) != test.count {
			t.Errorf("%s: the documented schema has %d leaves, want %d", test.single, len(test.documented), test.count)
		}
		for name, other := range map[string]leaves{
			"the Go type":            leaves{}.ofGo("", test.goType),
			"the data source":        leaves{}.ofStatus(data[test.single]),
			"the ephemeral resource": leaves{}.ofStatus(ephemeral[test.single]),
			"the plural":             leaves{}.ofElement(t, data[test.plural]),
			"the ephemeral plural":   leaves{}.ofElement(t, ephemeral[test.plural]),
		} {
			if different := differences(test.documented, other); len(different) > 0 {
				t.Errorf("%s: the documented schema and %s differ:\n%s", test.single, name, strings.Join(different, "\n"))
			}
		}
	}
}
