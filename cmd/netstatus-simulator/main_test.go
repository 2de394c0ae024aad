// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
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

// started is a simulator that runs.
type started struct {
	output string
	cancel context.CancelFunc
	ended  chan int
	errors *bytes.Buffer
}

// begin starts the command, and waits until it has written its environment.
func begin(t *testing.T, arguments ...string) *started {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &started{cancel: cancel, ended: make(chan int, 1), errors: new(bytes.Buffer)}
	written := make(firstWrite, 1)
	go func() { s.ended <- start(ctx, arguments, written, s.errors) }()
	select {
	case s.output = <-written:
		t.Cleanup(func() { s.end(t) })
	case code := <-s.ended:
		cancel()
		t.Fatalf("it ended with %d before it wrote: %s", code, s.errors)
	}
	return s
}

// end ends the command, if it hasn't been yet.
func (s *started) end(t *testing.T) {
	t.Helper()
	if s.ended == nil {
		return
	}
	s.cancel()
	if code := <-s.ended; code != 0 || s.errors.Len() > 0 {
		t.Errorf("it ended with %d: %s", code, s.errors)
	}
	s.ended = nil
}

// environment is what the command wrote with -env-format json.
func (s *started) environment(t *testing.T) map[string]string {
	t.Helper()
	environment := make(map[string]string)
	if err := json.Unmarshal([]byte(s.output), &environment); err != nil {
		t.Fatal(err)
	}
	return environment
}

func TestRun(t *testing.T) {
	t.Parallel()
	s := begin(t)
	token := group(t, s.output, `(?m)^export CLOUDFLARE_API_TOKEN='(.*)'$`)
	account := group(t, s.output, `(?m)^export CLOUDFLARE_ACCOUNT_ID='(.*)'$`)
	url := group(t, s.output, `(?m)^export CLOUDFLARE_BASE_URL='(.*)'$`) + "accounts/" + account + "/cni/interconnects/icon-fra-1/status"
	control := group(t, s.output, `(?m)^export NETSTATUS_SIMULATOR_CONTROL='(.*)'$`) + "/interconnects/" + account + "/icon-fra-1/status"
	group(t, s.output, `(?m)^export QUMULO_CA_CERTIFICATE='(-----BEGIN CERTIFICATE-----(?:\n[^'\n]+)+\n-----END CERTIFICATE-----)\n'$`)

	if status, body := request(t, http.MethodGet, url, token, ""); status != http.StatusOK || body != `{"state":"Healthy"}` {
		t.Errorf("the sample's status is %d %s", status, body)
	}
	if status, body := request(t, http.MethodPut, control, "", `{"state":"Down"}`); status != http.StatusNoContent {
		t.Errorf("the control answered %d %s", status, body)
	}
	if _, body := request(t, http.MethodGet, url, token, ""); body != `{"state":"Down"}` {
		t.Errorf("the status put is %s", body)
	}
	s.end(t)
}

// freePorts are some ports in a row that were free a moment ago, the first of them.
func freePorts(t *testing.T, count int) int {
	t.Helper()
	for range 100 {
		listener, err := simulator.ListenLoopback("a test", "127.0.0.1", 0)
		if err != nil {
			t.Fatal(err)
		}
		first := listener.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert,errcheck // it is one of TCP
		free := first+count <= 1<<16
		for i := 1; i < count && free; i++ {
			next, err := simulator.ListenLoopback("a test", "127.0.0.1", first+i)
			if free = err == nil; free {
				_ = next.Close()
			}
		}
		_ = listener.Close()
		if free {
			return first
		}
	}
	t.Fatal("there are no free ports in a row")
	return 0
}

