// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestAnAnswerThatWaitedTooLong stops this process after the service has answered.
func TestAnAnswerThatWaitedTooLong(t *testing.T) {
	t.Parallel()
	const target, which = "NETSTATUS_TEST_STOPPED", "NETSTATUS_TEST_CLOCK"
	clocks := map[string]struct {
		attempt, read time.Duration
		want          string
	}{"the attempt's": {2 * time.Second, time.Hour, "no complete response within 2s"}, "the read's": {time.Hour, 2 * time.Second, "context deadline exceeded"}}
	if url := os.Getenv(target); url != "" {
		clock := clocks[os.Getenv(which)]
		c := New(Options{RequestTimeout: clock.attempt, Describe: func(int, http.Header, []byte) Description { return Description{} }})
		defer c.CloseIdleConnections()
		ctx, cancel := context.WithTimeout(t.Context(), clock.read)
		defer cancel()
		_, err := c.Do(ctx, request(ctx, t, url))
		fmt.Println("came to:", err)
		return
	}
	for name, clock := range clocks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			child := make(chan *os.Process, 1)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				// Stopped before the answer is sent, it finds the answer when it goes on.
				stopped := <-child
				stop(t, stopped)
				time.Sleep(100 * time.Millisecond)
				_, _ = io.WriteString(w, "{}")
				_ = http.NewResponseController(w).Flush()
				time.AfterFunc(2*time.Second, func() { goOn(t, stopped) })
			}))
			t.Cleanup(server.Close)
			command := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAnAnswerThatWaitedTooLong$", "-test.v") //nolint:gosec // This test itself.
			command.Env = append(os.Environ(), target+"="+server.URL, which+"="+name)
			output := &strings.Builder{}
			command.Stdout = output
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			child <- command.Process
			if err := command.Wait(); err != nil || !strings.Contains(output.String(), "came to: GET "+server.URL+": "+clock.want) {
				t.Errorf("got %v: %s", err, output)
			}
		})
	}
}

// asleep is the context of a machine that slept during a request: its deadline has passed by
// the wall's clock, and no timer has run out.
type asleep struct {
	context.Context
	awake atomic.Bool
}

// Deadline implements [context.Context].
func (a *asleep) Deadline() (time.Time, bool) {
	if a.awake.Load() {
		return time.Now().Add(-time.Second).Round(0), true
	}
	return time.Now().Add(time.Hour), true
}

func TestADeadlineThatPassedInASleep(t *testing.T) {
	t.Parallel()
	ctx := &asleep{Context: t.Context()}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		ctx.awake.Store(true)
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	if _, err := client(t, server).Do(ctx, request(ctx, t, server.URL)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func stop(t *testing.T, process *os.Process) {
	t.Helper()
	if err := process.Signal(syscall.SIGSTOP); err != nil {
		t.Error(err)
	}
}

func goOn(t *testing.T, process *os.Process) {
	t.Helper()
	if err := process.Signal(syscall.SIGCONT); err != nil {
		t.Error(err)
	}
}
