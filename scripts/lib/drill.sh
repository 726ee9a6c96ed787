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
    drill_jq --raw-output 'rows | join("\t")' <<<"$DRILLED" | table
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

# plan_drills ALERT...: into WAVES, FAULT and DRILLED, what is known of each as JSON.
plan_drills() {
  local name wave fault sight relief rules lines=''
  # shellcheck disable=SC2034 # read in drill-run.sh
  declare -gA FAULT=()
  declare -ga WAVES=()
  for name in "$@"; do
    IFS='|' read -r wave fault sight relief _ <<<"${DRILLS[$name]}"
    # One restart serves both.
    [[ $name != DeploymentCompleted || $# == 1 ]] || { fault=slow_restart wave=2; }
    # shellcheck disable=SC2034 # read in drill-run.sh
    FAULT[$name]=$fault
    WAVES[wave]+=" $name"
    lines+=$name$'\t'$fault$'\t'$sight$'\t'$relief$'\n'
  done
  # shellcheck disable=SC2016 # the dollars are jq's
  if ! rules=$(fetch "$(address prometheus)/api/v1/rules?type=alert" --fail) ||
    ! DRILLED=$(drill_jq --raw-input --slurp --slurpfile rules <(printf '%s' "$rules") \
      --argjson scrape "$(in_milliseconds "$(configured prometheus scrape_interval)")" \
      --argjson wait "$(in_milliseconds "$(configured alertmanager group_wait 'receiver: audit')")" \
      --argjson speed "$TOCSIN_SPEED" 'planned($rules[0]; $scrape; $wait; $speed)' <<<"$lines") ||
    [[ $(jq length <<<"$DRILLED") != "$#" ]]; then
    die 69 "Prometheus does not answer at $(address prometheus), or has no rules for: $*"
  fi
}

# drill_jq [OPTION...] FILTER: with what drill.jq defines.
drill_jq() {
  jq --compact-output -L "$ROOT/scripts/lib" "${@:1:$#-1}" "include \"drill\"; ${*: -1}"
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
