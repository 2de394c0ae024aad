// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
)

// TestPublishedSpelling has what the published document calls by other names beside the
// wire's names, which win.
func TestPublishedSpelling(t *testing.T) {
	t.Parallel()
	for document, want := range map[string][2]string{
		`{"api_cloud_provider_status":{"type":"AWS"},"cloud_status":null,
			"devices":[{"api_network_specific_fields":{"type":"X","use_for":null},"network_details":null}]}`: {"AWS", "X"},
		`{"api_cloud_provider_status":{"type":"AWS"},"cloud_status":{"type":"GCP"},
			"devices":[{"api_network_specific_fields":{"type":"X"},"network_details":{"use_for":"Y","type":"Z"}}]}`: {"GCP", "Y"},
		`{"cloud_status":{"type":"GCP"},"devices":[{"network_details":{"type":"Z"}}]}`: {"GCP", "Z"},
	} {
		status, err := decodeNodeNetworkStatus([]byte(document))
		if err != nil || *status.CloudStatus.Type != want[0] || *status.Devices[0].NetworkDetails.UseFor != want[1] {
			t.Errorf("%s: got %+v, %v", document, status, err)
		}
	}
}

func sentences(mismatches []expect.Mismatch) []string {
	var texts []string
	for _, mismatch := range mismatches {
		texts = append(texts, mismatch.Sentence)
	}
	return texts
}

func TestNodeExpectation(t *testing.T) {
	t.Parallel()
	const document = `{
		"managed_interface_statuses": [{"name": "bond0", "status": "APPLIED"}, null, {"status": "PENDING"}],
		"network_statuses": {"2": {"status": "APPLIED"}, "1": {"status": "FAILED", "details": "no \"vlan\""}, "3": null},
		"devices": [
			{"name": "bond0", "speed": "100000", "mtu": 9000, "cable_status": "CONNECTED", "interface_status": "UP", "network_details": {"use_for": "FRONTEND"}},
			{"name": "bond1", "speed": "4294967295", "mtu": 1500, "cable_status": "CONNECTED", "interface_status": "UP", "network_details": {"use_for": "BACKEND"}},
			{"name": "eth0", "speed": "10", "network_details": {}},
			{"name": "lo", "network_details": {"use_for": "NONE"}},
			null,
			{"network_details": {"use_for": "UNDERLYING"}}
		]
	}`
	const has = ` The node has "bond0" (FRONTEND), "bond1" (BACKEND), "eth0", "lo" (NONE), a device without a name, a device without a name.`
	speed, mtu := int64(100000), int64(9000)
	up := []string{"UP"}
	for name, test := range map[string]struct {
		expectation NodeExpectation
		document    string
		want        []string
	}{
		"nothing": {NodeExpectation{}, document, nil},
		"all that are used": {NodeExpectation{MinSpeed: &speed}, document, []string{
			`devices["bond1"].speed is null, expected at least 100000 Mbps.`, `devices[5].speed is null, expected at least 100000 Mbps.`,
		}},
		"named":                   {NodeExpectation{MinSpeed: &speed, Devices: []string{"eth0"}}, document, []string{`devices["eth0"].speed is 10 Mbps, expected at least 100000 Mbps.`}},
		"named and good":          {NodeExpectation{InterfaceStatus: up, Devices: []string{"bond1", "bond0", "bond0"}}, document, nil},
		"one that is not there":   {NodeExpectation{InterfaceStatus: up, Devices: []string{"bond0", "bond9", "bond9"}}, document, []string{`devices["bond9"] is not there.` + has}},
		"used for":                {NodeExpectation{MinMTU: &mtu, UseFor: []string{"FRONTEND", "BACKEND"}}, document, []string{`devices["bond1"].mtu is 1500 bytes, expected at least 9000 bytes.`}},
		"used for none":           {NodeExpectation{InterfaceStatus: up, UseFor: []string{"NONE"}}, document, []string{`devices["lo"].interface_status is null, expected "UP".`}},
		"used for something else": {NodeExpectation{InterfaceStatus: up, UseFor: []string{"frontend"}}, document, []string{`No device is used for "frontend", so that none is as expected.` + has}},
		"both":                    {NodeExpectation{MinMTU: &mtu, UseFor: []string{"FRONTEND"}, Devices: []string{"bond0", "bond1"}}, document, nil},
		"both and none": {
			NodeExpectation{InterfaceStatus: up, UseFor: []string{"BACKEND"}, Devices: []string{"bond0"}},
			document,
			[]string{`No device is named "bond0" and used for "BACKEND", so that none is as expected.` + has},
		},
		"no device": {NodeExpectation{CableStatus: []string{"CONNECTED"}}, `{}`, []string{
			`No device is used for something (network_details.use_for), so that none is as expected. The node has no device.`,
		}},
		"applied": {NodeExpectation{ApplicationStatus: []string{"APPLIED"}}, document, []string{
			`managed_interface_statuses[1].status is null, expected "APPLIED".`, `managed_interface_statuses[2].status is "PENDING", expected "APPLIED".`,
			`network_statuses["1"].status is "FAILED", expected "APPLIED".`, `network_statuses["3"].status is null, expected "APPLIED".`,
		}},
		"applied and a device that is not there": {
			NodeExpectation{ApplicationStatus: []string{"APPLIED", "PENDING", "FAILED"}, Devices: []string{"x"}},
			`{"network_statuses":{"1":{"status":"FAILED"}}}`,
			[]string{`devices["x"] is not there. The node has no device.`},
		},
		"nothing to apply": {
			NodeExpectation{ApplicationStatus: []string{"APPLIED", "PENDING"}},
			`{"managed_interface_statuses":[],"network_statuses":{}}`,
			[]string{`managed_interface_statuses and network_statuses have no entry, expected "APPLIED" or "PENDING".`},
		},
	} {
		status, err := decodeNodeNetworkStatus([]byte(test.document))
		if err != nil {
			t.Fatal(err)
		}
		mismatches := test.expectation.Mismatches(status, nil)
		if got := sentences(mismatches); !slices.Equal(got, test.want) {
			t.Errorf("%s: got\n%q\nwant\n%q", name, got, test.want)
		}
		for _, mismatch := range mismatches {
			if mismatch.Advice == "" {
				t.Errorf("%s: %s has no advice", name, mismatch.Sentence)
			}
			if strings.Contains(mismatch.Sentence, "FAILED") && !strings.Contains(mismatch.Advice, `"no \"vlan\""`) {
				t.Errorf("%s: %s does not show the details", name, mismatch.Advice)
			}
			if strings.Contains(mismatch.Sentence, "speed is null") && !strings.Contains(mismatch.Advice, "cloud instances") {
				t.Errorf("%s: got the advice %s", name, mismatch.Advice)
			}
		}
	}
}

