// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package acceptance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

// fleet is forty interconnects, and the read that waits for all of them.
func fleet(t *testing.T, timeout string) (*simulator.Simulator, []string, *workspace) {
	t.Helper()
	const size = 40
	s := simulatortest.Start(t, simulator.Options{})
	icons := make([]string, size)
	for i := range icons {
		icons[i] = fmt.Sprintf("icon-fleet-%02d", i)
	}
	s.Remove(simulator.Interconnects(account))
	simulatortest.AddInterconnects(s, account, `{"state":"Healthy"}`, icons...)
	return s, icons, newWorkspace(t, s, fmt.Sprintf(`
data "netstatus_interconnect_statuses" "fleet" {
  all = true
  expect {
    state     = ["Healthy"]
    min_count = %d
  }
  timeouts { read = %q }
}
`, size, timeout))
}

func setAll(s *simulator.Simulator, icons []string, document string) {
	for _, icon := range icons {
		s.Set(simulator.InterconnectStatus(account, icon), document)
	}
}

// TestFleetThatStaysDown costs one time-out, one error, and few requests.
func TestFleetThatStaysDown(t *testing.T) {
	t.Parallel()
	s, icons, w := fleet(t, "12s")
	setAll(s, icons, `{"state":"Down","reason":"dark"}`)
	begin := time.Now()
	output := w.fail(t, "plan")
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("the plan took %s", took)
	}
	if errs := strings.Count(output, "Error: "); errs != 1 {
		t.Errorf("%d errors", errs)
	}
	contains(t, output, "40 of 40 interconnects not as expected", "and 20 more.")
	for _, icon := range icons {
		if n := requests(s, strings.Replace(iconPath, simulator.Icon, icon, 1)); n < 2 || n > 6 {
			t.Errorf("%s was asked %d times", icon, n)
		}
	}
}

// TestFleetWithTwoDown names these two, and no other.
func TestFleetWithTwoDown(t *testing.T) {
	t.Parallel()
	s, icons, w := fleet(t, "5s")
	two := []string{icons[7], icons[31]}
	setAll(s, two, `{"state":"Down","reason":"a dark fibre"}`)
	output := w.fail(t, "plan")
	_, message, _ := strings.Cut(output, "Error: ")
	if len(message) > 6000 {
		t.Errorf("the message has %d characters", len(message))
	}
	contains(t, message, "2 of 40 interconnects not as expected", "a dark fibre")
	for _, icon := range icons {
		if named := strings.Contains(message, `"`+icon+`"`); named != (icon == two[0] || icon == two[1]) {
			t.Errorf("%s is named: %t", icon, named)
		}
	}
}

// TestFleetThatTurnsGood passes soon after.
func TestFleetThatTurnsGood(t *testing.T) {
	t.Parallel()
	s, icons, w := fleet(t, "60s")
	setAll(s, icons, `{"state":"Down"}`)
	timer := time.AfterFunc(5*time.Second, func() { setAll(s, icons, `{"state":"Healthy"}`) })
	defer timer.Stop()
	begin := time.Now()
	w.run(t, "plan")
	if took := time.Since(begin); took > 25*time.Second {
		t.Errorf("the plan took %s", took)
	}
}
