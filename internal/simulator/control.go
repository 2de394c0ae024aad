// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
)

// errorsPath is the control's path of the injected errors.
const errorsPath = "/errors"

// control is a handler with which another process reads and changes what a simulator
// serves, on the paths of the services.
type control struct {
	simulator *Simulator

	mu sync.Mutex // held while something is changed
}

// ServeHTTP implements [http.Handler].
func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	reply := c.answer(r, body)
	contentType := "text/plain; charset=utf-8"
	if json.Valid([]byte(reply.body)) {
		contentType = "application/json"
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(reply.status)
	_, _ = io.WriteString(w, reply.body)
}

// answer answers a request whose body has been read.
func (c *control) answer(r *http.Request, body []byte) answer {
	path := canonical(r.URL.EscapedPath())
	switch _, isDocument := kindOf(path); {
	case path == errorsPath:
		return c.errors(r.Method, body)
	case r.Method == http.MethodGet && path == "/":
		return c.index()
	case r.Method == http.MethodGet && strings.HasPrefix(path, cloudflareRoot):
		return c.simulator.cloudflare.read(r, path)
	case r.Method == http.MethodGet:
		return c.simulator.qumulo.read(r, path)
	case isDocument:
		return c.change(r.Method, path, body)
	default:
		return refuse(http.StatusNotFound, path, "there is no such document: GET / lists all that there are")
	}
}

// refuse answers with a message in plain text.
func refuse(status int, path, format string, values ...any) answer {
	return answer{status: status, body: path + ": " + fmt.Sprintf(format, values...) + "\n"}
}

// index answers with the paths of all documents.
func (c *control) index() answer {
	paths := append(c.simulator.documents.below("/"), errorsPath)
	text, err := json.MarshalIndent(paths, "", "  ")
	if err != nil {
		return refuse(http.StatusInternalServerError, "/", "%v", err)
	}
	return served(string(text) + "\n")
}

// change changes a document.
func (c *control) change(method, path string, body []byte) answer {
	text, known := c.simulator.documents.get(path)
	switch {
	case method == http.MethodPut:
		document, err := parse(path, body)
		if err != nil {
			return refuse(http.StatusBadRequest, path, "%v", err)
		}
		return c.set(path, string(body), document, known)
	case !known:
		return refuse(http.StatusNotFound, path, "there is no such document: GET / lists all that there are, and PUT makes one")
	case method == http.MethodPatch:
		return c.patch(path, text, body)
	case method == http.MethodDelete:
		c.simulator.Remove(path)
		return answer{status: http.StatusNoContent}
	default:
		return refuse(http.StatusMethodNotAllowed, path, "%s is not supported, only GET, PUT, PATCH and DELETE", method)
	}
}

// parse parses what a document is to be, or a patch of it.
func parse(path string, body []byte) (map[string]any, error) {
	object, err := decode(body)
	if err != nil {
		return nil, err
	}
	kind, _ := kindOf(path)
	return object, NewSchema(kind.schema).check(object, "")
}

// set sets a document, and gives its cables' state to the other generation.
func (c *control) set(path, text string, document map[string]any, known bool) answer {
	c.simulator.Set(path, text)
	c.simulator.plug(path, document)
	if !known {
		return answer{status: http.StatusCreated}
	}
	return answer{status: http.StatusNoContent}
}

// patch merges a body into a document, and answers with the result.
func (c *control) patch(path, text string, body []byte) answer {
	patch, err := parse(path, body)
	if err != nil {
		return refuse(http.StatusBadRequest, path, "%v", err)
	}
	document, err := decode([]byte(text))
	if err != nil {
		return refuse(http.StatusConflict, path, "the document can't be patched: %v", err)
	}
	merged := merge(document, patch)
	reply := encoded(http.StatusOK, merged)
	c.set(path, reply.body, merged, true)
	return reply
}

// merge applies a JSON merge patch (RFC 7396) to a value.
func merge(value any, patch map[string]any) map[string]any {
	merged := make(map[string]any)
	if object, ok := value.(map[string]any); ok {
		merged = maps.Clone(object)
	}
	for name, member := range patch {
		switch member := member.(type) {
		case nil:
			delete(merged, name)
		case map[string]any:
			merged[name] = merge(merged[name], member)
		default:
			merged[name] = member
		}
	}
	return merged
}
