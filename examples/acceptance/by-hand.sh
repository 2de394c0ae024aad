links="$NETSTATUS_SIMULATOR_CONTROL/interconnects/$CLOUDFLARE_ACCOUNT_ID"
nodes="$NETSTATUS_SIMULATOR_CONTROL/network-interfaces/1/status"

curl "$NETSTATUS_SIMULATOR_CONTROL/"
curl -X PUT -d '{"state":"Down","reason":"no light"}' "$links/icon-fra-1/status"
curl -X PATCH -d '{"interface_details":{"interface_status":"DOWN"}}' "$nodes/2"
curl -X PATCH -d '{"node_status":"offline"}' "$NETSTATUS_SIMULATOR_CONTROL/nodes/3"
curl -X DELETE "$links/icon-fra-2"
curl -X PUT -d @flap.json "$NETSTATUS_SIMULATOR_CONTROL/scripts/flap"
curl "$NETSTATUS_SIMULATOR_CONTROL/scripts/flap"
curl -X DELETE "$NETSTATUS_SIMULATOR_CONTROL/scripts/flap"

# Cloudflare asks to wait, three times; then nothing is wrong any more.
curl -X PUT -d '[{"request":"GET /client/v4/*","times":3,"status":429}]' \
  "$NETSTATUS_SIMULATOR_CONTROL/faults"
curl "$NETSTATUS_SIMULATOR_CONTROL/faults"
curl -X DELETE "$NETSTATUS_SIMULATOR_CONTROL/faults"
