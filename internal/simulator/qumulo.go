// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// The default credentials.
const (
	Token    = "access-v1:simulator" //nolint:gosec // made up, for the simulator alone
	Username = "admin"
	Password = "simulator"
)

// LoginRequest is a login, for injected errors.
const LoginRequest = "POST " + loginPath

const loginPath = "/v1/session/login"

// qumulo is the Qumulo Core REST API.
type qumulo struct {
	options   *Options
	documents *documents

	mu       sync.Mutex
	sessions map[string]bool // by token
	logins   int             // that were answered with one
}

func (q *qumulo) prepare(http.Header) {}

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
	if r.Method == http.MethodPost && r.URL.EscapedPath() == loginPath {
		return q.login(body)
	}
	if !q.authenticated(r.Header) {
		return q.failure(http.StatusUnauthorized, "Authentication is required, or the bearer token is not valid.")
	}
	return q.read(r, canonical(r.URL.EscapedPath()))
}

// authenticated reports whether a request has the access token, or that of a session.
func (q *qumulo) authenticated(header http.Header) bool {
	token, ok := strings.CutPrefix(header.Get("Authorization"), "Bearer ")
	q.mu.Lock()
	defer q.mu.Unlock()
	return ok && (token == q.options.Token || q.sessions[token])
}

func (q *qumulo) read(r *http.Request, path string) answer {
	text, known := q.documents.get(path)
	if !known && r.Method == http.MethodGet {
		text, known = q.list(path)
	}
	if !known || r.Method != http.MethodGet || strings.HasPrefix(path, cloudflareRoot) {
		return q.failure(http.StatusNotFound, http.StatusText(http.StatusNotFound))
	}
	return served(text)
}

// list returns a list that is made of its elements. That of an interface's statuses is
// there if the interface is.
func (q *qumulo) list(path string) (text string, known bool) {
	elements, isList := q.documents.elements(path)
	if owner, isOwned := strings.CutSuffix(path, "/status/"); isOwned && len(elements) == 0 {
		_, isList = q.documents.get(owner)
	}
	return "[" + strings.Join(elements, ",") + "]", isList
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
	q.mu.Lock()
	defer q.mu.Unlock()
	q.sessions[token] = true
	q.logins++
	return encoded(http.StatusOK, map[string]string{"bearer_token": token})
}

// Logins returns how many logins Qumulo has answered with a session so far.
func (s *Simulator) Logins() int {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	return s.qumulo.logins
}

// ExpireSessions makes Qumulo answer 401 to every session token it has handed out so far.
func (s *Simulator) ExpireSessions() {
	s.qumulo.mu.Lock()
	defer s.qumulo.mu.Unlock()
	clear(s.qumulo.sessions)
}
