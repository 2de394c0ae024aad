// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// nodeIDs decodes a list of v3 statuses.
func nodeIDs(t *testing.T, document string) []int {
	t.Helper()
	var statuses []struct {
		NodeID  int `json:"node_id"`
		Devices []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(document), &statuses); err != nil {
		t.Fatal(err)
	}
	ids := make([]int, 0, len(statuses))
	for _, status := range statuses {
		if len(status.Devices) == 0 {
			t.Errorf("node %d has no devices", status.NodeID)
		}
		ids = append(ids, status.NodeID)
	}
	return ids
}

func TestNodeNetworkStatuses(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s)
	list := get(t, client, qumuloURL(s, "/v3/network/status"))
	if got := nodeIDs(t, list.body); len(got) != 4 || got[0] != 5 || got[3] != 1 {
		t.Errorf("got the nodes %v, want 5, 3, 2 and 1", got)
	}
	for _, path := range []string{"/v3/network/status/", "/v3/network/status/4", "/v3/network/status/x", "/v3/network/status/1/", "/v3/network"} {
		get(t, client, qumuloURL(s, path)).expect(t, http.StatusNotFound, "fs_no_such_entry_error")
	}
	s.SetNodeNetworkStatus(4, ` {"node_id" : 4}`)
	get(t, client, qumuloURL(s, "/v3/network/status/4")).expect(t, http.StatusOK, ` {"node_id" : 4}`)
	for name, document := range simulator.V3Samples() {
		s.SetNodeNetworkStatuses(document)
		if got := get(t, client, qumuloURL(s, "/v3/network/status")); got.body != document || len(nodeIDs(t, document)) == 0 {
			t.Errorf("%s: got %s", name, got.body)
		}
	}
}

func TestGenerations(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	client := newClient(t, s)
	v2 := []string{"/v2/network/interfaces/", "/v2/network/interfaces/1/status/", "/v2/network/interfaces/1/status/1"}
	v3 := []string{"/v3/network/status", "/v3/network/status/1"}
	for generation, has := range map[simulator.Generation][2]bool{
		simulator.BothGenerations: {true, true}, simulator.OnlyV2: {true, false}, simulator.OnlyV3: {false, true},
	} {
		s.SetGeneration(generation)
		for i, paths := range [][]string{v2, v3} {
			for _, path := range paths {
				status, part := http.StatusOK, ""
				if !has[i] {
					status, part = http.StatusNotFound, "fs_no_such_entry_error"
				}
				get(t, client, qumuloURL(s, path)).expect(t, status, part)
			}
		}
		get(t, client, qumuloURL(s, "/v1/cluster/nodes/")).expect(t, http.StatusOK, "")
	}
}
