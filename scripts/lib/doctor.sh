# shellcheck shell=bash
# The way of an alert, walked hop by hop: what is broken, and how it is mended.

doctor() {
  local json='' limit=5
  while (($#)); do
    case $1 in
      --json) json=yes ;;
      --timeout)
        [[ ${2:-} =~ ^[1-9][0-9]?$ ]] || usage_error "--timeout needs whole seconds from 1 to 99, not \"${2:-}\"."
        limit=$2
        shift
        ;;
      *) usage_error "doctor knows --json and --timeout SECONDS only, not $1." ;;
    esac
    shift
  done
  require_commands curl jq
  load_settings

  DESK=$(mktemp -d)
  trap 'rm -rf -- "$DESK"' EXIT
  ask_all "$limit"
  local facts findings
  facts=$(facts "$limit")
  findings=$(judge "$facts")
  if [[ -n $json ]]; then
    printf '%s\n' "$findings"
  else
    print_findings "$findings"
  fi
  jq --exit-status .healthy <<<"$findings" >/dev/null || return 1
}

# ask_all LIMIT: every question at once, so that all that hang cost no more than one.
ask_all() {
  local prometheus alertmanager app
  prometheus=$(address prometheus) alertmanager=$(address alertmanager) app=$(address app)
  LIMIT=$1
  ask app_ready "$app/health/ready"
  ask app_metrics "$app/metrics"
  ask_as_oncall app_status "$app/api/status"
  ask_as_oncall app_verification "$app/api/audit/verification"
  ask prometheus_ready "$prometheus/-/ready"
  ask prometheus_metrics "$prometheus/metrics"
  ask prometheus_time "$prometheus/api/v1/query?query=time()"
  ask prometheus_rules "$prometheus/api/v1/rules"
  ask prometheus_targets "$prometheus/api/v1/targets?state=active"
  ask prometheus_alertmanagers "$prometheus/api/v1/alertmanagers"
  ask prometheus_start "$prometheus/api/v1/query?query=process_start_time_seconds%7Bjob%3D%22websocket-app%22%7D"
  ask alertmanager_ready "$alertmanager/-/ready"
  ask alertmanager_metrics "$alertmanager/metrics"
  ask alertmanager_status "$alertmanager/api/v2/status"
  ask alertmanager_alerts "$alertmanager/api/v2/alerts"
  wait
}

# ask QUESTION URL [CURL-OPTION...]: into files of the desk, in the background; of an answer, 16 MiB at most.
ask() {
  {
    local code=0 status
    status=$({ fetch "$2" --max-time "$LIMIT" --connect-timeout "$LIMIT" --write-out '%{stderr}%{http_code}' "${@:3}" |
      head -c 16777216 >"$DESK/$1.body"; } 2>&1) || code=$?
    [[ $(stat --format %s -- "$DESK/$1.body") -lt 16777216 ]] || code=63
    status=${status##*$'\n'}
    printf '"%s":{"exit":%d,"status":%d,"address":"%s"}\n' "$1" "$code" "$((10#${status: -3}))" "${2%%\?*}" >"$DESK/$1.asked"
  } &
}

# The password is in no list of processes.
ask_as_oncall() {
  # shellcheck disable=SC2153 # STATE is that of settings.sh
  local file=$STATE/secrets/oncall-password
  ask "$1" "$2" --config <([[ ! -r $file ]] || printf 'user = "oncall:%s"\n' "$(<"$file")")
}

judge() {
  local file name arguments=()
  for file in "$DESK"/*.body; do
    name=${file##*/}
    arguments+=(--rawfile "${name%.body}" "$file")
  done
  jq --null-input --from-file "$ROOT/scripts/lib/doctor.jq" --argjson facts "$1" \
    --argjson asked "{$(cat -- "$DESK"/*.asked | paste -s -d ,)}" "${arguments[@]}"
}

