// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The default credentials.
const (
	Token    = "access-v1:simulator" //nolint:gosec // made up, for the simulator alone
	Username = "admin"
	Password = "simulator"
)

// qumuloService is what the service brings.
var qumuloService = Service{
	Name:   "qumulo",
	Title:  "Qumulo",
	Serves: "the network status of a Qumulo cluster (HTTPS)",
	Roots:  []string{"/v1/", "/v2/", "/v3/"},
	Flags: []Flag{{
		Name:    "generation",
		Values:  []string{"v2", "v3", "both"},
		Default: "both",
		Help:    "which generations of network status the Qumulo cluster has",
		Set:     func(s *Simulator, value string) { s.SetGeneration(generations[value]) },
	}},
	Kinds: qumuloKinds,
	Examples: []Example{
		{"An interface goes down on one node, and comes up again", []Change{
			{http.MethodPatch, "/network-interfaces/1/status/2", `{"interface_details":{"interface_status":"DOWN"}}`},
			{http.MethodPatch, "/network-interfaces/1/status/2", `{"interface_details":{"interface_status":"UP"}}`},
		}},
		{"A node goes offline, and comes back", []Change{
			{http.MethodPatch, "/nodes/3", `{"node_status":"offline"}`},
			{http.MethodPatch, "/nodes/3", `{"node_status":"online"}`},
		}},
	},
	new: newQumulo,
}

