// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

//go:build !linux && !darwin && !freebsd

package main

// isAddressSpaceLimited reports whether memory that isn't touched may be lacking.
func isAddressSpaceLimited() bool {
	return false
}
