// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// normalized replaces what differs from run to run.
func normalized(text string, s *simulator.Simulator) string {
	cloudflare := strings.TrimSuffix(strings.TrimPrefix(s.CloudflareURL(), "http://"), "/client/v4/")
	text = strings.NewReplacer(fmt.Sprintf("%s:%d", s.QumuloHost(), s.QumuloPort()), "QUMULO", cloudflare, "CLOUDFLARE").Replace(text)
	text = asLongAsAsked.ReplaceAllString(text, "waited WHILE as")
	text = fewSeconds.ReplaceAllString(text, "than the FEWs that")
	return localAddress.ReplaceAllString(certificateTime.ReplaceAllString(withoutRay(text), "TIME"), "LOCAL->")
}

var ray = regexp.MustCompile(`cf-ray [0-9a-f]{16}-SIM`)

// withoutRay replaces the request id that a simulator makes up.
func withoutRay(text string) string {
	return ray.ReplaceAllString(text, "cf-ray RAY")
}

var (
	certificateTime = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`)
	fewSeconds      = regexp.MustCompile(`than the \ds that`)
	asLongAsAsked   = regexp.MustCompile(`waited [0-9.]+m?s as`)
	whileWaiting    = regexp.MustCompile(`in [0-9.]+m?s\.`)
	checked         = regexp.MustCompile(`Checked (once,|\d+ times) in [0-9.]+m?s\.`)
	localAddress    = regexp.MustCompile(`127\.0\.0\.1:\d+->`)
)