// qumulo is the Qumulo Core REST API.
type qumulo struct {
	common
	options Options // with every setting of Qumulo's filled in

	leaf, impostor string // certificates as PEM, see secure

	generation    atomic.Int32
	loginAttempts atomic.Int64

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

// generations are the values of the flag.
var generations = map[string]Generation{"v2": OnlyV2, "v3": OnlyV3, "both": BothGenerations}

// LoginRoute is the route of a login, for faults.
const LoginRoute = "POST /v1/session/login"

// version is a version that has both generations.
var version = map[string]string{
	"revision_id": "Qumulo Core 7.8.0.1",
	"build_id":    "431906.1.18",
	"flavor":      "release",
	"build_date":  "2026-01-20T19:22:47Z",
}

// newQumulo returns the API of a cluster without interfaces.
func newQumulo(opts Options) api {
	opts.Token = cmp.Or(opts.Token, Token)
	opts.Username = cmp.Or(opts.Username, Username)
	opts.Password = cmp.Or(opts.Password, Password)
	return &qumulo{
		common:     common{http2: opts.HTTP2},
		options:    opts,
		sessions:   make(map[string]bool),
		interfaces: "[]",
		nodes:      "[]",
		statuses:   make(map[int64]map[int64]string),
		lists:      make(map[int64]string),
		v3:         make(map[int64]string),
	}
}

// qumulo returns Qumulo's API.
func (s *Simulator) qumulo() *qumulo { return part[*qumulo](s) }

// secure makes the certificate that the options ask for, and an impostor's.
func (q *qumulo) secure(ca *authority) (*tls.Config, error) {
	wanted := leaf{
		names: q.options.Names, host: q.address.Addr().String(), expiry: time.Now().Add(24 * time.Hour),
		noSAN: q.options.NoSAN, selfSigned: q.options.SelfSigned,
	}
	if q.options.Expired {
		wanted.expiry = time.Now().Add(-time.Hour)
	}
	certificate, err := ca.issue(wanted)
	if err != nil {
		return nil, err
	}
	wanted.selfSigned = true
	impostor, err := ca.issue(wanted)
	if err != nil {
		return nil, err
	}
	q.leaf, q.impostor = encodePEM(certificate.Certificate[0]), encodePEM(impostor.Certificate[0])
	return serverConfig(certificate), nil
}

// environment trusts a certificate that is self-signed itself.
func (q *qumulo) environment(ca string) []string {
	if q.options.SelfSigned {
		ca = q.leaf
	}
	return []string{
		"QUMULO_HOST=" + q.address.Addr().String(),
		"QUMULO_PORT=" + strconv.Itoa(int(q.address.Port())),
		"QUMULO_TOKEN=" + q.options.Token,
		"QUMULO_CA_CERTIFICATE=" + ca,
	}
}

// QumuloHost returns the IP address that Qumulo listens on.
func (s *Simulator) QumuloHost() string {
	return s.qumulo().address.Addr().String()
}

// QumuloPort returns the port that Qumulo listens on.
func (s *Simulator) QumuloPort() int {
	return int(s.qumulo().address.Port())
}

// LeafCertificate returns Qumulo's own certificate as PEM.
func (s *Simulator) LeafCertificate() string {
	return s.qumulo().leaf
}

// ImpostorCertificate returns, as PEM, a self-signed certificate of the same
// subject and names as Qumulo's, but of another key.
func (s *Simulator) ImpostorCertificate() string {
	return s.qumulo().impostor
}

// SetNetworkInterfaceStatus sets the status of an interface on a node. It is
// served as it is, byte for byte.
func (s *Simulator) SetNetworkInterfaceStatus(interfaceID, nodeID int64, document string) {
	q := s.qumulo()
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
	s.qumulo().update(func(q *qumulo) { q.lists[interfaceID] = document })
}

// SetNodeNetworkStatus sets the v3 status of a node. It is served as it is, byte
// for byte.
func (s *Simulator) SetNodeNetworkStatus(nodeID int64, document string) {
	s.qumulo().update(func(q *qumulo) { q.v3[nodeID] = document })
}

// SetNodeNetworkStatuses sets the list of v3 statuses. It is otherwise made of
// the single ones, the highest id first: a real list isn't sorted either.
func (s *Simulator) SetNodeNetworkStatuses(document string) {
	s.qumulo().update(func(q *qumulo) { q.v3List = document })
}

// SetGeneration says which generation of network status the cluster has, both
// where it isn't called.
func (s *Simulator) SetGeneration(generation Generation) {
	s.qumulo().generation.Store(int32(generation))
}

// SetNetworkInterfaces sets the list of interfaces.
func (s *Simulator) SetNetworkInterfaces(document string) {
	s.qumulo().update(func(q *qumulo) { q.interfaces = document })
}

// SetClusterNodes sets the list of nodes.
func (s *Simulator) SetClusterNodes(document string) {
	s.qumulo().update(func(q *qumulo) { q.nodes = document })
}

// SetNodeStatus sets node_status of a node that is in the list, such as "offline".
func (s *Simulator) SetNodeStatus(nodeID int64, status string) {
	s.qumulo().update(func(q *qumulo) {
		for _, element := range elements(q.nodes) {
			if elementID(element) != nodeID {
				continue
			}
			members := make(map[string]any)
			_ = json.Unmarshal(element, &members) // it has an id, so it is an object
			members["node_status"] = status
			q.nodes = withElement(q.nodes, nodeID, encoded(http.StatusOK, members).body)
		}
	})
}

// RemoveNode takes a node from the list, and its statuses away.
func (s *Simulator) RemoveNode(nodeID int64) {
	s.qumulo().update(func(q *qumulo) {
		q.nodes = withElement(q.nodes, nodeID, "")
		delete(q.v3, nodeID)
		for interfaceID := range q.statuses {
			q.removeStatus(interfaceID, nodeID)
		}
	})
}

// ExpireSessions makes Qumulo answer 401 to every session token it has handed
// out so far.
func (s *Simulator) ExpireSessions() {
	s.qumulo().expireSessions()
}

func (q *qumulo) expireSessions() {
	q.update(func(q *qumulo) { clear(q.sessions) })
}

// LoginAttempts returns how many logins were tried so far, whatever the answer.
func (s *Simulator) LoginAttempts() int {
	return int(s.qumulo().loginAttempts.Load())
}

// Logins returns how many logins Qumulo has answered with a session so far.
func (s *Simulator) Logins() int {
	q := s.qumulo()
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.logins
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
