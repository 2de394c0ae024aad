// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
)

const (
	interfaceStatuses    = "netstatus_network_interface_statuses"
	interconnectStatuses = "netstatus_interconnect_statuses"
)

// argumentsOf is a configuration of an object that can be read, with more in it.
func argumentsOf(name string, more object) object {
	arguments := object{}
	switch name {
	case interfaceStatus:
		arguments = maps.Clone(oneInterface)
	case interconnectStatus:
		arguments = maps.Clone(oneInterconnect)
	case interfaceStatuses:
		arguments["interface_id"] = 1
	}
	maps.Copy(arguments, more)
	return arguments
}

// asEphemeral is a configuration with the time-out's other name.
func asEphemeral(arguments object) object {
	arguments = maps.Clone(arguments)
	if timeouts, ok := arguments["timeouts"].(object); ok {
		arguments["timeouts"] = object{"open": timeouts["read"]}
	}
	return arguments
}

// asAction is a configuration with the time-out's name in an action.
func asAction(arguments object) object {
	arguments = maps.Clone(arguments)
	if timeouts, ok := arguments["timeouts"].(object); ok {
		arguments["timeouts"] = object{"invoke": timeouts["read"]}
	}
	return arguments
}

// The texts about arguments.
func invalid(at, problem string) string {
	return fmt.Sprintf("error at %s: Invalid value\n%s %s.", at, at, problem)
}

func empty(at string) string {
	return fmt.Sprintf("error at %s: Empty list\n%s is empty, so nothing would match. Add an element, or set it to null.", at, at)
}

func nullIn(at string) string {
	return fmt.Sprintf("error at %s: Null in a list\n%s contains null, which matches nothing. Remove it, for example with compact().", at, at)
}

func judgesNothing(names string) string {
	return "error at expect: Expectation without a condition\nThe block expect has no condition, so every status would pass: none of " + names +
		" is set, or all of them are null. Set one, or remove the block to read the status as data."
}

func emptyFilter(at string) string {
	return fmt.Sprintf("error at %s: Empty filter\n%s is an empty string. Set a value, or null.", at, at)
}

const (
	ofInterface     = "cable_status, interface_status, min_mtu, min_speed, update_status"
	ofInterfaces    = "cable_status, interface_status, min_mtu, min_speed, same, update_status, min_count"
	ofNode          = "application_status, cable_status, interface_status, min_mtu, min_speed, same"
	ofInterconnect  = "state"
	ofInterconnects = "state, min_count"

	positive      = "must be a whole number of at least 1"
	tooLarge      = "must be a whole number between 1 and 9223372036854775807"
	tooManyCounts = "must be a whole number between 1 and 2147483647"
	stableProblem = "must be a duration of at least 3s, such as \"30s\" or \"2m\""

	noSelection = "error: No interconnects are selected\n" +
		"None of icons, site, type and all is set. " +
		"Set icons, or site, type or both, or all = true for the whole account. A null variable selects nothing, never the whole account."
	twoSelections = "error: Interconnects are selected twice\nicons, the filters (site, type) and all = true exclude each other. Set one of the three."
)

