# shellcheck shell=bash
# Pulls alarms on the running stack, and times how they go off.

drill() {
  local json='' all='' argument
  local -a names=()
  for argument in "$@"; do
    case $argument in
      --all) all=yes ;;
      --json) json=yes ;;
      --list)
        (($# == 1)) || usage_error "drill --list takes nothing else."
        list_drills
        return
        ;;
      -*) usage_error "drill knows --all, --list and --json only, not $argument." ;;
      *)
        [[ -n ${DRILLS[$argument]:-} ]] ||
          usage_error "There is no drill for \"$argument\"; there are: $(drill_names | paste -s -d ' ')."
        names+=("$argument")
        ;;
    esac
  done
  if [[ -n $all ]]; then
    ((${#names[@]} == 0)) || usage_error "drill takes one alert, or --all."
    mapfile -t names < <(drill_names)
  else
    ((${#names[@]} == 1)) || usage_error "drill needs the name of one alert, or --all; --list lists them."
  fi

  require_commands curl jq flock setsid
  load_settings
  require_drills
  open_state
  # Scripts read the result alone from the standard output.
  exec {RESULT}>&1
  [[ -z $json ]] || exec 1>&2
  run_drills "${names[@]}"
  if [[ -n $json ]]; then
    jq . <<<"$DRILLED"
  else
    print_drilled | table
  fi >&"$RESULT"
  jq --exit-status 'all(.[]; .result == "done")' <<<"$DRILLED" >/dev/null
}

drill_names() {
  printf '%s\n' "${!DRILLS[@]}" | LC_ALL=C sort
}

list_drills() {
  local name what
  {
    printf 'ALERT\tWHAT IS DONE\n'
    for name in $(drill_names); do
      IFS='|' read -r _ _ _ _ what <<<"${DRILLS[$name]}"
      printf '%s\t%s\n' "$name" "$what"
    done
  } | table
}

# Closed by default: what was started without the setting is none of ours to break.
require_drills() {
  [[ $TOCSIN_RUNTIME == native ]] ||
    die 77 "Drills break processes of this machine: they run on a native stack only, and this one runs as $TOCSIN_RUNTIME."
  [[ $TOCSIN_DRILLS == true ]] ||
    die 77 "Drills are not enabled in this stack: they break parts of it, and people are paged. To allow them, start it with TOCSIN_DRILLS=true."
  local part
  for part in "${PARTS[@]}"; do
    running "$part" >/dev/null || die 70 "Drills need every part, and $part does not run; see: monitor.sh status"
    [[ $(health "$part") == 200 ]] || die 70 "Drills begin when every part is healthy, and $part is not; see: monitor.sh status"
  done
}

# run_drills ALERT...: wave by wave, as some faults hide what others show. What is known of each is in DRILLED, as JSON.
run_drills() {
  local name wave fault
  local -a waves=()
  declare -gA FAULT=()
  declare -ga BEGUN=()
  SIDE_EFFECTS='DrillMessage DrillOneSided'
  for name in "$@"; do
    IFS='|' read -r wave fault _ <<<"${DRILLS[$name]}"
    # One restart serves both.
    [[ $name != DeploymentCompleted || $# == 1 ]] || { fault=slow_restart wave=2; }
    FAULT[$name]=$fault
    waves[wave]+=" $name"
  done
  DRILLED=$(plan_drills "$@") ||
    die 69 "Prometheus does not answer at $(address prometheus), or has no rules for: $*"
  PATIENCE=$((60000 + 900000 / TOCSIN_SPEED))
  PEOPLE_WAIT=$(in_milliseconds "$(configured alertmanager group_wait)")

  trap end_drills EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  echo "Drill: whoever is on call is told for real; each episode is judged a drill."
  start_clients
  DRILL_START=$(milliseconds)
  for wave in "${!waves[@]}"; do
    # shellcheck disable=SC2086 # names without spaces
    run_wave ${waves[wave]}
  done
  follow all_over
  end_drills
  trap - EXIT INT TERM
  DRILLED=$(judged_results)
}

# plan_drills ALERT...: each with the least time that its hops take by how Prometheus and Alertmanager are configured.
plan_drills() {
  local name sight relief rules
  rules=$(fetch "$(address prometheus)/api/v1/rules?type=alert" --fail) || return 1
  for name in "$@"; do
    IFS='|' read -r _ _ sight relief _ <<<"${DRILLS[$name]}"
    printf '%s\t%d\t%d\n' "$name" "$sight" "$relief"
  done | jq --raw-input --slurp --compact-output --exit-status --slurpfile rules <(printf '%s' "$rules") \
    --argjson scrape "$(in_milliseconds "$(configured prometheus scrape_interval)")" \
    --argjson wait "$(in_milliseconds "$(configured alertmanager group_wait 'receiver: audit')")" \
    --argjson speed "$TOCSIN_SPEED" --argjson count "$#" '
    # A window slides by scrapes, and a rate is carried on to both of its ends.
    def least: [0, tonumber * 1000 / $speed - 2 * $scrape] | max | floor;
    [ split("\n")[] | select(. != "") | split("\t") as [$name, $sight, $relief]
      | first($rules[0].data.groups[] | .interval as $interval | .rules[] | select(.name == $name)
          | {for: (.duration * 1000 | round), keep: ((.keepFiringFor // 0) * 1000 | round), interval: ($interval * 1000)})
      | {name: $name, for, atLeast: {
          pending: ($sight | least),
          firing: ((.for / .interval | ceil) * .interval),
          witnessed: 0,
          notified: $wait,
          resolved: ([($relief | least), .keep] | max)}} ]
    | if length == $count then . else null end'
}

# configured PART KEY [AFTER]: the first value of a key in the part's configuration, or the first after a line with a text.
configured() {
  awk -v key="$2:" -v after="${3:-}" 'index($0, after) { found = 1 } found && $1 == key { print $2; exit }' "$CONFIG/$1.yml"
}

# in_milliseconds DURATION: as Prometheus and Alertmanager write it.
in_milliseconds() {
  local rest=$1 total=0
  local -A unit=(["ms"]=1 ["s"]=1000 ["m"]=60000 ["h"]=3600000 ["d"]=86400000)
  while [[ $rest =~ ^([0-9]+)(ms|[smhd])(.*)$ ]]; do
    total=$((total + BASH_REMATCH[1] * ${unit[${BASH_REMATCH[2]}]}))
    rest=${BASH_REMATCH[3]}
  done
  echo "$total"
}

# run_wave ALERT...: begins the faults, and ends each when everybody has been told of it.
run_wave() {
  local name fault effects=
  local -a faults=()
  WAVE=("$@")
  for name in "${WAVE[@]}"; do
    effects+=" ${EFFECTS[${FAULT[$name]}]:-}"
  done
  SIDE_EFFECTS+=$effects
  await_calm "$effects"
  for name in "${WAVE[@]}"; do
    [[ " ${faults[*]} " == *" ${FAULT[$name]} "* ]] || faults+=("${FAULT[$name]}")
  done
  for fault in "${faults[@]}"; do
    BEGUN+=("$fault")
    set_times "$fault" faultAt
    begin_fault "$fault"
    [[ -z ${MOMENTARY[$fault]:-} ]] || set_times "$fault" endedAt
  done
  apply_configuration
  follow end_what_is_told
}

# What breaks the configuration is in EDITS until it is mended; see apply_configuration.
begin_fault() {
  ! declare -F "edit_$1" >/dev/null || EDITS+=("$1")
  ! declare -F "begin_$1" >/dev/null || "begin_$1"
}

# set_times FAULT KEY: now, for each alert of the wave that the fault brings about.
set_times() {
  DRILLED=$(jq --compact-output --arg names " $(alerts_of "$1") " --arg key "$2" --argjson now "$(milliseconds)" '
    map(.name as $name | if $names | contains(" \($name) ") then .[$key] = $now else . end)' <<<"$DRILLED")
  [[ $2 != faultAt ]] || progress_drill "$(alerts_of "$1")" "fault" "$1"
}

alerts_of() {
  local name list=
  for name in "${WAVE[@]}"; do
    [[ ${FAULT[$name]} != "$1" ]] || list+=" $name"
  done
  echo "${list# }"
}

progress_drill() {
  live ''
  printf '  %-34s %-10s %s\n' "$@"
}

# await_calm ALERTS: an alert of the wave that is on its way already would be taken for ours. What does not calm down is left
# out; the alerts named, which the wave would set off too, need only be over if they can be.
await_calm() {
  local active start name left=()
  start=$(milliseconds)
  while true; do
    active=$(active_alerts | jq --raw-output --arg names " ${WAVE[*]} $1 " \
      '[.[].labels.alertname | select(. as $name | $names | contains(" \($name) "))] | unique | join(" ")') ||
      die 69 "Prometheus does not answer at $(address prometheus)."
    [[ -n $active ]] || break
    (($(milliseconds) - start < PATIENCE)) || break
    live "  waiting until it is calm: $active"
    look
    sleep 0.5
  done
  for name in "${WAVE[@]}"; do
    if [[ " $active " == *" $name "* ]]; then
      progress_drill "$name" "left out" "it is on already"
    else
      left+=("$name")
    fi
  done
  WAVE=("${left[@]}")
}

active_alerts() {
  fetch "$(address prometheus)/api/v1/alerts" --fail 2>/dev/null | jq --compact-output .data.alerts
}

# follow CONDITION: looks on until it holds.
follow() {
  while true; do
    look
    ! "$1" || break
    sleep 0.4
  done
  live ''
}

# What has changed since the last look is printed.
look() {
  local prometheus episodes before=$DRILLED
  prometheus=$(active_alerts) || prometheus=null
  # While the service is away it tells nothing, and later all of it.
  episodes=$(service_api "/api/alerts?state=all&limit=500&from=$(date -u -d "@$((DRILL_START / 1000))" +%FT%TZ)" |
    jq --compact-output .alerts 2>/dev/null) || episodes=null
  DRILLED=$(jq --compact-output --slurpfile found <(printf '%s\n' "$prometheus" "$episodes") \
    --argjson now "$(milliseconds)" '$found as [$prometheus, $episodes] | '"$(<"$ROOT/scripts/lib/drill.jq")" <<<"$DRILLED")
  print_changes "$before"
  [[ $episodes == null ]] || judge_episodes "$episodes"
}

print_changes() {
  local name hop took
  while IFS=$'\t' read -r name hop took; do
    progress_drill "$name" "$hop" "$took"
  done < <(jq --raw-output --argjson before "$1" "$DRILL_TEXT"'
    to_entries[] | $before[.key].took as $before | .value | . as $alert
    | .took // {} | to_entries[] | .key as $hop | .value as $took | select($before[$hop] == null)
    | [$alert.name, $hop, ($alert | hop_text($hop; $took))] | join("\t")' <<<"$DRILLED")
}

# What took how long, and how long it had to take at least.
# shellcheck disable=SC2016 # the dollars are jq's
readonly DRILL_TEXT='
  def seconds: (. / 100 | round) as $tenths | "\(if $tenths < 0 then "-" else "" end)\($tenths | fabs / 10 | floor).\($tenths | fabs % 10)";
  def hop_text($hop; $took): "\($took | seconds) s" + (.atLeast[$hop] | if . > 0 then " (at least \(seconds) s)" else "" end);
'

# An episode of the drill, or of what it could not but set off too, is judged a drill. What was judged already stays.
judge_episodes() {
  local id name
  while IFS=$'\t' read -r id name; do
    service_api "/api/alerts/$id/verdict" --header 'Content-Type: application/json' --header 'If-Match: *' \
      --data '{"verdict": "drill", "reason": "monitor.sh drill"}' >/dev/null || warn "The episode $id of $name could not be judged a drill."
  done < <(jq --raw-output --argjson episodes "$1" --arg effects " $SIDE_EFFECTS " --argjson start "$DRILL_START" '
    def ms: .[0:19] + "Z" | fromdateiso8601 * 1000 + 999;
    (map(select(.faultAt)) | map({key: .name, value: .faultAt}) | from_entries) as $faults
    | $episodes[] | select(.verdict == null) | .name as $name
    | (if $effects | contains(" \($name) ") then $start else $faults[$name] end) as $from
    | select($from != null and (.startsAt | ms) >= $from) | [.id, .name] | @tsv' <<<"$DRILLED")
}

# Ends the faults of which everybody has been told, and those that have been waited for too long; true when that is all.
# Alertmanager cannot tell that it is down itself, and the record hears only later that the service was.
end_what_is_told() {
  local fault left
  left=$(waiting) || die 70 "The drill has lost its thread."
  for fault in "${BEGUN[@]}"; do
    [[ " $left " == *" $fault "* ]] || end_fault "$fault"
  done
  live "  waiting for ${left:-nothing}"
  [[ -z $left ]]
}

# The faults that somebody has not been told of yet.
waiting() {
  jq --raw-output --argjson now "$(milliseconds)" --argjson wait "$PEOPLE_WAIT" --argjson patience "$PATIENCE" \
    --argjson faults "$(faults)" '
    [.[] | select(.faultAt)
      | select((.seen != null and $now > .seen + $wait + 1000
          and (.notified != null or (.name | IN("ServiceDown", "AlertmanagerDown")))) | not)
      | select($now < .faultAt + 2 * (([.atLeast[]] | add) - .atLeast.resolved) + $patience)
      | $faults[.name]] | unique | join(" ")' <<<"$DRILLED"
}

# The fault of each alert, as JSON.
faults() {
  local name
  for name in "${!FAULT[@]}"; do
    printf '%s\t%s\n' "$name" "${FAULT[$name]}"
  done | jq --raw-input --slurp '[split("\n")[] | select(. != "") | split("\t") | {key: .[0], value: .[1]}] | from_entries'
}

end_fault() {
  local fault=$1 left=() begun
  for begun in "${BEGUN[@]}"; do
    [[ $begun == "$fault" ]] || left+=("$begun")
  done
  BEGUN=("${left[@]}")
  [[ -n ${MOMENTARY[$fault]:-} ]] || set_times "$fault" endedAt
  no_edit "$fault"
  ! declare -F "end_$fault" >/dev/null || "end_$fault"
  apply_configuration
}

# No fault is left, and every alert is over, or has been waited for too long.
all_over() {
  local left
  left=$(jq --raw-output --argjson now "$(milliseconds)" --argjson patience "$PATIENCE" '
    [.[] | select(.firing != null and .resolved == null and $now < .endedAt + 2 * .atLeast.resolved + $patience) | .name] | join(", ")' <<<"$DRILLED") || die 70 "The drill has lost its thread."
  live "  waiting for the end of ${left:-nothing}"
  [[ -z $left ]]
}

# Whatever happens, all is as it was.
end_drills() {
  local fault
  trap - EXIT INT TERM
  set +e
  live ''
  for fault in "${BEGUN[@]}"; do
    end_fault "$fault"
  done
  stop_clients
  set -e
}

# Each with its result: done, or the first hop that is missing or came sooner than it can. Where Alertmanager has told of the
# same alert within half a minute, its group is still there, and the next one need not wait as long.
judged_results() {
  jq --compact-output 'map(. as $alert
    | .result = first(
        (select(.faultAt == null) | "on already"),
        (("pending", "firing", "witnessed", "notified", "resolved") as $hop
          | select($hop != "notified" or $alert.name != "AlertmanagerDown")
          | if $alert.took[$hop] == null then "not \($hop)"
            elif $alert.took[$hop] < $alert.atLeast[$hop] and $hop != "notified" then "\($hop) too soon" else empty end),
        "done"))' <<<"$DRILLED"
}

print_drilled() {
  jq --raw-output "$DRILL_TEXT"'
    def cell($hop): if .took[$hop] == null then "-" else "\(.took[$hop] | seconds) ≥ \(.atLeast[$hop] | seconds)" end;
    (["ALERT", "PENDING", "FIRING", "WITNESSED", "NOTIFIED", "RESOLVED", "RESULT"],
    (.[] | [.name, cell("pending"), cell("firing"), cell("witnessed"), cell("notified"), cell("resolved"), .result]))
    | join("\t")' <<<"$DRILLED"
}
