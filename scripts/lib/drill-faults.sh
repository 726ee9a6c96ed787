# shellcheck shell=bash
# The faults of the drills: what begins each, and what ends it. What is broken is this stack's alone: its own processes,
# clients of its own, and the rendered configuration, which is rendered anew afterwards.

# ALERT: wave | fault | seconds until its rule can see it | seconds until its rule can see its end | what is done.
# The seconds are those of the rule's windows where nothing is shortened; 0 where the next scrape may show it.
# shellcheck disable=SC2034 # read in drill.sh
readonly -A DRILLS=(
  ["ServiceDown"]='1|kill|0|0|the service is killed, and started anew'
  ["SlowShutdownTime"]='2|slow_restart|0|900|the service is stopped, and paused for 6 s meanwhile'
  ["DeploymentCompleted"]='1|restart|0|0|the service is restarted'
  ["HighErrorRate"]='3|errors|0|60|clients send 20 faulty frames a second'
  ["HighMemoryUsage"]='4|heap|0|0|the service fills 90 % of its heap'
  ["LowMessageThroughput"]='3|hush|270|30|the clients of the drill, which talk until then, fall silent'
  ["HighConnectionChurn"]='3|churn|0|0|some 170 clients a second come and go'
  ["HighSessionCount"]='3|crowd|0|0|1050 clients begin a session and lose their connection'
  ["HighCPUUsage"]='3|burn|0|0|as many processes as there are processors run idle, at the lowest priority'
  ["HighDiskUsage"]='3|disk_usage|0|0|the limit of the rule is lowered to 0 %: a disk is not filled'
  ["DiskFillingUp"]='3|disk_filling|0|0|the limit of the rule is raised to 101 %: a disk is not filled'
  ["PrometheusRuleFailures"]='3|failing_rule|0|0|a rule is added that cannot be evaluated'
  ["PrometheusMissingRuleEvaluations"]='3|slow_rule|0|0|a rule is added that is to be evaluated every millisecond'
  ["PrometheusErrorSendingAlerts"]='3|dead_receiver|0|0|Prometheus gets one Alertmanager more, which is not there'
  ["AlertmanagerFailedToSendAlerts"]='3|lost_key|0|0|Alertmanager looks for the key of PagerDuty where there is none'
  ["WitnessSilent"]='3|lost_heartbeat|0|0|Alertmanager keeps the heartbeat to itself'
  ["AuditLogAltered"]='3|altered_log|0|0|the rule takes every length of the log for shorter: the log is left alone'
  ["AuditIncomplete"]='3|one_sided|0|60|an alert is notified of that Prometheus has never known'
  ["DeliveriesQuarantined"]='3|nonsense|0|300|the service is delivered what is no alert'
  ["ServiceMetricMissing"]='3|lost_metric|0|0|Prometheus drops process_resident_memory_bytes'
  ["WebSocketAccountingBroken"]='3|lost_count|0|0|Prometheus drops what counts the connections that clients closed'
  ["CriticalLogEvent"]='3|lost_token|0|300|the file with the token of the witnesses is away for a moment'
  ["CertificateExpiringSoon"]='3|certificate|0|60|one more address is asked for its health, with a certificate for a day'
  ["NoActiveConnections"]='4|leave|0|30|the clients of the drill, the only ones, leave'
  ["NodeExporterDown"]='4|stop_node_exporter|0|0|node_exporter is stopped'
  ["HealthProbeDown"]='4|stop_blackbox_exporter|60|0|blackbox_exporter is stopped'
  ["PrometheusBadConfig"]='4|bad_prometheus|0|0|Prometheus is given a configuration that it refuses'
  ["AlertmanagerFailedReload"]='4|bad_alertmanager|0|0|Alertmanager is given a configuration that it refuses'
  ["AlertmanagerDown"]='5|stop_alertmanager|0|0|Alertmanager is stopped'
)

# Over as soon as they have begun: what the alert tells of is a fact.
# shellcheck disable=SC2034 # read in drill-run.sh
readonly -A MOMENTARY=(["slow_restart"]=yes ["nonsense"]=yes ["lost_token"]=yes)

# Take longest to be told, and bear what the later waves do meanwhile.
# shellcheck disable=SC2034 # read in drill-run.sh
readonly -A LONG=(["slow_restart"]=yes ["hush"]=yes ["one_sided"]=yes ["slow_rule"]=yes ["lost_count"]=yes)

# Alerts that a fault may set off besides.
# shellcheck disable=SC2034 # read in drill-run.sh
readonly -A EFFECTS=(
  ["kill"]='ServiceDown DeploymentCompleted NoActiveConnections HealthProbeDown'
  ["restart"]='ServiceDown DeploymentCompleted NoActiveConnections'
  ["slow_restart"]='ServiceDown DeploymentCompleted NoActiveConnections HealthProbeDown'
  ["burn"]='PrometheusMissingRuleEvaluations'
  ["stop_alertmanager"]='PrometheusErrorSendingAlerts WitnessSilent'
)

