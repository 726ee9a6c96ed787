# shellcheck shell=bash
# The alerts, as both sides of the pipeline see them.

check_alerts() {
  local json=
  case ${1:-} in
    '') ;;
    --json) json=yes ;;
    *) usage_error "check-alerts knows --json only, not $1." ;;
  esac
  (($# <= 1)) || usage_error "check-alerts knows --json only."
  require_commands curl jq
  load_settings

  local prometheus alertmanager alerts error
  prometheus=$(fetch "$(address prometheus)/api/v1/alerts" --fail 2>&1) ||
    die 69 "Prometheus cannot be reached at $(address prometheus) (${prometheus#curl: (*) }); see: monitor.sh status"
  alertmanager=$(fetch "$(address alertmanager)/api/v2/alerts" --fail 2>&1) || {
    error=${alertmanager#curl: (*) }
    alertmanager=null
  }
  alerts=$(jq --null-input --argjson prometheus "$prometheus" --argjson alertmanager "$alertmanager" \
    --from-file "$ROOT/scripts/lib/alerts.jq" 2>/dev/null) ||
    die 69 "What answers at $(address prometheus) and $(address alertmanager) is not Prometheus and Alertmanager."

  if [[ -n $json ]]; then
    printf '%s\n' "$alerts"
  elif [[ $alerts == '[]' ]]; then
    echo "No alerts."
  else
    print_alerts "$alerts" | table
  fi
  if [[ -n ${error:-} ]]; then
    die 70 "Alertmanager cannot be reached at $(address alertmanager) ($error); the alerts are as Prometheus sees them."
  fi
  jq --exit-status 'all(.[]; .prometheus == "pending")' <<<"$alerts" >/dev/null || return 1
}

# Labels and annotations come from outside: control characters must not reach the terminal.
print_alerts() {
  jq --raw-output '
    def cell: tostring | gsub("[\\p{Cc}\\p{Cf}]+"; " ") | if . == "" then "-" else . end;
    def ago: (now - .) | floor |
      if . < 60 then "\(.)s" elif . < 3600 then "\(. / 60 | floor)m"
      elif . < 86400 then "\(. / 3600 | floor)h" else "\(. / 86400 | floor)d" end;
    def when: capture("^(?<t>.{19})[.0-9]*(?<o>Z|[+-]..:..)$") as {$t, $o} | ($t + "Z" | fromdateiso8601)
      - (if $o == "Z" then 0 else ($o | (.[0:1] + "1" | tonumber) * ((.[1:3] | tonumber) * 3600 + (.[4:6] | tonumber) * 60)) end)
      | (strflocaltime(if now - . < 43200 then "%H:%M:%S" else "%Y-%m-%d %H:%M" end)) + " (" + ago + ")";
    ["SEVERITY", "NAME", "PROMETHEUS", "ALERTMANAGER", "SINCE", "INSTANCE", "RECEIVERS", "SUMMARY"],
    (.[] | [.severity, .name, .prometheus // "-", .alertmanager // "-", (try (.since | when) catch .since),
      .instance // "-", (.receivers | join(", ")), .summary // "-"] | map(cell)) | join("\t")' <<<"$1"
}

alerts() {
  (($# == 0)) || usage_error "alerts takes no arguments."
  load_settings
  local url="$TOCSIN_URL/#alertmanager"
  if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] && command -v xdg-open >/dev/null; then
    setsid xdg-open "$url" >/dev/null 2>&1 </dev/null &
  fi
  echo "$url"
}
