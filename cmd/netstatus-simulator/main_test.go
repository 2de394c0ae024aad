// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// TestMain fails if the command leaves a goroutine behind.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// firstWrite hands over the first write.
type firstWrite chan string

func (w firstWrite) Write(output []byte) (int, error) {
	w <- string(output)
	return len(output), nil
}

// begin starts the command, and returns what it has written once it serves. end ends it.
func begin(t *testing.T, arguments ...string) (output string, end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	written, ended, messages := make(firstWrite, 1), make(chan int, 1), new(bytes.Buffer)
	go func() { ended <- start(ctx, arguments, written, messages) }()
	select {
	case output = <-written:
	case code := <-ended:
		cancel()
		t.Fatalf("it ended with %d before it wrote: %s", code, messages)
	}
	return output, func() {
		t.Helper()
		cancel()
		if code := <-ended; code != 0 || messages.Len() > 0 {
			t.Errorf("it ended with %d: %s", code, messages)
		}
	}
}

// variables returns the variables that the command has written.
func variables(output string) map[string]string {
	found := make(map[string]string)
	for line := range strings.Lines(output) {
		if variable, ok := strings.CutPrefix(strings.TrimSpace(line), "export "); ok {
			name, value, _ := strings.Cut(variable, "=")
			found[name] = strings.Trim(value, "'")
		}
	}
	return found
}

func TestRun(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.env")
	output, end := begin(t, "-env-file", file)
	written, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(output, string(written)+"\n# ") {
		t.Errorf("%v, wrote %q, and %q into the file", err, output, written)
	}
	got := variables(output)
	if ca, err := base64.StdEncoding.DecodeString(got["QUMULO_CA_CERTIFICATE"]); err != nil || !strings.HasPrefix(string(ca), "-----BEGIN CERTIFICATE-----\n") {
		t.Errorf("the certificate is %q, %v", ca, err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, got["CLOUDFLARE_BASE_URL"]+"accounts/"+got["CLOUDFLARE_ACCOUNT_ID"]+"/cni/interconnects/icon-fra-1/status", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+got["CLOUDFLARE_API_TOKEN"])
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil || response.StatusCode != http.StatusOK || response.Body.Close() != nil {
		t.Errorf("the sample isn't served: %v, %v", response, err)
	}
	end()
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is left: %v", err)
	}
}

// TestHints runs what the output and the help show, in a shell.
func TestHints(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the commands need curl")
	}
	output, end := begin(t)
	defer end()
	environment, commented, _ := strings.Cut(output, "\n# ")
	commands := []string{`control=$NETSTATUS_SIMULATOR_CONTROL`, `curl() { command curl -sS --fail-with-body "$@"; }`}
	for line := range strings.Lines(commented) {
		if command, ok := strings.CutPrefix(line, "#   "); ok {
			commands = append(commands, command)
		}
	}
	_, examples, _ := strings.Cut(help, "In the examples")
	examples, rest, _ := strings.Cut(examples, "Injected errors:")
	_, errorExamples, _ := strings.Cut(rest, "\n\n")
	for line := range strings.Lines(examples + errorExamples) {
		if command, ok := strings.CutPrefix(line, "    "); ok {
			commands = append(commands, command)
		}
	}
	script := environment + "\n" + strings.Join(commands, "\n")
	shown, err := exec.CommandContext(t.Context(), "sh", "-euc", script).CombinedOutput()
	if n := strings.Count(script, "curl -X"); err != nil || n != 12 {
		t.Errorf("%v after %d commands\n%s", err, n, shown)
	}
	if got := string(shown); strings.Count(got, `"cable_status":"DISCONNECTED"`) != 2 || !strings.Contains(got, `"node_status":"offline"`) {
		t.Errorf("got %s", shown)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var output, messages bytes.Buffer
	if code := start(t.Context(), []string{"-h"}, &output, &messages); code != 0 || output.String() != help || messages.Len() > 0 {
		t.Errorf("ended with %d, %s", code, &messages)
	}
	for _, part := range []string{
		simulator.Token, simulator.Username, simulator.Password, simulator.APIToken, simulator.APIKey, simulator.Email,
		"\n  -listen ", "\n  -env-file ", "\n  -version ", "\n  -h ",
	} {
		if !strings.Contains(help, part) {
			t.Errorf("%q is missing", part)
		}
	}
	for line := range strings.Lines(help) {
		if len(line) > 81 {
			t.Errorf("too long for a terminal: %s", line)
		}
	}
	output.Reset()
	if code := start(t.Context(), []string{"-version"}, &output, &messages); code != 0 || output.String() != buildVersion()+"\n" {
		t.Errorf("ended with %d, %s", code, &output)
	}
}