# ---- Clients ----

start_clients() {
  coproc CLIENTS { exec "$(java_program)" -Xmx128m -XX:TieredStopAtLevel=1 "$ROOT/scripts/lib/DrillClients.java" 127.0.0.1 "$TOCSIN_HTTP_PORT" "$STATE/run" 2>>"$STATE/logs/drill.log"; }
  CLIENTS_PROCESS=$CLIENTS_PID # which bash forgets as soon as they have ended
  exec {TO_CLIENTS}>&"${CLIENTS[1]}"- {FROM_CLIENTS}<&"${CLIENTS[0]}"-
  clients start company
  clients start talk
}

# clients start|stop TASK
clients() {
  local answer=
  echo "$*" >&"$TO_CLIENTS"
  read -r -t 90 -u "$FROM_CLIENTS" answer || true
  [[ $answer == "done" ]] || drill_fails "The clients of the drill cannot $*: ${answer:-they do not answer}."
}

stop_clients() {
  exec {TO_CLIENTS}>&- {FROM_CLIENTS}<&-
  wait "$CLIENTS_PROCESS" || true
}

begin_errors() { clients start errors; }
end_errors() { clients stop errors; }
begin_churn() { clients start churn; }
end_churn() { clients stop churn; }
begin_crowd() { clients start crowd; }
end_crowd() { clients stop crowd; }
begin_hush() { clients stop talk; }
end_hush() { [[ " ${BEGUN[*]} " == *" leave "* ]] || clients start talk; }

begin_leave() {
  clients stop talk
  clients stop company
  local others
  others=$(metric 'sum(app_active_connections)')
  ((${others%.*} <= 3)) ||
    warn "There are other clients ($others connections): as long as they stay, NoActiveConnections does not fire."
}

end_leave() {
  clients start company
  [[ " ${BEGUN[*]} " == *" hush "* ]] || clients start talk
}

# metric EXPRESSION: what Prometheus answers; 0 for nothing.
metric() {
  fetch "$(address prometheus)/api/v1/query" --get --data-urlencode "query=$1" | jq --raw-output '.data.result[0].value[1] // "0"'
}

# ---- The service ----

begin_heap() {
  service_api /api/drills/heap --header 'Content-Type: application/json' --data '{"duration": "PT30M"}' >/dev/null ||
    die 70 "The service does not fill its heap."
}

end_heap() { service_api /api/drills/heap --request DELETE >/dev/null; }

begin_nonsense() { deliver /api/webhooks/alertmanager 'This is a drill.'; }

# deliver PATH BODY: as Prometheus or Alertmanager do.
deliver() {
  fetch "$(address app)$1" --fail --output /dev/null --header 'Content-Type: application/json' --data "$2" \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$(<"$STATE/secrets/tocsin-webhook-token")")
}

# Whoever delivers meanwhile is refused, and tries again.
begin_lost_token() {
  local token=$STATE/secrets/tocsin-webhook-token
  mv -- "$token" "$token.drill"
  fetch "$(address app)/api/v2/alerts" --output /dev/null --header 'Authorization: Bearer drill' --header 'Content-Type: application/json' --data '[]' || true
  mv -- "$token.drill" "$token"
}

end_lost_token() {
  local token=$STATE/secrets/tocsin-webhook-token
  [[ ! -f $token.drill ]] || mv -- "$token.drill" "$token"
}

begin_one_sided() {
  ONE_SIDED_START=$(date -u +%FT%T.000Z)
  deliver /api/webhooks/alertmanager "{\"version\": \"4\", \"alerts\": [$(one_sided)]}"
}

# What Prometheus would have told, it tells now: no gap is left.
end_one_sided() {
  local over
  over=$(one_sided "$(date -u +%FT%T.000Z)")
  deliver /api/v2/alerts "[$over]"
  deliver /api/webhooks/alertmanager "{\"version\": \"4\", \"alerts\": [$over]}"
}

# one_sided [END]
one_sided() {
  jq --null-input --compact-output --arg start "$ONE_SIDED_START" --arg over "${1:-}" '{
    labels: {alertname: "DrillOneSided", severity: "none", team: "monitoring"},
    annotations: {summary: "This is a drill"}, generatorURL: "http://localhost/drill", startsAt: $start,
    endsAt: (if $over == "" then "0001-01-01T00:00:00Z" else $over end), status: (if $over == "" then "firing" else "resolved" end)}'
}

# ---- Processes ----

