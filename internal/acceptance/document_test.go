// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// A shape is what a member of the documented status may be: text, number, a list
// or an object of shapes.
type (
	shape  any
	text   []string // of these values, or any where it is empty
	number struct{}
	digits struct{} // a number that is a string of digits on the wire
	list   struct{ of shape }
	byName struct{ of shape } // a map
	object map[string]shape
)

// status is the documented status but node_id, written down independently of the
// provider.
var status = object{
	"node_name":     text{},
	"update_status": text{"CHANGES_APPLIED", "CHANGES_PENDING", "UNAVAILABLE"},
	"interface_details": object{
		"speed": number{}, "bytes_sent": text{}, "bytes_received": text{},
		"cable_status":     text{"CONNECTED", "DISCONNECTED", "UNKNOWN"},
		"interface_status": text{"UP", "DOWN", "MISSING", "UNKNOWN", "NOTPRESENT", "LOWERLAYERDOWN", "TESTING", "DORMANT"},
		"mac_address":      text{}, "timestamp": text{},
	},
	"interface_status": object{
		"interface_id": number{}, "name": text{}, "default_gateway": text{}, "default_gateway_ipv6": text{},
		"bonding_mode": text{"ACTIVE_BACKUP", "IEEE_8023AD"}, "mtu": number{},
	},
	"network_statuses": list{object{
		"name": text{}, "assigned_by": text{"DHCP", "STATIC", "LINK_LOCAL", "HOST"}, "address": text{},
		"floating_addresses": list{text{}}, "dns_servers": list{text{}}, "dns_search_domains": list{text{}},
		"netmask": text{}, "mtu": number{}, "vlan_id": number{},
	}},
	"aws_status": object{
		"eni_id": text{}, "device_number": number{}, "private_ipv4_addresses": list{text{}}, "subnet_id": text{},
		"subnet_mask": text{}, "vpc_id": text{}, "security_groups": list{text{}},
	},
	"azure_status": object{"private_ipv4_address": text{}, "network": text{}, "subnet_mask": text{}},
	"gcp_status":   object{"private_ipv4_address": text{}, "ip_aliases": list{text{}}, "network": text{}, "subnet_mask": text{}},
}

// cloud are the objects of a cluster in a cloud.
var cloud = object{"aws_status": status["aws_status"], "azure_status": status["azure_status"], "gcp_status": status["gcp_status"]}

// nodeStatus is the v3 status but node_id, under the wire's names.
var nodeStatus = object{
	"node_name":                  text{},
	"managed_interface_statuses": list{object{"name": text{}, "status": text{"APPLIED", "PENDING", "FAILED"}, "details": text{}}},
	"network_statuses":           byName{object{"name": text{}, "status": text{"APPLIED", "PENDING", "FAILED"}, "details": text{}}},
	"devices": list{object{
		"name": text{}, "permanent_mac_address": text{}, "mac_address": text{}, "speed": digits{},
		"bytes_sent": text{}, "bytes_received": text{}, "cable_status": text{"CONNECTED", "DISCONNECTED", "UNKNOWN"},
		"interface_status": text{"UP", "DOWN", "LOWERLAYERDOWN"}, "mtu": number{}, "bonding_mode": text{"ACTIVE_BACKUP"}, "vlan_id": number{}, "timestamp": text{},
		"network_details": object{
			"use_for": text{"FRONTEND", "BACKEND", "NONE"},
			"qumulo_ip_addresses": list{object{
				"network_id": number{}, "assigned_by": text{"DHCP", "HOST"}, "netmask": text{}, "address": text{},
				"floating_addresses": list{text{}}, "gateway": text{},
			}},
			"host_routable_ip_addresses": list{text{}}, "upper_interface_name": text{}, "addresses": list{text{}},
		},
	}},
	"environment":  object{"dns_servers": list{text{}}, "dns_search_domains": list{text{}}, "systemwide_default_gateways": list{text{}}},
	"cloud_status": object{"type": text{"AWS", "AZURE", "GCP"}, "aws_status": cloud["aws_status"], "azure_status": cloud["azure_status"], "gcp_status": cloud["gcp_status"]},
}

// published is how the published document spells members of the v3 status.
var published = map[string]string{
	"cloud_status": "api_cloud_provider_status", "network_details": "api_network_specific_fields", "use_for": "type",
}

// strings that are easily mangled. They are in normal form C: Terraform brings
// every string into it.
var mangled = []string{
	"", " ", "null", "0", "1500.0", "true", "18446744073709551616", "fe80::1%bond0", "Zürich – Köln", "日本語", "🛰️", "${self.id}", "%{ if true }",
	"$${x}", `"quoted" \ / back`, "tab\tand\nline", "<html>&amp;", "\u2028", "a\u0301b", "{}", "[]",
}

// generator makes documents, and what they must become.
type generator struct {
	*rand.Rand
	// spelling replaces names on the wire; nil for none.
	spelling map[string]string
}

