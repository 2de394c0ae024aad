// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package gate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/expect"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

// scripted are objects whose polls are written down; the last one repeats. A poll
// is "up", "down", an error, or a list of those, one an object.
type scripted struct {
	polls []any
	// during says what is seen at a time instead.
	during func(time.Duration) any
	// took is how long a poll takes, and slow how long some take, by their numbers.
	took time.Duration
	slow map[int]time.Duration
	// at is when each poll began, after the first.
	at    []time.Duration
	start time.Time
}

func (s *scripted) poll(ctx context.Context) ([]Element, error) {
	if len(s.at) == 0 {
		s.start = time.Now()
	}
	elapsed := time.Since(s.start)
	var seen any
	if s.during != nil {
		seen = s.during(elapsed)
	} else {
		seen = s.polls[min(len(s.at), len(s.polls)-1)]
	}
	s.at = append(s.at, elapsed)
	select {
	case <-ctx.Done():
		return nil, failed(ctx.Err())
	case <-time.After(s.took + s.slow[len(s.at)]):
	}
	switch seen := seen.(type) {
	case error:
		return nil, failed(seen)
	case []any:
		elements := make([]Element, len(seen))
		for i := range seen {
			elements[i] = seenAs(fmt.Sprintf("link %d", i+1), seen[i])
		}
		return elements, nil
	default:
		return []Element{seenAs("the link", seen)}, nil
	}
}

func seenAs(name string, seen any) Element {
	if err, ok := seen.(error); ok {
		return Element{Object: name, Err: failed(err)}
	}
	state, _ := seen.(string)
	return Element{Object: name, Mismatches: isUp(state), Info: answered}
}

var answered = transport.RequestInfo{Method: "GET", URL: "https://example.com/", Status: 200, Attempts: 1}

// failed returns an error as the clients report it.
func failed(err error) error {
	if _, ok := errors.AsType[*transport.Error](err); ok {
		return err
	}
	failure := transport.Interrupted(err)
	if errors.Is(err, errRefused) {
		failure = &transport.Error{Kind: transport.KindConnection, Text: err.Error(), Transient: true, Err: err}
	}
	failure.RequestInfo = transport.RequestInfo{Method: "GET", URL: "https://example.com/", Attempts: 1}
	return failure
}

// status returns an HTTP status that is an error, which asks for a wait.
func status(code int, wait time.Duration) *transport.Error {
	return &transport.Error{
		RequestInfo: transport.RequestInfo{Method: "GET", URL: "https://example.com/", Status: code, Attempts: 1},
		Text:        fmt.Sprint(code), Wait: wait, Transient: code == 408 || code == 429 || (code >= 500 && code != 501),
	}
}

// isUp expects an object to be up.
func isUp(seen string) []expect.Mismatch {
	c := expect.Comparison{}
	c.OneOf("state", []string{"up"}, &seen, "Turn it on.")
	return c.Mismatches
}

// wait waits for an expectation, as long as the time-out or, where that is zero, for
// one poll.
func (s *scripted) wait(ctx context.Context, timeout time.Duration, required Requirement) error {
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	required.Expects = true
	return Waiter{Target: Target{Name: "the link"}, Requirement: required, Waits: timeout > 0, Poll: s.poll}.Run(ctx)
}

var (
	errUnavailable = status(503, 0)
	errLimited     = status(429, 0)
	errTimeout     = &transport.Error{Kind: transport.KindTimeout, Transient: true}
	errRefused     = errors.New("connection refused")
)

func TestPolls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{polls: []any{"down"}}
		unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), 7*time.Second, Requirement{}))
		if !ok || len(unmet.Elements) != 1 || unmet.Last != nil || unmet.Holds {
			t.Fatalf("got %+v", unmet)
		}
		if unmet.Polls != len(s.at) || unmet.Polls < 2 || unmet.Polls > 6 || unmet.Waited != 7*time.Second {
			t.Errorf("%d polls in %s at %s", unmet.Polls, unmet.Waited, s.at)
		}
		if last := s.at[len(s.at)-1]; last < 5*time.Second {
			t.Errorf("the last poll was after %s of 7s", last)
		}
	})
}