# facts LIMIT: what this machine says, as JSON.
facts() {
  local part delay parts='' ports='' settings='' secrets=''
  for part in app prometheus alertmanager; do
    parts+="\"$part\":\"$(process_state "$part")\","
    ports+="\"$part\":$(port "$part"),"
    settings+="\"$part\":\"${PORT_SETTING[$part]}\","
  done
  secrets+=$(secret_fact tocsin-slack-url '^https?://[^[:space:]]+$'),
  secrets+=$(secret_fact tocsin-pagerduty-key '^[[:alnum:]]+$'),
  secrets+=$(secret_fact tocsin-webhook-token '^[[:graph:]]+$')
  delay=$(resend_delay)
  jq --null-input --argjson config "$(configuration_facts)" --argjson inside "$(inside_addresses)" \
    --argjson timeout "$1" --argjson heartbeat $((4 * ${delay%s} + $1)) --arg url "$TOCSIN_URL" --arg state "$(shown "$STATE")" \
    --argjson password "$([[ -r $STATE/secrets/oncall-password ]] && echo true || echo false)" \
    --argjson parts "{${parts%,}}" --argjson ports "{${ports%,}}" --argjson settings "{${settings%,}}" --argjson secrets "{$secrets}" \
    --argjson now "$(date +%s.%N)" \
    --arg alerts "$(cat -- "$CONFIG"/*_rules.yml 2>/dev/null | sed -n 's/^ *- alert: *\([A-Za-z0-9_]*\).*/\1/p' | sort -u)" \
    --arg metrics "$(cat -- "$CONFIG"/*_rules.yml 2>/dev/null | sed '/^ *#/d' | grep -oP '(?<![:a-z_])app_[a-z_]+(?![a-z_]*:)' | sort -u)" \
    '$ARGS.named | .alerts |= (split("\n") - [""]) | .metrics |= (split("\n") - [""])'
}

process_state() {
  if [[ $TOCSIN_RUNTIME == docker ]]; then
    echo contained
  elif running "$1" >/dev/null; then
    echo runs
  elif [[ -f $(pid_file "$1") ]]; then
    echo ended
  else
    echo none
  fi
}

# secret_fact FILE FORM
secret_fact() {
  local file=$STATE/secrets/$1 condition=there
  if [[ ! -s $file ]]; then
    condition=missing
  elif [[ ! -r $file ]]; then
    condition=unreadable
  elif [[ ! $(<"$file") =~ $2 ]]; then
    condition=malformed
  fi
  printf '"%s":%s' "$1" "$(jq --null-input --compact-output --arg state "$condition" --arg path "$(shown "$file")" '$ARGS.named')"
}

# How the parts reach each other.
inside_addresses() {
  if [[ $TOCSIN_RUNTIME == native ]]; then
    printf '{"app":"127.0.0.1:%s","alertmanager":"127.0.0.1:%s"}' "$TOCSIN_HTTP_PORT" "$TOCSIN_ALERTMANAGER_PORT"
  else
    printf '{"app":"app:9080","alertmanager":"alertmanager:9093"}'
  fi
}

# Whether the parts were given what docker/ holds now, and have read it.
configuration_facts() {
  local missing=true told=false changed='' modified=0 hash=0
  if [[ -f $CONFIG/prometheus.yml && -f $CONFIG/alertmanager.yml ]]; then
    missing=false
    render "$DESK/rendered"
    changed=$(cd -- "$DESK/rendered" && find . -type f -printf '%P\n' | sort |
      while IFS= read -r file; do cmp --quiet -- "$file" "$CONFIG/$file" || printf '%s\n' "$file"; done)
    ! unchanged prometheus config || told=true
    modified=$(stat --format %Y -- "$CONFIG"/*.yml | sort -n | tail -n 1)
    hash=$(configuration_hash "$CONFIG/alertmanager.yml")
  fi
  jq --null-input --argjson missing "$missing" --arg folder "$(shown "$CONFIG")" --arg changed "$changed" \
    --argjson told "{\"prometheus\":$told}" --argjson modified "{\"prometheus\":$modified}" --argjson alertmanager_hash "$hash" \
    '$ARGS.named | .changed |= (split("\n") - [""])'
}

# As Alertmanager has it in alertmanager_config_hash: the first six bytes of the MD5 sum, the least significant first.
configuration_hash() {
  local sum
  sum=$(md5sum <"$1")
  echo $((16#${sum:10:2}${sum:8:2}${sum:6:2}${sum:4:2}${sum:2:2}${sum:0:2}))
}

# Answers come from outside: control characters must not reach the terminal.
print_findings() {
  local section='' hop state detail mend
  while IFS=$'\t' read -r this hop state detail mend; do
    if [[ $this != "$section" ]]; then
      [[ -z $section ]] || echo
      printf '%s\n' "$BOLD$this$PLAIN"
      section=$this
    fi
    printf '  %-20s%s%-9s%s%s\n' "$hop" "$(colour_of "$state")" "$state" "$PLAIN" "$detail"
    [[ $mend == - ]] || printf '  %-20s%-9s%s\n' '' mend "$mend"
  done < <(jq --raw-output '
    def cell: tostring | gsub("[\\p{Cc}\\p{Cf}\\s]+"; " ") | if length > 400 then .[0:400] + "…" else . end;
    .hops[] | [.section, .id, .state, .detail, .mend // "-"] | map(cell) | join("\t")' <<<"$1")
  echo
  jq --raw-output 'if .healthy then "No hop is broken." else "Broken: \(.broken | join(", ")). Begin with the first." end' <<<"$1"
}
