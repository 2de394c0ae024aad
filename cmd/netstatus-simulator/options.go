// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

// controlFlag is the flag that says where the control listens.
const controlFlag = "control"

// options are what the flags say.
type options struct {
	addresses     map[string]simulator.Address // by the service's name, or controlFlag
	settings      []func(*simulator.Simulator) // what the services' own flags say
	empty         bool
	file          environmentFile
	format        func(environment []string) string
	hints         bool
	help, version bool
}

// texts are the values of flags that are checked once all are known.
type texts struct {
	listen, format string
	addresses      map[string]*string
	settings       map[string]*string // of the services' own flags
}

// parse parses the command line.
func parse(arguments []string) (*options, error) {
	o := new(options)
	flags := flag.NewFlagSet("netstatus-simulator", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	given := o.define(flags)
	err := flags.Parse(arguments)
	if errors.Is(err, flag.ErrHelp) {
		o.help = true
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("only flags are allowed, not the argument %q", flags.Arg(0))
	}
	if o.addresses, err = given.listeners(); err != nil {
		return nil, err
	}
	if o.settings, err = given.choices(); err != nil {
		return nil, err
	}
	var known bool
	if o.format, known = formats[given.format]; !known {
		return nil, unknownValue("env-format", given.format, slices.Sorted(maps.Keys(formats)))
	}
	o.file.appends, o.hints = given.format == "github", given.format == "shell"
	return o, nil
}

// define defines all flags.
func (o *options) define(flags *flag.FlagSet) *texts {
	given := &texts{addresses: make(map[string]*string), settings: make(map[string]*string)}
	flags.StringVar(&given.listen, "listen", "127.0.0.1", "")
	for _, name := range listenerNames() {
		given.addresses[name] = flags.String(name, "", "")
	}
	for _, service := range simulator.Services() {
		for _, own := range service.Flags {
			given.settings[own.Name] = flags.String(own.Name, own.Default, "")
		}
	}
	flags.StringVar(&given.format, "env-format", "shell", "")
	flags.BoolVar(&o.empty, "empty", false, "")
	flags.StringVar(&o.file.path, "env-file", "", "")
	flags.BoolVar(&o.version, "version", false, "")
	return given
}

// listenerNames are the names of what listens, in the order of the ports.
func listenerNames() []string {
	var names []string
	for _, service := range simulator.Services() {
		names = append(names, service.Name)
	}
	return append(names, controlFlag)
}

// listeners are the addresses of what listens, by name.
func (t *texts) listeners() (map[string]simulator.Address, error) {
	base, err := parseListen(t.listen)
	if err != nil {
		return nil, fmt.Errorf("-listen: %w", err)
	}
	addresses := make(map[string]simulator.Address)
	for i, name := range listenerNames() {
		address := base
		if base.Port != 0 {
			address.Port += i
		}
		if chosen := *t.addresses[name]; chosen != "" {
			if address, err = parseService(chosen, base.Host); err != nil {
				return nil, fmt.Errorf("-%s: %w", name, err)
			}
		}
		addresses[name] = address
	}
	return addresses, nil
}

// choices do what the services' own flags say.
func (t *texts) choices() ([]func(*simulator.Simulator), error) {
	var settings []func(*simulator.Simulator)
	for _, service := range simulator.Services() {
		for _, own := range service.Flags {
			value := *t.settings[own.Name]
			if !slices.Contains(own.Values, value) {
				return nil, unknownValue(own.Name, value, own.Values)
			}
			settings = append(settings, func(s *simulator.Simulator) { own.Set(s, value) })
		}
	}
	return settings, nil
}

func unknownValue(name, value string, known []string) error {
	return fmt.Errorf("-%s: %q is none of %s", name, value, strings.Join(known, ", "))
}

// parseListen parses HOST or HOST:PORT.
func parseListen(value string) (simulator.Address, error) {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		host, err = parseHost(value)
		return simulator.Address{Host: host}, err
	}
	return parseAddress(host, port, math.MaxUint16-len(listenerNames())+1)
}

// parseService parses PORT or HOST:PORT.
func parseService(value, host string) (simulator.Address, error) {
	port := value
	if strings.Contains(value, ":") {
		var err error
		if host, port, err = net.SplitHostPort(value); err != nil {
			return simulator.Address{}, fmt.Errorf("%q is neither PORT nor HOST:PORT", value)
		}
	}
	return parseAddress(host, port, math.MaxUint16)
}

func parseAddress(host, port string, highest int) (simulator.Address, error) {
	number, err := strconv.Atoi(port)
	if err != nil || number < 0 || number > highest {
		return simulator.Address{}, fmt.Errorf("%q is no port from 0 to %d", port, highest)
	}
	host, err = parseHost(host)
	return simulator.Address{Host: host, Port: number}, err
}

// parseHost parses the loopback address to listen on.
func parseHost(host string) (string, error) {
	if host == "localhost" {
		return "127.0.0.1", nil
	}
	parsed, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	if err != nil {
		return "", fmt.Errorf("%q is no IP address", host)
	}
	if !parsed.IsLoopback() {
		return "", fmt.Errorf("%s is no loopback address: everyone knows the simulator's credentials, so it listens on 127.0.0.1 or ::1 only", host)
	}
	return parsed.String(), nil
}
