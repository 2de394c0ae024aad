// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// kind is a kind of document. Its path, and that of the list which has it, have a {name}
// for each id.
type kind struct {
	path   string
	list   string // empty if no list has it
	schema string
}

// kinds returns all documents that the services have.
func kinds() []kind {
	return []kind{
		{"/v1/cluster/nodes/{node_id}", "/v1/cluster/nodes/", "node"},
		{"/v2/network/interfaces/{interface_id}", "/v2/network/interfaces/", "network_interface"},
		{"/v2/network/interfaces/{interface_id}/status/{node_id}", "/v2/network/interfaces/{interface_id}/status/", "network_interface_status"},
		{"/v3/network/status/{node_id}", "/v3/network/status", "node_network_status"},
		{"/client/v4/accounts/{account_id}/cni/interconnects/{icon}", "/client/v4/accounts/{account_id}/cni/interconnects", "interconnect"},
		{"/client/v4/accounts/{account_id}/cni/interconnects/{icon}/status", "", "interconnect_status"},
	}
}

// InterfaceStatus returns the path of the status of an interface on a node.
func InterfaceStatus(interfaceID, nodeID int64) string {
	return fmt.Sprintf("/v2/network/interfaces/%d/status/%d", interfaceID, nodeID)
}

// NodeNetworkStatus returns the path of the v3 status of a node.
func NodeNetworkStatus(nodeID int64) string {
	return fmt.Sprintf("/v3/network/status/%d", nodeID)
}

// Interconnects returns the path of an account's list of interconnects.
func Interconnects(accountID string) string {
	return cloudflareRoot + "accounts/" + url.PathEscape(accountID) + "/cni/interconnects"
}

// Interconnect returns the path of an interconnect.
func Interconnect(accountID, icon string) string {
	return Interconnects(accountID) + "/" + url.PathEscape(icon)
}

// InterconnectStatus returns the path of the status of an interconnect.
func InterconnectStatus(accountID, icon string) string {
	return Interconnect(accountID, icon) + "/status"
}

// documents are what the services answer with, by path.
type documents struct {
	mu    sync.Mutex
	texts map[string]string
	paths []string // in the order in which they were first set
}

// Set sets the document of a path, which is escaped as in a URL. It is served as it is,
// byte for byte. A list is made of its elements unless it is set itself; a page of a list
// of interconnects has ?cursor=N behind its path.
func (s *Simulator) Set(path, document string) {
	path = canonical(path)
	d := &s.documents
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, known := d.texts[path]; !known {
		d.paths = append(d.paths, path)
	}
	d.texts[path] = document
}

// Remove removes the document of a path and those below it, and with a node its statuses.
// Nothing is found there any more.
func (s *Simulator) Remove(path string) {
	path = canonical(path)
	d := &s.documents
	d.mu.Lock()
	defer d.mu.Unlock()
	node, isNode := strings.CutPrefix(path, "/v1/cluster/nodes/")
	d.paths = slices.DeleteFunc(d.paths, func(other string) bool {
		gone := other == path || strings.HasPrefix(other, path+"/") || strings.HasPrefix(other, path+"?") ||
			isNode && strings.HasSuffix(other, "/status/"+node)
		if gone {
			delete(d.texts, other)
		}
		return gone
	})
}

// get returns the document of a path.
func (d *documents) get(path string) (text string, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, ok = d.texts[path]
	return text, ok
}

// below returns the paths that begin with a prefix, in the order in which they were set.
func (d *documents) below(prefix string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []string
	for _, path := range d.paths {
		if strings.HasPrefix(path, prefix) {
			found = append(found, path)
		}
	}
	return found
}

// elements returns the documents of which a list is made. It reports whether the path is
// one of a list.
func (d *documents) elements(path string) (elements []string, isList bool) {
	if !slices.ContainsFunc(kinds(), func(k kind) bool { return matches(k.list, path) }) {
		return nil, false
	}
	prefix := strings.TrimSuffix(path, "/") + "/"
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, other := range d.paths {
		if rest, ok := strings.CutPrefix(other, prefix); ok && rest != "" && !strings.Contains(rest, "/") {
			elements = append(elements, d.texts[other])
		}
	}
	return elements, true
}

// kindOf returns the kind of the document that a path has or could have.
func kindOf(path string) (kind, bool) {
	all := kinds()
	i := slices.IndexFunc(all, func(k kind) bool { return matches(k.path, path) })
	if i < 0 {
		return kind{}, false
	}
	return all[i], true
}

// matches reports whether a path is one of a pattern, which has a {name} for each id.
func matches(pattern, path string) bool {
	return slices.EqualFunc(strings.Split(pattern, "/"), strings.Split(path, "/"), func(name, segment string) bool {
		return name == segment || strings.HasPrefix(name, "{") && segment != ""
	})
}

// canonical returns a path with each of its segments escaped in the same way, however its
// client escapes it.
func canonical(path string) string {
	path, query, hasQuery := strings.Cut(path, "?")
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if decoded, err := url.PathUnescape(segment); err == nil {
			segments[i] = url.PathEscape(decoded)
		}
	}
	path = strings.Join(segments, "/")
	if hasQuery {
		path += "?" + query
	}
	return path
}
