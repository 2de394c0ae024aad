// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"runtime/debug"
	"testing"
)

func TestBuildVersion(t *testing.T) {
	t.Parallel()
	recorded := func(version string) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}}
	}
	for name, test := range map[string]struct {
		linked string
		info   *debug.BuildInfo
		ok     bool
		want   string
	}{
		"a release":                   {"1.2.3", recorded("(devel)"), true, "1.2.3"},
		"a release, whatever else is": {"1.2.3", recorded("v1.2.4"), true, "1.2.3"},
		"linked as it is":             {"v1.2.3-4-gabcdef0", nil, false, "v1.2.3-4-gabcdef0"},
		"go install":                  {"dev", recorded("v1.2.3"), true, "1.2.3"},
		"go install of a commit":      {"dev", recorded("v0.0.0-20261010120000-0123456789ab"), true, "0.0.0-20261010120000-0123456789ab"},
		"go build of a changed tree":  {"dev", recorded("v1.2.3+dirty"), true, "1.2.3+dirty"},
		"linked as nothing":           {"", recorded("v1.2.3"), true, "1.2.3"},
		"devel":                       {"dev", recorded("(devel)"), true, "dev"},
		"no version":                  {"dev", recorded(""), true, "dev"},
		"no information":              {"dev", nil, false, "dev"},
		"nothing at all":              {"", nil, false, "dev"},
		"information that is not one": {"dev", recorded("v1.2.3"), false, "dev"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := buildVersion(test.linked, test.info, test.ok); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
