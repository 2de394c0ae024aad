// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// certificate makes a certificate that Go parses.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(0x11223344), Subject: pkix.Name{CommonName: "service.example"}, DNSNames: []string{"service.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// record is a record of TLS 1.2.
func record(kind byte, content ...byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{kind, 3, 3}, uint16(len(content))), content...) //nolint:gosec // It's short.
}

// TestWhatAHandshakeSaysIsFinal has servers that speak of certificates and parameters,
// and such whose connections are lost.
func TestWhatAHandshakeSaysIsFinal(t *testing.T) {
	t.Parallel()
	good := certificate(t)
	negative, broken := good, good
	negative.Certificate = [][]byte{bytes.Replace(good.Certificate[0], []byte{0x11, 0x22, 0x33, 0x44}, []byte{0x91, 0x22, 0x33, 0x44}, 1)}
	broken.Certificate = [][]byte{[]byte("no certificate")}
	serve := func(config *tls.Config) func(net.Conn) {
		return func(connection net.Conn) {
			server := tls.Server(connection, config)
			_ = server.HandshakeContext(t.Context())
			_, _ = io.Copy(io.Discard, server)
		}
	}
	say := func(answer []byte) func(net.Conn) {
		return func(connection net.Conn) {
			_, _ = connection.Read(make([]byte, 4096))
			_, _ = connection.Write(answer)
		}
	}
	const handshakeFailure = 40
	oldHello := append([]byte{2, 0, 0, 38, 3, 1}, make([]byte, 36)...)
	oldHello[39] = 0x2f
	for name, test := range map[string]struct {
		serve func(net.Conn)
		final bool
	}{
		"a negative serial":           {serve(&tls.Config{Certificates: []tls.Certificate{negative}}), true},
		"no certificate at all":       {serve(&tls.Config{Certificates: []tls.Certificate{broken}}), true},
		"nobody trusts it":            {serve(&tls.Config{Certificates: []tls.Certificate{good}}), true},
		"old versions":                {serve(&tls.Config{Certificates: []tls.Certificate{good}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}), true},         //nolint:gosec // That is what is tested.
		"a client's certificate, 1.2": {serve(&tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}), true}, //nolint:gosec // As above.
		"a client's certificate, 1.3": {serve(&tls.Config{Certificates: []tls.Certificate{good}, ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13}), true},
		"an old version chosen":       {say(record(22, oldHello...)), true},
		"no cipher in common":         {say(record(21, 2, handshakeFailure)), true},
		"plain HTTP":                  {say([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")), true},
		"an absurd record":            {say(record(99, 1, 2, 3)), true},
		"an absurd hello":             {say(record(22, 2, 0, 0, 3, 1, 2, 3)), true},
		"closed":                      {say(nil), false},
		"closed within a record":      {say(record(22, oldHello...)[:20]), false},
		"reset":                       {reset, false},
		"silence":                     {func(connection net.Conn) { _, _ = io.Copy(io.Discard, connection) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, connections := rawServer(t, test.serve)
			if name == "silence" {
				c.options.RequestTimeout = 500 * time.Millisecond
			}
			_, err := get(t, c, "https://service.example/")
			if err == nil || IsTransient(err) == test.final || (connections.Load() == 1) != test.final || (kindOf(err) == KindTLS) != test.final {
				t.Errorf("got %v after %d connections", err, connections.Load())
			}
		})
	}
}

// reset has closing a connection reset it.
func reset(connection net.Conn) {
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// rawServer serves connections as a function does, which then are closed.
func rawServer(t *testing.T, serve func(net.Conn)) (*Client, *atomic.Int32) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	var connections atomic.Int32
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			go func() {
				defer func() { _ = connection.Close() }()
				serve(connection)
			}()
		}
	}()
	c := New(Options{
		RequestTimeout: time.Minute, MaxRetries: 1, MaxBackoff: time.Millisecond,
		Describe: func(int, http.Header, []byte) Description { return Description{} },
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", listener.Addr().String())
		},
	})
	c.base.Proxy = nil
	t.Cleanup(c.CloseIdleConnections)
	return c, &connections
}

// TestAHandshakeThatTimesOutIsNotFinal has package net/http give it up.
func TestAHandshakeThatTimesOutIsNotFinal(t *testing.T) {
	t.Parallel()
	c, _ := rawServer(t, func(connection net.Conn) { _, _ = io.Copy(io.Discard, connection) })
	c.base.TLSHandshakeTimeout = time.Millisecond
	_, err := get(t, c, "https://service.example/")
	if failure, ok := errors.AsType[*Error](err); !ok || !IsTransient(err) || failure.Unanswered || failure.Attempts != 2 {
		t.Errorf("got %v", err)
	}
}