// value is a shape as JSON, and as `show -json` must have it.
func (g generator) value(of shape) (document string, want any) {
	switch of := of.(type) {
	case text:
		return g.text(of)
	case number:
		return g.number()
	case digits:
		n := strconv.Itoa(g.IntN(400_000))
		return strconv.Quote(n), json.Number(n)
	case byName:
		parts, elements := []string{}, map[string]any{}
		for i := range g.IntN(4) {
			part, element := "null", any(nil)
			if g.IntN(8) > 0 {
				part, element = g.value(of.of)
			}
			name := strconv.Itoa(i)
			parts, elements[name] = append(parts, fmt.Sprintf("%q:%s", name, part)), element
		}
		return "{" + strings.Join(parts, ",") + "}", elements
	case list:
		parts, elements := []string{}, []any{}
		for range g.IntN(4) {
			part, element := "null", any(nil)
			if g.IntN(8) > 0 {
				part, element = g.value(of.of)
			}
			parts, elements = append(parts, part), append(elements, element)
		}
		return "[" + strings.Join(parts, ",") + "]", elements
	case object:
		parts, want := g.members(of)
		return "{" + strings.Join(parts, ",") + "}", want
	default:
		panic(fmt.Sprintf("%T is no shape", of))
	}
}

func (g generator) text(of text) (document string, want any) {
	value := mangled[g.IntN(len(mangled))]
	if len(of) > 0 && g.IntN(5) > 0 {
		value = of[g.IntN(len(of))]
	}
	if g.IntN(2) > 0 {
		return escaped(value), normal(value)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(encoded), normal(value)
}

// normal is the one of the strings that isn't in normal form C in that form.
func normal(value string) string {
	return strings.ReplaceAll(value, "a\u0301", "\u00e1")
}

// escaped writes a string with nothing but escapes.
func escaped(value string) string {
	var b strings.Builder
	for _, unit := range utf16Of(value) {
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return `"` + b.String() + `"`
}

func utf16Of(value string) []uint16 {
	var units []uint16
	for _, r := range value {
		if r > math.MaxUint16 {
			r -= 0x10000
			units = append(units, uint16(0xd800+(r>>10)&0x3ff), uint16(0xdc00+r&0x3ff))
			continue
		}
		units = append(units, uint16(r)) //nolint:gosec // It fits.
	}
	return units
}

func (g generator) number() (document string, want any) {
	if g.IntN(5) == 0 {
		n := []int64{0, -1, math.MaxInt64, math.MinInt64, 1 << 53, 1<<53 + 1}[g.IntN(6)]
		return strconv.FormatInt(n, 10), json.Number(strconv.FormatInt(n, 10))
	}
	n := g.Int64N(100_000)
	form := []string{"%d", "%d.0", "%d.000", "%de0", "%d0e-1", "%d.0E+0"}[g.IntN(6)]
	return fmt.Sprintf(form, n), json.Number(strconv.FormatInt(n, 10))
}

// members are the members of an object, some of them missing or null, and some
// that nobody documented.
func (g generator) members(of object) (parts []string, want map[string]any) {
	want = map[string]any{}
	for name, shape := range of {
		want[name] = nil
		wire := cmp.Or(g.spelling[name], name)
		switch g.IntN(8) {
		case 0:
		case 1:
			parts = append(parts, fmt.Sprintf("%q:null", wire))
		default:
			part, value := g.value(shape)
			parts, want[name] = append(parts, fmt.Sprintf("%q:%s", wire, part)), value
		}
	}
	if g.IntN(3) == 0 {
		parts = append(parts, `"added_later":{"speed":[1.5,null,"x"],"node_name":false}`)
	}
	g.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return parts, want
}

func TestDocumentsComeOutAsTheyWentIn(t *testing.T) {
	t.Parallel()
	const count = 250
	sim := simulatortest.Start(t, simulator.Options{})
	seed := rand.Uint64() //nolint:gosec // The documents are no secret.
	t.Logf("seed %d", seed)
	g := generator{Rand: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // The documents are no secret.
	documents, want := make([]string, count), make([]map[string]any, count)
	for i := range count {
		var parts []string
		parts, want[i] = g.members(status)
		id := json.Number(strconv.Itoa(i + 1))
		want[i]["interface_id"], want[i]["node_id"] = json.Number("4"), id
		want[i]["expect"], want[i]["timeouts"], want[i]["allow_missing"] = nil, nil, nil
		documents[i] = "{" + strings.Join(append(parts, `"node_id":`+id.String()), ",") + "}"
		sim.SetNetworkInterfaceStatus(4, int64(i+1), documents[i])
	}

	w := newWorkspace(t, nil, fmt.Sprintf(`
data "netstatus_network_interface_status" "all" {
  count        = %d
  interface_id = 4
  node_id      = count.index + 1
}
`, count))
	w.Env = append(w.Env, byPassword(sim)...)
	w.apply(t)
	if logins, reads := sim.Logins(), len(sim.Requests())-sim.Logins(); logins != 1 || reads != count {
		t.Errorf("%d logins and %d reads", logins, reads)
	}
	state := w.state(t)
	for i := range count {
		got := state[fmt.Sprintf("data.netstatus_network_interface_status.all[%d]", i)]
		if !reflect.DeepEqual(got, want[i]) {
			t.Fatalf("of %s\ncame %v\nwant %v", documents[i], got, want[i])
		}
	}
}

// TestNodeDocumentsComeOutAsTheyWentIn is the same for v3, single and plural, with a
// third of the documents in the published spelling.
func TestNodeDocumentsComeOutAsTheyWentIn(t *testing.T) {
	t.Parallel()
	const count = 150
	s := simulatortest.Start(t, simulator.Options{})
	seed := rand.Uint64() //nolint:gosec // The documents are no secret.
	t.Logf("seed %d", seed)
	documents, want := make([]string, count), make([]map[string]any, count)
	for i := range count {
		g := generator{Rand: rand.New(rand.NewPCG(seed, uint64(i)))} //nolint:gosec // The documents are no secret.
		if i%3 == 0 {
			g.spelling = published
		}
		var parts []string
		parts, want[i] = g.members(nodeStatus)
		id := json.Number(strconv.Itoa(i + 1))
		want[i]["node_id"] = id
		documents[i] = "{" + strings.Join(append(parts, `"node_id":`+id.String()), ",") + "}"
		s.SetNodeNetworkStatus(int64(i+1), documents[i])
	}
	s.SetNodeNetworkStatuses("[" + strings.Join(documents, ",") + "]")
	w := newWorkspace(t, s, fmt.Sprintf(`
data "netstatus_node_network_status" "one" {
  count   = %d
  node_id = count.index + 1
}
data "netstatus_node_network_statuses" "all" {}
`, count))
	w.apply(t)
	state := w.state(t)
	statuses, _ := state["data.netstatus_node_network_statuses.all"]["statuses"].([]any)
	if len(statuses) != count {
		t.Fatalf("%d statuses", len(statuses))
	}
	for i := range count {
		single := state[fmt.Sprintf("data.netstatus_node_network_status.one[%d]", i)]
		for _, argument := range []string{"expect", "timeouts", "allow_missing"} {
			delete(single, argument)
		}
		for _, got := range []any{single, statuses[i]} {
			if !reflect.DeepEqual(got, any(want[i])) {
				t.Fatalf("of %s\ncame %v\nwant %v", documents[i], got, want[i])
			}
		}
	}
}

// byPassword is the environment that logs in by user and password.
func byPassword(sim *simulator.Simulator) []string {
	return append(withoutCredentials(sim.Environment()), "QUMULO_USERNAME="+simulator.Username, "QUMULO_PASSWORD="+simulator.Password, "CLOUDFLARE_API_TOKEN="+simulator.APIToken)
}

func TestInterconnectStates(t *testing.T) {
	t.Parallel()
	sim := simulatortest.Start(t, simulator.Options{})
	want := map[string][2]any{}
	for i, test := range []struct {
		document      string
		state, reason any
	}{
		{`{"state":"Healthy"}`, "Healthy", nil},
		{`{"state":"Pending"}`, "Pending", nil},
		{`{"state":"Down","reason":"No light."}`, "Down", "No light."},
		{`{"state":"Unhealthy","reason":"${LACP}"}`, "Unhealthy", "${LACP}"},
		{`{"state":"Down","reason":null}`, "Down", nil},
		{`{"state":"Down"}`, "Down", nil},
		{`{"state":"Draining","reason":"Maintenance.","since":1}`, "Draining", "Maintenance."},
		{`{"success":true,"errors":[],"messages":[],"result":{"state":"Down","reason":"No light."}}`, "Down", "No light."},
		{` {"reason" : "Grüße" , "state" : "Healthy" } `, "Healthy", "Grüße"},
	} {
		name := fmt.Sprintf("icon %d/ü", i)
		sim.SetInterconnectStatus(account, name, test.document)
		want[name] = [2]any{test.state, test.reason}
	}
	w := newWorkspace(t, sim, `
variable "icons" {
  type = set(string)
}
data "netstatus_interconnect_status" "all" {
  for_each = var.icons
  icon     = each.key
}
`)
	icons := []string{}
	for name := range want {
		icons = append(icons, strconv.Quote(name))
	}
	w.Env = append(w.Env, "TF_VAR_icons=["+strings.Join(icons, ",")+"]")
	w.apply(t)
	state := w.state(t)
	for name, want := range want {
		got := state[fmt.Sprintf("data.netstatus_interconnect_status.all[%q]", name)]
		if got["state"] != want[0] || got["reason"] != want[1] || got["account_id"] != account {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}