func TestPausesGrow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{polls: []any{"down"}}
		if err := s.wait(t.Context(), 10*time.Minute, Requirement{}); err == nil {
			t.Fatal("down was taken for up")
		}
		pauses := s.pauses()
		want := 2 * time.Second
		for i, pause := range pauses[:len(pauses)-2] {
			if pause < want*9/10 || pause > want*11/10 {
				t.Errorf("pause %d is %s, want about %s", i, pause, want)
			}
			want = min(want*3/2, 15*time.Second)
		}
		if len(slices.Compact(slices.Clone(pauses[10:20]))) == 1 {
			t.Errorf("no jitter: %s", pauses)
		}
	})
}

func (s *scripted) pauses() []time.Duration {
	pauses := make([]time.Duration, 0, len(s.at))
	for i := range s.at[1:] {
		pauses = append(pauses, s.at[i+1]-s.at[i])
	}
	return pauses
}

func TestWaitEndsWhenTheExpectationHolds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &scripted{polls: []any{"down", errUnavailable, errRefused, errTimeout, errLimited, "up"}}
		if err := s.wait(t.Context(), time.Minute, Requirement{}); err != nil || len(s.at) != 6 {
			t.Errorf("got %v after %d polls", err, len(s.at))
		}
		if time.Since(start) != s.at[5] {
			t.Errorf("it went on for %s", time.Since(start)-s.at[5])
		}
	})
}

// TestFailedPolls keeps the last failure, and no poll that the end interrupted.
func TestFailedPolls(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		polls    []any
		took     time.Duration
		elements int
		last     error
	}{
		"every poll fails":                    {polls: []any{errRefused, errUnavailable}, last: errUnavailable},
		"it is down, then fails":              {polls: []any{"down", errUnavailable}, elements: 1, last: errUnavailable},
		"it fails, then is down":              {polls: []any{errUnavailable, "down"}, elements: 1},
		"it takes too long":                   {polls: []any{"down"}, took: time.Hour, last: context.DeadlineExceeded},
		"it fails, and then takes too long":   {polls: []any{errUnavailable}, took: 4 * time.Second, last: errUnavailable},
		"it is down, and then takes too long": {polls: []any{"down"}, took: 4 * time.Second, elements: 1, last: context.DeadlineExceeded},
		"it asks for more time than there is": {polls: []any{status(503, time.Hour)}, last: errUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{polls: test.polls, took: test.took}
				unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), 7*time.Second, Requirement{}))
				if !ok || len(unmet.Elements) != test.elements || unmet.Waited != 7*time.Second || unmet.Polls != len(s.at) {
					t.Fatalf("got %+v after %d polls", unmet, len(s.at))
				}
				want, ok := errors.AsType[*transport.Error](test.last)
				got, _ := errors.AsType[*transport.Error](unmet.Last)
				if ok && (got == nil || got.Status != want.Status) || !ok && !errors.Is(unmet.Last, test.last) {
					t.Errorf("got %v, want %v", unmet.Last, test.last)
				}
			})
		})
	}
}

func TestAPollHeedsRetryAfter(t *testing.T) {
	t.Parallel()
	for _, code := range []int{429, 503} {
		for _, stableFor := range []time.Duration{0, 3 * time.Second} {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{polls: []any{status(code, 20*time.Second), "up"}}
				if err := s.wait(t.Context(), time.Minute, Requirement{StableFor: stableFor}); err != nil || s.at[1] < 20*time.Second {
					t.Errorf("got %v with polls at %s", err, s.at)
				}
			})
		}
	}
}

// TestWhatEndsAWait are failures that waiting doesn't help.
func TestWhatEndsAWait(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]error{
		"400":           status(400, 0),
		"404":           status(404, 0),
		"501":           status(501, 0),
		"a certificate": &transport.Error{Kind: transport.KindTLS},
		"a redirect":    &transport.Error{Kind: transport.KindRedirect},
		"a long wait":   &transport.Error{Kind: transport.KindWait, Wait: time.Hour},
		"another shape": &transport.Error{Kind: transport.KindBody},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, polls := range [][]any{{failure}, {"down", errUnavailable, failure}, {"up", failure}} {
				synctest.Test(t, func(t *testing.T) {
					s := &scripted{polls: polls}
					err := s.wait(t.Context(), time.Hour, Requirement{StableFor: time.Minute})
					if _, ok := errors.AsType[*UnmetError](err); ok || !errors.Is(err, failure) || len(s.at) != len(polls) {
						t.Errorf("got %v after %d polls, want %v after %d", err, len(s.at), failure, len(polls))
					}
				})
			}
		})
	}
}

