// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"maps"
	"slices"
	"strconv"
)

// inventory is what there is, by ids.
type inventory struct {
	Interconnects        map[string][]string `json:"interconnects"`         // by account
	InterconnectStatuses map[string][]string `json:"interconnect_statuses"` // by account
	NetworkInterfaces    []int64             `json:"network_interfaces"`
	InterfaceStatuses    map[string][]int64  `json:"network_interface_statuses"` // nodes by interface
	NodeNetworkStatuses  []int64             `json:"node_network_statuses"`
	Nodes                []int64             `json:"nodes"`
	Scripts              []string            `json:"scripts"`
	Routes               []string            `json:"routes"`
}

// inventory lists what there is.
func (s *Simulator) inventory() inventory {
	found := inventory{
		Interconnects:        make(map[string][]string),
		InterconnectStatuses: make(map[string][]string),
		InterfaceStatuses:    make(map[string][]int64),
	}
	s.cloudflare.mu.Lock()
	for id, a := range s.cloudflare.accounts {
		found.Interconnects[id] = []string{}
		for _, item := range a.items {
			found.Interconnects[id] = append(found.Interconnects[id], item.name)
		}
		found.InterconnectStatuses[id] = sorted(a.statuses)
	}
	s.cloudflare.mu.Unlock()
	s.qumulo.update(func(q *qumulo) {
		found.NetworkInterfaces, found.Nodes = elementIDs(q.interfaces), elementIDs(q.nodes)
		found.NodeNetworkStatuses = sorted(q.v3)
		for id, statuses := range q.statuses {
			found.InterfaceStatuses[strconv.FormatInt(id, 10)] = sorted(statuses)
		}
	})
	return found
}

func elementIDs(list string) []int64 {
	ids := []int64{}
	for _, element := range elements(list) {
		ids = append(ids, elementID(element))
	}
	return ids
}

// sorted are a map's keys in their order, an empty list where there are none.
func sorted[K int64 | string, V any](m map[K]V) []K {
	return slices.AppendSeq(make([]K, 0, len(m)), slices.Values(slices.Sorted(maps.Keys(m))))
}