func TestPorts(t *testing.T) {
	t.Parallel()
	services := len(simulator.Services())
	first := freePorts(t, services+1)
	listen := "-listen=localhost:" + strconv.Itoa(first)
	s := begin(t, listen, "-env-format=json")
	environment := s.environment(t)
	for name, want := range map[string]string{
		"QUMULO_HOST":         "127.0.0.1",
		"QUMULO_PORT":         strconv.Itoa(first),
		"CLOUDFLARE_BASE_URL": "http://127.0.0.1:" + strconv.Itoa(first+1) + "/client/v4/",
		controlVariable:       "http://127.0.0.1:" + strconv.Itoa(first+services),
	} {
		if environment[name] != want {
			t.Errorf("%s is %s, want %s", name, environment[name], want)
		}
	}

	// Nobody takes the place of another, and which port it is gets told.
	for _, busy := range []string{listen, "-qumulo=" + strconv.Itoa(first), "-cloudflare=127.0.0.1:" + strconv.Itoa(first), "-control=" + strconv.Itoa(first+services)} {
		var output, messages bytes.Buffer
		if code := start(t.Context(), []string{busy}, &output, &messages); code != 1 || output.Len() > 0 {
			t.Errorf("%s: ended with %d and wrote %s", busy, code, &output)
		}
		for _, part := range []string{"netstatus-simulator: listening for ", " of 127.0.0.1 is in use: something else listens there", " (-listen, -qumulo, -cloudflare", " and -control choose the ports, 0 is a free one)"} {
			if !strings.Contains(messages.String(), part) {
				t.Errorf("%s: %q is missing in %s", busy, part, &messages)
			}
		}
	}
}

func TestIPv6(t *testing.T) {
	t.Parallel()
	if environment := begin(t, "-listen=::1", "-control=127.0.0.1:0", "-env-format=json").environment(t); environment["QUMULO_HOST"] != "::1" ||
		!strings.HasPrefix(environment["CLOUDFLARE_BASE_URL"], "http://[::1]:") || !strings.HasPrefix(environment[controlVariable], "http://127.0.0.1:") {
		t.Errorf("got %v", environment)
	}
}

