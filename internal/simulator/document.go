// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// kind is a kind of document that can be read and changed one by one.
type kind struct {
	// route is the path in the control, with a {name} for each id. Those that
	// end in interface_id and node_id are integers.
	route  string
	schema *schema
	// check says what of a document contradicts its ids, or is missing.
	check  func(ids []string, document map[string]any) error
	get    func(s *Simulator, ids []string) (document string, ok bool)
	put    func(s *Simulator, ids []string, document string)
	remove func(s *Simulator, ids []string)
}

// kinds are all kinds of documents.
var kinds = []*kind{
	{
		route:  "/interconnects/{account_id}/{icon}/status",
		schema: readSchema("interconnect_status"),
		check: func(_ []string, document map[string]any) error {
			if state, ok := document["state"].(string); !ok || state == "" {
				return fmt.Errorf("state: expected a string that isn't empty, such as \"Healthy\" or \"Down\", got %s", shown(document, "state"))
			}
			return nil
		},
		get: func(s *Simulator, ids []string) (document string, ok bool) {
			s.cloudflare.view(ids[0], func(a *account) { document, ok = a.statuses[ids[1]] })
			return document, ok
		},
		put: func(s *Simulator, ids []string, document string) {
			s.SetInterconnectStatus(ids[0], ids[1], document)
		},
		remove: func(s *Simulator, ids []string) {
			s.cloudflare.update(ids[0], func(a *account) { delete(a.statuses, ids[1]) })
		},
	},
	{
		route:  "/interconnects/{account_id}/{icon}",
		schema: readSchema("interconnect"),
		check: func(ids []string, document map[string]any) error {
			if account := document["account"]; account != nil && account != ids[0] {
				return fmt.Errorf("account: expected %q, the one of the path, got %s", ids[0], shown(document, "account"))
			}
			if document["name"] != ids[1] {
				return fmt.Errorf("name: expected %q, the one of the path, got %s", ids[1], shown(document, "name"))
			}
			return nil
		},
		get: func(s *Simulator, ids []string) (document string, ok bool) {
			s.cloudflare.view(ids[0], func(a *account) {
				if i := a.find(ids[1]); i >= 0 {
					document, ok = string(a.items[i].document), true
				}
			})
			return document, ok
		},
		put: func(s *Simulator, ids []string, document string) {
			s.cloudflare.update(ids[0], func(a *account) {
				if i := a.find(ids[1]); i >= 0 {
					a.items[i] = parseInterconnect(document)
				} else {
					a.items = append(a.items, parseInterconnect(document))
				}
			})
		},
		remove: func(s *Simulator, ids []string) { s.RemoveInterconnect(ids[0], ids[1]) },
	},
	{
		route:  "/network-interfaces/{interface_id}/status/{node_id}",
		schema: readSchema("network_interface_status"),
		check: func(ids []string, document map[string]any) error {
			if inner, ok := document["interface_status"].(map[string]any); ok && inner["interface_id"] != nil {
				if err := checkID(inner, "interface_id", ids[0]); err != nil {
					return fmt.Errorf("interface_status.%w", err)
				}
			}
			return checkID(document, "node_id", ids[1])
		},
		get: func(s *Simulator, ids []string) (string, bool) {
			s.qumulo.mu.Lock()
			defer s.qumulo.mu.Unlock()
			document, ok := s.qumulo.statuses[integer(ids[0])][integer(ids[1])]
			return document, ok
		},
		put: func(s *Simulator, ids []string, document string) {
			s.SetNetworkInterfaceStatus(integer(ids[0]), integer(ids[1]), document)
		},
		remove: func(s *Simulator, ids []string) {
			s.qumulo.update(func(q *qumulo) { q.removeStatus(integer(ids[0]), integer(ids[1])) })
		},
	},
	{
		route:  "/network-interfaces/{interface_id}",
		schema: readSchema("network_interface"),
		check:  func(ids []string, document map[string]any) error { return checkID(document, "id", ids[0]) },
		get: func(s *Simulator, ids []string) (string, bool) {
			return s.qumulo.element(&s.qumulo.interfaces, integer(ids[0]))
		},
		put: func(s *Simulator, ids []string, document string) {
			s.qumulo.update(func(q *qumulo) { q.interfaces = withElement(q.interfaces, integer(ids[0]), document) })
		},
		remove: func(s *Simulator, ids []string) {
			s.qumulo.update(func(q *qumulo) {
				q.interfaces = withElement(q.interfaces, integer(ids[0]), "")
				delete(q.statuses, integer(ids[0]))
			})
		},
	},
	{
		route:  "/node-network-status/{node_id}",
		schema: readNodeNetworkStatus(),
		check:  func(ids []string, document map[string]any) error { return checkID(document, "node_id", ids[0]) },
		get: func(s *Simulator, ids []string) (string, bool) {
			s.qumulo.mu.Lock()
			defer s.qumulo.mu.Unlock()
			document, ok := s.qumulo.v3[integer(ids[0])]
			return document, ok
		},
		put: func(s *Simulator, ids []string, document string) {
			s.SetNodeNetworkStatus(integer(ids[0]), document)
		},
		remove: func(s *Simulator, ids []string) {
			s.qumulo.update(func(q *qumulo) { delete(q.v3, integer(ids[0])) })
		},
	},
	{
		route:  "/nodes/{node_id}",
		schema: readSchema("node"),
		check:  func(ids []string, document map[string]any) error { return checkID(document, "id", ids[0]) },
		get: func(s *Simulator, ids []string) (string, bool) {
			return s.qumulo.element(&s.qumulo.nodes, integer(ids[0]))
		},
		put: func(s *Simulator, ids []string, document string) {
			s.qumulo.update(func(q *qumulo) { q.nodes = withElement(q.nodes, integer(ids[0]), document) })
		},
		remove: func(s *Simulator, ids []string) {
			s.qumulo.update(func(q *qumulo) {
				node := integer(ids[0])
				q.nodes = withElement(q.nodes, node, "")
				delete(q.v3, node)
				for id := range q.statuses {
					q.removeStatus(id, node)
				}
			})
		},
	},
}

