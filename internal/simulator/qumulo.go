// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"cmp"
	"crypto/tls"
	"encoding/json"
	"net/http"
	"strconv"
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
