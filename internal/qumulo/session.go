// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/go-json-experiment/json"

	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

const loginPath = "/v1/session/login"

// errNoToken is a login's answer without a token. Its text names nothing of the
// answer, which is a secret.
var errNoToken = errors.New("expected a JSON object whose bearer_token is a string that isn't empty")

// session is the token that the last login gave.
type session struct {
	mu     sync.Mutex
	token  string
	logins transport.Flights[string]
	// turn is taken by a login while it runs: callers that want retries and
	// callers that don't come in different flights.
	turn sync.Mutex
}

// end forgets a token that the service no longer accepts. Of many reads that
// were refused with the same token only the first makes a difference.
func (s *session) end(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

func (s *session) current() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

func (s *session) begin(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
}

// token is the configured token, or the session's. The login is made when it is
// first needed, and once for all who need it at that time.
func (c *Client) token(ctx context.Context) (string, error) {
	if !c.LogsIn() {
		return c.options.Token, nil
	}
	if token := c.session.current(); token != "" {
		return token, nil
	}
	return c.session.logins.Do(ctx, flightKey(ctx, loginPath), func(ctx context.Context) (string, error) {
		c.session.turn.Lock()
		defer c.session.turn.Unlock()
		// A login may have ended since the look above.
		if token := c.session.current(); token != "" {
			return token, nil
		}
		return c.login(ctx)
	})
}

func (c *Client) login(ctx context.Context) (string, error) {
	credentials, err := json.Marshal(map[string]string{"username": c.options.Username, "password": c.options.Password})
	if err != nil {
		return "", err
	}
	req, err := c.request(ctx, http.MethodPost, loginPath, string(credentials))
	if err != nil {
		return "", err
	}
	answer, err := exchange(c, req, func(body []byte) (string, error) {
		var answer struct {
			BearerToken *string `json:"bearer_token"`
		}
		if err := strictjson.Object(body, &answer); err != nil || answer.BearerToken == nil || *answer.BearerToken == "" {
			return "", errNoToken
		}
		return *answer.BearerToken, nil
	})
	if err != nil {
		return "", withoutExcerpt(err)
	}
	c.secrets.Add(answer.Value)
	c.session.begin(answer.Value)
	return answer.Value, nil
}

// withoutExcerpt hides the body of a login that succeeded but can't be read: a
// token may stand in it that isn't known as a secret.
func withoutExcerpt(err error) error {
	const hidden = "(not shown: it may hold a token)"
	var (
		shape    *transport.ShapeError
		content  *transport.ContentError
		cutOff   *transport.CutOffError
		tooLarge *transport.TooLargeError
	)
	switch {
	case errors.As(err, &shape):
		shape.Excerpt = hidden
	case errors.As(err, &content):
		content.Excerpt = hidden
	case errors.As(err, &cutOff):
		cutOff.Excerpt = hidden
	case errors.As(err, &tooLarge):
		tooLarge.Excerpt = hidden
	}
	return err
}