// TestARefusalWithinAWait is a failed check if the object was read before.
func TestARefusalWithinAWait(t *testing.T) {
	t.Parallel()
	refused, forbidden, login := status(401, 0), status(403, 0), status(401, 0)
	login.Login = true
	for name, test := range map[string]struct {
		polls  []any
		stable time.Duration
		n      int
		want   error
	}{
		"at first":                  {[]any{refused}, 0, 1, refused},
		"after failures":            {[]any{errUnavailable, errRefused, forbidden}, 0, 3, forbidden},
		"once":                      {[]any{"down", forbidden, "up"}, 0, 3, nil},
		"twice, but not in a row":   {[]any{"down", refused, "down", forbidden, errUnavailable, refused, "up"}, 0, 7, nil},
		"twice in a row":            {[]any{"down", refused, forbidden}, 0, 3, forbidden},
		"a login":                   {[]any{"down", login}, 0, 2, login},
		"one of many":               {[]any{"down", &ElementError{Err: forbidden}}, 0, 2, forbidden},
		"while it has to be stable": {[]any{"up", refused, "up"}, 3 * time.Second, 6, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{polls: test.polls}
			if err := s.wait(t.Context(), time.Hour, Requirement{StableFor: test.stable}); !errors.Is(err, test.want) || len(s.at) != test.n {
				t.Errorf("%s: got %v after %d polls, want %v after %d", name, err, len(s.at), test.want, test.n)
			}
		})
	}
}

// TestGaps has a poll that ends so late that nobody knows what has been in between.
func TestGaps(t *testing.T) {
	t.Parallel()
	for took, again := range map[time.Duration]bool{900 * time.Millisecond: false, 1500 * time.Millisecond: true, time.Minute: true} {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{polls: []any{"up"}, slow: map[int]time.Duration{3: took}}
			if err := s.wait(t.Context(), time.Hour, Requirement{StableFor: 3 * time.Second}); err != nil {
				t.Fatal(err)
			}
			held := s.at[len(s.at)-1] - s.at[2] - took
			if got := held >= 3*time.Second; got != again {
				t.Errorf("%s: it had held for %s after the gap", took, held)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		// One that always takes so long is no gap.
		s := &scripted{polls: []any{"up"}, took: 10 * time.Second}
		if err := s.wait(t.Context(), time.Hour, Requirement{StableFor: 3 * time.Second}); err != nil || len(s.at) != 3 {
			t.Errorf("got %v after %d polls", err, len(s.at))
		}
	})
}

// TestTurns has the service's limit put off checks, and not the first one.
func TestTurns(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		wait  time.Duration
		polls int
	}{{0, 5}, {9 * time.Second, 3}, {11 * time.Second, 2}, {time.Hour, 1}} {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{polls: []any{"down"}}
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			service := Service{Name: "It", Turn: func(left time.Duration) (time.Duration, bool) { return test.wait, test.wait < left }}
			err := Waiter{Service: service, Target: Target{Name: "the link"}, Requirement: Requirement{Expects: true}, Waits: true, Poll: s.poll}.Run(ctx)
			unmet, ok := errors.AsType[*UnmetError](err)
			if !ok || len(s.at) < test.polls || (test.wait > 0 && len(s.at) != test.polls) {
				t.Fatalf("%s: got %v after polls at %s", test.wait, err, s.at)
			}
			message := service.Explain(Target{Name: "the link"}, unmet)
			said := strings.Contains(message.Detail, fmt.Sprintf(" No other check fits into the time-out: all reads that wait use at most half of It's rate limit together, so that the next check of this one would be in %s, and ", test.wait))
			if said != (test.wait > 0) {
				t.Errorf("%s: it says %s", test.wait, message.Detail)
			}
		})
	}
}

func TestCancellingAWait(t *testing.T) {
	t.Parallel()
	for _, took := range []time.Duration{0, time.Minute} {
		for _, required := range []Requirement{{}, {StableFor: time.Hour / 2}} {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(30*time.Second, cancel)
				start := time.Now()
				s := &scripted{polls: []any{"down"}, took: took}
				if required.StableFor > 0 {
					s.polls = []any{"up"}
				}
				err := s.wait(ctx, time.Hour, required)
				if !errors.Is(err, context.Canceled) || time.Since(start) != 30*time.Second {
					t.Errorf("got %v after %s", err, time.Since(start))
				}
				if unmet, ok := errors.AsType[*UnmetError](err); ok == (took > 0) || (ok && len(unmet.Elements) != 1) {
					t.Errorf("got %+v, want what was seen last, if anything was", err)
				}
			})
		}
	}
}

func TestWithoutTimeoutItPollsOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{polls: []any{"down", "up"}, took: time.Hour}
		if unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), 0, Requirement{})); !ok || unmet.Polls != 1 || unmet.Waited != time.Hour {
			t.Errorf("got %+v", unmet)
		}
		s = &scripted{polls: []any{"up", "down"}}
		if err := s.wait(t.Context(), 0, Requirement{}); err != nil || len(s.at) != 1 {
			t.Errorf("got %v after %d polls", err, len(s.at))
		}
		s = &scripted{polls: []any{errUnavailable, "up"}}
		if err := s.wait(t.Context(), 0, Requirement{}); !errors.Is(err, errUnavailable) || len(s.at) != 1 {
			t.Errorf("got %v after %d polls", err, len(s.at))
		}
		// Without an expectation a time-out only bounds the read.
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		s = &scripted{polls: []any{"down"}}
		if err := (Waiter{Poll: s.poll}).Run(ctx); err != nil || len(s.at) != 1 {
			t.Errorf("got %v", err)
		}
		s = &scripted{polls: []any{"down"}, took: time.Hour}
		start := time.Now()
		if err := (Waiter{Poll: s.poll}).Run(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
	})
}

// late is a context whose deadline has passed, and whose timer has not run out yet, as after a
// sleep of the machine.
type late struct {
	context.Context
}

// Deadline implements [context.Context].
func (late) Deadline() (time.Time, bool) {
	return time.Now().Add(-time.Second), true
}

// TestAnAnswerAfterTheDeadline is none, whatever it says.
func TestAnAnswerAfterTheDeadline(t *testing.T) {
	t.Parallel()
	for _, w := range []Waiter{{}, {Requirement: Requirement{Expects: true}}, {Requirement: Requirement{Expects: true}, Waits: true}} {
		s := &scripted{polls: []any{"up"}}
		w.Poll = s.poll
		if err := w.Run(late{t.Context()}); err == nil || len(s.at) != 1 {
			t.Errorf("got %v after %d polls", err, len(s.at))
		}
	}
}

// TestStableFor has a link that is up, down from 3 s to 9 s, and up again.
func TestStableFor(t *testing.T) {
	t.Parallel()
	flapping := func(at time.Duration) any {
		if at >= 3*time.Second && at < 9*time.Second {
			return "down"
		}
		return "up"
	}
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{during: flapping}
			start := time.Now()
			err := s.wait(t.Context(), time.Minute, Requirement{StableFor: 6 * time.Second})
			if took := time.Since(start); err != nil || took < 15*time.Second || took > 17*time.Second+time.Second {
				t.Errorf("got %v after %s with polls at %s", err, took, s.at)
			}
			for _, pause := range s.pauses() {
				if pause < time.Second || pause > 2*time.Second {
					t.Errorf("a pause of %s", pause)
				}
			}
		})
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{during: flapping}
			unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), 12*time.Second, Requirement{StableFor: 6 * time.Second}))
			if !ok || !unmet.Holds || unmet.Held == 0 || unmet.Held >= 6*time.Second || len(unmet.Between) != 1 || unmet.Waited != 12*time.Second || unmet.Last != nil {
				t.Errorf("good, but not stable at the deadline: got %+v", unmet)
			}
		})
	}
}

// TestStablePauses are at most a third of stable_for and 5 s, and never under 1 s,
// and the last one ends when it has passed.
func TestStablePauses(t *testing.T) {
	t.Parallel()
	for stableFor, most := range map[time.Duration]time.Duration{
		3 * time.Second:         time.Second,
		3500 * time.Millisecond: 3500 * time.Millisecond / 3,
		6 * time.Second:         2 * time.Second,
		12 * time.Second:        4 * time.Second,
		time.Minute:             5 * time.Second,
		time.Hour:               5 * time.Second,
	} {
		for _, took := range []time.Duration{0, 300 * time.Millisecond} {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{polls: []any{"down", "up"}, took: took}
				if err := s.wait(t.Context(), 2*time.Hour, Requirement{StableFor: stableFor}); err != nil {
					t.Fatal(err)
				}
				pauses := s.pauses()
				for _, pause := range pauses {
					if pause -= took; pause < time.Second || pause > most {
						t.Errorf("%s: a pause of %s, want 1s to %s", stableFor, pause, most)
					}
				}
				held := s.at[len(s.at)-1] - s.at[1] - took
				if len(pauses) < 2 || held < stableFor || held > stableFor+time.Second+took {
					t.Errorf("%s: it had held for %s, after %d polls of %s", stableFor, held, len(s.at), took)
				}
			})
		}
	}
}