// wrongArguments are configurations that are refused, at validation and, since null
// may have been unknown until then, when they are read.
var wrongArguments = map[string]struct {
	object    string
	arguments object
	want      string
}{
	// Expectations that judge nothing.
	"an empty expect of an interface":        {interfaceStatus, object{"expect": object{}}, judgesNothing(ofInterface)},
	"an empty expect of interfaces":          {interfaceStatuses, object{"expect": object{}}, judgesNothing(ofInterfaces)},
	"an empty expect of an interconnect":     {interconnectStatus, object{"expect": object{}}, judgesNothing(ofInterconnect)},
	"an empty expect of interconnects":       {interconnectStatuses, object{"all": true, "expect": object{}}, judgesNothing(ofInterconnects)},
	"only which devices of a node":           {nodeStatus, object{"node_id": 2, "expect": object{"devices": list{"bond0"}, "use_for": list{"FRONTEND"}}}, judgesNothing(ofNode)},
	"only which devices of nodes":            {nodeStatuses, object{"expect": object{"devices": list{"bond0"}, "use_for": list{"FRONTEND"}}}, judgesNothing(ofNode + ", min_count")},
	"no devices":                             {nodeStatus, object{"node_id": 2, "expect": object{"devices": list{}, "min_mtu": 1}}, empty("expect.devices")},
	"no use":                                 {nodeStatuses, object{"expect": object{"use_for": list{}, "min_mtu": 1}}, empty("expect.use_for")},
	"null as a use":                          {nodeStatuses, object{"expect": object{"use_for": list{nil}, "min_mtu": 1}}, nullIn("expect.use_for")},
	"only null in expect":                    {interfaceStatus, object{"expect": object{"update_status": nil, "min_speed": nil}}, judgesNothing(ofInterface)},
	"only stable_for in expect":              {interfaceStatus, object{"expect": object{"stable_for": "3s"}}, judgesNothing(ofInterface)},
	"only min_good":                          {interconnectStatuses, object{"all": true, "expect": object{"min_good": 1}}, judgesNothing(ofInterconnects)},
	"min_good and stable_for":                {interfaceStatuses, object{"expect": object{"min_good": 1, "stable_for": "5s"}}, judgesNothing(ofInterfaces)},
	"an empty list, which is given":          {interconnectStatus, object{"expect": object{"state": list{}}}, empty("expect.state")},
	"an empty list beside a condition":       {interfaceStatus, object{"expect": object{"update_status": list{"CHANGES_APPLIED"}, "cable_status": list{}}}, empty("expect.cable_status")},
	"two empty lists":                        {interfaceStatus, object{"expect": object{"update_status": list{}, "cable_status": list{}}}, empty("expect.cable_status") + "\n---\n" + empty("expect.update_status")},
	"null beside a value":                    {interconnectStatus, object{"expect": object{"state": list{"Healthy", nil}}}, nullIn("expect.state")},
	"stable_for under 3 s":                   {interconnectStatus, object{"expect": object{"state": list{"Healthy"}, "stable_for": "2999ms"}}, invalid("expect.stable_for", stableProblem)},
	"an empty stable_for":                    {interconnectStatus, object{"expect": object{"state": list{"Healthy"}, "stable_for": ""}}, invalid("expect.stable_for", stableProblem)},
	"stable_for without a unit":              {interfaceStatuses, object{"expect": object{"min_count": 1, "stable_for": "30"}}, invalid("expect.stable_for", stableProblem)},
	"min_count 0":                            {interconnectStatuses, object{"all": true, "expect": object{"min_count": 0}}, invalid("expect.min_count", positive)},
	"min_count 1.5":                          {interfaceStatuses, object{"expect": object{"min_count": 1.5}}, invalid("expect.min_count", positive)},
	"min_count 1e10":                         {interfaceStatuses, object{"expect": object{"min_count": 1e10}}, invalid("expect.min_count", tooManyCounts)},
	"min_good 0":                             {interconnectStatuses, object{"all": true, "expect": object{"min_good": 0, "state": list{"Healthy"}}}, invalid("expect.min_good", positive)},
	"stable_for without a time-out":          {interconnectStatus, object{"expect": object{"state": list{"Healthy"}, "stable_for": "10s"}}, withoutTimeout},
	"stable_for with an empty block":         {interfaceStatuses, object{"expect": object{"min_count": 1, "stable_for": "10s"}, "timeouts": object{}}, withoutTimeout},
	"a time-out as long as stable_for":       {interconnectStatus, object{"expect": object{"state": list{"Healthy"}, "stable_for": "10s"}, "timeouts": object{"read": "10s"}}, tooLong("10s", "10s")},
	"a time-out shorter than stable_for":     {interfaceStatuses, object{"expect": object{"min_count": 1, "stable_for": "2m"}, "timeouts": object{"read": "1m"}}, tooLong("2m0s", "1m0s")},
	"something else that is the same":        {interfaceStatuses, object{"expect": object{"same": list{"speeds"}}}, invalid("expect.same[0]", "must be speed or mtu")},
	"an interface 0":                         {interfaceStatus, object{"interface_id": 0, "expect": object{"interface_status": list{"UP"}}}, invalid("interface_id", positive)},
	"an icon of two dots":                    {interconnectStatus, object{"icon": "..", "expect": object{"state": list{"Healthy"}}}, invalid("icon", segmentProblem)},
	"no icons":                               {interconnectStatuses, object{"icons": list{}}, empty("icons")},
	"null in icons":                          {interconnectStatuses, object{"icons": list{nil}}, nullIn("icons")},
	"two dots in icons":                      {interconnectStatuses, object{"icons": list{"a", ".."}}, invalid("icons", segmentProblem)},
	"icons and a site":                       {interconnectStatuses, object{"icons": list{"a"}, "site": "fra"}, twoSelections},
	"icons and a type":                       {interconnectStatuses, object{"icons": list{"a"}, "type": "direct"}, twoSelections},
	"icons and all":                          {interconnectStatuses, object{"icons": list{"a"}, "all": true}, twoSelections},
	"a site and all":                         {interconnectStatuses, object{"site": "fra", "all": true}, twoSelections},
	"all = false":                            {interconnectStatuses, object{"all": false}, noSelection},
	"nothing that selects":                   {interconnectStatuses, nil, noSelection},
	"only null that selects":                 {interconnectStatuses, object{"icons": nil, "site": nil, "type": nil, "all": nil}, noSelection},
	"an empty site":                          {interconnectStatuses, object{"site": ""}, emptyFilter("site")},
	"an empty type beside a site":            {interconnectStatuses, object{"site": "fra", "type": ""}, emptyFilter("type")},
	"an empty site and no expectation of it": {interconnectStatuses, object{"site": "", "expect": object{}}, judgesNothing(ofInterconnects) + "\n---\n" + emptyFilter("site")},
}

