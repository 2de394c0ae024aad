// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	modulePath = "github.com/netstatus/terraform-provider-netstatus"
	// release is the version that the examples ask for.
	release = "0.1.0"
	// acceptanceExample is the module that the guide about acceptance tests shows.
	acceptanceExample = examples + "/acceptance"
)

// outside is a user's machine, without a network: the commands on PATH, and a
// folder with a copy of the guide's module.
type outside struct {
	dir, bin string
	env      []string
}

// newOutside installs the simulator as the guide says, from a module proxy that has
// this tree as a release, and the provider into a mirror.
func newOutside(t *testing.T) *outside {
	t.Helper()
	needCLI(t)
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the guide's commands need curl")
	}
	root, home := t.TempDir(), t.TempDir()
	bin, mirror := filepath.Join(home, "bin"), filepath.Join(home, "mirror")
	host := "registry.terraform.io"
	if suite.openTofu {
		host = "registry.opentofu.org"
	}
	platform := filepath.Join(mirror, host, "netstatus", "netstatus", release, runtime.GOOS+"_"+runtime.GOARCH)
	provider, err := os.ReadFile(suite.provider)
	err = errors.Join(
		err,
		os.MkdirAll(bin, 0o750),
		os.MkdirAll(platform, 0o750),
		os.WriteFile(filepath.Join(platform, "terraform-provider-netstatus_v"+release), provider, 0o700), //nolint:gosec // it is a program
		os.Symlink(suite.cli, filepath.Join(bin, "terraform")),
		os.WriteFile(filepath.Join(home, "cli.tfrc"), []byte(fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)), 0o600),
		// curl fails where the simulator refuses.
		os.WriteFile(filepath.Join(home, ".curlrc"), []byte("fail-with-body\nsilent\nshow-error\n"), 0o600),
		os.CopyFS(root, os.DirFS(acceptanceExample)),
	)
	if err != nil {
		t.Fatal(err)
	}
	o := &outside{root, bin, append(
		newWorkspace(t, nil, "").Command(t.Context()).Env,
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"CURL_HOME="+home,
		"TF_CLI_CONFIG_FILE="+filepath.Join(home, "cli.tfrc"),
	)}
	cache := o.goEnv(t, "GOMODCACHE")
	proxy := filepath.Join(home, "proxy")
	publish(t, proxy)
	output, err := o.sh(t, "install.sh",
		"GOBIN="+bin,
		"GOMODCACHE="+filepath.Join(home, "cache"),
		"GOPROXY=file://"+proxy+",file://"+filepath.Join(cache, "cache", "download"),
		"GOFLAGS=-modcacherw", "GOSUMDB=off", "GOWORK=off", "CGO_ENABLED=0",
	)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return o
}

