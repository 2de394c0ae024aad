// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// errors answers a request for the injected errors.
func (c *control) errors(method string, body []byte) answer {
	switch method {
	case http.MethodGet:
		text, err := json.Marshal(c.simulator.injected.all(), json.WithMarshalers(json.MarshalFunc(writeDuration)))
		if err != nil {
			return refuse(http.StatusInternalServerError, errorsPath, "%v", err)
		}
		return served(string(text))
	case http.MethodPut:
		parsed, err := parseErrors(body)
		if err != nil {
			return refuse(http.StatusBadRequest, errorsPath, "%v", err)
		}
		c.simulator.injected.set(parsed)
	case http.MethodDelete:
		c.simulator.ClearErrors()
	default:
		return refuse(http.StatusMethodNotAllowed, errorsPath, "%s is not supported, only GET, PUT and DELETE", method)
	}
	return answer{status: http.StatusNoContent}
}

// parseErrors parses a list of errors.
func parseErrors(body []byte) ([]InjectedError, error) {
	var list []InjectedError
	err := json.Unmarshal(body, &list, json.RejectUnknownMembers(true), json.WithUnmarshalers(json.UnmarshalFunc(parseDuration)))
	if err != nil {
		return nil, fmt.Errorf("expected a list of errors: %w", err)
	}
	for i := range list {
		e := &list[i]
		method, path, _ := strings.Cut(e.Request, " ")
		if method == "" || !strings.HasPrefix(path, "/") {
			return nil, fmt.Errorf(`request: expected a method or *, a space and a path, such as "GET /v2/*", got %q`, e.Request)
		}
		if e.Status != 0 && (e.Status < 200 || e.Status > 599) {
			return nil, fmt.Errorf("status: expected an HTTP status from 200 to 599, got %d", e.Status)
		}
		e.Shown = 0
	}
	return list, nil
}

// writeDuration writes a duration as "1.5s".
func writeDuration(d time.Duration) ([]byte, error) {
	return json.Marshal(d.String())
}

func parseDuration(text []byte, d *time.Duration) error {
	var written string
	err := json.Unmarshal(text, &written)
	if err == nil {
		*d, err = time.ParseDuration(written)
	}
	if err != nil || *d < 0 {
		return fmt.Errorf("%s is no duration: write \"5s\" or \"1m30s\"", text)
	}
	return nil
}