// TestStableForAndFailures starts again at a failure, but not at a 429.
func TestStableForAndFailures(t *testing.T) {
	t.Parallel()
	const stableFor = 6 * time.Second
	for name, test := range map[string]struct {
		between any
		again   bool
	}{
		"a bad poll":           {"down", true},
		"a 503":                {errUnavailable, true},
		"a refused connection": {errRefused, true},
		"a timeout":            {errTimeout, true},
		"a 429":                {errLimited, false},
		"an undecided round":   {[]any{errLimited}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{polls: []any{"up", "up", test.between, "up"}}
				start := time.Now()
				if err := s.wait(t.Context(), time.Minute, Requirement{StableFor: stableFor}); err != nil {
					t.Fatal(err)
				}
				since := s.start
				if test.again {
					since = start.Add(s.at[3])
				}
				if held := time.Since(since); held < stableFor || held > stableFor+time.Second {
					t.Errorf("it passed after %s, with polls at %s", held, s.at)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		// The last poll has to be an answer.
		s := &scripted{polls: []any{"up", errLimited}}
		unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), time.Minute, Requirement{StableFor: stableFor}))
		if !ok || !unmet.Holds || unmet.Held != 0 || !isRateLimited(unmet.Last) {
			t.Errorf("got %+v", unmet)
		}
	})
}

func TestJudgement(t *testing.T) {
	t.Parallel()
	const up, down = "up", "down"
	for name, test := range map[string]struct {
		required Requirement
		seen     []any
		want     verdict
	}{
		"nothing is there":                      {Requirement{}, nil, bad},
		"nothing is there, and one is enough":   {Requirement{MinGood: 1}, nil, bad},
		"all are good":                          {Requirement{}, []any{up, up}, good},
		"one is bad":                            {Requirement{}, []any{up, down}, bad},
		"one is bad, and one is enough":         {Requirement{MinGood: 1}, []any{down, up}, good},
		"none is good, and one is enough":       {Requirement{MinGood: 1}, []any{down, down}, bad},
		"more have to be good than there are":   {Requirement{MinGood: 3}, []any{up, up}, bad},
		"too few are there":                     {Requirement{MinCount: 3}, []any{up, up}, bad},
		"as many as needed":                     {Requirement{MinCount: 2}, []any{up, up}, good},
		"too few, though one is enough":         {Requirement{MinCount: 3, MinGood: 1}, []any{up, up}, bad},
		"one failed":                            {Requirement{}, []any{up, errUnavailable}, bad},
		"one failed, and one is enough":         {Requirement{MinGood: 1}, []any{up, errUnavailable}, good},
		"one was limited":                       {Requirement{}, []any{up, errLimited}, undecided},
		"one was limited, and one is bad":       {Requirement{}, []any{up, errLimited, down}, bad},
		"one was limited, and another enough":   {Requirement{MinGood: 1}, []any{up, errLimited}, good},
		"one was limited and would be enough":   {Requirement{MinGood: 1}, []any{down, errLimited}, undecided},
		"two are needed, one limited, one bad":  {Requirement{MinGood: 2}, []any{down, errLimited}, bad},
		"all were limited":                      {Requirement{}, []any{errLimited, errLimited}, undecided},
		"all were limited, and too few of them": {Requirement{MinCount: 3}, []any{errLimited, errLimited}, bad},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			elements := make([]Element, len(test.seen))
			for i := range test.seen {
				elements[i] = seenAs("x", test.seen[i])
			}
			if got := test.required.judge(elements); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

// TestCaseAlone ends a wait at once, for no later poll corrects a misspelling.
func TestCaseAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{polls: []any{"Up"}}
		if unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), time.Hour, Requirement{})); !ok || unmet.Polls != 1 {
			t.Errorf("got %+v", unmet)
		}
		// Where enough others are good, it doesn't matter.
		s = &scripted{polls: []any{[]any{"Up", "up"}}}
		if err := s.wait(t.Context(), time.Hour, Requirement{MinGood: 1}); err != nil {
			t.Error(err)
		}
	})
}