// withoutTimeout is what is said of a stable_for that has no time-out.
const withoutTimeout = "error at expect.stable_for: Time-out is missing\n" +
	"expect.stable_for needs timeouts.read: without a time-out, a single check decides, which can't show that a status is stable. Set a time-out that is longer."

func tooLong(stableFor, timeout string) string {
	return fmt.Sprintf("error at expect.stable_for: Time-out is too short\n"+
		"expect.stable_for is %s, but the whole read may take only %s (timeouts.read). Set a longer time-out.", stableFor, timeout)
}

func TestWrongArguments(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	t.Cleanup(func() {
		if n := s.Connections(); n != 0 {
			t.Errorf("%d connections were made for arguments that are wrong", n)
		}
	})
	p := startAs(t, "1.16.0", environmentOf(s, nil))
	for name, test := range wrongArguments {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := argumentsOf(test.object, test.arguments)
			open := strings.ReplaceAll(test.want, "timeouts.read", "timeouts.open")
			same(t, p.validateData(t, test.object, arguments).String(), test.want)
			same(t, p.validateEphemeral(t, test.object, asEphemeral(arguments)).String(), open)
			_, d := p.read(t.Context(), t, test.object, arguments)
			same(t, d.String(), test.want)
			_, d = p.open(t.Context(), t, test.object, asEphemeral(arguments))
			same(t, d.String(), open)
			// The CLI doesn't validate an action again once its arguments are known.
			if arguments["expect"] == nil {
				arguments["expect"] = object{"min_count": 1}
			}
			invoke := strings.ReplaceAll(test.want, "timeouts.read", "timeouts.invoke")
			same(t, p.validateAction(t, test.object+"_check", asAction(arguments)).String(), invoke)
			_, d, _ = p.invoke(t.Context(), t, test.object+"_check", asAction(arguments))
			same(t, d.String(), invoke)
		})
	}
}

