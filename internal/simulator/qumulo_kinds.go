// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

// qumuloKinds are the documents of a cluster.
var qumuloKinds = []*Kind{
	{
		Name:       "network_interface_statuses",
		Route:      "/network-interfaces/{interface_id}/status/{node_id}",
		IntegerIDs: true,
		Schema:     Schema("network_interface_status"),
		Check: func(ids []string, object map[string]any) error {
			if inner, ok := object["interface_status"].(map[string]any); ok && inner["interface_id"] != nil {
				if err := document.CheckID(inner, "interface_id", integer(ids[0])); err != nil {
					return fmt.Errorf("interface_status.%w", err)
				}
			}
			return document.CheckID(object, "node_id", integer(ids[1]))
		},
		List: func(s *Simulator) any {
			nodes := make(map[string][]int64) // by interface
			s.qumulo().update(func(q *qumulo) {
				for id, statuses := range q.statuses {
					nodes[strconv.FormatInt(id, 10)] = sorted(statuses)
				}
			})
			return nodes
		},
		Get: func(s *Simulator, ids []string) (text string, ok bool) {
			s.qumulo().update(func(q *qumulo) { text, ok = q.statuses[integer(ids[0])][integer(ids[1])] })
			return text, ok
		},
		Put: func(s *Simulator, ids []string, text string) {
			s.SetNetworkInterfaceStatus(integer(ids[0]), integer(ids[1]), text)
		},
		Remove: func(s *Simulator, ids []string) {
			s.qumulo().update(func(q *qumulo) { q.removeStatus(integer(ids[0]), integer(ids[1])) })
		},
	},
	{
		Name:       "network_interfaces",
		Route:      "/network-interfaces/{interface_id}",
		IntegerIDs: true,
		Note:       "the item of the list",
		Schema:     Schema("network_interface"),
		Check:      checkFirst("id"),
		List:       func(s *Simulator) any { return s.qumulo().elementIDs(interfaceList) },
		Get: func(s *Simulator, ids []string) (string, bool) {
			return s.qumulo().element(interfaceList, integer(ids[0]))
		},
		Put: func(s *Simulator, ids []string, text string) {
			s.qumulo().setElement(interfaceList, integer(ids[0]), text)
		},
		Remove: func(s *Simulator, ids []string) {
			s.qumulo().update(func(q *qumulo) {
				q.interfaces = withElement(q.interfaces, integer(ids[0]), "")
				delete(q.statuses, integer(ids[0]))
			})
		},
	},
	{
		Name:       "node_network_statuses",
		Route:      "/node-network-status/{node_id}",
		IntegerIDs: true,
		Note:       "of the generation v3",
		Schema:     nodeNetworkStatusSchema(),
		Check:      checkFirst("node_id"),
		List: func(s *Simulator) (ids any) {
			s.qumulo().update(func(q *qumulo) { ids = sorted(q.v3) })
			return ids
		},
		Get: func(s *Simulator, ids []string) (text string, ok bool) {
			s.qumulo().update(func(q *qumulo) { text, ok = q.v3[integer(ids[0])] })
			return text, ok
		},
		Put: func(s *Simulator, ids []string, text string) {
			s.SetNodeNetworkStatus(integer(ids[0]), text)
		},
		Remove: func(s *Simulator, ids []string) {
			s.qumulo().update(func(q *qumulo) { delete(q.v3, integer(ids[0])) })
		},
	},
	{
		Name:       "nodes",
		Route:      "/nodes/{node_id}",
		IntegerIDs: true,
		Note:       "the item of the list",
		Schema:     Schema("node"),
		Check:      checkFirst("id"),
		List:       func(s *Simulator) any { return s.qumulo().elementIDs(nodeList) },
		Get: func(s *Simulator, ids []string) (string, bool) {
			return s.qumulo().element(nodeList, integer(ids[0]))
		},
		Put: func(s *Simulator, ids []string, text string) {
			s.qumulo().setElement(nodeList, integer(ids[0]), text)
		},
		Remove: func(s *Simulator, ids []string) { s.RemoveNode(integer(ids[0])) },
	},
}

// nodeNetworkStatusSchema reads the schema of v3, where three members have a second
// name: that of the published document.
func nodeNetworkStatusSchema() *document.Schema {
	read := Schema("node_network_status")
	read.Properties["api_cloud_provider_status"] = read.Properties["cloud_status"]
	device := read.Properties["devices"].Items.Properties
	device["api_network_specific_fields"] = device["network_details"]
	device["network_details"].Properties["type"] = device["network_details"].Properties["use_for"]
	return read
}

// checkFirst returns a check that a member is the first id.
func checkFirst(member string) func(ids []string, object map[string]any) error {
	return func(ids []string, object map[string]any) error {
		return document.CheckID(object, member, integer(ids[0]))
	}
}

// The lists of a cluster.
func interfaceList(q *qumulo) *string { return &q.interfaces }
func nodeList(q *qumulo) *string      { return &q.nodes }

// update reads or changes what the cluster serves.
func (q *qumulo) update(change func(*qumulo)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	change(q)
}

// removeStatus takes the status of an interface on a node away, and the interface's
// list of them with the last one.
func (q *qumulo) removeStatus(interfaceID, nodeID int64) {
	delete(q.statuses[interfaceID], nodeID)
	if len(q.statuses[interfaceID]) == 0 {
		delete(q.statuses, interfaceID)
	}
}

// elementIDs are the ids in a list of objects.
func (q *qumulo) elementIDs(list func(*qumulo) *string) []int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	ids := []int64{}
	for _, element := range elements(*list(q)) {
		ids = append(ids, elementID(element))
	}
	return ids
}

// element is the element with an id of a list of objects.
func (q *qumulo) element(list func(*qumulo) *string, id int64) (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, element := range elements(*list(q)) {
		if elementID(element) == id {
			return string(element), true
		}
	}
	return "", false
}

// setElement puts a document in the place of the element with an id, or at the end.
func (q *qumulo) setElement(list func(*qumulo) *string, id int64, text string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	*list(q) = withElement(*list(q), id, text)
}

// withElement is a list of objects in which the one with an id is another document,
// or isn't where that is empty.
func withElement(list string, id int64, text string) string {
	found := elements(list)
	i := slices.IndexFunc(found, func(element json.RawMessage) bool { return elementID(element) == id })
	switch {
	case text == "" && i >= 0:
		found = slices.Delete(found, i, i+1)
	case text == "":
	case i >= 0:
		found[i] = json.RawMessage(text)
	default:
		found = append(found, json.RawMessage(text))
	}
	texts := make([]string, 0, len(found))
	for _, element := range found {
		texts = append(texts, string(element))
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// elements are the elements of a list, none where it isn't one.
func elements(list string) []json.RawMessage {
	var found []json.RawMessage
	_ = json.Unmarshal([]byte(list), &found)
	return found
}

// elementID is the id of an object, -1 where it has none.
func elementID(element json.RawMessage) int64 {
	members := struct{ ID int64 }{-1}
	_ = json.Unmarshal(element, &members)
	return members.ID
}
