// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// version is a version that has both generations.
var version = map[string]string{
	"revision_id": "Qumulo Core 7.8.0.1",
	"build_id":    "431906.1.18",
	"flavor":      "release",
	"build_date":  "2026-01-20T19:22:47Z",
}

func (q *qumulo) admit(r *http.Request, _ http.Header) (answer, bool) {
	if route(r) == LoginRoute {
		q.loginAttempts.Add(1)
	}
	return answer{}, true
}

func (q *qumulo) failure(status int, message string) answer {
	class := "http_error"
	switch status {
	case http.StatusBadRequest:
		class = "decode_error"
	case http.StatusUnauthorized:
		class = "http_unauthorized_error"
	case http.StatusForbidden:
		class = "http_forbidden_error"
	case http.StatusNotFound:
		class = "fs_no_such_entry_error"
	}
	return encoded(status, map[string]any{
		"module":       "/simulator/qumulo",
		"description":  message,
		"error_class":  class,
		"stack":        []string{},
		"user_visible": true,
	})
}

func (q *qumulo) respond(r *http.Request, body []byte) answer {
	q.mu.Lock()
	defer q.mu.Unlock()

	path := r.URL.EscapedPath()
	switch route(r) {
	case LoginRoute:
		return q.login(body)
	case "GET /v1/version": // needs no login
		return encoded(http.StatusOK, version)
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token != q.options.Token && !q.sessions[token] {
		return q.failure(http.StatusUnauthorized, "Authentication is required, or the bearer token is not valid.")
	}
	if r.Method != http.MethodGet || !q.has(path) {
		return q.unknown(r)
	}
	if path == "/v1/session/who-am-i" {
		return q.whoAmI()
	}
	if q.denied.Load() {
		return q.failure(http.StatusForbidden, "The user lacks the privilege PRIVILEGE_NETWORK_READ.")
	}
	switch path {
	case "/v1/cluster/nodes/":
		return served(q.nodes)
	case "/v2/network/interfaces/":
		return served(q.interfaces)
	case "/v3/network/status":
		return q.nodeStatusList()
	default:
		return q.status(r)
	}
}

// has reports whether the cluster's generation has a path.
func (q *qumulo) has(path string) bool {
	switch Generation(q.generation.Load()) {
	case OnlyV2:
		return !strings.HasPrefix(path, "/v3/")
	case OnlyV3:
		return !strings.HasPrefix(path, "/v2/")
	default:
		return true
	}
}

// login answers a login with a new session.
func (q *qumulo) login(body []byte) answer {
	var credentials struct{ Username, Password string }
	if err := json.Unmarshal(body, &credentials); err != nil {
		return q.failure(http.StatusBadRequest, "The body is not the JSON object expected: "+err.Error())
	}
	if credentials.Username != q.options.Username || credentials.Password != q.options.Password {
		return q.failure(http.StatusUnauthorized, "Incorrect username or password.")
	}
	token := "session-v1:" + rand.Text()
	q.sessions[token] = true
	q.logins++
	return encoded(http.StatusOK, map[string]string{"bearer_token": token})
}

// whoAmI answers with the user and what they may do.
func (q *qumulo) whoAmI() answer {
	privileges := []string{"PRIVILEGE_CLUSTER_READ"}
	if !q.denied.Load() {
		privileges = append(privileges, "PRIVILEGE_NETWORK_READ")
	}
	return encoded(http.StatusOK, map[string]any{
		"id":            "500",
		"name":          q.options.Username,
		"primary_group": "513",
		"privileges":    privileges,
	})
}

// status answers /v2/network/interfaces/{id}/status/{node_id}, the list of them
// where the last part is empty, and /v3/network/status/{node_id}.
func (q *qumulo) status(r *http.Request) answer {
	if part, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v3/network/status/"); ok {
		return q.nodeStatus(r, part)
	}
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/v2/network/interfaces/")
	interfacePart, nodePart, found := strings.Cut(rest, "/status/")
	interfaceID, isInterface := identifier(interfacePart)
	if !ok || !found || !isInterface {
		return q.unknown(r)
	}
	if nodePart == "" {
		return q.statusList(interfaceID)
	}
	nodeID, isNode := identifier(nodePart)
	if !isNode {
		return q.unknown(r)
	}
	status, known := q.statuses[interfaceID][nodeID]
	if !known {
		return q.failure(http.StatusNotFound, "There is no interface "+interfacePart+" on a node "+nodePart+".")
	}
	return served(status)
}

// statusList answers with the statuses of an interface on every node.
func (q *qumulo) statusList(interfaceID int64) answer {
	if list, set := q.lists[interfaceID]; set {
		return served(list)
	}
	statuses, known := q.statuses[interfaceID]
	if !known {
		return q.failure(http.StatusNotFound, "There is no interface "+strconv.FormatInt(interfaceID, 10)+".")
	}
	ordered := make([]string, 0, len(statuses))
	for _, node := range slices.Sorted(maps.Keys(statuses)) {
		ordered = append(ordered, statuses[node])
	}
	return served("[" + strings.Join(ordered, ",") + "]")
}

// nodeStatus answers with the v3 status of a node.
func (q *qumulo) nodeStatus(r *http.Request, part string) answer {
	nodeID, isNode := identifier(part)
	if !isNode {
		return q.unknown(r)
	}
	status, known := q.v3[nodeID]
	if !known {
		return q.failure(http.StatusNotFound, "There is no node "+part+".")
	}
	return served(status)
}

// nodeStatusList answers with the v3 statuses of all nodes.
func (q *qumulo) nodeStatusList() answer {
	if q.v3List != "" {
		return served(q.v3List)
	}
	var statuses []string
	for _, node := range slices.Backward(slices.Sorted(maps.Keys(q.v3))) {
		statuses = append(statuses, q.v3[node])
	}
	return served("[" + strings.Join(statuses, ",") + "]")
}

// unknown answers a request for something that the API does not have.
func (q *qumulo) unknown(r *http.Request) answer {
	return q.failure(http.StatusNotFound, "There is no "+route(r)+".")
}
