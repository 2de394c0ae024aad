// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// In place of a provider the CLI starts this program again, which runs the real
// one and writes down what it used. The kernel says that exactly once a process
// has ended, but only to its parent. Reading /proc meanwhile would miss what
// came after the last reading, count in steps of 10 ms, and take from the processors
// that are measured. And it is this small process, not the CLI, that the provider
// must be started from: a new program's peak memory starts with its parent's.
// That costs each start of a provider, of which a plan has three, a few
// milliseconds of wall time, for every candidate alike; the CPU time of it is
// counted to nobody.

// The variables that make this program stand in for a provider: the provider's
// binary, and the folder that the usage is written to.
const (
	providerVariable = "NETSTATUS_BENCH_PROVIDER"
	usageVariable    = "NETSTATUS_BENCH_USAGE"
)

// usage is what a process of a provider used. Until the process has ended the
// file is there, but empty: what could not be measured does not go unseen.
type usage struct {
	CPU     time.Duration
	Wrapper time.Duration // the CPU time of the process that measured
	Peak    int64         // of the resident memory, in bytes
}

// measured runs the provider instead of this program, if it was started for that.
func measured() (code int, is bool) {
	provider, dir := os.Getenv(providerVariable), os.Getenv(usageVariable)
	if provider == "" || dir == "" {
		return 0, false
	}
	code, err := runProvider(provider, filepath.Join(dir, strconv.Itoa(os.Getpid())))
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		return 1, true
	}
	return code, true
}

// runProvider runs a provider and writes its usage to a file.
func runProvider(path, file string) (int, error) {
	// Ctrl-C goes to the whole group. Providers leave it to the CLI to end them,
	// and then end by themselves; so does this.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)

	provider := exec.Command(path, os.Args[1:]...) //nolint:noctx // it ends when the CLI says so
	provider.Stdin, provider.Stdout, provider.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := provider.Start(); err != nil {
		return 0, err
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return 0, err
	}
	_ = provider.Wait() // the state says more than the error

	state := provider.ProcessState
	var self syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &self); err != nil {
		return 0, err
	}
	content, err := json.Marshal(usage{
		CPU:     cpu(state),
		Wrapper: time.Duration(self.Utime.Nano() + self.Stime.Nano()),
		Peak:    peak(state),
	})
	if err != nil {
		return 0, err
	}
	return state.ExitCode(), os.WriteFile(file, content, 0o600)
}

// readUsage reads the usage of each process that a run started.
func readUsage(dir string) ([]usage, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return nil, err
	}
	all := make([]usage, len(files))
	for i, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if len(content) == 0 {
			return nil, errors.New("a process of the provider was not measured to its end")
		}
		if err := json.Unmarshal(content, &all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// cpu is the user and system time of a process and of the children it waited for.
func cpu(state *os.ProcessState) time.Duration {
	return state.UserTime() + state.SystemTime()
}

// peak is the most memory that a process had, in bytes.
func peak(state *os.ProcessState) int64 {
	used, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return used.Maxrss
	}
	return used.Maxrss << 10
}
