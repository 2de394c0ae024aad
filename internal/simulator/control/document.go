// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control

import (
	"fmt"
	"net/http"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/document"
)

// served is a document that a simulator serves, or could.
type served struct {
	*simulator.Kind
	simulator *simulator.Simulator
	path      string
	ids       []string
	create    bool // may be put where there is none
}

// findDocument finds the document of an escaped path.
func findDocument(s *simulator.Simulator, path, query string) (*served, error) {
	found := &served{simulator: s, path: path}
	switch query {
	case "":
	case "create=true":
		found.create = true
	default:
		return nil, refuse(http.StatusBadRequest, "the only parameter is ?create=true, not ?%s", query)
	}
	for _, service := range simulator.Services() {
		for _, kind := range service.Kinds {
			ids, ok, err := kind.IDs(path)
			if err != nil {
				return nil, refuse(http.StatusBadRequest, "%s: %w", path, err)
			}
			if ok {
				found.Kind, found.ids = kind, ids
				return found, nil
			}
		}
	}
	return nil, unknownRoute(path)
}

// text is the document as it is served.
func (d *served) text() (string, bool) { return d.Get(d.simulator, d.ids) }

func (d *served) exists() error {
	if _, known := d.text(); !known {
		return refuse(http.StatusNotFound, "there is no %s: GET / lists what there is, and PUT %s?create=true makes it", d.path, d.path)
	}
	return nil
}

func (d *served) get() (answer, error) {
	if err := d.exists(); err != nil {
		return answer{}, err
	}
	text, _ := d.text()
	return answer{http.StatusOK, text}, nil
}

func (d *served) change(method string, body []byte) (answer, error) {
	switch method {
	case http.MethodPut:
		return d.put(body)
	case http.MethodPatch:
		return d.patch(body)
	case http.MethodDelete:
		return d.delete()
	default:
		return answer{}, notAllowed(method, d.path, "GET, PUT, PATCH and DELETE")
	}
}

// putable says why a document can't be put.
func (d *served) putable(body []byte) error {
	object, err := document.Decode(body)
	if err == nil {
		err = d.Validate(d.ids, object)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", d.path, err)
	}
	return nil
}

// patchable is the patch in a body, if a document of the kind could take it.
func (d *served) patchable(body []byte) (map[string]any, error) {
	patch, err := document.Decode(body)
	if err == nil {
		err = d.Schema.Unlisted(patch)
	}
	if err == nil {
		err = d.Schema.Check(patch)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.path, err)
	}
	return patch, nil
}

// put puts a document, byte for byte.
func (d *served) put(body []byte) (answer, error) {
	if err := d.putable(body); err != nil {
		return answer{}, err
	}
	_, known := d.text()
	if !known && !d.create {
		return answer{}, d.exists()
	}
	d.Put(d.simulator, d.ids, string(body))
	if !known {
		return answer{status: http.StatusCreated}, nil
	}
	return answer{status: http.StatusNoContent}, nil
}

// patch merges a body into a document, and answers with the result.
func (d *served) patch(body []byte) (answer, error) {
	patch, err := d.patchable(body)
	if err != nil {
		return answer{}, err
	}
	if err := d.exists(); err != nil {
		return answer{}, err
	}
	text, _ := d.text()
	object, err := document.Decode([]byte(text))
	if err != nil {
		return answer{}, refuse(http.StatusConflict, "%s: what is there can't be patched: %w", d.path, err)
	}
	merged := document.Merge(object, patch)
	if err := d.Validate(d.ids, merged); err != nil {
		return answer{}, fmt.Errorf("%s: %w", d.path, err)
	}
	if text, err = document.Encode(merged); err != nil {
		return answer{}, err
	}
	d.Put(d.simulator, d.ids, text)
	return answer{http.StatusOK, text}, nil
}

// delete takes a document away, and the statuses of an object with it.
func (d *served) delete() (answer, error) {
	if err := d.exists(); err != nil {
		return answer{}, err
	}
	d.Remove(d.simulator, d.ids)
	return answer{status: http.StatusNoContent}, nil
}