// TestManyElements waits once for all of them.
func TestManyElements(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{polls: []any{[]any{}, []any{"down", "up"}, []any{"up", errLimited}, []any{"up", errUnavailable}, []any{"up", "up"}}}
		if err := s.wait(t.Context(), time.Minute, Requirement{}); err != nil || len(s.at) != 5 {
			t.Errorf("got %v after %d polls", err, len(s.at))
		}
		s = &scripted{polls: []any{[]any{}}}
		unmet, ok := errors.AsType[*UnmetError](s.wait(t.Context(), 10*time.Second, Requirement{}))
		if !ok || unmet.Last != nil || len(unmet.Elements) != 0 {
			t.Errorf("got %+v", unmet)
		}
		s = &scripted{polls: []any{[]any{"up", errLimited}}}
		if unmet, ok = errors.AsType[*UnmetError](s.wait(t.Context(), 10*time.Second, Requirement{})); !ok || unmet.Holds {
			t.Errorf("got %+v", unmet)
		}
	})
}

// TestSpacing keeps rounds apart for the sake of the rate limit.
func TestSpacing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, required := range []Requirement{{Expects: true}, {Expects: true, StableFor: 9 * time.Second}} {
			s := &scripted{polls: []any{"down", "up"}, took: 3 * time.Second}
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			if err := (Waiter{Target: Target{Name: "the link"}, Requirement: required, Waits: true, Poll: s.poll, Spacing: func() time.Duration { return 20 * time.Second }}).Run(ctx); err != nil {
				t.Error(err)
			}
			cancel()
			for _, pause := range s.pauses() {
				if pause != 20*time.Second {
					t.Errorf("polls at %s, want them 20s apart", s.at)
				}
			}
		}
	})
}

// TestProgress is reported after each poll, and again in a long pause.
func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		report := func(p Progress) { seen = append(seen, p.String()) }
		one := &scripted{polls: []any{"down", status(503, 150*time.Second), "up"}}
		many := &scripted{polls: []any{[]any{"up", "down", errRefused}, []any{"up", "up", "up"}}}
		for _, w := range []Waiter{
			{Target: Target{Name: "the link"}, Requirement: Requirement{Expects: true, StableFor: 9 * time.Second}, Poll: one.poll},
			{Target: Target{Name: "links of x", Elements: "links"}, Requirement: Requirement{Expects: true}, Poll: many.poll},
		} {
			w.Service, w.Waits, w.Report = Service{Name: "It"}, true, report
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			if err := w.Run(ctx); err != nil {
				t.Error(err)
			}
			cancel()
		}
		want := []string{
			`The link: state is "down", expected "up". (waited 0s, 5m0s left, next check in `,
			`The link: It answered with an error. (waited `, `The link: It answered with an error. (waited `, `The link: It answered with an error. (waited `,
		}
		for i, text := range want {
			if i >= len(seen) || !strings.HasPrefix(seen[i], text) {
				t.Fatalf("got %q, want beginnings %q", seen, want)
			}
		}
		if last, text := seen[len(seen)-1], `Links of x: 2 of 3 links not as expected; link 2: state is "down", expected "up". (waited 0s, 5m0s left, next check in `; !strings.HasPrefix(last, text) {
			t.Errorf("got %q, want the beginning %q", last, text)
		}
	})
}

// TestLastProgress says when no check is to come, and nothing once the time is up.
func TestLastProgress(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		poll func(context.Context) ([]Element, error)
		want string
	}{
		"before the time is up": {(&scripted{polls: []any{"down", "down", "down"}}).poll, ", no further check)"},
		"a check without an answer": {func(ctx context.Context) ([]Element, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			last := ""
			w := Waiter{
				Service: Service{Name: "It"}, Target: Target{Name: "the link"}, Requirement: Requirement{Expects: true},
				Waits: true, Poll: test.poll, Report: func(p Progress) { last = p.String() },
			}
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			if err := w.Run(ctx); err == nil {
				t.Errorf("%s: no error", name)
			}
			if !strings.HasSuffix(last, test.want) || (test.want == "") != (last == "") {
				t.Errorf("%s: got %q", name, last)
			}
		})
	}
}
