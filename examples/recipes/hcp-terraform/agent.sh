#!/bin/sh
# Starts an agent that can reach the cluster. The provider's settings are the agent's
# environment, so that they are neither in the workspace nor in a plan.
set -eu

exec docker run --rm \
  -e TFC_AGENT_TOKEN -e TFC_AGENT_NAME=storage-1 \
  -e QUMULO_HOST -e QUMULO_TOKEN -e QUMULO_CA_CERTIFICATE \
  hashicorp/tfc-agent:latest
