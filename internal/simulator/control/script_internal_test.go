// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestScriptsKeepTime(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		script string
		want   []string // of the first 20 s
	}{
		"down after 5 s":        {`[{"after":"5s","delete":["down"]}]`, []string{"5s down"}},
		"at once, and after":    {`[{"delete":["down"]},{"after":"2s","delete":["up"]}]`, []string{"0s down", "2s up"}},
		"flap every 3 s, twice": {`{"every":"3s","repeat":2,"steps":[{"delete":["down"]},{"delete":["up"]}]}`, []string{"3s down", "6s up", "9s down", "12s up"}},
		"once":                  {`{"every":"3s","repeat":false,"steps":[{"delete":["down"]},{"after":"1s","delete":["up"]}]}`, []string{"3s down", "4s up"}},
		"for ever":              {`{"repeat":true,"steps":[{"after":"7s","delete":["down"]}]}`, []string{"7s down", "14s down"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				var got []string
				var running scripts
				running.init(func(step step) error {
					got = append(got, fmt.Sprintf("%.0fs %s", time.Since(begin).Seconds(), step.Delete[0]))
					time.Sleep(100 * time.Millisecond) // doesn't add up
					return nil
				})
				parsed, err := parseScript([]byte(test.script))
				if err != nil {
					t.Fatal(err)
				}
				if err := running.start("x", parsed); err != nil {
					t.Fatal(err)
				}
				time.Sleep(20 * time.Second)
				running.shut()
				if !slices.Equal(got, test.want) {
					t.Errorf("got %v, want %v", got, test.want)
				}
			})
		})
	}
}