// TestUnknownArguments are no mistakes while they aren't known, and are never read as
// if they were null.
func TestUnknownArguments(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	for name, test := range map[string]struct {
		object    string
		arguments object
		at        string
	}{
		"a list in expect":          {interfaceStatus, object{"expect": object{"interface_status": unknown{}}}, "expect"},
		"an element":                {interconnectStatus, object{"expect": object{"state": list{unknown{}}}}, "expect"},
		"a number":                  {interfaceStatus, object{"expect": object{"interface_status": list{"UP"}, "min_mtu": unknown{}}}, "expect"},
		"all of expect":             {interconnectStatus, object{"expect": unknown{}}, "expect"},
		"stable_for":                {interconnectStatus, object{"expect": object{"state": list{"Healthy"}, "stable_for": unknown{}}}, "expect"},
		"min_count":                 {interfaceStatuses, object{"expect": object{"min_count": unknown{}}}, "expect"},
		"min_good":                  {interfaceStatuses, object{"expect": object{"min_count": 1, "min_good": unknown{}}}, "expect"},
		"a time-out":                {interconnectStatus, object{"timeouts": object{"read": unknown{}}}, "timeouts"},
		"a time-out and stable_for": {interconnectStatus, object{"expect": object{"state": list{"Healthy"}, "stable_for": "1m"}, "timeouts": object{"read": unknown{}}}, "timeouts"},
		"an icon":                   {interconnectStatus, object{"icon": unknown{}}, "icon"},
		"an account":                {interconnectStatus, object{"account_id": unknown{}}, "account_id"},
		"a node":                    {interfaceStatus, object{"node_id": unknown{}}, "node_id"},
		"allow_missing":             {interfaceStatus, object{"allow_missing": unknown{}}, "allow_missing"},
		"icons":                     {interconnectStatuses, object{"icons": unknown{}}, "icons"},
		"one of the icons":          {interconnectStatuses, object{"icons": list{"a", unknown{}}}, "icons"},
		"a site":                    {interconnectStatuses, object{"site": unknown{}}, "site"},
		"a site beside icons":       {interconnectStatuses, object{"icons": list{"a"}, "site": unknown{}}, "site"},
		"all":                       {interconnectStatuses, object{"all": unknown{}}, "all"},
		"a type beside all = false": {interconnectStatuses, object{"type": unknown{}, "all": false}, "type"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := argumentsOf(test.object, test.arguments)
			want := fmt.Sprintf("error: Argument not known yet\n%s is known only after apply, so the status can't be read now.", test.at)
			succeed(t, p.validateData(t, test.object, arguments))
			succeed(t, p.validateEphemeral(t, test.object, asEphemeral(arguments)))
			_, d := p.read(t.Context(), t, test.object, arguments)
			same(t, d.String(), want)
			_, d = p.open(t.Context(), t, test.object, asEphemeral(arguments))
			same(t, d.String(), want)
		})
	}
}

