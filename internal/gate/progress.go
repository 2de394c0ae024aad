// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// silence is how long at most nothing is written into the log about a wait.
const silence = time.Minute

// Progress is how far a wait has come.
type Progress struct {
	// Object is what is waited for, and Seen what the last check saw of it.
	Object, Seen string
	// Waited is how long the wait has taken, Left how long it may still take, and Next
	// when the next check is: there is none where no more than that is left.
	Waited, Left, Next time.Duration
}

// String returns the progress as a person reads it.
func (p Progress) String() string {
	next := "no further check"
	if p.Next < p.Left {
		next = "next check in " + rounded(p.Next).String()
	}
	return fmt.Sprintf("%s: %s (waited %s, %s left, %s)", p.Object, p.Seen, rounded(p.Waited), rounded(p.Left), next)
}

// sleep waits for the next poll. It reports what was seen before it, and again while it
// lasts.
func (w *watch) sleep(ctx context.Context, pause time.Duration) error {
	for end := time.Now().Add(pause); ; {
		if transport.IsOver(ctx) {
			return cmp.Or(ctx.Err(), context.DeadlineExceeded)
		}
		left := time.Until(end)
		w.report(ctx, left)
		if left <= maxPause {
			return transport.Sleep(ctx, left)
		}
		if err := transport.Sleep(ctx, maxPause); err != nil {
			return err
		}
	}
}

// report says how far the wait has come. The log has it where something else was seen
// than before, and once a minute.
func (w *watch) report(ctx context.Context, next time.Duration) {
	now := time.Now()
	progress := Progress{Object: Capitalized(w.waiter.Target.Name), Seen: w.outcome(), Waited: now.Sub(w.start), Next: next}
	if deadline, ok := ctx.Deadline(); ok {
		progress.Left = time.Until(deadline)
	}
	if w.waiter.Report != nil {
		w.waiter.Report(progress)
	}
	if progress.Seen == w.logged && now.Sub(w.loggedAt) < silence {
		return
	}
	w.logged, w.loggedAt = progress.Seen, now
	tflog.Info(ctx, "waiting for the expected status", map[string]any{
		"object": progress.Object, "seen": progress.Seen, "check": w.Polls,
		"waited": rounded(progress.Waited).String(), "left": rounded(progress.Left).String(), "next": rounded(next).String(),
	})
}

// outcome returns what the last poll saw, in a line: of many elements how many aren't as
// expected, and the first of those.
func (w *watch) outcome() string {
	service, target := w.waiter.Service, w.waiter.Target
	switch {
	case w.Last != nil:
		summary, _ := service.explain(target, w.Last)
		return clip(summary, maxLine) + "."
	case w.Holds:
		return fmt.Sprintf("as expected for %s of %s.", rounded(w.Held), w.StableFor)
	}
	count := ""
	if target.Elements != "" {
		count = service.count(target, w.UnmetError) + "; "
	}
	for _, e := range w.Elements {
		if lines := service.differs(target, e); len(lines) > 0 {
			return clip(count+lines[0], maxLine)
		}
	}
	return count
}