# remember PART: how it was started, to be started so again, whatever the environment is here.
remember() {
  local pid
  pid=$(running "$1") || die 70 "$1 does not run."
  mapfile -d '' -t REMEMBERED_ENVIRONMENT <"/proc/$pid/environ"
  mapfile -d '' -t REMEMBERED_COMMAND <"/proc/$pid/cmdline"
  REMEMBERED_FOLDER=$(readlink "/proc/$pid/cwd")
  declare -p REMEMBERED_ENVIRONMENT REMEMBERED_COMMAND REMEMBERED_FOLDER >"$STATE/run/$1.drill"
  cp -- "$STATE/run/$1.start" "$STATE/run/$1.drill-start"
  cp -- "$STATE/run/$1.config" "$STATE/run/$1.drill-config"
}

# start_again PART: unless it runs; waits until it is healthy.
start_again() {
  local part=$1 begin
  [[ -f $STATE/run/$part.drill ]] || return 0
  if ! running "$part" >/dev/null; then
    local REMEMBERED_ENVIRONMENT REMEMBERED_COMMAND REMEMBERED_FOLDER
    # shellcheck disable=SC1090 # written by remember
    source "$STATE/run/$part.drill"
    begin=$(milliseconds)
    launch "$part" env -i "--chdir=$REMEMBERED_FOLDER" "${REMEMBERED_ENVIRONMENT[@]}" "${REMEMBERED_COMMAND[@]}" \
      {TO_CLIENTS}>&- {FROM_CLIENTS}<&- {RESULT}>&- # what runs on must not keep them open
    mv -- "$STATE/run/$part.drill-start" "$STATE/run/$part.start"
    mv -- "$STATE/run/$part.drill-config" "$STATE/run/$part.config"
    until [[ $(health "$part") == 200 ]]; do
      (($(milliseconds) - begin < 120000)) || {
        drill_fails "$part is not healthy again after 120 s; see: monitor.sh logs $part"
        break
      }
      live "  $part is started again"
      sleep 0.2
    done
    progress_drill "$part" again "healthy after $(seconds $(($(milliseconds) - begin)))"
  fi
  rm -f -- "$STATE/run/$part".drill*
}

begin_kill() {
  remember app
  kill -KILL "$(running app)"
}

end_kill() { start_again app; }

# Only then is a start looked for that is not recent: the one before may be that, too.
start_afresh() {
  start_again app
  EDITS+=(recent_start)
  apply_configuration
}

begin_restart() {
  remember app
  stop_part app
  start_afresh
}

end_restart() {
  no_edit recent_start
  start_again app
}

begin_slow_restart() {
  local pid record=$STATE/data/tocsin/shutdowns before deadline
  remember app
  pid=$(running app)
  before=$(stat --format %s -- "$record" 2>/dev/null || echo 0)
  kill -TERM "$pid"
  deadline=$(($(milliseconds) + 10000))
  # From its first line on the shutdown is timed.
  until (($(stat --format %s -- "$record" 2>/dev/null || echo 0) > before)); do
    (($(milliseconds) < deadline)) || die 70 "The service does not begin to shut down."
    sleep 0.01
  done
  PAUSED=$pid
  kill -STOP "$pid"
  sleep 6
  kill -CONT "$pid"
  PAUSED=
  stop_part app
  # Before it is started: how long it took is told as soon as it runs.
  set_times slow_restart endedAt
  start_afresh
}

end_slow_restart() {
  [[ -z ${PAUSED:-} ]] || kill -CONT "$PAUSED"
  end_restart
}

begin_stop_node_exporter() { stop_remembered node-exporter; }
end_stop_node_exporter() { start_again node-exporter; }
begin_stop_blackbox_exporter() { stop_remembered blackbox-exporter; }
end_stop_blackbox_exporter() { start_again blackbox-exporter; }
begin_stop_alertmanager() { stop_remembered alertmanager; }
end_stop_alertmanager() { start_again alertmanager; }

stop_remembered() {
  remember "$1"
  stop_part "$1"
}

# Where the intervals are shortened, a start or the other faults of a drill keep the processors busy for as long as the rule
# asks. So its limit is out of reach until they are burnt, and then where only all of them reach it.
make_room() {
  [[ $TOCSIN_SPEED == 1 || " ${FAULT[*]} " != *" burn "* ]] || EDITS+=(busy)
  apply_configuration
}

edit_busy() {
  local limit=101
  ((${#BURNERS[@]} == 0)) || limit=97
  edit "$1/alert_rules.yml" "s/vector\\([0-9]+\\)([^\\n]*\\n *labels:\\n *alert: HighCPUUsage\\n)/vector($limit)\\1/"
}

BURNERS=()

# They end with this script, however that ends.
prepare_burn() {
  local i
  for ((i = 0; i < $(nproc); i++)); do
    # shellcheck disable=SC2016 # for that shell
    nice -n 19 bash -c 'while kill -0 "$1" 2>/dev/null; do for ((i = 0; i < 100000; i++)); do :; done; done' burn "$$" &
    BURNERS+=($!)
  done
}

end_burn() {
  kill "${BURNERS[@]}"
  wait "${BURNERS[@]}" 2>/dev/null || true
}