// TestGoodArguments pass, and the sample meets what they expect.
func TestGoodArguments(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	p := start(t, environmentOf(s, nil))
	for name, test := range map[string]struct {
		object    string
		arguments object
	}{
		"every condition of an interface": {interfaceStatus, object{"expect": object{
			"update_status": list{"CHANGES_APPLIED"}, "cable_status": list{"CONNECTED", "UNKNOWN"}, "interface_status": list{"UP"}, "min_speed": 100000, "min_mtu": 1500,
		}, "timeouts": object{"read": "1m"}}},
		"one condition, the others null": {interfaceStatus, object{"expect": object{"update_status": nil, "interface_status": list{"UP"}, "stable_for": nil}}},
		"every condition of a plural": {interfaceStatuses, object{"expect": object{
			"update_status": list{"CHANGES_APPLIED"}, "cable_status": list{"CONNECTED"}, "interface_status": list{"UP"}, "min_speed": 100000, "min_mtu": 9000, "min_count": 4, "min_good": 4,
		}}},
		"min_count alone":                 {interfaceStatuses, object{"expect": object{"min_count": 4}}},
		"min_count as 4.0":                {interfaceStatuses, object{"expect": object{"min_count": 4.0}}},
		"two states":                      {interconnectStatus, object{"expect": object{"state": list{"Pending", "Healthy"}}}},
		"icons":                           {interconnectStatuses, object{"icons": list{"icon-fra-1", "icon-fra-2"}, "expect": object{"state": list{"Healthy"}}}},
		"icons and all = false":           {interconnectStatuses, object{"icons": list{"icon-fra-1"}, "all": false, "site": nil}},
		"a type":                          {interconnectStatuses, object{"type": "gcp_partner", "expect": object{"state": list{"Healthy"}}}},
		"a site and a type":               {interconnectStatuses, object{"site": "fra", "type": "direct", "expect": object{"state": list{"Healthy"}, "min_count": 2}}},
		"one of many is enough":           {interconnectStatuses, object{"all": true, "expect": object{"state": list{"Down"}, "min_good": 1}}},
		"a site that nothing is at":       {interconnectStatuses, object{"site": "nowhere"}},
		"allow_missing of an object":      {interconnectStatus, object{"allow_missing": true, "expect": object{"state": list{"Healthy"}}}},
		"an interface, allowed to be not": {interfaceStatus, object{"allow_missing": true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := argumentsOf(test.object, test.arguments)
			succeed(t, p.validateData(t, test.object, arguments))
			succeed(t, p.validateEphemeral(t, test.object, asEphemeral(arguments)))
			_, d := p.read(t.Context(), t, test.object, arguments)
			succeed(t, d)
			arguments = asEphemeral(arguments)
			arguments["after"] = "2026-01-01T00:00:00Z x"
			state, d := p.open(t.Context(), t, test.object, arguments)
			succeed(t, d)
			if state["after"] != arguments["after"] {
				t.Errorf("after became %v", state["after"])
			}
		})
	}
}

