// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package control_test

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/netstatus/terraform-provider-netstatus/internal/simulator"
)

const (
	faultsPath = "/faults"
	qumuloPath = "/v2/network/interfaces/1/status/2"
	cloudPath  = simulator.AccountID + "/cni/interconnects/icon-fra-1/status"
)

func TestControlFaults(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	c.send(t, http.MethodGet, faultsPath, "").expect(t, http.StatusOK, "[]")

	c.send(t, http.MethodPut, faultsPath, `[
		{"request":"GET /client/v4/*","times":2,"status":429},
		{"request":"GET /client/v4/*","times":1,"status":429,"headers":{"retry-after":"7"}},
		{"request":"* /v2/*","status":503,"body":"<html>","headers":{"Content-Type":"text/html"}}
	]`).expect(t, http.StatusNoContent, "")
	for _, wait := range []string{"", "", "7"} {
		got := c.cloudflare(t, cloudPath)
		got.expect(t, http.StatusTooManyRequests, `"code":971`)
		if got.header.Get("Retry-After") != wait {
			t.Errorf("Retry-After is %q, want %q", got.header.Get("Retry-After"), wait)
		}
	}
	c.cloudflare(t, cloudPath).expect(t, http.StatusOK, "Healthy")
	for range 2 {
		if got := c.qumulo(t, qumuloPath); got.status != http.StatusServiceUnavailable || got.body != "<html>" || got.header.Get("Content-Type") != "text/html" {
			t.Errorf("got %+v", got)
		}
	}
	c.qumulo(t, "/v3/network/status/1").expect(t, http.StatusOK, "")

	// What is listed can be put again.
	listed := c.send(t, http.MethodGet, faultsPath, "")
	listed.expect(t, http.StatusOK, `[{"request":"GET /client/v4/*","times":2,"status":429,"shown":2},`)
	listed.expect(t, http.StatusOK, `"times":1,"status":429,"headers":{"Retry-After":"7"},"shown":1}`)
	listed.expect(t, http.StatusOK, `"body":"\u003chtml\u003e","shown":2}]`)
	c.send(t, http.MethodPut, faultsPath, listed.body).expect(t, http.StatusNoContent, "")
	c.send(t, http.MethodGet, faultsPath, "").expect(t, http.StatusOK, `"shown":0}]`)

	c.send(t, http.MethodDelete, faultsPath, "").expect(t, http.StatusNoContent, "")
	c.send(t, http.MethodGet, faultsPath, "").expect(t, http.StatusOK, "[]")
	c.qumulo(t, qumuloPath).expect(t, http.StatusOK, "")
}

// TestControlFaultsOfConnections shows what is no answer, or none that is whole.
func TestControlFaultsOfConnections(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	show := func(fault string) {
		t.Helper()
		c.send(t, http.MethodPut, faultsPath, `[{"request":"GET /client/v4/*",`+fault+`}]`).expect(t, http.StatusNoContent, "")
	}
	ask := func() (reply, error) {
		// A client that had used its connection before would try again.
		request := c.request(t, http.MethodGet, c.CloudflareURL()+"accounts/"+cloudPath, "", simulator.APIToken)
		request.Close = true
		return c.do(request)
	}
	show(`"reset":true`)
	if _, err := ask(); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: got %v", err)
	}
	show(`"cut_off":true`)
	if got, err := ask(); !errors.Is(err, io.ErrUnexpectedEOF) || got.body != `{"state":` {
		t.Errorf("cut off: got %q and %v", got.body, err)
	}
	for _, slow := range []string{`"delay":"100ms"`, `"drip":"10ms"`} {
		show(slow)
		before := time.Now()
		got, err := ask()
		if took := time.Since(before); err != nil || got.body != `{"state":"Healthy"}` || took < 100*time.Millisecond {
			t.Errorf("%s: got %q after %v: %v", slow, got.body, took, err)
		}
	}
	show(`"hang":true`)
	c.client.Timeout = 100 * time.Millisecond
	if _, err := ask(); err == nil {
		t.Error("a request that hangs was answered")
	}
}

