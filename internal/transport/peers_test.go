// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// answering serves requests on kept connections: a function writes what comes back for each,
// of which the number is given.
func answering(t *testing.T, answer func(n int, connection net.Conn)) (*Client, *atomic.Int32) {
	t.Helper()
	var requests atomic.Int32
	c, _ := rawServer(t, func(connection net.Conn) {
		for reader := bufio.NewReader(connection); ; {
			req, err := http.ReadRequest(reader)
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, req.Body)
			answer(int(requests.Add(1)), connection)
		}
	})
	return c, &requests
}

// document is an answer with a body.
func document(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// TestInformationalAnswers has peers that switch protocols and keep the connection, or inform
// without an end.
func TestInformationalAnswers(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer, want string
		requests     int32
	}{
		"an upgrade":            {"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", "answered 101 Switching Protocols", 1},
		"a 101 without headers": {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "answered 101 Switching Protocols", 1},
		"a 101 with a body":     {"HTTP/1.1 101 Switching Protocols\r\nContent-Length: 2\r\n\r\n{}", "answered 101 Switching Protocols", 1},
		"a hint and an answer":  {"HTTP/1.1 103 Early Hints\r\n\r\n" + document("{}"), "", 1},
		"a hint and no answer":  {"HTTP/1.1 103 Early Hints\r\n\r\n", "no complete response within 500ms", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, requests := answering(t, func(_ int, connection net.Conn) { _, _ = io.WriteString(connection, test.answer) })
			if name == "a hint and no answer" {
				c.options.RequestTimeout = 500 * time.Millisecond
			}
			start := time.Now()
			_, err := get(t, c, "http://localhost/")
			got := ""
			if err != nil {
				_, got, _ = strings.Cut(err.Error(), "localhost/: ")
			}
			if got != test.want || requests.Load() != test.requests || time.Since(start) > 30*time.Second {
				t.Errorf("got %q after %d requests in %s", got, requests.Load(), time.Since(start))
			}
		})
	}
}

// TestHTTP2IsNotSpoken has a peer that would answer GOAWAY to each request of HTTP/2, for which
// package net/http sends it again by itself.
func TestHTTP2IsNotSpoken(t *testing.T) {
	t.Parallel()
	var offered atomic.Bool
	var requests atomic.Int32
	config := &tls.Config{
		Certificates: []tls.Certificate{certificate(t)}, NextProtos: []string{"h2", "http/1.1"},
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			for _, protocol := range hello.SupportedProtos {
				if protocol == "h2" {
					offered.Store(true)
				}
			}
			return nil, nil //nolint:nilnil // That is how package tls wants it.
		},
	}
	c, _ := rawServer(t, func(connection net.Conn) {
		server := tls.Server(connection, config)
		if _, err := http.ReadRequest(bufio.NewReader(server)); err == nil {
			requests.Add(1)
			_, _ = io.WriteString(server, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
		}
	})
	c.base.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // Of a test.
	if _, err := get(t, c, "https://localhost/"); err == nil || offered.Load() || requests.Load() != 2 {
		t.Errorf("got %v after %d requests; HTTP/2 was offered: %t", err, requests.Load(), offered.Load())
	}
}

// TestSecondAnswers has a peer that answers each request twice on a kept connection. No read
// takes the second answer, which is for the object of the request before it.
func TestSecondAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = connection.Close() }()
		for reader := bufio.NewReader(connection); err == nil; r, err = http.ReadRequest(reader) {
			_, _ = io.WriteString(connection, document(`"`+r.URL.Path+`"`)+document(`"`+r.URL.Path+`"`))
		}
	}))
	t.Cleanup(server.Close)
	c := client(t, server)
	var all sync.WaitGroup
	for reader := range 2 * MaxConnections {
		all.Go(func() {
			for i := range 50 {
				path := fmt.Sprintf("/%d-%d", reader, i)
				if resp, err := get(t, c, server.URL+path); err != nil || string(resp.Body) != `"`+path+`"` {
					t.Errorf("%s: got %+v, %v", path, resp, err)
				}
			}
		})
	}
	all.Wait()
}

// TestConnectionsStayInUse has a peer that answers each request once.
func TestConnectionsStayInUse(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }))
	t.Cleanup(server.Close)
	c := client(t, server)
	var dialled atomic.Int32
	dial := c.base.DialContext
	c.base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled.Add(1)
		return dial(ctx, network, address)
	}
	var all sync.WaitGroup
	for range MaxConnections {
		all.Go(func() {
			for range 100 {
				if _, err := get(t, c, server.URL); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	// Package net/http gives up a connection where its own goroutine for writing isn't scheduled
	// within 50 ms, which happens on a machine that is busy.
	if n := dialled.Load(); n > 10*MaxConnections {
		t.Errorf("%d connections for 1000 requests, ten at a time", n)
	}
}
