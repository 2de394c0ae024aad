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
	"sync"
	"sync/atomic"
)

// qumulo is the Qumulo Core REST API.
type qumulo struct {
	token, username, password string

	denied     atomic.Bool
	generation atomic.Int32

	mu         sync.Mutex
	sessions   map[string]bool
	logins     int
	interfaces string
	nodes      string
	statuses   map[int64]map[int64]string // by interface and node
	lists      map[int64]string           // by interface, instead of its statuses
	v3         map[int64]string           // by node
	v3List     string                     // instead of them
}

// Generation says which of the two generations of network status a cluster has.
type Generation int32

// The generations. What a cluster lacks is answered with 404.
const (
	BothGenerations Generation = iota
	OnlyV2
	OnlyV3
)

// LoginRoute is the route of a login, for faults.
const LoginRoute = "POST /v1/session/login"

// newQumulo returns the API of a cluster without interfaces.
func newQumulo(opts Options) *qumulo {
	return &qumulo{
		token:      opts.Token,
		username:   opts.Username,
		password:   opts.Password,
		sessions:   make(map[string]bool),
		interfaces: "[]",
		nodes:      "[]",
		statuses:   make(map[int64]map[int64]string),
		lists:      make(map[int64]string),
		v3:         make(map[int64]string),
	}
}

// SetNetworkInterfaceStatus sets the status of an interface on a node. It is
// served as it is, byte for byte.
func (s *Simulator) SetNetworkInterfaceStatus(interfaceID, nodeID int64, document string) {
	q := s.qumulo
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.statuses[interfaceID] == nil {
		q.statuses[interfaceID] = make(map[int64]string)
	}
	q.statuses[interfaceID][nodeID] = document
}

// SetNetworkInterfaceStatuses sets the list of an interface's statuses, which
// is otherwise made of the single ones in the order of their nodes' ids.
func (s *Simulator) SetNetworkInterfaceStatuses(interfaceID int64, document string) {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	s.qumulo.lists[interfaceID] = document
}

// SetNodeNetworkStatus sets the v3 status of a node. It is served as it is, byte
// for byte.
func (s *Simulator) SetNodeNetworkStatus(nodeID int64, document string) {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	s.qumulo.v3[nodeID] = document
}

// SetNodeNetworkStatuses sets the list of v3 statuses. It is otherwise made of
// the single ones, the highest id first: a real list isn't sorted either.
func (s *Simulator) SetNodeNetworkStatuses(document string) {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	s.qumulo.v3List = document
}

// SetGeneration says which generation of network status the cluster has, both
// where it isn't called.
func (s *Simulator) SetGeneration(generation Generation) {
	s.qumulo.generation.Store(int32(generation))
}

// SetNetworkInterfaces sets the list of interfaces.
func (s *Simulator) SetNetworkInterfaces(document string) {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	s.qumulo.interfaces = document
}

// SetClusterNodes sets the list of nodes.
func (s *Simulator) SetClusterNodes(document string) {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	s.qumulo.nodes = document
}

// ExpireSessions makes Qumulo answer 401 to every session token it has handed
// out so far.
func (s *Simulator) ExpireSessions() {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	clear(s.qumulo.sessions)
}

// LoginAttempts returns how many logins were tried so far, whatever the answer.
func (s *Simulator) LoginAttempts() int {
	return int(s.loginAttempts.Load())
}

// Logins returns how many logins Qumulo has answered with a session so far.
func (s *Simulator) Logins() int {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	return s.qumulo.logins
}

func (q *qumulo) name() string {
	return "qumulo"
}

func (q *qumulo) admit(http.Header) (answer, bool) {
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
	if route(r) == LoginRoute {
		return q.login(body)
	}

	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token != q.token && !q.sessions[token] {
		return q.failure(http.StatusUnauthorized, "Authentication is required, or the bearer token is not valid.")
	}

	if r.Method != http.MethodGet || !q.has(path) {
		return q.unknown(r)
	}

	switch path {
	case "/v1/version":
		return encoded(http.StatusOK, map[string]string{
			"revision_id": "Qumulo Core 7.6.1",
			"build_id":    "407223.1.12",
			"flavor":      "release",
			"build_date":  "2025-09-16T21:04:33Z",
		})
	case "/v1/session/who-am-i":
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
	if credentials.Username != q.username || credentials.Password != q.password {
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
		"name":          q.username,
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

// identifier reads a part of a path that is an integer in its shortest form.
func identifier(part string) (int64, bool) {
	id, err := strconv.ParseInt(part, 10, 64)
	return id, err == nil && strconv.FormatInt(id, 10) == part
}
