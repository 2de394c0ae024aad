// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package simulator

import (
	"net/http"
	"sync"
	"time"
)

// Request is a request that arrived.
type Request struct {
	// Service is the service's name: "qumulo" or "cloudflare".
	Service string
	// Method, Path and Query are as on the wire, the latter two escaped.
	Method, Path, Query string
	Header              http.Header
	Body                string
	// RemoteAddr tells connections apart.
	RemoteAddr string
	// Status is what was answered, 0 if nothing was.
	Status int
	// Time is when the request had arrived, body and all.
	Time time.Time
}

// records are the requests in the order of their arrival.
type records struct {
	mu       sync.Mutex
	requests []*Request
}

// add records a request that has no answer yet.
func (r *records) add(service string, request *http.Request, body []byte) *Request {
	recorded := &Request{
		Service:    service,
		Method:     request.Method,
		Path:       request.URL.EscapedPath(),
		Query:      request.URL.RawQuery,
		Header:     request.Header.Clone(),
		Body:       string(body),
		RemoteAddr: request.RemoteAddr,
		Time:       time.Now(),
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, recorded)
	return recorded
}

// answered records a request's answer. It comes before the answer is sent, so that whoever
// has the answer finds it recorded.
func (r *records) answered(recorded *Request, status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	recorded.Status = status
}

// Requests returns the requests to all services in the order of their arrival.
func (s *Simulator) Requests() []Request {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	requests := make([]Request, 0, len(s.records.requests))
	for _, recorded := range s.records.requests {
		request := *recorded
		request.Header = recorded.Header.Clone()
		requests = append(requests, request)
	}
	return requests
}

// ResetRequests forgets the requests that have arrived so far.
func (s *Simulator) ResetRequests() {
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	s.records.requests = nil
}
