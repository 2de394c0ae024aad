// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"io"
	"net/http"
)

// Control returns a handler with which another process changes what the
// simulator serves. A body put to
// /network-interface-status/{interface_id}/{node_id} or to
// /interconnect-status/{account_id}/{icon} becomes that document.
func (s *Simulator) Control() http.Handler {
	mux := http.NewServeMux()

	mux.HandleFunc("PUT /network-interface-status/{interface_id}/{node_id}", func(w http.ResponseWriter, r *http.Request) {
		interfaceID, isInterface := identifier(r.PathValue("interface_id"))
		nodeID, isNode := identifier(r.PathValue("node_id"))
		if !isInterface || !isNode {
			http.Error(w, "interface_id and node_id must be integers", http.StatusBadRequest)
			return
		}

		putDocument(w, r, func(document string) {
			s.SetNetworkInterfaceStatus(interfaceID, nodeID, document)
		})
	})

	mux.HandleFunc("PUT /interconnect-status/{account_id}/{icon}", func(w http.ResponseWriter, r *http.Request) {
		putDocument(w, r, func(document string) {
			s.SetInterconnectStatus(r.PathValue("account_id"), r.PathValue("icon"), document)
		})
	})
	return mux
}

// putDocument passes on the body of a request, and answers it.
func putDocument(w http.ResponseWriter, r *http.Request, set func(document string)) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	set(string(body))
	w.WriteHeader(http.StatusNoContent)
}