func TestFlagsThatAreWrong(t *testing.T) {
	t.Parallel()
	for flag, message := range map[string]string{
		"-listen=0.0.0.0":          "-listen: 0.0.0.0 is no loopback address: everyone knows the simulator's credentials, so it listens on 127.0.0.1 or ::1 only",
		"-listen=[::]:8000":        "-listen: :: is no loopback address",
		"-listen=example.com":      `-listen: "example.com" is no IP address`,
		"-listen=":                 `-listen: "" is no IP address`,
		"-listen=8000":             `-listen: "8000" is no IP address`,
		"-listen=127.0.0.1:65535":  `-listen: "65535" is no port from 0 to 655`,
		"-qumulo=192.0.2.1:8000":   "-qumulo: 192.0.2.1 is no loopback address",
		"-qumulo=x":                `-qumulo: "x" is no port from 0 to 65535`,
		"-cloudflare=127.0.0.1:-1": `-cloudflare: "-1" is no port`,
		"-control=::1":             `-control: "::1" is neither PORT nor HOST:PORT`,
		"-control=65536":           `-control: "65536" is no port`,
		"-generation=v1":           `-generation: "v1" is none of v2, v3, both`,
		"-env-format=yaml":         `-env-format: "yaml" is none of docker, github, json, shell`,
		"-port=1":                  "flag provided but not defined: -port",
		"start":                    `only flags are allowed, not the argument "start"`,
		"-empty=x":                 "invalid boolean value",
	} {
		var output, messages bytes.Buffer
		code := start(t.Context(), []string{flag}, &output, &messages)
		if code != 2 || output.Len() > 0 || !strings.HasPrefix(messages.String(), "netstatus-simulator: "+message) && !strings.Contains(messages.String(), message) ||
			!strings.HasSuffix(messages.String(), "\nnetstatus-simulator -h explains every flag.\n") {
			t.Errorf("%s: ended with %d, %s%s", flag, code, &output, &messages)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	// The documentation shows the file.
	content, err := os.ReadFile("help.txt")
	if err != nil {
		t.Fatal(err)
	}
	help := string(content)
	for _, flag := range []string{"-h", "-help", "--help"} {
		var output, messages bytes.Buffer
		if code := start(t.Context(), []string{flag}, &output, &messages); code != 0 || output.String() != help || messages.Len() > 0 {
			t.Errorf("%s: ended with %d, and prints something else than help.txt, which `make docs` writes: %s", flag, code, &messages)
		}
	}
	for line := range strings.Lines(help) {
		if len(line) > 81 {
			t.Errorf("too long for a terminal: %s", line)
		}
	}
	for _, flag := range []string{"listen", "qumulo", "cloudflare", "control", "generation", "empty", "env-file", "env-format", "version", "h"} {
		if !strings.Contains(help, "\n  -"+flag+" ") {
			t.Errorf("it doesn't explain -%s", flag)
		}
	}
	// It tells the routes that there are.
	environment := begin(t, "-env-format=json").environment(t)
	_, index := request(t, http.MethodGet, environment[controlVariable]+"/", "", "")
	var told struct{ Routes []string }
	if err := json.Unmarshal([]byte(index), &told); err != nil {
		t.Fatal(err)
	}
	for _, route := range told.Routes {
		if path := route[strings.LastIndex(route, " ")+1:]; !regexp.MustCompile(regexp.QuoteMeta(path) + `\s`).MatchString(help) {
			t.Errorf("it doesn't tell %s", route)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	var output, messages bytes.Buffer
	if code := start(t.Context(), []string{"-version"}, &output, &messages); code != 0 || output.Len() < 2 {
		t.Errorf("ended with %d: %s%s", code, &output, &messages)
	}
}

func TestServed(t *testing.T) {
	t.Parallel()
	control := begin(t, "-env-format=json", "-empty").environment(t)[controlVariable]
	if _, body := request(t, http.MethodGet, control+"/", "", ""); strings.Contains(body, "icon-") || !strings.Contains(body, `"nodes": [],`) {
		t.Errorf("empty is %s", body)
	}

	for generation, want := range map[string][2]int{"v2": {200, 404}, "v3": {404, 200}, "both": {200, 200}} {
		environment := begin(t, "-env-format=json", "-generation", generation).environment(t)
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM([]byte(environment["QUMULO_CA_CERTIFICATE"]))
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
		for i, path := range []string{"/v2/network/interfaces/", "/v3/network/status"} {
			sent, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://127.0.0.1:"+environment["QUMULO_PORT"]+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			sent.Header.Set("Authorization", "Bearer "+environment["QUMULO_TOKEN"])
			response, err := transport.RoundTrip(sent)
			if err != nil {
				t.Fatal(err)
			}
			if _ = response.Body.Close(); response.StatusCode != want[i] {
				t.Errorf("%s: %s is %d", generation, path, response.StatusCode)
			}
		}
	}
}

func TestEnvironmentFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.env")
	s := begin(t, "-env-file", file)
	content, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(s.output, string(content)) || strings.Contains(string(content), "#") {
		t.Errorf("%v: it wrote %s", err, content)
	}
	// A shell reads it as it was meant.
	sourced := exec.CommandContext(t.Context(), "sh", "-c", `. "$1"; printf %s "$QUMULO_CA_CERTIFICATE"`, "sh", file)
	if output, err := sourced.Output(); err != nil || !strings.Contains(s.output, "'"+string(output)+"'") || !strings.HasSuffix(string(output), "CERTIFICATE-----\n") {
		t.Errorf("%v: a shell read %q", err, output)
	}
	s.end(t)
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is still there: %v", err)
	}
}

// TestEnvironmentFileOfOthers neither overwrites nor removes a file that isn't the
// simulator's.
func TestEnvironmentFileOfOthers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "simulator.env")
	holds := func(want string) {
		t.Helper()
		if content, err := os.ReadFile(file); err != nil || string(content) != want {
			t.Errorf("the file holds %q: %v", content, err)
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*")); err != nil || len(left) != 1 {
			t.Errorf("the folder holds %v: %v", left, err)
		}
	}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	write("precious")
	var output, messages bytes.Buffer
	if code := start(t.Context(), []string{"-env-file", file}, &output, &messages); code != 1 || output.Len() > 0 ||
		!strings.Contains(messages.String(), file+" exists already and is left as it is: remove it") {
		t.Errorf("ended with %d: %s%s", code, &output, &messages)
	}
	holds("precious")

	// Made by someone else while the simulator started.
	if err := (&environmentFile{path: file}).write("x"); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("got %v", err)
	}
	holds("precious")

	for name, change := range map[string]func(){
		"other text": func() { write("changed") },
		"another file": func() {
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			write("changed")
		},
	} {
		if err := os.Remove(file); err != nil {
			t.Fatal(name, err)
		}
		s := begin(t, "-env-file", file)
		change()
		s.end(t)
		holds("changed")
	}

	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s := begin(t, "-env-file", file)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s.end(t)
}

