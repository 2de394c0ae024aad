// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// one reads the status of an interconnect.
const one = `
data "netstatus_interconnect_status" "link" {
  icon = %s
}
`

// onlyPath fails if another path was asked for.
func onlyPath(t *testing.T, sim *simulator.Simulator, path string) {
	t.Helper()
	for _, request := range sim.Requests() {
		if request.Path != path {
			t.Errorf("%s %s was asked for", request.Method, request.Path)
		}
	}
}

func TestIconsThatLookLikePaths(t *testing.T) {
	t.Parallel()
	for icon, segment := range map[string]string{
		"../../x":            "..%2F..%2Fx",
		"a/b":                "a%2Fb",
		"a?cursor=1#x":       "a%3Fcursor=1%23x",
		"%2e%2e":             "%252e%252e",
		"icon-fra-1/status?": "icon-fra-1%2Fstatus%3F",
	} {
		t.Run(icon, func(t *testing.T) {
			t.Parallel()
			sim := simulatortest.Start(t, simulator.Options{})
			w := newWorkspace(t, sim, fmt.Sprintf(one, strconv.Quote(icon)))
			contains(t, w.fail(t, "plan"), "not found")
			onlyPath(t, sim, strings.Replace(iconPath, "icon-fra-1", segment, 1))
			if len(sim.Requests()) != 1 {
				t.Errorf("there were %d requests", len(sim.Requests()))
			}
		})
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, nil, both)
	contains(t, w.fail(t, "plan"),
		"qumulo.host", "QUMULO_HOST", "qumulo.token", "QUMULO_TOKEN", "QUMULO_USERNAME", "QUMULO_PASSWORD",
		"cloudflare.api_token", "CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL", "cloudflare.account_id", "CLOUDFLARE_ACCOUNT_ID")
}

func TestDeadPort(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(address, ":")
	w := newWorkspace(t, simulatortest.Start(t, simulator.Options{}), both)
	w.Env = append(w.Env, "QUMULO_PORT="+port, "CLOUDFLARE_BASE_URL=http://"+address+"/client/v4/", "NETSTATUS_MAX_RETRIES=2")
	contains(t, w.fail(t, "plan"), "Qumulo can't be reached", "Cloudflare can't be reached", "connection refused", "qumulo.port", "cloudflare.base_url", "3 attempts")
}