func TestControlRefusesFaults(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	for body, message := range map[string]string{
		``:               "/faults: the document is empty",
		`{"status":429}`: "/faults: expected a list of faults: ",
		`[{"request":"GET /*","status":429,"status":503}]`:         "/faults: the document has a member twice: /0/status",
		`[{"request":"GET /*","stauts":429}]`:                      `unknown field "stauts"`,
		`[{"status":429}]`:                                         `/faults[0].request: expected a method or *, a space and a path, such as "GET /v2/*", got ""`,
		`[{"request":"/v2/*","status":429}]`:                       `got "/v2/*"`,
		`[{"request":"get /v2/*","status":429}]`:                   `got "get /v2/*"`,
		`[{"request":"GET /v4/*","status":429}]`:                   "no service is asked for /v4/*: the paths begin with /v1/, /v2/, /v3/, /client/v4/",
		`[{"request":"GET /v","status":429}]`:                      "no service is asked for /v: ",
		`[{"request":"GET /*"}]`:                                   "the fault changes nothing: it needs one of status, headers, body, delay, drip, hang, reset or cut_off",
		`[{"request":"GET /*","times":-1,"status":429}]`:           "times: expected a number from 1, got -1",
		`[{"request":"GET /*","status":99}]`:                       "status: expected an HTTP status from 200 to 599, got 99",
		`[{"request":"GET /*","status":"429"}]`:                    "cannot unmarshal string into Go struct field fault.status of type int",
		`[{"request":"GET /*","delay":5}]`:                         `5 is no duration: write "5s"`,
		`[{"request":"GET /*","headers":{"a b":"x"}}]`:             `headers: "a b": "x" can't be sent as a header`,
		`[{"request":"GET /*","headers":{"a":"x\r\ny"}}]`:          "can't be sent as a header",
		`[{"request":"GET /*","hang":true,"status":429}]`:          "with hang or reset there is no answer",
		`[{"request":"GET /*","hang":true,"reset":true}]`:          "with hang or reset there is no answer",
		`[{"request":"GET /*","cut_off":true,"drip":"1s"}]`:        "either cut off or sent in drips",
		`[{"request":"GET /*","status":429},{"request":"GET /*"}]`: "/faults[1].request: the fault changes nothing",
	} {
		c.send(t, http.MethodPut, faultsPath, body).expect(t, http.StatusBadRequest, message)
	}
	c.send(t, http.MethodPatch, faultsPath, "[]").expect(t, http.StatusMethodNotAllowed, "only GET, PUT and DELETE")
	c.send(t, http.MethodPut, faultsPath+"?create=true", "[]").expect(t, http.StatusBadRequest, "/faults takes no parameters, and got ?create=true")
	c.send(t, http.MethodGet, faultsPath, "").expect(t, http.StatusOK, "[]")
}

// TestControlIsForLoopback sends what a browser sends that was lured to a name which
// resolves to this machine.
func TestControlIsForLoopback(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	for host, status := range map[string]int{
		"127.0.0.1": http.StatusNoContent, "localhost": http.StatusNoContent, "LOCALHOST:1": http.StatusNoContent,
		"[::1]:80": http.StatusNoContent, "[::1]": http.StatusNoContent, "127.8.9.10:7": http.StatusNoContent,
		"evil.example": http.StatusForbidden, "evil.example:80": http.StatusForbidden, "localhost.evil.example": http.StatusForbidden,
		"192.0.2.1": http.StatusForbidden, "0.0.0.0": http.StatusForbidden, "127.0.0.1.evil.example": http.StatusForbidden,
	} {
		request := c.request(t, http.MethodPut, c.url+linkStatus, `{"state":`+strconv.Quote(host)+`}`, "")
		request.Host = host
		answered, err := c.do(request)
		if err != nil {
			t.Fatal(err)
		}
		message := ""
		if status == http.StatusForbidden {
			message = "the request is for the host " + strconv.Quote(host) + ": the control answers only requests for localhost, 127.0.0.1 or [::1]"
		}
		answered.expect(t, status, message)
	}
	if got := c.send(t, http.MethodGet, linkStatus, ""); got.status != http.StatusOK || got.body == "" {
		t.Errorf("got %+v", got)
	}
}

// TestControlRefusesWhatDecodersDiffer refuses documents that each decoder would read
// in its own way.
func TestControlRefusesWhatDecodersDiffer(t *testing.T) {
	t.Parallel()
	c := startControlled(t)
	for body, message := range map[string]string{
		`{"state":"Down","state":"Healthy"}`: "the document has a member twice: /state",
		`{"state":"Down","reason":"\ud83d"}`: "the document has half of a surrogate pair, such as \\ud83d without what follows it, in /reason",
	} {
		for _, method := range []string{http.MethodPut, http.MethodPatch} {
			c.send(t, method, linkStatus, body).expect(t, http.StatusBadRequest, linkStatus+": "+message)
		}
	}
	c.send(t, http.MethodPut, linkStatus, `{"state":"Down","reason":"\ud83d\ude00"}`).expect(t, http.StatusNoContent, "")
}
