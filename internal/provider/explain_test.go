// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"io"
	"log"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func explainQumulo() gate.Service {
	service, _ := request{clients: clientsOf(map[string]string{"QUMULO_HOST": "q", "QUMULO_USERNAME": "admin", "QUMULO_PASSWORD": "a-password"})}.qumulo()
	return service.Service
}

func explainCloudflare() gate.Service {
	service, _, _ := request{clients: clientsOf(map[string]string{"CLOUDFLARE_API_TOKEN": "a-token-of-ours", "CLOUDFLARE_ACCOUNT_ID": "a"})}.cloudflare()
	return service.Service
}

// clientsOf returns the clients of an environment.
func clientsOf(variables map[string]string) *clients {
	c := newClients(context.Background(), func() *resolver { return &resolver{environ: variables} })
	for _, s := range offerings() {
		c.add(s.serviceDefinition)
	}
	return c
}

// TestWhatIsLikelyWrong says it, and nothing that leads astray.
func TestWhatIsLikelyWrong(t *testing.T) {
	t.Parallel()
	login := transport.RequestInfo{Method: "POST", URL: "https://q:8000/v1/session/login", Attempts: 1, Login: true}
	read := transport.RequestInfo{Method: "GET", URL: "https://q:8000/x", Attempts: 1}
	status := func(info transport.RequestInfo, status int, kind transport.Kind) error {
		info.Status = status
		return transport.NewError(info, kind, "9109: theirs")
	}
	wait := transport.NewError(read, transport.KindSharedWait, "")
	wait.Wait, wait.Left = 5*time.Minute, time.Minute
	object := gate.Target{Name: "object 1", NotFound: "noted"}
	const right, wanRight = "PRIVILEGE_NETWORK_READ", "Magic WAN Read"
	for name, test := range map[string]struct {
		service        gate.Service
		err            error
		holds, holdsNo []string
	}{
		"a bad login":      {explainQumulo(), status(login, 401, 0), []string{"refuses the credentials", "QUMULO_PASSWORD", "not sent again"}, []string{right, "a-password"}},
		"a denied login":   {explainQumulo(), status(login, 403, 0), []string{"refuses the credentials"}, []string{right}},
		"a login nowhere":  {explainQumulo(), status(login, 404, transport.KindMissing), []string{"8000 by default", "qumulo.port"}, []string{"Object 1 not found", "noted"}},
		"a bad session":    {explainQumulo(), status(read, 401, 0), []string{"refuses the credentials", right}, nil},
		"a missing right":  {explainQumulo(), status(read, 403, 0), []string{"denies access", right}, nil},
		"missing":          {explainQumulo(), status(read, 404, transport.KindMissing), []string{"Object 1 not found", "noted"}, []string{"8000 by default"}},
		"a foreign 404":    {explainQumulo(), status(read, 404, 0), []string{"isn't the API", "8000 by default", "noted"}, []string{"Object 1 not found"}},
		"a page":           {explainQumulo(), transport.NewError(read, transport.KindPage, ""), []string{"8000 by default"}, nil},
		"no page":          {explainQumulo(), transport.NewError(read, transport.KindBody, ""), nil, []string{"8000 by default"}},
		"no route":         {explainCloudflare(), status(read, 404, transport.KindAddress), []string{"account_id", "base_url"}, []string{"noted", "not found"}},
		"no API":           {explainCloudflare(), status(read, 404, 0), []string{"isn't the API", "base_url"}, []string{"noted", "Object 1 not found"}},
		"a malformed one":  {explainCloudflare(), status(read, 400, transport.KindCredentials), []string{"refuses the credentials", "Bearer", "CLOUDFLARE_API_TOKEN", "theirs"}, []string{"a-token"}},
		"an invalid token": {explainCloudflare(), status(read, 403, transport.KindCredentials), []string{"refuses the credentials"}, []string{"denies"}},
		"a filter":         {explainCloudflare(), status(read, 403, transport.KindFilter), []string{"denies access", "address filter"}, []string{wanRight}},
		"a challenge":      {explainCloudflare(), status(read, 403, transport.KindGateway), []string{"denies access", "challenge page", "gateway"}, []string{wanRight}},
		"no right":         {explainCloudflare(), status(read, 403, 0), []string{"denies access", wanRight}, nil},
		"a proxy":          {explainCloudflare(), transport.NewError(read, transport.KindProxyLogin, ""), []string{"proxy asks for credentials", "HTTPS_PROXY", "user:password@"}, nil},
		"a proxy's rules":  {explainCloudflare(), transport.NewError(read, transport.KindProxy, ""), []string{"proxy refuses", "NO_PROXY"}, nil},
		"a shared wait":    {explainCloudflare(), wait, []string{"5m0s", "1m0s", "six minutes", "timeouts"}, nil},
	} {
		d := explained(test.service, object, test.err)
		text := text(d)
		for _, part := range test.holds {
			if !strings.Contains(text, part) {
				t.Errorf("%s: %q isn't in\n%s", name, part, text)
			}
		}
		for _, part := range append(test.holdsNo, "\n(and the ") {
			if strings.Contains(text, part) {
				t.Errorf("%s: %q is in\n%s", name, part, text)
			}
		}
		if len(text) > 4000 {
			t.Errorf("%s: %d bytes", name, len(text))
		}
	}
}

// TestNothingElseLogs has package net/http's own lines in mind.
func TestNothingElseLogs(t *testing.T) {
	t.Parallel()
	NewServer(t.Context(), New("test"))
	if log.Writer() != io.Discard {
		t.Error("the standard logger writes")
	}
}