// ids are the ids of a path of the kind's route, each unescaped. A path of another
// shape is not ok.
func (k *kind) ids(escaped string) (ids []string, ok bool, err error) {
	pattern, parts := strings.Split(k.route, "/"), strings.Split(escaped, "/")
	if len(pattern) != len(parts) {
		return nil, false, nil
	}
	for i, name := range pattern {
		if !strings.HasPrefix(name, "{") {
			if name != parts[i] {
				return nil, false, nil
			}
			continue
		}
		id, err := url.PathUnescape(parts[i])
		if err != nil {
			return nil, false, fmt.Errorf("%s: %w", strings.Trim(name, "{}"), err)
		}
		if id == "" {
			return nil, false, nil
		}
		if _, isInteger := identifier(id); !isInteger && (name == "{interface_id}" || name == "{node_id}") {
			return nil, false, fmt.Errorf("%s must be an integer, not %q", strings.Trim(name, "{}"), id)
		}
		ids = append(ids, id)
	}
	return ids, true, nil
}

// validate says what is wrong with a document that is to be put.
func (k *kind) validate(ids []string, document map[string]any) error {
	if err := k.schema.check(document, ""); err != nil {
		return err
	}
	return k.check(ids, document)
}

// checkID says if a member isn't the id of the path.
func checkID(document map[string]any, member, id string) error {
	if !equals(document[member], integer(id)) {
		return fmt.Errorf("%s: expected %s, the one of the path, got %s", member, id, shown(document, member))
	}
	return nil
}

// shown is a member as JSON.
func shown(document map[string]any, member string) string {
	value, ok := document[member]
	if !ok {
		return "no such member"
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// integer is an id that was found to be an integer.
func integer(id string) int64 {
	value, _ := strconv.ParseInt(id, 10, 64)
	return value
}

// find is the index of an interconnect in the list, -1 where it isn't there.
func (a *account) find(icon string) int {
	return slices.IndexFunc(a.items, func(item interconnect) bool { return item.name == icon })
}

// view reads an account, if it is there.
func (c *cloudflare) view(accountID string, look func(*account)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a := c.accounts[accountID]; a != nil {
		look(a)
	}
}

// update changes what the cluster serves.
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

// element is the element with an id of a list of objects.
func (q *qumulo) element(list *string, id int64) (string, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, element := range elements(*list) {
		if elementID(element) == id {
			return string(element), true
		}
	}
	return "", false
}

// withElement is a list of objects in which the one with an id is another document,
// or isn't where that is empty.
func withElement(list string, id int64, document string) string {
	found := elements(list)
	i := slices.IndexFunc(found, func(element json.RawMessage) bool { return elementID(element) == id })
	switch {
	case document == "" && i >= 0:
		found = slices.Delete(found, i, i+1)
	case document == "":
	case i >= 0:
		found[i] = json.RawMessage(document)
	default:
		found = append(found, json.RawMessage(document))
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
