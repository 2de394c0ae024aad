// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package cloudflare

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
	"github.com/netstatus/terraform-provider-netstatus/internal/simulator/simulatortest"
	"github.com/netstatus/terraform-provider-netstatus/internal/stopwatch"
	"github.com/netstatus/terraform-provider-netstatus/internal/strictjson"
	"github.com/netstatus/terraform-provider-netstatus/internal/transport"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

const account = simulator.AccountID

func connect(tb testing.TB, baseURL string) *Client {
	tb.Helper()
	c := New(Options{
		BaseURL: baseURL, APIToken: simulator.APIToken,
		Transport: transport.Options{RequestTimeout: 30 * time.Second, MaxRetries: 1, MaxBackoff: time.Millisecond, UserAgent: "agent"},
	})
	return c
}

// TestPages follows a list over its pages, and not in a circle.
func TestPages(t *testing.T) {
	t.Parallel()
	s := simulatortest.Start(t, simulator.Options{})
	c := connect(t, s.CloudflareURL())
	s.Remove(simulator.Interconnects(account))
	for i := range 60 {
		icon := fmt.Sprintf("icon-%d", i)
		s.Set(simulator.Interconnect(account, icon), fmt.Sprintf(`{"name":%q,"site":%q,"type":"direct"}`, icon, []string{"a&b", "c"}[i%2]))
	}
	all, err := c.Interconnects(t.Context(), account, Filter{})
	if err != nil || len(all.Interconnects) != 60 || *all.Interconnects[59].Name != "icon-59" {
		t.Errorf("got %d, %v", len(all.Interconnects), err)
	}
	some, err := c.Interconnects(t.Context(), account, Filter{Site: "a&b", Type: "direct"})
	if err != nil || len(some.Interconnects) != 30 {
		t.Errorf("got %d, %v", len(some.Interconnects), err)
	}
}

// TestListsThatDoNotGetOn have pages that name nothing new, or what wasn't asked for.
func TestListsThatDoNotGetOn(t *testing.T) {
	t.Parallel()
	full := make([]string, 1000)
	for i := range full {
		full[i] = fmt.Sprintf(`{"name":"icon-%d-%%d"}`, i)
	}
	const stuck = "next: the list goes on after a page that names no other interconnect than the pages before it"
	for name, test := range map[string]struct {
		// page is a page of which the number is given twice.
		page     string
		filter   Filter
		want     string
		requests int32
	}{
		"the same page":         {`{"items":[{"name":"a"}],"next":%d}`, Filter{}, stuck, 2},
		"the same cursor":       {`{"items":[{"name":"a"}],"next":7}`, Filter{}, stuck, 2},
		"empty pages":           {`{"items":[],"next":%d}`, Filter{}, stuck, 1},
		"pages without names":   {`{"items":[{"site":"fra"}],"next":%d}`, Filter{}, stuck, 2},
		"ever more":             {`{"items":[` + strings.Join(full, ",") + `],"next":%[1]d}`, Filter{}, "items: expected at most 10000 elements on all pages together, got more", 11},
		"another site":          {`{"items":[{"name":"a","site":"fra"},{"name":"b","site":"ams"}],"next":null}`, Filter{Site: "fra"}, `items[1].site: asked for "fra", got "ams"`, 1},
		"another type":          {`{"items":[{"name":"a","type":"Direct"}],"next":null}`, Filter{Type: "direct"}, `items[0].type: asked for "direct", got "Direct"`, 1},
		"null isn't compared":   {`{"items":[null,{"name":"a","site":null},{"name":"b"}],"next":null}`, Filter{Site: "fra", Type: "direct"}, "", 1},
		"the last adds nothing": {`{"items":[],"next":null}`, Filter{}, "", 1},
		"nothing of a next one": {`{"items":[{"name":"a"}]}`, Filter{}, "", 1},
		"enveloped":             {`{"success":true,"result":{"items":[],"next":null}}`, Filter{}, "", 1},
		"an envelope says no":   {`{"success":true,"result":{"success":false}}`, Filter{}, `200 OK, with a body that begins: {"success":false}`, 1},
	} {
		var requests atomic.Int32
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, strings.ReplaceAll(strings.ReplaceAll(test.page, "%[1]d", "%d"), "%d", fmt.Sprint(requests.Add(1))))
		}))
		t.Cleanup(server.Close)
		_, err := connect(t, server.URL+"/").Interconnects(t.Context(), account, test.filter)
		if failure, ok := errors.AsType[*transport.Error](err); ok != (test.want != "") || (ok && failure.Text != test.want) || requests.Load() != test.requests {
			t.Errorf("%s: got %v after %d requests", name, err, requests.Load())
		}
	}
}

