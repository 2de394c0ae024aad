// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// environmentFile is the file of -env-file. It neither replaces nor removes what
// others have made.
type environmentFile struct {
	path    string // empty for none
	appends bool   // to a file of others, for good

	made fs.FileInfo // what was made, nil before
	text string      // what it holds
}

// check refuses what write would, before anything is started.
func (f *environmentFile) check() error {
	if f.path == "" || f.appends {
		return nil
	}
	_, err := os.Lstat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("-env-file: %w", err)
	}
	return f.taken()
}

func (f *environmentFile) taken() error {
	return fmt.Errorf("-env-file: %s exists already and is left as it is: remove it if no other simulator needs it, or name another file", f.path)
}

// write makes the file, which holds everything from the moment that it is there.
func (f *environmentFile) write(text string) error {
	if f.path == "" {
		return nil
	}
	write := f.make
	if f.appends {
		write = f.append
	}
	err := write(text)
	if errors.Is(err, fs.ErrExist) {
		return f.taken()
	}
	if err != nil {
		return fmt.Errorf("-env-file: %w", err)
	}
	return nil
}

func (f *environmentFile) append(text string) error {
	file, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// make writes a file of another name, and gives it this one. Unlike a rename, a link
// fails where the name is taken.
func (f *environmentFile) make(text string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(f.path), ".netstatus-simulator-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := link(file.Name(), f.path, text); err != nil {
		return err
	}
	f.text = text
	f.made, err = os.Lstat(f.path)
	return err
}

// link gives a file another name. Where the file system has no links, it makes a
// file of that name with the same text.
func link(from, to, text string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// remove removes the file at the end, when it leads nowhere any more. A file that
// isn't the one that was made, or holds something else now, is left.
func (f *environmentFile) remove() error {
	if f.made == nil {
		return nil
	}
	now, err := os.Lstat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("-env-file: %w", err)
	}
	if !os.SameFile(f.made, now) {
		return nil
	}
	content, err := os.ReadFile(f.path)
	if err == nil && string(content) == f.text {
		err = os.Remove(f.path)
	}
	if err != nil {
		return fmt.Errorf("-env-file: %w", err)
	}
	return nil
}