// TestArguments is what is said of single arguments before anything is read.
func TestArguments(t *testing.T) {
	t.Parallel()
	const kept = " The expectation is kept as it is: a later version of the service may send that value."
	undocumented := func(at, value, documented, nearest string) string {
		text := fmt.Sprintf("warning at %s: Value that the service does not document\n%s is %q, but the service documents only %s.", at, at, value, documented)
		if nearest != "" {
			text += fmt.Sprintf(" Did you mean %q? Case counts.", nearest)
		}
		return text + kept
	}
	const (
		states  = "Pending, Down, Unhealthy, Healthy"
		cables  = "CONNECTED, DISCONNECTED, UNKNOWN"
		updates = "CHANGES_APPLIED, CHANGES_PENDING, UNAVAILABLE"
	)
	slow := func(speed string) string {
		return "warning at expect.min_speed: Speed is in Mbps\nexpect.min_speed is " + speed + " Mbps, slower than any link of a cluster. For 25 Gbps, write 25000."
	}
	expectState := func(states ...any) object { return object{"expect": object{"state": states}} }
	p := serve(t, nil)
	for name, test := range map[string]struct {
		object    string
		arguments object
		want      string
	}{
		"an interface 1.5":                 {interfaceStatuses, object{"interface_id": 1.5}, invalid("interface_id", positive)},
		"an interface 1e30":                {interfaceStatus, object{"interface_id": 1e30}, invalid("interface_id", tooLarge)},
		"a node 1e30":                      {nodeStatus, object{"node_id": 1e30}, invalid("node_id", tooLarge)},
		"a node far below 0":               {interfaceStatus, object{"node_id": -1e30}, invalid("node_id", positive)},
		"a speed in Gbps, 2.5 of them":     {interfaceStatuses, object{"expect": object{"interface_status": list{"UP"}, "min_speed": 2.5}}, invalid("expect.min_speed", positive) + "\n---\n" + slow("2.5")},
		"a speed just too low":             {interfaceStatus, object{"expect": object{"interface_status": list{"UP"}, "min_speed": 999}}, slow("999")},
		"a speed of 1 Gbps":                {interfaceStatus, object{"expect": object{"interface_status": list{"UP"}, "min_speed": 1000}}, ""},
		"an MTU with a fraction":           {interfaceStatus, object{"expect": object{"interface_status": list{"UP"}, "min_mtu": 1500.5}}, invalid("expect.min_mtu", positive)},
		"another case":                     {interconnectStatus, expectState("Healthy", "healthy"), undocumented("expect.state[1]", "healthy", states, "Healthy")},
		"what the dashboard says":          {interconnectStatus, expectState("Active"), undocumented("expect.state[0]", "Active", states, "Healthy")},
		"and in lower case":                {interconnectStatus, expectState("active"), undocumented("expect.state[0]", "active", states, "Healthy")},
		"a typing error":                   {interconnectStatus, expectState("Helthy"), undocumented("expect.state[0]", "Helthy", states, "Healthy")},
		"nothing like it":                  {interconnectStatus, expectState("Maintenance"), undocumented("expect.state[0]", "Maintenance", states, "")},
		"an empty state":                   {interconnectStatus, expectState(""), undocumented("expect.state[0]", "", states, "")},
		"a cable in another case":          {interfaceStatus, object{"expect": object{"cable_status": list{"Connected"}}}, undocumented("expect.cable_status[0]", "Connected", cables, "CONNECTED")},
		"an update that's cut short":       {interfaceStatuses, object{"expect": object{"interface_status": list{"UP"}, "update_status": list{"CHANGES_APPLY"}}}, undocumented("expect.update_status[0]", "CHANGES_APPLY", updates, "CHANGES_APPLIED")},
		"an icon with nothing in it":       {interconnectStatus, object{"icon": ""}, invalid("icon", segmentProblem)},
		"an icon of a dot":                 {interconnectStatus, object{"icon": "."}, invalid("icon", segmentProblem)},
		"an icon with a control character": {interconnectStatus, object{"icon": "a\nb"}, invalid("icon", segmentProblem)},
		"an account of two dots":           {interconnectStatus, object{"account_id": ".."}, invalid("account_id", segmentProblem)},
		"an icon with a path in it":        {interconnectStatus, object{"icon": "a/../../b?c#d"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := argumentsOf(test.object, test.arguments)
			same(t, p.validateData(t, test.object, arguments).String(), test.want)
			same(t, p.validateEphemeral(t, test.object, arguments).String(), test.want)
		})
	}
	for _, limit := range []string{"", "0s", "-1m", "10", "soon"} {
		same(t, p.validateData(t, interfaceStatus, argumentsOf(interfaceStatus, object{"timeouts": object{"read": limit}})).String(), invalid("timeouts.read", durationProblem))
		same(t, p.validateEphemeral(t, interconnectStatus, object{"icon": "x", "timeouts": object{"open": limit}}).String(), invalid("timeouts.open", durationProblem))
	}
	for _, filter := range []string{"site", "type"} {
		same(t, p.validateData(t, "netstatus_interconnects", object{filter: ""}).String(), emptyFilter(filter))
	}
	if _, ok := p.schemas.DataSourceSchemas[interfaceStatus]; !ok {
		t.Fatal("no data source")
	}
	for name, schema := range p.schemas.DataSourceSchemas {
		for _, attribute := range schema.Block.Attributes {
			if attribute.Name == "after" {
				t.Errorf("%s has an argument for ephemeral resources", name)
			}
		}
	}
}