// TestDockerFormat reads the environment as docker run --env-file does: a variable a
// line, with nothing unquoted.
func TestDockerFormat(t *testing.T) {
	t.Parallel()
	s := begin(t, "-env-format=docker")
	environment := make(map[string]string)
	for line := range strings.Lines(s.output) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if !ok || strings.ContainsAny(value, " \t'\"") {
			t.Errorf("%q is no variable", line)
		}
		environment[name] = value
	}
	certificate, err := base64.StdEncoding.DecodeString(environment["QUMULO_CA_CERTIFICATE"])
	if err != nil || !x509.NewCertPool().AppendCertsFromPEM(certificate) || environment["QUMULO_INSECURE"] != "" {
		t.Errorf("the environment is %v: %v", environment, err)
	}
}

// TestHints runs the commands of the banner, as a user pastes them.
func TestHints(t *testing.T) {
	t.Parallel()
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("there is no curl: ", err)
	}
	s := begin(t)
	environment, comments, _ := strings.Cut(s.output, "\n# ")
	commands := regexp.MustCompile(`(?m)^#   curl (.*)$`).FindAllStringSubmatch(comments, -1)
	if len(commands) < 7 {
		t.Errorf("there are the commands %v", commands)
	}
	for _, command := range commands {
		shell := exec.CommandContext(t.Context(), "sh", "-euc", environment+"\n"+curl+" -sS --fail-with-body "+command[1])
		if output, err := shell.CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", command[1], err, output)
		}
	}
	// All is up again.
	if strings.Count(comments, `"DOWN"`) != strings.Count(comments, `"UP"`) || strings.Count(comments, `"Down"`) != strings.Count(comments, `"Healthy"`) {
		t.Errorf("what goes down doesn't come up again:\n%s", comments)
	}
}

func TestEnvironmentFileThatCannotBe(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for file, message := range map[string]string{
		folder:                               "-env-file: " + folder + " exists already and is left as it is",
		filepath.Join(folder, "none", "env"): "-env-file: open ",
	} {
		var output, messages bytes.Buffer
		if code := start(t.Context(), []string{"-env-file", file}, &output, &messages); code != 1 || !strings.Contains(messages.String(), message) || output.Len() > 0 {
			t.Errorf("ended with %d: %s%s", code, &output, &messages)
		}
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	environment := []string{"A=it's $HOME=x", "B=1\n2\n"}
	for name, want := range map[string]string{
		"shell":  "export A='it'\\''s $HOME=x'\nexport B='1\n2\n'\n",
		"docker": "A=it's $HOME=x\nB=MQoyCg==\n",
		"github": "A=it's $HOME=x\nB<<END_OF_NETSTATUS_SIMULATOR\n1\n2\nEND_OF_NETSTATUS_SIMULATOR\n",
		"json":   `{"A":"it's $HOME=x","B":"1\n2\n"}` + "\n",
	} {
		if got := formats[name](environment); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}

	// GitHub's file has others' lines too.
	file := filepath.Join(t.TempDir(), "github.env")
	if err := os.WriteFile(file, []byte("C=3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := begin(t, "-env-format=github", "-env-file", file)
	s.end(t)
	if content, err := os.ReadFile(file); err != nil || string(content) != "C=3\n"+s.output {
		t.Errorf("%v: it wrote %s", err, content)
	}
}

func TestRunFailsWithItsOutput(t *testing.T) {
	t.Parallel()
	reader, writer := io.Pipe()
	_ = reader.CloseWithError(errors.New("broken"))
	var messages bytes.Buffer
	if code := start(t.Context(), nil, writer, &messages); code != 1 || messages.String() != "netstatus-simulator: broken\n" {
		t.Errorf("ended with %d: %s", code, &messages)
	}
}

// TestSignals runs the command itself, and ends it as a shell or a supervisor does.
func TestSignals(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "netstatus-simulator")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		command := exec.CommandContext(t.Context(), binary, "-env-format=json")
		output, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := output.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		if err := command.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := command.Wait(); err != nil {
			t.Errorf("after %v: %v", signal, err)
		}
	}
}
