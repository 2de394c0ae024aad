// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"strings"
)

// ports returns what a document of v2 or v3 says of a node's ports, by their names: objects
// of the document that have cable_status and interface_status.
func ports(document map[string]any) map[string]map[string]any {
	found := make(map[string]map[string]any)
	add := func(name, port any) {
		text, named := name.(string)
		members, ok := port.(map[string]any)
		if named && ok {
			found[text] = members
		}
	}
	if status, ok := document["interface_status"].(map[string]any); ok {
		add(status["name"], document["interface_details"])
	}
	devices, _ := document["devices"].([]any)
	for _, device := range devices {
		if members, ok := device.(map[string]any); ok {
			add(members["name"], device)
		}
	}
	return found
}

// plug gives the other generation's documents of a node the state of the cables in the
// document of a path: v2 and v3 tell of the same ones.
func (s *Simulator) plug(path string, document map[string]any) {
	_, node, isStatus := strings.Cut(path, "/status/")
	if !isStatus {
		return
	}
	generation, changed := path[:len("/v2/")], ports(document)
	for _, other := range s.documents.below("/v") {
		if !strings.HasSuffix(other, "/status/"+node) || strings.HasPrefix(other, generation) {
			continue
		}
		text, _ := s.documents.get(other)
		counterpart, err := decode([]byte(text))
		if err != nil {
			continue // a test has set something else
		}
		if copied := copyCables(changed, ports(counterpart)); copied {
			s.Set(other, encoded(0, counterpart).body)
		}
	}
}

// copyCables copies the state of the ports that both have. It reports whether any differed.
func copyCables(from, to map[string]map[string]any) bool {
	copied := false
	for name, port := range to {
		for _, member := range []string{"cable_status", "interface_status"} {
			if value, ok := from[name][member].(string); ok && port[member] != value {
				port[member], copied = value, true
			}
		}
	}
	return copied
}
