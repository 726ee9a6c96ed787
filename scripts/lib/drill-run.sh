# shellcheck shell=bash
# A drill under way: faults begin in waves, are looked on at, and end when everybody has been told.

# run_drills ALERT...: wave by wave, as some faults hide what others show.
run_drills() {
  local wave
  plan_drills "$@"
  PATIENCE=$((120000 + 900000 / TOCSIN_SPEED))
  PEOPLE_WAIT=$(in_milliseconds "$(configured alertmanager group_wait)")
  PEOPLE_WAIT_LATER=$((PEOPLE_WAIT + $(in_milliseconds "$(configured alertmanager group_interval)")))
  SIDE_EFFECTS='DrillMessage DrillOneSided'
  BEGUN=()

  trap end_drills EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  echo "Drill: whoever is on call is told for real; each episode is judged a drill."
  DRILL_START=$(milliseconds)
  make_room
  start_clients
  # shellcheck disable=SC2153 # WAVES is what plan_drills made
  for wave in "${!WAVES[@]}"; do
    # shellcheck disable=SC2086 # names without spaces
    run_wave ${WAVES[wave]}
  done
  follow nothing_is_left
  follow all_is_over
  end_drills
  trap - EXIT INT TERM
  DRILLED=$(drill_jq judged <<<"$DRILLED")
}

# run_wave ALERT...: begins the faults, and ends each when everybody has been told of it. What is LONG goes on in the next.
run_wave() {
  local name effects=
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
  begin_faults "${faults[@]}"
  follow wave_is_told
}

