// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"net"
	"runtime"
	"sync/atomic"
	"time"
)

// conn is a connection that knows whether all that has come on it has been taken in. Package
// net/http closes one on which more has come than the answer, unless the next request is there
// before it looks: then it takes the rest for the next answer. What comes after the next
// request can't be told from its answer.
type conn struct {
	net.Conn
	waits, isClosed atomic.Bool
}

// watched returns a dialer of such connections.
func watched(dial func(ctx context.Context, network, address string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		dialled, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &conn{Conn: dialled}, nil
	}
}

// Read implements [net.Conn].
func (c *conn) Read(p []byte) (int, error) {
	c.waits.Store(true)
	defer c.waits.Store(false)
	return c.Conn.Read(p)
}

// Close implements [net.Conn].
func (c *conn) Close() error {
	c.isClosed.Store(true)
	return c.Conn.Close()
}

// settle waits, before the next request is written, until package net/http has taken in all
// that came with the last answer: it reads on then, or closes the connection because there was
// more, and sends the request on another one.
func settle(layer net.Conn) {
	for {
		if below, ok := layer.(interface{ NetConn() net.Conn }); ok {
			layer = below.NetConn()
			continue
		}
		break
	}
	c, ok := layer.(*conn)
	const turns, most, rest = 100, time.Second, 50 * time.Microsecond
	start := time.Now()
	for turn := 0; ok && !c.waits.Load() && !c.isClosed.Load() && time.Since(start) < most; turn++ {
		if turn < turns {
			runtime.Gosched()
		} else {
			time.Sleep(rest)
		}
	}
}
