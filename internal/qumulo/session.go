// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/netstatus/terraform-provider-netstatus/internal/redact"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const loginPath = "/v1/session/login"

const (
	// maxRenewals is how often one request logs in again. Only a session that has been
	// good before is renewed more than once: it may end while many requests wait.
	maxRenewals = 4

	// maxFruitless is after how many logins in a row, whose sessions were refused by
	// their first read, none is made any more.
	maxFruitless = 3

	// maxResends is how many logins that stayed unanswered are sent again within
	// resendWindow: the cluster may have counted each, and accounts get locked.
	maxResends   = 2
	resendWindow = time.Minute
)

// token is a token from the configuration.
type token string

// Authorize implements [transport.Credentials].
func (t token) Authorize(_ context.Context, header http.Header) *transport.Error {
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
	// stop ends logins under way.
	stop context.Context

	mu sync.Mutex
	// current is the last login, nil if a new one is needed.
	current *login
	// accepted is whether the cluster has accepted its token.
	accepted bool
	// fruitless counts the logins in a row whose token was never accepted.
	fruitless int
	resends   resends
}

// login is one that is being made, or was. It is made for all who need it, and outlives
// each of them. Its token and err are set when done is closed.
type login struct {
	done  chan struct{}
	token string
	err   *transport.Error
}

func newSession(options Options, secrets *redact.Secrets, client *Client) *session {
	stop := options.Transport.Stop
	if stop == nil {
		stop = context.Background()
	}
	return &session{username: options.Username, password: options.Password, secrets: secrets, client: client, stop: stop}
}

// Authorize implements [transport.Credentials]. Its errors are about the login, the session
// or the context.
func (s *session) Authorize(ctx context.Context, header http.Header) *transport.Error {
	current := s.login(ctx)
	select {
	case <-ctx.Done():
		return transport.Interrupted(ctx.Err())
	case <-current.done:
	}
	if current.err == nil {
		header.Set("Authorization", "Bearer "+current.token)
	}
	return current.err
}

// login returns the login that counts, which may be under way. If there is none, or it has
// failed in a way that may pass, it starts one.
func (s *session) login(ctx context.Context) *login {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.counts(s.current) {
		return s.current
	}
	started := &login{done: make(chan struct{})}
	s.current, s.accepted = started, false
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	unhook := context.AfterFunc(s.stop, cancel) //nolint:contextcheck // The provider's end ends it, that of a read doesn't.
	go func() {
		defer cancel()
		defer unhook()
		defer close(started.done)
		started.token, started.err = s.send(ctx)
	}()
	return started
}

// counts reports whether reads take what a login came to. A refused login is not sent
// again: accounts get locked.
func (s *session) counts(current *login) bool {
	select {
	case <-current.done:
	default:
		return true
	}
	return current.err == nil || isLoginRefused(current.err) || (current.err.Unanswered && !s.resends.take(time.Now()))
}

// resends counts the logins that were sent again because they stayed unanswered. The
// zero value is ready to use.
type resends struct {
	mu   sync.Mutex
	last []time.Time
}

// take reports whether one more may be sent at a time, and counts it.
func (r *resends) take(at time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = slices.DeleteFunc(r.last, func(sent time.Time) bool { return at.Sub(sent) >= resendWindow })
	if len(r.last) >= maxResends {
		return false
	}
	r.last = append(r.last, at)
	return true
}

// isLoginRefused reports whether a login came to what another one with the same credentials would
// come to: the cluster refused them or gave no token, or it refused the sessions that it gave.
func isLoginRefused(failure *transport.Error) bool {
	isAnswered := failure.Status >= http.StatusOK && failure.Status < http.StatusMultipleChoices && !failure.Transient
	return failure.Kind == transport.KindSession || (failure.Login && (isAnswered || transport.RefusesLogin(failure.Status)))
}

// Renew implements [transport.Credentials]. A token that was never accepted is
// renewed once: then it isn't the session that is refused.
func (s *session) Renew(header http.Header, status, renewals int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	refused := status == http.StatusUnauthorized
	if !s.isCurrent(header) {
		return refused && renewals < maxRenewals
	}
	if !refused {
		if isVerdict(status) {
			s.accepted, s.fruitless = true, 0
		}
		return false
	}
	again := renewals == 0 || (s.accepted && renewals < maxRenewals)
	if !s.accepted {
		s.fruitless++
	}
	s.current, s.accepted = nil, false
	if s.fruitless < maxFruitless {
		return again
	}
	s.current = &login{done: make(chan struct{}), err: &transport.Error{
		Kind: transport.KindSession, Text: fmt.Sprintf("the first reads of %d sessions in a row were refused, though their logins were good", s.fruitless),
	}}
	close(s.current.done)
	// Asked again, Authorize says so.
	return true
}

// isCurrent reports whether a header holds the token that counts.
func (s *session) isCurrent(header http.Header) bool {
	if s.current == nil {
		return false
	}
	select {
	case <-s.current.done:
		return s.current.err == nil && header.Get("Authorization") == "Bearer "+s.current.token
	default:
		return false
	}
}

// isVerdict reports whether a status says that the token was looked at: none, and that
// of a service that is busy or broken, don't.
func isVerdict(status int) bool {
	switch status {
	case 0, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	default:
		return status < http.StatusInternalServerError
	}
}

// send makes a login, in a context that no read ends.
func (s *session) send(ctx context.Context) (string, *transport.Error) {
	resp, err := s.request(ctx)
	if err != nil {
		return "", withoutExcerpt(err)
	}
	var answer struct {
		BearerToken *string `json:"bearer_token"`
	}
	if err := strictjson.Object(resp.Body, &answer); err != nil || answer.BearerToken == nil || *answer.BearerToken == "" {
		// This names nothing of the answer, which is a secret.
		return "", withoutExcerpt(s.client.NewBodyError(resp, &strictjson.Error{Problem: "expected a JSON object whose bearer_token is a string that isn't empty"}))
	}
	s.secrets.AddSession(*answer.BearerToken)
	return *answer.BearerToken, nil
}

// request sends the credentials.
func (s *session) request(ctx context.Context) (*transport.Response, error) {
	credentials, err := json.Marshal(struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}{s.username, s.password})
	if err != nil {
		return nil, err
	}
	target := s.client.base
	target.Path = loginPath
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), strings.NewReader(string(credentials)))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	return s.client.Do(ctx, transport.Request{Request: req, Login: true, Resend: s.resends.take})
}

// withoutExcerpt returns an error without the beginning of a body, which may hold a token that
// isn't known as a secret yet.
func withoutExcerpt(err error) *transport.Error {
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		return &transport.Error{Kind: transport.KindConnection, Text: err.Error(), Err: err}
	}
	if failure.Excerpt != "" && !failure.Kind.IsStatus() {
		failure.Excerpt = "(not shown: it may hold a token)"
	}
	return failure
}
