// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"golang.org/x/sync/errgroup"

	"github.com/netstatus/terraform-provider-netstatus/internal/cloudflare"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// errNotAsked stands for an answer that there isn't.
var errNotAsked = errors.New("not asked")

// interconnectPoller reads the statuses of many interconnects, round by round.
type interconnectPoller struct {
	client     *cloudflare.Client
	accountID  string
	selected   selection
	conditions cloudflare.Expectation
	required   requirement

	// icons are sorted; last and statuses are what was last seen of each.
	icons    []string
	last     map[string]element
	statuses map[string]*namedStatus
	// requests counts those of the last round; listed is the one that lists.
	requests int
	listed   transport.RequestInfo
}

// poll reads every status once. Those that weren't good before are asked first; when
// they show that the requirement can't hold in this round, the others aren't asked.
func (p *interconnectPoller) poll(ctx context.Context) ([]element, error) {
	p.requests = 0
	if err := p.list(ctx); err != nil {
		return nil, err
	}
	var first, second []string
	for _, icon := range p.icons {
		if seen, ok := p.last[icon]; ok && seen.isGood() {
			second = append(second, icon)
		} else {
			first = append(first, icon)
		}
	}
	if err := p.ask(ctx, first); err != nil {
		return nil, err
	}
	if p.required.judge(p.elements()) == good {
		if err := p.ask(ctx, second); err != nil {
			return nil, err
		}
	}
	return p.elements(), nil
}

func (p *interconnectPoller) elements() []element {
	elements := make([]element, len(p.icons))
	for i, icon := range p.icons {
		seen, ok := p.last[icon]
		if !ok {
			// An element that was never asked must not count as good.
			seen.err = errNotAsked
		}
		elements[i] = seen
	}
	return elements
}

// list finds out which interconnects are meant.
func (p *interconnectPoller) list(ctx context.Context) error {
	if !p.selected.icons.IsNull() {
		p.icons = nil
		for _, icon := range p.selected.icons.Elements() {
			if text, ok := icon.(basetypes.StringValue); ok {
				p.icons = append(p.icons, text.ValueString())
			}
		}
		slices.Sort(p.icons)
		return nil
	}
	filter := cloudflare.Filter{Site: p.selected.site.ValueString(), Type: p.selected.kind.ValueString()}
	list, info, err := p.client.Interconnects(ctx, p.accountID, filter)
	if err != nil {
		return err
	}
	p.requests += info.Attempts
	p.listed = info
	icons := make([]string, len(list))
	for i, interconnect := range list {
		if interconnect == nil || interconnect.Name == nil {
			return p.client.UnnamedError(info, i)
		}
		icons[i] = *interconnect.Name
	}
	slices.Sort(icons)
	p.icons = slices.Compact(icons)
	return nil
}

// answer is what came back about one interconnect, the zero value where it wasn't
// asked.
type answer struct {
	element
	status *cloudflare.InterconnectStatus
	// missing is the failure to find it.
	missing *elementError
}

// ask reads the statuses of some interconnects, as many at a time as there are
// connections. A failure that no waiting mends ends it, but for interconnects that
// don't exist: one message names these, and ends the round when it is full.
func (p *interconnectPoller) ask(ctx context.Context, icons []string) error {
	answers := make([]answer, len(icons))
	var missing atomic.Int32
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(transport.MaxConnections)
	for i, icon := range icons {
		group.Go(func() error {
			if missing.Load() >= maxListed {
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
		p.last[icon] = answers[i].element
		if answers[i].status != nil {
			p.statuses[icon] = &namedStatus{Icon: icon, InterconnectStatus: *answers[i].status}
		}
	}
	return nil
}

func (p *interconnectPoller) askOne(ctx context.Context, icon string) (answer, error) {
	object := fmt.Sprintf("interconnect %q", icon)
	status, info, err := p.client.InterconnectStatus(ctx, p.accountID, icon)
	if err != nil && (!p.required.expects || !waits(ctx) || ctx.Err() != nil || !transport.IsTransient(err)) {
		failure := &elementError{object: subject{
			name: fmt.Sprintf("%s of account %s", object, shortened(p.accountID)), notFound: noInterconnectAdvice,
		}, requests: len(p.icons), err: err}
		if isMissing(err) {
			return answer{missing: failure}, nil
		}
		return answer{}, failure
	}
	if err != nil {
		return answer{element: element{object: object, err: err, info: infoOf(err)}}, nil
	}
	return answer{element: element{object: object, mismatches: p.conditions.Mismatches(status), info: info}, status: status}, nil
}

// allMissing is the failure to find the first that is missing, with the names of the
// others.
func allMissing(icons []string, answers []answer) error {
	var (
		first   *elementError
		alike   []string
		unasked int
	)
	for i, one := range answers {
		switch {
		case one.missing == nil && one.object == "":
			unasked++
		case one.missing == nil:
		case first == nil:
			first = one.missing
		default:
			alike = append(alike, icons[i])
		}
	}
	first.alike, first.unasked = alike, unasked
	return first
}

// spacing is how far apart rounds of that many requests have to be.
func (p *interconnectPoller) spacing() time.Duration {
	return p.client.Spacing(p.requests)
}
