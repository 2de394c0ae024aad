// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails where the command leaves a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// firstWrite hands over the first write.
type firstWrite chan string

func (w firstWrite) Write(output []byte) (int, error) {
	w <- string(output)
	return len(output), nil
}

// request sends a request and returns its status and body.
func request(t *testing.T, method, url, token, body string) (int, string) {
	t.Helper()
	sent, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	sent.Header.Set("Authorization", "Bearer "+token)
	sent.Close = true

	response, err := http.DefaultClient.Do(sent)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	received, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(received)
}

// group returns what the only group of an expression matches.
func group(t *testing.T, text, expression string) string {
	t.Helper()
	found := regexp.MustCompile(expression).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("there is no %s in\n%s", expression, text)
	}
	return found[1]
}

func TestRun(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	written, ended := make(firstWrite, 1), make(chan error, 1)
	go func() { ended <- run(ctx, written) }()
	var output string
	select {
	case output = <-written:
	case err := <-ended:
		t.Fatalf("it ended before it wrote: %v", err)
	}

	token := group(t, output, `(?m)^export CLOUDFLARE_API_TOKEN='(.*)'$`)
	account := group(t, output, `(?m)^export CLOUDFLARE_ACCOUNT_ID='(.*)'$`)
	url := group(t, output, `(?m)^export CLOUDFLARE_BASE_URL='(.*)'$`) + "accounts/" + account + "/cni/interconnects/icon-fra-1/status"
	control := group(t, output, `(http://\S*)/interconnect-status/`) + "/interconnect-status/" + account + "/icon-fra-1"
	group(t, output, `(?m)^export QUMULO_CA_CERTIFICATE='(-----BEGIN CERTIFICATE-----(?:\n[^'\n]+)+\n-----END CERTIFICATE-----)\n'$`)

	if status, body := request(t, http.MethodGet, url, token, ""); status != http.StatusOK || body != `{"state":"Healthy"}` {
		t.Errorf("the sample's status is %d %s", status, body)
	}
	if status, body := request(t, http.MethodPut, control, "", `{"state":"Down"}`); status != http.StatusNoContent {
		t.Errorf("the control answered %d %s", status, body)
	}
	if _, body := request(t, http.MethodGet, url, token, ""); body != `{"state":"Down"}` {
		t.Errorf("the status put is %s", body)
	}

	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestRunFailsWithItsOutput(t *testing.T) {
	t.Parallel()
	reader, writer := io.Pipe()
	broken := errors.New("broken")
	_ = reader.CloseWithError(broken)
	if err := run(t.Context(), writer); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	if err := describe(&output, []string{"NAME=it's $HOME=x\n"}, "http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	if want := "export NAME='it'\\''s $HOME=x\n'\n"; !strings.HasPrefix(output.String(), want) {
		t.Errorf("got %q, want %q", output.String(), want)
	}
}
