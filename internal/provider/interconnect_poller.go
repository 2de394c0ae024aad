// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/gate"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// errNotAsked is the error of an element that was not asked for.
var errNotAsked = errors.New("not asked")

// interconnectPoller reads the statuses of many interconnects, round by round.
type interconnectPoller struct {
	request
	client     *cloudflare.Client
	accountID  string
	conditions cloudflare.Expectation
	required   gate.Requirement

	// icons are sorted, and last is what was last seen of each.
	icons []string
	last  map[string]gate.Element
	// answered are those that were read in any round.
	answered map[string]bool
	// statuses are those that were read in this round.
	statuses map[string]*cloudflare.InterconnectStatus
	// requests counts those of the last round; listed is the last one that lists.
	requests int
	listed   transport.RequestInfo
}

// poll reads every status once. Those that weren't good before are asked first; when
// they show that the requirement can't hold in this round, the others aren't asked.
func (p *interconnectPoller) poll(ctx context.Context) ([]gate.Element, error) {
	p.requests, p.statuses = 0, map[string]*cloudflare.InterconnectStatus{}
	if err := p.list(ctx); err != nil {
		return nil, err
	}
	var first, second []string
	for _, icon := range p.icons {
		if seen, ok := p.last[icon]; ok && seen.IsGood() {
			second = append(second, icon)
		} else {
			first = append(first, icon)
		}
	}
	if err := p.ask(ctx, first); err != nil {
		return nil, err
	}
	if p.required.Holds(p.elements()) {
		if err := p.ask(ctx, second); err != nil {
			return nil, err
		}
	}
	return p.elements(), nil
}

func (p *interconnectPoller) elements() []gate.Element {
	elements := make([]gate.Element, len(p.icons))
	for i, icon := range p.icons {
		seen, ok := p.last[icon]
		if !ok {
			// An element that was never asked must not count as good.
			seen.Err = errNotAsked
		}
		elements[i] = seen
	}
	return elements
}

// namedStatus is the status of an interconnect with its name.
type namedStatus struct {
	Icon *string `tfsdk:"icon"`
	cloudflare.InterconnectStatus
}

// results returns the statuses of the last round, or nil if there was none. One that
// couldn't be read has its name alone, and never what an earlier round has read.
func (p *interconnectPoller) results() []*namedStatus {
	if p.icons == nil {
		return nil
	}
	results := make([]*namedStatus, len(p.icons))
	for i, icon := range p.icons {
		results[i] = &namedStatus{Icon: &icon}
		if status, ok := p.statuses[icon]; ok {
			results[i].InterconnectStatus = *status
		}
	}
	return results
}

// list finds out which interconnects are meant.
func (p *interconnectPoller) list(ctx context.Context) error {
	if p.isGiven("icons") {
		p.icons = p.texts("icons")
		slices.Sort(p.icons)
		return nil
	}
	list, err := p.client.Interconnects(ctx, p.accountID, p.filter())
	if err != nil {
		return err
	}
	p.requests += list.Requests
	p.listed = list.Last
	p.icons, err = p.client.Icons(list)
	return err
}

// answer is what came back about one interconnect, the zero value where it wasn't
// asked.
type answer struct {
	gate.Element
	status *cloudflare.InterconnectStatus
	// missing is the failure to find it.
	missing *gate.ElementError
}

// ask reads the statuses of some interconnects, as many at a time as there are
// connections. A failure that waiting doesn't help ends it, but for interconnects that
// don't exist: one message names these, and ends the round when it is full.
func (p *interconnectPoller) ask(ctx context.Context, icons []string) error {
	answers := make([]answer, len(icons))
	var missing atomic.Int32
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(transport.MaxConnections)
	for i, icon := range icons {
		group.Go(func() error {
			if missing.Load() >= gate.MaxListed {
				return nil
			}
			var err error
			if answers[i], err = p.askOne(groupCtx, icon); answers[i].missing != nil {
				missing.Add(1)
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return cmp.Or(ctx.Err(), err)
	}
	if missing.Load() > 0 {
		return allMissing(icons, answers)
	}
	p.requests += len(icons)
	for i, icon := range icons {
		p.last[icon] = answers[i].Element
		if answers[i].status != nil {
			p.answered[icon] = true
			p.statuses[icon] = answers[i].status
		}
	}
	return nil
}

func (p *interconnectPoller) askOne(ctx context.Context, icon string) (answer, error) {
	object := "interconnect " + p.client.Quote(icon)
	status, info, err := p.client.InterconnectStatus(ctx, p.accountID, icon)
	if err == nil {
		return answer{Element: gate.Element{Object: object, Mismatches: p.conditions.Mismatches(status, p.client.Quote), Info: info}, status: status}, nil
	}
	if p.mayPass(ctx, icon, err) {
		return answer{Element: gate.Unread(object, err)}, nil
	}
	failure := &gate.ElementError{Target: interconnectTarget(p.client, p.accountID, icon), Requests: len(p.icons), Err: err}
	if gate.IsMissing(err) {
		return answer{missing: failure}, nil
	}
	return answer{}, failure
}

// mayPass reports whether a failure leaves the others of the round as they are, because a
// later round may do better, or because this one is all there is. An interconnect that is
// listed and isn't there has gone in between, and isn't listed again. One that was read
// before may be refused once.
func (p *interconnectPoller) mayPass(ctx context.Context, icon string, err error) bool {
	isGone := gate.IsMissing(err) && !p.isGiven("icons")
	isRefusedOnce := gate.IsReadRefused(err) && p.answered[icon] && !gate.IsReadRefused(p.last[icon].Err)
	return ctx.Err() == nil && (p.checksOnce || (p.polls() && (isGone || isRefusedOnce || transport.IsTransient(err))))
}

// allMissing returns the failure to find the first that is missing, with the names of the
// others.
func allMissing(icons []string, answers []answer) error {
	var (
		first   *gate.ElementError
		alike   []string
		unasked int
	)
	for i, one := range answers {
		switch {
		case one.missing == nil && one.Object == "":
			unasked++
		case one.missing == nil:
		case first == nil:
			first = one.missing
		default:
			alike = append(alike, icons[i])
		}
	}
	first.Alike, first.Unasked = alike, unasked
	return first
}

// spacing returns how far apart rounds have to be for the service's limit.
func (p *interconnectPoller) spacing() time.Duration {
	return p.client.Spacing(p.requests)
}