// TestIcons names the element whose status can't be asked for.
func TestIcons(t *testing.T) {
	t.Parallel()
	const token = "a-token-of-ours"
	c := New(Options{APIToken: token})
	for body, want := range map[string]string{
		`{"items":[{"name":"b"},{"name":"a"},{"name":"b"}]}`: "a b",
		`{"items":[{"name":"a"},{"name":null}]}`:             "items[1].name: expected a string, got none",
		`{"items":[null]}`:                                   "items[0].name: expected a string, got none",
		`{"items":[{"name":"a"},{"name":".."}]}`:             `items[1].name: expected the name of an interconnect, got ".."`,
		`{"items":[{"name":""}]}`:                            `items[0].name: expected the name of an interconnect, got ""`,
		`{"items":[{"name":"` + token + `\n"}]}`:             "items[0].name: expected the name of an interconnect, got (not shown: it repeats a credential)",
	} {
		page, err := decodePage([]byte(body), Filter{})
		if err != nil {
			t.Fatal(err)
		}
		icons, err := c.Icons(Listing{Interconnects: page.Items})
		got := strings.Join(icons, " ")
		if failure, ok := errors.AsType[*transport.Error](err); ok {
			got = failure.Text
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
}

// pagesServer answers with each listing in turn, and with the last one from then on. A
// listing is the names on its pages.
func pagesServer(t *testing.T, listings ...[][]string) (*Client, *atomic.Int32) {
	t.Helper()
	var requests, listing atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		cursor, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
		if cursor == 0 {
			listing.Add(1)
		}
		pages := listings[min(int(listing.Load()), len(listings))-1]
		var items []string
		for _, name := range pages[cursor] {
			items = append(items, fmt.Sprintf(`{"name":%q}`, name))
		}
		next := "null"
		if cursor+1 < len(pages) {
			next = strconv.Itoa(cursor + 1)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"items":[%s],"next":%s}`, strings.Join(items, ","), next)
	}))
	t.Cleanup(server.Close)
	return connect(t, server.URL+"/"), &requests
}

// TestPagesThatShift has interconnects that move to another page while pages are read.
func TestPagesThatShift(t *testing.T) {
	t.Parallel()
	stable := [][]string{{"a", "b"}, {"c"}}
	for name, test := range map[string]struct {
		listings [][][]string
		want     string
		requests int32
	}{
		"one page":            {[][][]string{{{"a", "b"}}}, "a b", 1},
		"none":                {[][][]string{{{}}}, "", 1},
		"two pages":           {[][][]string{stable}, "a b c", 4},
		"one moved":           {[][][]string{{{"a", "b"}, {}}, stable}, "a b c", 6},
		"order doesn't count": {[][][]string{{{"b", "c"}, {"a"}}, stable}, "a b c", 4},
		"one is there twice":  {[][][]string{{{"a", "b"}, {"b", "c"}}, stable}, "a b c", 6},
		"shrinks to one page": {[][][]string{stable, {{"a"}}}, "a", 3},
		"at the last":         {[][][]string{{{"a"}, {"b"}}, {{"a"}, {"c"}}, stable, stable}, "a b c", 8},
		"never the same":      {[][][]string{{{"a"}, {"b"}}, {{"a"}, {"c"}}, {{"a"}, {"d"}}, {{"a"}, {"e"}}}, "error", 8},
		"to and fro":          {[][][]string{{{"a"}, {"b"}}, {{"a"}, {"c"}}, {{"a"}, {"b"}}, {{"a"}, {"c"}}}, "error", 8},
	} {
		c, requests := pagesServer(t, test.listings...)
		all, err := c.Interconnects(t.Context(), account, Filter{})
		got := strings.Join(namesOf(all.Interconnects), " ")
		if failure, ok := errors.AsType[*transport.Error](err); ok && failure.Kind == transport.KindList {
			got = "error"
		} else if err != nil {
			t.Errorf("%s: got %v", name, err)
		}
		if got != test.want || requests.Load() != test.requests || err == nil && all.Requests != int(test.requests) {
			t.Errorf("%s: got %s after %d requests, of which it counts %d, want %s after %d", name, got, requests.Load(), all.Requests, test.want, test.requests)
		}
	}
}

// TestSecretsInAnAddress has a token where a user has pasted it, and one that is a word of the
// address.
func TestSecretsInAnAddress(t *testing.T) {
	t.Parallel()
	const path = "/cni/interconnects/icon/status"
	for _, test := range []struct{ token, account, want string }{
		{"secret/token", "secret/token", "/accounts/***" + path},
		{"accounts", "a", "/accounts/a" + path},
		{"interconnects", "interconnects", "/accounts/***" + path},
		{"status", "a b", "/accounts/a%20b" + path},
	} {
		server := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(server.Close)
		c := New(Options{BaseURL: server.URL + "/", APIToken: test.token, Transport: transport.Options{RequestTimeout: time.Minute}})
		_, _, err := c.InterconnectStatus(t.Context(), test.account, "icon")
		if failure, ok := errors.AsType[*transport.Error](err); !ok || failure.URL != server.URL+test.want {
			t.Errorf("%s: got %v", test.token, err)
		}
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	const format = `{"success":false,"errors":[{"code":%d,"message":%q%s}]}`
	chained := `,"error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]`
	challenged := http.Header{"Cf-Mitigated": {"challenge"}}
	for name, test := range map[string]struct {
		status, code   int
		message, chain string
		header         http.Header
		want           transport.Kind
	}{
		"a malformed token":           {400, 6003, "Invalid request headers", chained, nil, transport.KindCredentials},
		"its cause alone":             {400, 1, "Invalid request headers", chained, nil, transport.KindCredentials},
		"a bad key":                   {400, 9103, "Unknown X-Auth-Key or X-Auth-Email", "", nil, transport.KindCredentials},
		"a method":                    {405, 10405, "Method not allowed for this authentication scheme", "", nil, transport.KindCredentials},
		"an invalid token":            {403, 9109, "Invalid access token", "", nil, transport.KindCredentials},
		"a token for other addresses": {403, 9109, "Cannot use the access token from location: 192.0.2.1", "", nil, transport.KindFilter},
		"unauthorized":                {401, 10000, "Authentication error", "", nil, transport.KindCredentials},
		"a missing right":             {403, 10001, "Not authorized", "", nil, transport.KindCredentials},
		"a challenge":                 {403, 10001, "Not authorized", "", challenged, transport.KindGateway},
		"no route":                    {404, 7003, "Could not route to /accounts/x", "", nil, transport.KindAddress},
		"no route, 400":               {400, 7000, "No route for that URI", "", nil, transport.KindAddress},
		"missing":                     {404, 1000, "not found", "", nil, transport.KindMissing},
		"not entitled":                {403, 10010, "not_entitled", "", nil, transport.KindEntitlement},
		"not entitled, a cause":       {403, 1, "Forbidden", `,"error_chain":[{"code":10010,"message":"not_entitled"}]`, nil, transport.KindEntitlement},
		"busy":                        {503, 10000, "later", "", nil, transport.KindStatus},
	} {
		if got := describe(test.status, test.header, fmt.Appendf(nil, format, test.code, test.message, test.chain)); got.Kind != test.want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func FuzzDecodeStatus(f *testing.F) {
	for _, document := range []string{
		`{"state":"Down","reason":"x"}`, `{"success":true,"result":{"state":"Healthy"}}`, `{"success":false,"errors":[{"code":1,"message":"x"}]}`,
		`{"state":5}`, `null`, `[]`, `{}`, ``, `{"state":"x"`, `{"result":{"state":"x"}}`, `{"success":true,"result":`,
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var (
			inner, failure []byte
			err            error
		)
		stopwatch.Bound(t, len(document), func() { inner, failure, err = unwrap(document) })
		if failure != nil {
			return
		}
		var status *InterconnectStatus
		if err == nil {
			status, err = decodeStatus(inner)
		}
		if err == nil {
			if status == nil || status.State == nil || !utf8.ValidString(*status.State) || !strings.Contains(string(document), `"state"`) && !strings.Contains(string(document), `\u`) {
				t.Errorf("%q: got %+v", document, status)
			}
			return
		}
		if _, ok := errors.AsType[*strictjson.Error](err); !ok || err.Error() == "" {
			t.Errorf("%q: got %T", document, err)
		}
	})
}

func FuzzDescribe(f *testing.F) {
	for _, body := range []string{`{"errors":[{"code":7003,"message":"No route"},null]}`, `{"errors":[`, ``, `{"errors":[{"code":1e9}]}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got transport.Description
		stopwatch.Bound(t, len(body), func() { got = describe(0, nil, body) })
		code, message := got.Code, got.Message
		if !utf8.ValidString(code) || !utf8.ValidString(message) || strings.ContainsAny(code, `"{}[]`) {
			t.Errorf("%q: got %q, %q", body, code, message)
		}
	})
}

// FuzzSegments sends accounts and icons, and looks at what arrives.
func FuzzSegments(f *testing.F) {
	f.Add("account", "icon")
	f.Add("a/../../x?y#z", "..%2f..")
	f.Add(`\`, " ;=&+,:@$!*'()")
	f.Add("%", "%zz%00")
	f.Add("{account_id}", "http://example.com")
	var mu sync.Mutex
	var arrived []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		arrived = append(arrived, r.RequestURI)
		mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"state":"Healthy"}`)
	}))
	f.Cleanup(server.Close)
	c := connect(f, server.URL+"/base/v4/")
	f.Fuzz(func(t *testing.T, accountID, icon string) {
		var err error
		stopwatch.Bound(t, len(accountID)+len(icon), func() {
			mu.Lock()
			arrived = nil
			mu.Unlock()
			_, _, err = c.InterconnectStatus(t.Context(), accountID, icon)
		})
		mu.Lock()
		defer mu.Unlock()
		if transport.CheckSegment(accountID) != nil || transport.CheckSegment(icon) != nil {
			if err == nil {
				t.Errorf("%q, %q: no error", accountID, icon)
			}
			if len(arrived) != 0 {
				t.Errorf("%q, %q: refused, and yet %q arrived", accountID, icon, arrived)
			}
			return
		}
		if err != nil {
			t.Fatalf("%q, %q: %v", accountID, icon, err)
		}
		if len(arrived) != 1 {
			t.Fatalf("%q, %q: got requests %q", accountID, icon, arrived)
		}
		segments := strings.Split(arrived[0], "/")
		if len(segments) != 9 || strings.Contains(arrived[0], "?") {
			t.Fatalf("%q, %q: got %q", accountID, icon, arrived[0])
		}
		gotAccount, err1 := url.PathUnescape(segments[4])
		gotIcon, err2 := url.PathUnescape(segments[7])
		segments[4], segments[7] = "", ""
		if err1 != nil || err2 != nil || gotAccount != accountID || gotIcon != icon || strings.Join(segments, "/") != "/base/v4/accounts//cni/interconnects//status" {
			t.Errorf("%q, %q: got %q", accountID, icon, arrived[0])
		}
	})
}
