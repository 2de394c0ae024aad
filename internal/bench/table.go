// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// results are the trials that were run.
type results []*trial

const (
	heading = `| N | latency | data source | wall s | provider CPU s | CLI CPU s | provider's peak MiB | CLI's peak MiB | requests | connections | logins |
| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
`
	waitHeading = `
The ideal is N x latency / 10, in whole turns of 10 reads. "Added" is the wall beyond that of the same N without latency.

| N | latency | data source | ideal s | wall s | wall / ideal | added s | added / ideal |
| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |
`
)

// write writes Markdown: what each trial took, with its ratio to the reference in
// brackets, and how that compares with the wait that no provider can avoid.
func (r results) write(output io.Writer) error {
	var all, waits strings.Builder
	for _, t := range r {
		base := r.find(t.floor, t.size, t.latency)
		row(&all, t, wall.cell(t, base), providerCPU.cell(t, base), cliCPU.cell(t, base), providerPeakMiB.cell(t, base), cliPeakMiB.cell(t, base),
			requests.cell(t, nil), connections.cell(t, nil), logins.cell(t, nil))
		if t.latency == 0 {
			continue
		}
		ideal := t.ideal().Seconds()
		added, addedShare := "", ""
		if at0 := r.find(t.name, t.size, 0); at0 != nil {
			seconds := t.median(func(round int) float64 { return t.rounds[round].wall - at0.rounds[round].wall })
			added, addedShare = fmt.Sprintf("%.2f", seconds), fmt.Sprintf("%.2f", seconds/ideal)
		}
		share := t.median(func(round int) float64 { return t.rounds[round].wall / ideal })
		row(&waits, t, fmt.Sprintf("%.2f", ideal), wall.cell(t, nil), fmt.Sprintf("%.2f", share), added, addedShare)
	}
	text := heading + all.String()
	if waits.Len() > 0 {
		text += waitHeading + waits.String()
	}
	_, err := io.WriteString(output, text)
	return err
}

// row writes a row of a table; one that asks nothing has no latency to show.
func row(table *strings.Builder, t *trial, cells ...string) {
	latency := ""
	if t.asks {
		latency = t.latency.String()
	}
	fmt.Fprintf(table, "| %d | %s | `%s` | %s |\n", t.size, latency, t.name, strings.Join(cells, " | "))
}

// find returns a trial, nil if there is none.
func (r results) find(name string, size int, latency time.Duration) *trial {
	for _, t := range r {
		if t.name == name && t.size == size && t.latency == latency {
			return t
		}
	}
	return nil
}

// ideal is how long the reads wait at least for their answers.
func (t *trial) ideal() time.Duration {
	return time.Duration((t.size+parallelism-1)/parallelism) * t.latency
}

// column is one of the figures and how it is shown.
type column struct {
	format string
	of     func(figures) float64
}

var (
	wall            = column{"%.2f", func(f figures) float64 { return f.wall }}
	providerCPU     = column{"%.2f", func(f figures) float64 { return f.providerCPU }}
	cliCPU          = column{"%.2f", func(f figures) float64 { return f.cliCPU }}
	providerPeakMiB = column{"%.0f", func(f figures) float64 { return f.providerPeak / (1 << 20) }}
	cliPeakMiB      = column{"%.0f", func(f figures) float64 { return f.cliPeak / (1 << 20) }}
	requests        = column{"%.0f", func(f figures) float64 { return float64(f.requests) }}
	connections     = column{"%.0f", func(f figures) float64 { return float64(f.connections) }}
	logins          = column{"%.0f", func(f figures) float64 { return float64(f.logins) }}
)

// cell is the median of the figure and, where there is a base, of its ratio to
// the base's in the same round.
func (c column) cell(t, base *trial) string {
	text := fmt.Sprintf(c.format, t.median(func(round int) float64 { return c.of(t.rounds[round]) }))
	if base == nil || base == t {
		return text
	}
	ratio := t.median(func(round int) float64 { return c.of(t.rounds[round]) / c.of(base.rounds[round]) })
	return text + fmt.Sprintf(" (%.2fx)", ratio)
}

// median is that of a value of each round.
func (t *trial) median(of func(round int) float64) float64 {
	var values []float64
	for round := range t.rounds {
		values = append(values, of(round))
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 0 {
		return (values[middle-1] + values[middle]) / 2
	}
	return values[middle]
}
