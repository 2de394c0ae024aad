// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	_ "embed"
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

// help is what -h prints.
//
//go:embed help.txt
var help string

// address is where something listens.
type address struct {
	host string
	port int
}

// options are what the flags say.
type options struct {
	qumulo, cloudflare, control address
	generation                  simulator.Generation
	empty                       bool
	scripts                     []string
	envFile                     string
	format                      func(environment []string) string
	appends                     bool // the file has others' lines too
	hints                       bool
	help, version               bool
}

// generations are the values of -generation.
var generations = map[string]simulator.Generation{
	"v2":   simulator.OnlyV2,
	"v3":   simulator.OnlyV3,
	"both": simulator.BothGenerations,
}

// parse parses the command line.
func parse(arguments []string) (*options, error) {
	o := new(options)
	flags := flag.NewFlagSet("netstatus-simulator", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	listen := flags.String("listen", "127.0.0.1", "")
	services := []struct {
		name   string
		into   *address
		chosen string
	}{{"qumulo", &o.qumulo, ""}, {"cloudflare", &o.cloudflare, ""}, {"control", &o.control, ""}}
	for i := range services {
		flags.StringVar(&services[i].chosen, services[i].name, "", "")
	}
	generation := flags.String("generation", "both", "")
	format := flags.String("env-format", "shell", "")
	flags.BoolVar(&o.empty, "empty", false, "")
	flags.StringVar(&o.envFile, "env-file", "", "")
	flags.BoolVar(&o.version, "version", false, "")
	flags.Func("script", "", func(file string) error {
		o.scripts = append(o.scripts, file)
		return nil
	})
	err := flags.Parse(arguments)
	if errors.Is(err, flag.ErrHelp) {
		o.help = true
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("there are no arguments but flags, and %q is none", flags.Arg(0))
	}

	base, err := parseListen(*listen)
	if err != nil {
		return nil, fmt.Errorf("-listen: %w", err)
	}
	for i, service := range services {
		*service.into = base
		if base.port != 0 {
			service.into.port += i
		}
		if service.chosen != "" {
			if *service.into, err = parseService(service.chosen, base.host); err != nil {
				return nil, fmt.Errorf("-%s: %w", service.name, err)
			}
		}
	}

	var known bool
	if o.generation, known = generations[*generation]; !known {
		return nil, unknownValue("generation", *generation, slices.Sorted(maps.Keys(generations)))
	}
	if o.format, known = formats[*format]; !known {
		return nil, unknownValue("env-format", *format, slices.Sorted(maps.Keys(formats)))
	}
	o.appends, o.hints = *format == "github", *format == "shell"
	return o, nil
}

func unknownValue(name, value string, known []string) error {
	return fmt.Errorf("-%s: %q is none of %s", name, value, strings.Join(known, ", "))
}

// parseListen parses HOST or HOST:PORT.
func parseListen(value string) (address, error) {
	host, port, err := net.SplitHostPort(value)
	if err != nil {
		host, err = parseHost(value)
		return address{host: host}, err
	}
	return parseAddress(host, port, math.MaxUint16-2)
}

// parseService parses PORT or HOST:PORT.
func parseService(value, host string) (address, error) {
	port := value
	if strings.Contains(value, ":") {
		var err error
		if host, port, err = net.SplitHostPort(value); err != nil {
			return address{}, fmt.Errorf("%q is neither PORT nor HOST:PORT", value)
		}
	}
	return parseAddress(host, port, math.MaxUint16)
}

func parseAddress(host, port string, highest int) (address, error) {
	number, err := strconv.Atoi(port)
	if err != nil || number < 0 || number > highest {
		return address{}, fmt.Errorf("%q is no port from 0 to %d", port, highest)
	}
	host, err = parseHost(host)
	return address{host, number}, err
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