// TestPorts starts a second simulator on the ports of the first.
func TestPorts(t *testing.T) {
	t.Parallel()
	output, end := begin(t, "-listen=localhost:0")
	defer end()
	port, err := strconv.Atoi(variables(output)["QUMULO_PORT"])
	if err != nil {
		t.Fatal(err)
	}
	got := failure(t, 1, "-listen=127.0.0.1:"+strconv.Itoa(port))
	if want := "netstatus-simulator: -listen: port " + strconv.Itoa(port) + " of 127.0.0.1 is in use, perhaps by another simulator\n"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestIPv6(t *testing.T) {
	t.Parallel()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "[::1]:0")
	if err != nil {
		t.Skip("this machine has no IPv6 loopback: ", err)
	}
	_ = listener.Close()
	for _, address := range []string{"::1", "[::1]:0"} {
		output, end := begin(t, "-listen="+address)
		if got := variables(output); got["QUMULO_HOST"] != "::1" || !strings.HasPrefix(got["NETSTATUS_SIMULATOR_CONTROL"], "http://[::1]:") {
			t.Errorf("%s: got %v", address, got)
		}
		end()
	}
}

// failure returns what the command says when it ends with a code.
func failure(t *testing.T, code int, arguments ...string) string {
	t.Helper()
	var output, messages bytes.Buffer
	if got := start(t.Context(), arguments, &output, &messages); got != code || output.Len() > 0 {
		t.Errorf("%q: ended with %d and wrote %s", arguments, got, &output)
	}
	return messages.String()
}

func TestArgumentsThatAreWrong(t *testing.T) {
	t.Parallel()
	taken := filepath.Join(t.TempDir(), "taken")
	if err := os.WriteFile(taken, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		code           int
		argument, want string
	}{
		{2, "-port=1", "flag provided but not defined: -port"},
		{2, "start", `only flags are allowed, not the argument "start"`},
		{2, "-listen=127.0.0.1:x", `-listen: "x" is no port`},
		{1, "-listen=127.0.0.1:65534", "-listen: there is no port 65536"},
		{1, "-listen=0.0.0.0", `-listen: "0.0.0.0" is no loopback address: everyone knows the simulator's credentials, so it listens on 127.0.0.1 or ::1 only`},
		{1, "-env-file=" + taken, "-env-file: " + taken + " exists already: remove it if no other simulator needs it, or name another file"},
		{1, "-env-file=" + filepath.Join(taken, "x"), "-env-file: "},
	} {
		if got := failure(t, test.code, test.argument); !strings.HasPrefix(got, "netstatus-simulator: "+test.want) {
			t.Errorf("%s: got %s", test.argument, got)
		}
	}
	if content, err := os.ReadFile(taken); err != nil || string(content) != "mine" {
		t.Errorf("the file has %q, %v", content, err)
	}
}

// TestSignals ends the built command as a user does.
func TestSignals(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short is for what needs no compiler: this builds the command")
	}
	program := filepath.Join(t.TempDir(), "netstatus-simulator")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		command := exec.CommandContext(t.Context(), program)
		output, err := command.StdoutPipe()
		if err := errors.Join(err, command.Start()); err != nil {
			t.Fatal(err)
		}
		if _, err := output.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(command.Process.Signal(signal), command.Wait()); err != nil {
			t.Errorf("%v: %v", signal, err)
		}
	}
}
