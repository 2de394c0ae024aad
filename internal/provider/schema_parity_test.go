// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/netstatus/terraform-provider-netstatus/internal/qumulo"
)

// leafCount is how many leaves the documented status has.
const leafCount = 39

// apiSchema is a part of the documented JSON schema.
type apiSchema struct {
	Type       string                `json:"type"`
	Enum       []string              `json:"enum"`
	Properties map[string]*apiSchema `json:"properties"`
	Items      *apiSchema            `json:"items"`
	// AdditionalProperties is what a map holds.
	AdditionalProperties *apiSchema `json:"additionalProperties"`

	// otherName is how the published document calls the member, empty where it has
	// the same name.
	otherName string
}

func readAPISchema(t *testing.T) *apiSchema {
	t.Helper()
	return readSchema(t, "network_interface_status")
}

func readSchema(t *testing.T, name string) *apiSchema {
	t.Helper()
	document, err := os.ReadFile("testdata/" + name + ".schema.json") //nolint:gosec // The test's own files.
	if err != nil {
		t.Fatal(err)
	}
	schema := &apiSchema{}
	if err := json.Unmarshal(document, schema); err != nil {
		t.Fatal(err)
	}
	return schema
}

// leaves are types by place, such as "network_statuses[].mtu": "number".
type leaves map[string]string