# await_calm ALERTS: an alert of the wave that is on its way already would be taken for ours. What does not calm down is left
# out; the alerts named, which the wave would set off too, need only be over if they can be, and ServiceDown, which keeps others
# quiet.
await_calm() {
  local active start name left=() said=
  start=$(milliseconds)
  while true; do
    active=$(active_alerts | jq --raw-output --arg names " ${WAVE[*]} $1 ServiceDown " \
      '[.data.alerts[].labels.alertname | select(. as $name | $names | contains(" \($name) "))] | unique | join(" ")') ||
      die 69 "Prometheus does not answer at $(address prometheus)."
    [[ -n $active ]] || break
    (($(milliseconds) - start < PATIENCE)) || break
    [[ $active == "$said" ]] || progress_drill "$active" "is on" "the next begins when it is over"
    said=$active
    look
    end_what_is_told
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

# begin_faults FAULT...: what is configured comes first, together. What breaks the configuration is in EDITS until it is mended.
begin_faults() {
  local fault
  for fault in "$@"; do
    BEGUN+=("$fault")
    if is_function "prepare_$fault" || is_function "edit_$fault"; then
      set_times "$fault" faultAt
      ! is_function "prepare_$fault" || "prepare_$fault"
      ! is_function "edit_$fault" || EDITS+=("$fault")
    fi
  done
  apply_configuration
  for fault in "$@"; do
    is_function "prepare_$fault" || is_function "edit_$fault" || set_times "$fault" faultAt
    [[ -z ${MOMENTARY[$fault]:-} ]] || set_times "$fault" endedAt
    ! is_function "begin_$fault" || "begin_$fault"
  done
}

is_function() {
  declare -F "$1" >/dev/null
}

# set_times FAULT KEY: now, for each alert that the fault brings about.
set_times() {
  DRILLED=$(jq --compact-output --arg fault "$1" --arg key "$2" --arg wave " ${WAVE[*]} " --argjson now "$(milliseconds)" '
    map(if .fault == $fault and (.faultAt != null or (.name as $name | $wave | contains(" \($name) "))) then .[$key] = $now else . end)' <<<"$DRILLED")
  [[ $2 != faultAt ]] || progress_drill "$(jq --raw-output --arg fault "$1" '[.[] | select(.fault == $fault and .faultAt) | .name] | join(" ")' <<<"$DRILLED")" fault "$1"
}

progress_drill() {
  live ''
  printf '  %-34s %-10s %s\n' "$@"
}

# follow CONDITION: looks on until it holds.
follow() {
  while true; do
    look
    end_what_is_told
    ! "$1" || break
    sleep 0.5
  done
  live ''
}

active_alerts() {
  fetch "$(address prometheus)/api/v1/alerts" --fail 2>/dev/null
}

# Prints what has come since the last look, and judges what nobody has judged; UNTOLD and LASTING are what is waited for.
look() {
  local alerts episodes line name
  local -a seen=()
  alerts=$(active_alerts) || true
  # While the service is away it tells nothing, and later all of it.
  episodes=$(service_api "/api/alerts?state=all&limit=500&from=$(date -u -d "@$((DRILL_START / 1000))" +%FT%TZ)") || true
  # shellcheck disable=SC2016 # the dollars are jq's
  mapfile -t seen < <(drill_jq --raw-output --rawfile alerts <(printf '%s' "$alerts") --rawfile episodes <(printf '%s' "$episodes") \
    --argjson now "$(milliseconds)" --argjson wait "$PEOPLE_WAIT" --argjson later "$PEOPLE_WAIT_LATER" --argjson patience "$PATIENCE" \
    --arg effects " $SIDE_EFFECTS " --argjson start "$DRILL_START" '
    ($alerts | answer(.data.alerts)) as $alerts | ($episodes | answer(.alerts)) as $episodes | . as $before
    | followed($alerts; $episodes; $now)
    | tojson, (untold($wait; $later; $patience; $now) | join(" ")), (lasting($patience; $now) | join(", ")),
      (news($before) | "news \(join("\t"))"), (unjudged($episodes; $effects; $start) | "judge \(.id) \(.name)")' <<<"$DRILLED")
  ((${#seen[@]} >= 3)) || die 70 "The drill has lost its thread."
  DRILLED=${seen[0]} UNTOLD=${seen[1]} LASTING=${seen[2]}
  for line in "${seen[@]:3}"; do
    if [[ $line == news* ]]; then
      IFS=$'\t' read -r -a seen <<<"${line#news }"
      progress_drill "${seen[@]}"
    else
      read -r _ line name <<<"$line"
      judge_drill "$line" "$name"
    fi
  done
}

# judge_drill EPISODE NAME: what was judged already is none of ours.
judge_drill() {
  service_api "/api/alerts/$1/verdict" --header 'Content-Type: application/json' --header 'If-Match: *' \
    --data '{"verdict": "drill", "reason": "monitor.sh drill"}' >/dev/null || warn "The episode $1 of $2 could not be judged a drill."
}

# Ends the faults of which everybody has been told, and those that have been waited for too long.
end_what_is_told() {
  local fault edits=${EDITS[*]}
  for fault in "${BEGUN[@]}"; do
    [[ " $UNTOLD " == *" $fault "* ]] || end_fault "$fault"
  done
  [[ ${EDITS[*]} == "$edits" ]] || apply_configuration
}

end_fault() {
  local fault=$1 left=() begun
  for begun in "${BEGUN[@]}"; do
    [[ $begun == "$fault" ]] || left+=("$begun")
  done
  BEGUN=("${left[@]}")
  [[ -n ${MOMENTARY[$fault]:-} ]] || set_times "$fault" endedAt
  no_edit "$fault"
  ! is_function "end_$fault" || "end_$fault"
}

wave_is_told() {
  local fault
  live "  waiting for ${UNTOLD:-nothing}"
  for fault in "${BEGUN[@]}"; do
    [[ -n ${LONG[$fault]:-} ]] || return 1
  done
}

nothing_is_left() {
  live "  waiting for ${UNTOLD:-nothing}"
  ((${#BEGUN[@]} == 0))
}

all_is_over() {
  live "  waiting for the end of ${LASTING:-nothing}"
  [[ -z $LASTING ]]
}

# drill_fails SENTENCE: the end of the drill, but not of its mending.
drill_fails() {
  [[ -n ${MENDING:-} ]] || die 70 "$@"
  warn "$@"
}

# Whatever happens, all is as it was.
end_drills() {
  local fault
  MENDING=yes
  trap - EXIT INT TERM
  set +e
  live ''
  for fault in "${BEGUN[@]}"; do
    end_fault "$fault"
  done
  EDITS=()
  apply_configuration
  stop_clients
  set -e
}
