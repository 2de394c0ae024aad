// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/provider"
)

func TestQuietUnlessAsked(t *testing.T) {
	t.Parallel()
	for _, environment := range [][]string{
		nil,
		{"PATH=/bin"},
		{"TF_LOG="},
		{"TF_LOG_CORE=TRACE", "TF_LOG_PATH=log"},
		{"TF_LOG_PROVIDERS=x"},
	} {
		if got := provider.QuietEnvironment(environment); got["TF_LOG_SDK"] != "off" || got["TF_LOG_PROVIDER_NETSTATUS"] != "off" {
			t.Errorf("%q: got %v, want everything off", environment, got)
		}
	}
	for _, environment := range [][]string{{"TF_LOG=INFO"}, {"TF_LOG_PROVIDER=warn"}, {"PATH=/bin", "TF_LOG_PROVIDER_NETSTATUS=ERROR"}} {
		if got := provider.QuietEnvironment(environment); len(got) != 1 || got["TF_LOG_SDK_PROTO"] != "off" {
			t.Errorf("%q: got %v, want the protocol's errors off", environment, got)
		}
	}
	for _, environment := range [][]string{
		{"TF_LOG=off"},
		{"TF_LOG=TRACE", "TF_LOG_PROVIDER=INFO"},
		{"TF_LOG=INFO", "TF_LOG_SDK=INFO"},
		{"TF_LOG_PROVIDER=DEBUG"},
		{"TF_LOG_PROVIDER_NETSTATUS=DEBUG"},
		{"TF_LOG_PROVIDER_NETSTATUS_QUMULO=DEBUG"},
		{"TF_LOG_SDK=TRACE"},
		{"TF_LOG_SDK_PROTO=TRACE"},
	} {
		if got := provider.QuietEnvironment(environment); got != nil {
			t.Errorf("%q: got %v, want the user's own settings left alone", environment, got)
		}
	}
}