// publish puts this tree into a folder that serves as a module proxy.
func publish(t *testing.T, proxy string) {
	t.Helper()
	folder := filepath.Join(proxy, filepath.FromSlash(modulePath), "@v")
	goMod, err := os.ReadFile("../../go.mod")
	err = errors.Join(
		err,
		os.MkdirAll(folder, 0o750),
		os.WriteFile(filepath.Join(folder, "list"), []byte("v"+release+"\n"), 0o600),
		os.WriteFile(filepath.Join(folder, "v"+release+".info"), []byte(`{"Version":"v`+release+`"}`), 0o600),
		os.WriteFile(filepath.Join(folder, "v"+release+".mod"), goMod, 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(folder, "v"+release+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(file)
	err = fs.WalkDir(os.DirFS("../.."), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			// Modules of their own aren't part of this one.
			if path != "." && path != "cmd" && path != "internal" && !strings.Contains(path, "/") || path == "internal/tools" {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(filepath.Join("../..", path))
		if err != nil {
			return err
		}
		writer, err := archive.Create(modulePath + "@v" + release + "/" + path)
		if err != nil {
			return err
		}
		_, err = writer.Write(content)
		return err
	})
	if err := errors.Join(err, archive.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// command prepares a command in the folder.
func (o *outside) command(ctx context.Context, env []string, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = o.dir
	command.Env = slices.Concat(o.env, env)
	command.WaitDelay = time.Second
	return command
}

func (o *outside) goEnv(t *testing.T, name string) string {
	t.Helper()
	output, err := o.command(t.Context(), nil, "go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(output))
}

// sh runs a script of the folder, and stops it at its first command that fails.
func (o *outside) sh(t *testing.T, script string, env ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	output, err := o.command(ctx, env, "sh", "-eu", script).CombinedOutput()
	return string(output), err
}

// TestAcceptanceGuide runs everything that the guide shows, as it is.
//
//nolint:paralleltest // One after the other: they share a folder.
func TestAcceptanceGuide(t *testing.T) {
	t.Parallel()
	o := newOutside(t)

	t.Run("terraform test", func(t *testing.T) {
		output, err := o.sh(t, "test.sh")
		needMocks(t, output)
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		for line := range strings.Lines(read(t, "acceptance/output.txt")) {
			if suite.openTofu && (strings.Contains(line, "in progress") || strings.Contains(line, "tearing down")) {
				continue // OpenTofu doesn't tell
			}
			contains(t, output, strings.TrimSpace(line))
		}
		if _, err := os.Stat(filepath.Join(o.dir, "simulator.env")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the simulator still runs: %v", err)
		}
	})

	t.Run("a gate that opens by accident", func(t *testing.T) {
		main := filepath.Join(o.dir, "main.tf")
		content, err := os.ReadFile(main)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := os.WriteFile(main, content, 0o600); err != nil {
				t.Error(err)
			}
		})
		open := strings.Replace(string(content), `["Healthy"]`, `["Healthy", "Down"]`, 1)
		if err := os.WriteFile(main, []byte(open), 0o600); err != nil {
			t.Fatal(err)
		}
		output, err := o.sh(t, "test.sh")
		needMocks(t, output)
		if err == nil {
			t.Errorf("the script passed:\n%s", output)
		}
		contains(t, output, "The gate is open with the link down.")
	})

	t.Run("by hand", func(t *testing.T) {
		simulator := o.command(t.Context(), nil, filepath.Join(o.bin, "netstatus-simulator"), "-env-file", "simulator.env")
		output, err := simulator.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := simulator.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := output.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		shown, err := o.command(t.Context(), nil, "sh", "-euc", ". ./simulator.env; . ./by-hand.sh").CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, shown)
		}
		contains(t, string(shown), `"routes": [`, `"interface_status":"DOWN"`, `"node_status":"offline"`, `"state":"running","steps_taken":0`, `"times":3,"status":429,"shown":0`)
		if err := errors.Join(simulator.Process.Signal(os.Interrupt), simulator.Wait()); err != nil {
			t.Error(err)
		}
	})

	t.Run("terraform-plugin-testing", func(t *testing.T) {
		// What go mod tidy would write, without a network: the versions are this
		// module's.
		goMod, err := os.ReadFile("../../go.mod")
		if err != nil {
			t.Fatal(err)
		}
		goSum, err := os.ReadFile("../../go.sum")
		err = errors.Join(
			err,
			os.WriteFile(filepath.Join(o.dir, "go.mod"), []byte(strings.Replace(string(goMod), modulePath, "example.com/link", 1)), 0o600),
			os.WriteFile(filepath.Join(o.dir, "go.sum"), goSum, 0o600),
		)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		env := []string{"TF_ACC=1", "TF_ACC_TERRAFORM_PATH=" + suite.cli, "TF_CLI_ARGS=", "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off"}
		output, err := o.command(ctx, env, "go", "test", "-v", "./...").CombinedOutput()
		if err != nil || !strings.Contains(string(output), "--- PASS: TestLink") {
			t.Errorf("%v\n%s", err, output)
		}
	})
}

// TestSimulatorBuildsFromAnotherModule builds the command from a module that has
// this one in place of a release.
func TestSimulatorBuildsFromAnotherModule(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short is for what needs no compiler: this builds a command")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	content := fmt.Sprintf("module example.com/other\n\ngo 1.26.0\n\nrequire %[1]s v0.0.0\n\nreplace %[1]s => %[2]q\n", modulePath, root)
	goSum, err := os.ReadFile("../../go.sum")
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(content), 0o600), os.WriteFile(filepath.Join(dir, "go.sum"), goSum, 0o600)); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "bin")+string(filepath.Separator), modulePath+"/cmd/netstatus-simulator")
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "CGO_ENABLED=0")
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if _, err := os.Stat(filepath.Join(dir, "bin", "netstatus-simulator")); err != nil {
		t.Error(err)
	}
}
