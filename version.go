// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"runtime/debug"
	"strings"
)

// unreleased is the version of a build that nobody gave one.
const unreleased = "dev"

// buildVersion is the provider's version, without a leading v: what the linker
// set, else what `go install module@version` recorded in the binary, else
// unreleased. info and ok are what [debug.ReadBuildInfo] returns.
func buildVersion(linked string, info *debug.BuildInfo, ok bool) string {
	if linked != "" && linked != unreleased {
		return linked
	}
	if !ok || info == nil || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return unreleased
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
