// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// errProxy stands for the error about the proxy's variables, which may hold a
// password.
var errProxy = errors.New("the proxy's address in the environment is not a URL")

// proxy is the proxy for a request, of the environment. What isn't encrypted is sent
// to a loopback host only, and a proxy could read its credentials.
func proxy(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme != "https" {
		return nil, nil //nolint:nilnil // That is how [http.Transport] wants it.
	}
	target := *req.URL
	// NO_PROXY and loopback hosts are compared as they are written.
	target.Host = strings.ToLower(target.Host)
	address, err := http.ProxyFromEnvironment(&http.Request{URL: &target})
	if err != nil {
		return nil, errProxy
	}
	return address, nil
}

// ProxyError is the answer of a proxy that doesn't let a request through.
type ProxyError struct {
	// Status is the proxy's HTTP status.
	Status int
}

// Error implements error.
func (e *ProxyError) Error() string {
	text := strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status)))
	if e.Status == http.StatusProxyAuthRequired {
		return "the proxy asks for credentials: " + text
	}
	return "the proxy refuses the connection: " + text
}

// connected judges a proxy's answer to CONNECT. Its words aren't shown: they may
// repeat the credentials.
func connected(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return &ProxyError{Status: resp.StatusCode}
	}
	return nil
}
