// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const loginPath = "/v1/session/login"

// maxRenewals is how often one request logs in again. Only a session that has been
// good before is renewed more than once: it may end while many requests wait.
const maxRenewals = 4

// errNoToken is a login's answer without a token. Its text names nothing of the
// answer, which is a secret.
var errNoToken = errors.New("expected a JSON object whose bearer_token is a string that isn't empty")

// token is a token from the configuration.
type token string

// Authorize implements [transport.Credentials].
func (t token) Authorize(_ context.Context, header http.Header) error {
	header.Set("Authorization", "Bearer "+string(t))
	return nil
}

// Renew implements [transport.Credentials]: there is no other token.
func (t token) Renew(http.Header, int, int) bool {
	return false
}

// session authorizes with the token of a login, which is made when it is first
// needed, and again when the session has ended.
type session struct {
	username, password string
	secrets            *redact.Secrets
	client             *Client

	mu    sync.Mutex
	token string
	// accepted is whether the cluster has accepted the token.
	accepted bool
	// running is the login that is being made, nil where none is.
	running *login
	// refusal is the error of a login that was refused. It is not sent again: accounts
	// get locked.
	refusal error
}

// login is one that is being made. Its token and err are set when done is closed.
type login struct {
	done  chan struct{}
	token string
	err   error
}

func newSession(username, password string, secrets *redact.Secrets, client *Client) *session {
	return &session{username: username, password: password, secrets: secrets, client: client}
}

// Authorize implements [transport.Credentials]. Its errors are a [*transport.Error]
// about the login, or the context's.
func (s *session) Authorize(ctx context.Context, header http.Header) error {
	token, err := s.authorized(ctx)
	if err == nil {
		header.Set("Authorization", "Bearer "+token)
	}
	return err
}

// authorized is the token of the session. Reads that need a login at the same time
// share it, and its failure, unless that is the one's who made it.
func (s *session) authorized(ctx context.Context) (string, error) {
	for {
		token, shared, isFirst, err := s.join()
		if shared == nil {
			return token, err
		}
		if isFirst {
			token, err := s.login(ctx)
			s.finish(shared, token, err)
			return token, err
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-shared.done:
		}
		if shared.err == nil || ctx.Err() != nil || !transport.LackedTime(ctx, shared.err) {
			return shared.token, shared.err
		}
	}
}

// join returns the token, the refusal, or the login that will bring one of them.
func (s *session) join() (token string, shared *login, isFirst bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" || s.refusal != nil {
		return s.token, nil, false, s.refusal
	}
	if s.running == nil {
		s.running, isFirst = &login{done: make(chan struct{})}, true
	}
	return "", s.running, isFirst, nil
}

// finish hands the outcome of a login to those who wait for it.
func (s *session) finish(shared *login, token string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	shared.token, shared.err = token, err
	s.running = nil
	s.token, s.accepted = token, false
	if isRefusal(err) {
		s.refusal = err
	}
	close(shared.done)
}

// isRefusal reports whether the cluster has refused the credentials of a login.
func isRefusal(err error) bool {
	status, ok := errors.AsType[*transport.StatusError](err)
	return ok && (status.Status == http.StatusUnauthorized || status.Status == http.StatusForbidden)
}

// Renew implements [transport.Credentials]. A token that was never accepted is
// renewed once: then it isn't the session that is refused.
func (s *session) Renew(header http.Header, status, renewals int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	refused := status == http.StatusUnauthorized
	if header.Get("Authorization") != "Bearer "+s.token {
		return refused && renewals < maxRenewals
	}
	if !refused {
		s.accepted = s.accepted || status != 0
		return false
	}
	again := renewals == 0 || (s.accepted && renewals < maxRenewals)
	s.token, s.accepted = "", false
	return again
}

func (s *session) login(ctx context.Context) (string, error) {
	credentials, err := json.Marshal(struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}{s.username, s.password})
	if err != nil {
		return "", err
	}
	target := s.client.base
	target.Path = loginPath
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(string(credentials)))
	if err != nil {
		return "", err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.client.http.Do(ctx, transport.Request{Request: req, Login: true})
	if err != nil {
		return "", withoutExcerpt(err)
	}
	var answer struct {
		BearerToken *string `json:"bearer_token"`
	}
	if err := strictjson.Object(resp.Body, &answer); err != nil || answer.BearerToken == nil || *answer.BearerToken == "" {
		return "", withoutExcerpt(s.client.http.ShapeError(resp, errNoToken))
	}
	s.secrets.Add(*answer.BearerToken)
	return *answer.BearerToken, nil
}

// withoutExcerpt drops the excerpt of an unreadable login response: it may contain a
// token that Secrets doesn't know.
func withoutExcerpt(err error) error {
	const hidden = "(not shown: it may hold a token)"
	var (
		shape     *transport.ShapeError
		content   *transport.ContentError
		truncated *transport.TruncatedError
		tooLarge  *transport.TooLargeError
	)
	switch {
	case errors.As(err, &shape):
		shape.Excerpt = hidden
	case errors.As(err, &content):
		content.Excerpt = hidden
	case errors.As(err, &truncated):
		truncated.Excerpt = hidden
	case errors.As(err, &tooLarge):
		tooLarge.Excerpt = hidden
	}
	return err
}
