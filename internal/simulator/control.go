// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// control is how another process changes what the simulator serves.
type control struct {
	simulator *Simulator
	scripts   scripts

	mu sync.Mutex // held while a document is changed
}

func (c *control) init(s *Simulator) {
	c.simulator = s
	c.scripts.init(c.perform)
}

// refusal is an error with the HTTP status that it is answered with.
type refusal struct {
	status int
	err    error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

func refuse(status int, format string, values ...any) error {
	return &refusal{status, fmt.Errorf(format, values...)}
}

// Control returns a handler with which another process reads and changes what the
// simulator serves. GET / lists the routes and ids.
func (s *Simulator) Control() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
		var reply answer
		if _, isTooLarge := errors.AsType[*http.MaxBytesError](err); isTooLarge {
			err = refuse(http.StatusRequestEntityTooLarge, "the body is too large: %d bytes are allowed", maxRequestBody)
		} else if err == nil {
			reply, err = s.control.respond(r, body) //nolint:contextcheck // A script outlives the request that starts it.
		}
		if err != nil {
			status := http.StatusBadRequest
			if refused, ok := errors.AsType[*refusal](err); ok {
				status = refused.status
			}
			http.Error(w, err.Error(), status)
			return
		}
		if reply.body != "" {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(reply.status)
		_, _ = io.WriteString(w, reply.body)
	})
}

// respond answers a request to the control.
func (c *control) respond(r *http.Request, body []byte) (answer, error) {
	path := r.URL.EscapedPath()
	switch name, isScript := strings.CutPrefix(path, "/scripts/"); {
	case path == "/":
		if r.Method != http.MethodGet {
			return answer{}, notAllowed(r.Method, path, http.MethodGet)
		}
		return c.index(), nil
	case isScript:
		name, err := url.PathUnescape(name)
		if err != nil || name == "" {
			return answer{}, unknownRoute(path)
		}
		return c.script(r.Method, name, body)
	}
	target, err := findTarget(path, r.URL.RawQuery)
	if err != nil {
		return answer{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		document, ok := target.get(c.simulator)
		if !ok {
			return answer{}, target.missing()
		}
		return served(document), nil
	case http.MethodPut:
		return c.put(target, body)
	case http.MethodPatch:
		return c.patch(target, body)
	case http.MethodDelete:
		return c.remove(target)
	default:
		return answer{}, notAllowed(r.Method, path, "GET, PUT, PATCH and DELETE")
	}
}

func notAllowed(method, path, allowed string) error {
	return refuse(http.StatusMethodNotAllowed, "%s: %s is not supported, but %s", path, method, allowed)
}

func unknownRoute(path string) error {
	return refuse(http.StatusNotFound, "there is no route %s: GET / lists all", path)
}

// index answers with everything there is.
func (c *control) index() answer {
	found := c.simulator.inventory()
	found.Scripts = c.scripts.names()
	found.Routes = []string{"GET /", "GET PUT DELETE /scripts/{name}"}
	for _, k := range kinds {
		found.Routes = append(found.Routes, "GET PUT PATCH DELETE "+k.route)
	}
	body, err := json.MarshalIndent(found, "", "  ")
	if err != nil {
		return answer{status: http.StatusInternalServerError}
	}
	return served(string(body) + "\n")
}

// target is the document that a path names.
type target struct {
	*kind
	path   string
	ids    []string
	create bool // may be put where there is none
}

// findTarget finds the document of an escaped path, with ?create=true or without.
func findTarget(path, query string) (*target, error) {
	found := &target{path: path}
	switch query {
	case "":
	case "create=true":
		found.create = true
	default:
		return nil, refuse(http.StatusBadRequest, "the only parameter is ?create=true, not ?%s", query)
	}
	for _, k := range kinds {
		ids, ok, err := k.ids(path)
		if err != nil {
			return nil, refuse(http.StatusBadRequest, "%s: %w", path, err)
		}
		if ok {
			found.kind, found.ids = k, ids
			return found, nil
		}
	}
	return nil, unknownRoute(path)
}

func (t *target) get(s *Simulator) (string, bool) { return t.kind.get(s, t.ids) }

func (t *target) missing() error {
	return refuse(http.StatusNotFound, "there is no %s: GET / lists what there is, and PUT %s?create=true makes it", t.path, t.path)
}

// putable is the document to be put, if it may be.
func (t *target) putable(body []byte) error {
	document, err := decodeObject(body)
	if err == nil {
		err = t.validate(t.ids, document)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.path, err)
	}
	return nil
}

// patchable is the patch in a body, if a document of the kind could take it.
func (t *target) patchable(body []byte) (map[string]any, error) {
	patch, err := decodeObject(body)
	if err == nil {
		err = t.schema.unlisted(patch, "")
	}
	if err == nil {
		err = t.schema.check(patch, "")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.path, err)
	}
	return patch, nil
}

// put puts a document, byte for byte.
func (c *control) put(t *target, body []byte) (answer, error) {
	if err := t.putable(body); err != nil {
		return answer{}, err
	}
	_, known := t.get(c.simulator)
	if !known && !t.create {
		return answer{}, t.missing()
	}
	t.put(c.simulator, t.ids, string(body))
	if !known {
		return answer{status: http.StatusCreated}, nil
	}
	return answer{status: http.StatusNoContent}, nil
}

// patch merges a body into a document, and answers with what that is then.
func (c *control) patch(t *target, body []byte) (answer, error) {
	patch, err := t.patchable(body)
	if err != nil {
		return answer{}, err
	}
	document, known := t.get(c.simulator)
	if !known {
		return answer{}, t.missing()
	}
	object, err := decodeObject([]byte(document))
	if err != nil {
		return answer{}, refuse(http.StatusConflict, "%s: what is there can't be patched: %w", t.path, err)
	}
	merged := merge(object, patch)
	if err := t.validate(t.ids, merged); err != nil {
		return answer{}, fmt.Errorf("%s: %w", t.path, err)
	}
	text, err := encodeObject(merged)
	if err != nil {
		return answer{}, err
	}
	t.put(c.simulator, t.ids, text)
	return served(text), nil
}

// remove takes a document away, and the statuses of an object with it.
func (c *control) remove(t *target) (answer, error) {
	if _, known := t.get(c.simulator); !known {
		return answer{}, t.missing()
	}
	t.remove(c.simulator, t.ids)
	return answer{status: http.StatusNoContent}, nil
}
