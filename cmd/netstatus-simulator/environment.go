// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// formats are the ways to write the environment, by the value of -env-format.
var formats = map[string]func(environment []string) string{
	"shell":  shellFormat,
	"docker": dockerFormat,
	"github": githubFormat,
	"json":   jsonFormat,
}

// shellFormat is for a POSIX shell, and for what reads files of that kind.
func shellFormat(environment []string) string {
	var text strings.Builder
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(&text, "export %s=%s\n", name, quote(value))
	}
	return text.String()
}

// quote quotes a value for a POSIX shell.
func quote(value string) string {
	return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}

// dockerFormat is for docker run --env-file, which knows no quotes, and no value of
// several lines: the certificate can't be in it.
func dockerFormat(environment []string) string {
	var text strings.Builder
	for _, variable := range environment {
		if name, value, _ := strings.Cut(variable, "="); strings.Contains(value, "\n") {
			fmt.Fprintf(&text, "# %s has several lines, which such a file can't hold.\n", name)
			variable = "QUMULO_INSECURE=true"
		}
		text.WriteString(variable + "\n")
	}
	return text.String()
}

// githubFormat is for the file that GITHUB_ENV names.
func githubFormat(environment []string) string {
	const end = "END_OF_NETSTATUS_SIMULATOR"
	var text strings.Builder
	for _, variable := range environment {
		if name, value, _ := strings.Cut(variable, "="); strings.Contains(value, "\n") {
			variable = name + "<<" + end + "\n" + strings.TrimSuffix(value, "\n") + "\n" + end
		}
		text.WriteString(variable + "\n")
	}
	return text.String()
}

// jsonFormat is one object, on one line.
func jsonFormat(environment []string) string {
	values := make(map[string]string)
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		values[name] = value
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic(err) // strings can be encoded
	}
	return string(text) + "\n"
}

// checkEnvironmentFile refuses to put the file in the place of something else.
func (o *options) checkEnvironmentFile() error {
	if o.envFile == "" || o.appends {
		return nil
	}
	info, err := os.Lstat(o.envFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("-env-file: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("-env-file: %s is there and is no regular file", o.envFile)
	}
	return nil
}

// writeEnvironmentFile writes the file, whole from when it is there.
func (o *options) writeEnvironmentFile(text string) error {
	if o.envFile == "" {
		return nil
	}
	if err := o.tryWriting(text); err != nil {
		return fmt.Errorf("-env-file: %w", err)
	}
	return nil
}

func (o *options) tryWriting(text string) (err error) {
	if o.appends {
		file, err := os.OpenFile(o.envFile, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		_, err = file.WriteString(text)
		return errors.Join(err, file.Close())
	}
	file, err := os.CreateTemp(filepath.Dir(o.envFile), ".netstatus-simulator-*")
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Rename(file.Name(), o.envFile)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

// removeEnvironmentFile removes the file at the end: it leads nowhere then.
func (o *options) removeEnvironmentFile() error {
	if o.envFile == "" || o.appends {
		return nil
	}
	if err := os.Remove(o.envFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("-env-file: %w", err)
	}
	return nil
}