func (l leaves) ofAPI(at string, schema *apiSchema) leaves {
	switch schema.Type {
	case "object":
		if schema.AdditionalProperties != nil {
			l.ofAPI(at+"{}", schema.AdditionalProperties)
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

// statusAttributes are the attributes of a status in a schema, without the
// arguments that aren't members of the document.
func statusAttributes(schema *tfprotov6.Schema) []*tfprotov6.SchemaAttribute {
	return slices.DeleteFunc(slices.Clone(schema.Block.Attributes), func(a *tfprotov6.SchemaAttribute) bool {
		return isArgument(a.Name)
	})
}

func TestSchemaParity(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	api := leaves{}.ofAPI("", readAPISchema(t))
	if len(api) != leafCount {
		t.Errorf("the documented schema has %d leaves, want %d", len(api), leafCount)
	}
	statuses := slices.IndexFunc(p.schemas.DataSourceSchemas["netstatus_network_interface_statuses"].Block.Attributes,
		func(a *tfprotov6.SchemaAttribute) bool { return a.Name == "statuses" })
	for name, other := range map[string]leaves{
		"the Go type":            leaves{}.ofGo("", reflect.TypeFor[qumulo.NetworkInterfaceStatus]()),
		"the data source":        leaves{}.ofTerraform("", statusAttributes(p.schemas.DataSourceSchemas[interfaceStatus])),
		"the ephemeral resource": leaves{}.ofTerraform("", statusAttributes(p.schemas.EphemeralResourceSchemas[interfaceStatus])),
		"the list of statuses": leaves{}.ofTerraformType("",
			p.schemas.DataSourceSchemas["netstatus_network_interface_statuses"].Block.Attributes[statuses].Type.(tftypes.List).ElementType), //nolint:forcetypeassert,errcheck // A list.
	} {
		if different := differences(api, other); len(different) > 0 {
			t.Errorf("the documented schema and %s differ:\n%s", name, strings.Join(different, "\n"))
		}
	}
}

// TestSchemaParityNotices proves that the comparison fails when a leaf is added to,
// removed from or changed in any of the three.
func TestSchemaParityNotices(t *testing.T) {
	t.Parallel()
	p := serve(t, nil)
	attributes := func() []*tfprotov6.SchemaAttribute {
		return statusAttributes(p.schemas.DataSourceSchemas[interfaceStatus])
	}
	whole := reflect.TypeFor[qumulo.NetworkInterfaceStatus]()

	for place := range (leaves{}).ofAPI("", readAPISchema(t)) {
		// Each leaf in turn is taken out of the list of its siblings.
		parent, name := "", place
		if i := strings.LastIndex(place, "."); i >= 0 {
			parent, name = place[:i], place[i+1:]
		}
		name = strings.TrimSuffix(name, "[]")
		for source, altered := range map[string]leaves{
			"the API's schema":   leaves{}.ofAPI("", withoutProperty(readAPISchema(t), parent, name)),
			"the Go type":        leaves{}.ofGo("", withoutField(whole, parent, name)),
			"Terraform's schema": leaves{}.ofTerraform("", withoutAttribute(attributes(), parent, name)),
		} {
			others := []leaves{leaves{}.ofAPI("", readAPISchema(t)), leaves{}.ofGo("", whole), leaves{}.ofTerraform("", attributes())}
			for _, other := range others {
				if n := len(differences(altered, other)); n != 1 {
					t.Errorf("%s without %s: %d differences, want one", source, place, n)
				}
				if n := len(differences(other, altered)); n != 1 {
					t.Errorf("%s without %s, the other way round: %d differences, want one", source, place, n)
				}
			}
		}
	}

	api := leaves{}.ofAPI("", readAPISchema(t))
	more := readAPISchema(t)
	more.Properties["network_statuses"].Items.Properties["more"] = &apiSchema{Type: "string"}
	changed := readAPISchema(t)
	changed.Properties["interface_details"].Properties["speed"].Type = "string"
	flat := readAPISchema(t)
	flat.Properties["gcp_status"].Properties["ip_aliases"] = flat.Properties["gcp_status"].Properties["ip_aliases"].Items
	moreGo := reflect.StructOf(append(reflect.VisibleFields(whole), reflect.StructField{
		Name: "More", Type: reflect.TypeFor[*string](), Tag: `json:"more" tfsdk:"more"`,
	}))
	twoNames := reflect.StructOf([]reflect.StructField{{Name: "NodeName", Type: reflect.TypeFor[*string](), Tag: `json:"node_name" tfsdk:"name"`}})
	moreTerraform := append(attributes(), &tfprotov6.SchemaAttribute{Name: "more", Type: tftypes.Bool})
	for name, altered := range map[string]leaves{
		"a leaf more in the API's schema":   leaves{}.ofAPI("", more),
		"a leaf of another type":            leaves{}.ofAPI("", changed),
		"a list that is none":               leaves{}.ofAPI("", flat),
		"a leaf more in the Go type":        leaves{}.ofGo("", moreGo),
		"two names for a field":             leaves{}.ofGo("", twoNames),
		"a leaf more in Terraform's schema": leaves{}.ofTerraform("", moreTerraform),
	} {
		if len(differences(api, altered)) == 0 || len(differences(altered, api)) == 0 {
			t.Errorf("%s goes unnoticed", name)
		}
	}
}

// withoutProperty removes a property of the object at parent.
func withoutProperty(schema *apiSchema, parent, name string) *apiSchema {
	within := schema
	if parent != "" {
		within = schema.Properties[strings.TrimSuffix(parent, "[]")]
		if within.Items != nil {
			within = within.Items
		}
	}
	delete(within.Properties, name)
	return schema
}

// withoutField makes a type without a field of the struct at parent.
func withoutField(typ reflect.Type, parent, name string) reflect.Type {
	switch typ.Kind() {
	case reflect.Pointer:
		return reflect.PointerTo(withoutField(typ.Elem(), parent, name))
	case reflect.Slice:
		return reflect.SliceOf(withoutField(typ.Elem(), parent, name))
	}
	var fields []reflect.StructField
	for field := range typ.Fields() {
		tag := field.Tag.Get("json")
		if parent == "" && tag == name {
			continue
		}
		if parent != "" && tag == strings.TrimSuffix(parent, "[]") {
			field.Type = withoutField(field.Type, "", name)
		}
		fields = append(fields, field)
	}
	return reflect.StructOf(fields)
}

// withoutAttribute copies attributes without one of the object at parent.
func withoutAttribute(attributes []*tfprotov6.SchemaAttribute, parent, name string) []*tfprotov6.SchemaAttribute {
	var rest []*tfprotov6.SchemaAttribute
	for _, attribute := range attributes {
		if parent == "" && attribute.Name == name {
			continue
		}
		if parent != "" && attribute.Name == strings.TrimSuffix(parent, "[]") {
			altered := *attribute
			if attribute.NestedType == nil {
				altered.Type = withoutMember(attribute.Type, name)
			} else {
				nested := *attribute.NestedType
				nested.Attributes = withoutAttribute(nested.Attributes, "", name)
				altered.NestedType = &nested
			}
			attribute = &altered
		}
		rest = append(rest, attribute)
	}
	return rest
}

// withoutMember copies a list of objects without a member of them.
func withoutMember(typ tftypes.Type, name string) tftypes.Type {
	object := typ.(tftypes.List).ElementType.(tftypes.Object) //nolint:forcetypeassert,errcheck // The schema's lists with members are lists of objects.
	members := maps.Clone(object.AttributeTypes)
	delete(members, name)
	return tftypes.List{ElementType: tftypes.Object{AttributeTypes: members}}
}
