// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// The collector runs each time that gcPercent of what is alive, or about 8 MiB, was
// allocated. ballastSize counts as alive, and as it is never written to, it takes
// no memory. Little else is alive: with Go's 100 percent and no ballast the collector
// took a sixth of a large plan's CPU time, and with 400 percent a fleet's answer took
// up to five times its size.
const (
	gcPercent   = 12
	ballastSize = 64 << 20
)

// loadBallast spares the collector work until the function that it returns is called. It
// is a help and never a need: where the user has settings of the collector's own, or
// address space is limited, there is none.
func loadBallast() (unload func()) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" || isAddressSpaceLimited() {
		return func() {}
	}
	debug.SetGCPercent(gcPercent)
	ballast := make([]byte, ballastSize)
	return func() { runtime.KeepAlive(ballast) }
}
