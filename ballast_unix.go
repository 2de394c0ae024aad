// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux || darwin || freebsd

package main

import (
	"math"
	"syscall"
)

// isAddressSpaceLimited reports whether memory that isn't touched may be lacking, as
// under ulimit -v.
func isAddressSpaceLimited() bool {
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_AS, &limit)
	return err != nil || uint64(limit.Cur) < math.MaxInt64 //nolint:unconvert // Its type differs between systems.
}
