// Copyright (c) The netstatus authors
// SPDX-License-Identifier: MPL-2.0

package qumulo

import "github.com/netstatus/terraform-provider-netstatus/internal/expect"

// NodeStatuses returns the documented values of node_status: of a node that takes part in the
// cluster, and of one that doesn't. The service may have more.
func NodeStatuses() []string {
	return []string{"online", "offline"}
}

// NodeStatusExpectation is what a user expects of a node. A nil member expects nothing.
type NodeStatusExpectation struct {
	// NodeStatus is a list of which the status seen must be one.
	NodeStatus []string `tfsdk:"node_status"`
}

// Mismatches compares a node with the expectation. It is empty where all is met. Quote
// writes what the service has sent; nil is [strconv.Quote].
func (e NodeStatusExpectation) Mismatches(node *Node, quote func(string) string) []expect.Mismatch {
	c := expect.Comparison{Quote: quote}
	c.OneOf("node_status", e.NodeStatus, node.NodeStatus,
		"Check that the node is powered on, has booted, and can be reached on the cluster's network.")
	return c.Mismatches
}