func FuzzDecodeNodeNetworkStatus(f *testing.F) {
	for _, document := range []string{
		`{}`, `null`, `{"node_id":2,"devices":[null,{"speed":"100000","mtu":1500.0}]}`, `{"devices":[{"speed":"1e5"}]}`, `{"network_statuses":{"":null,"1":{}}}`,
		`{"managed_interface_statuses":[{"name":"b","status":"FAILED","details":"d"}],"cloud_status":{"aws_status":{"device_number":0}}}`,
		`{"devices":[{"name":"b","cable_status":"CONNECTED","network_details":{"use_for":"BACKEND","qumulo_ip_addresses":[{"network_id":1}]}}]}`,
		`{"api_cloud_provider_status":{},"devices":[{"api_network_specific_fields":{"type":"NONE"}}]}`, `{"a":{"b":[[[[`, "{\"\xff\":1}",
	} {
		f.Add([]byte(document))
	}
	speed := int64(1)
	all := NodeExpectation{
		CableStatus: []string{"CONNECTED"}, InterfaceStatus: []string{"UP"}, MinSpeed: &speed, MinMTU: &speed, ApplicationStatus: []string{"APPLIED"},
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		stopwatch.Bound(t, len(document), func() { judgeNodeNetworkStatus(t, document, all) })
	})
}

// judgeNodeNetworkStatus decodes a document, and compares it where that is one.
func judgeNodeNetworkStatus(t *testing.T, document []byte, all NodeExpectation) {
	t.Helper()
	status, err := decodeNodeNetworkStatus(document)
	if err != nil {
		if strict, ok := errors.AsType[*strictjson.Error](err); !ok || strict.Problem == "" || len(strict.Field) > 200 || status != nil {
			t.Errorf("%q: got %T: %.300s", document, err, err)
		}
	} else {
		for _, mismatch := range append(all.Mismatches(status, nil), NodeFaults(status)...) {
			if !utf8.ValidString(mismatch.Sentence) || mismatch.Advice == "" {
				t.Errorf("%q: got %+v", document, mismatch)
			}
		}
		for text := range nodeTexts(status) {
			if !utf8.ValidString(text) {
				t.Errorf("%q: got %q, which is no text", document, text)
			}
		}
	}
}

// nodeTexts are the strings within a status, those of its map included.
func nodeTexts(status *NodeNetworkStatus) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		texts(reflect.ValueOf(status))(yield)
		for id, entry := range status.NetworkStatuses {
			yield(id)
			texts(reflect.ValueOf(entry))(yield)
		}
	}
}
