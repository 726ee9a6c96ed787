# shellcheck shell=bash
# The stack as processes of this machine.

# What it runs, and what its configuration is checked with.
readonly PROGRAMS=(prometheus promtool alertmanager amtool node_exporter blackbox_exporter)

up_native() {
  local part first=() last=()
  require_jdk
  require_programs "${PROGRAMS[@]}"
  for part in "$@"; do
    [[ $(running_port "$part") == "$(port "$part")" ]] || require_free_port "$part"
  done
  create_secrets
  update_configuration "$(program promtool)" "$(program amtool)"
  build
  LIBERTY_HOME=$LIBERTY create_users "$(java_program)" @/dev/stdin
  save_settings

  STARTED=()
  trap 'stop_started' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # Prometheus comes last: what is still starting must not be taken for down.
  for part in "$@"; do
    if [[ $part == prometheus ]]; then last+=("$part"); else first+=("$part"); fi
  done
  start_parts "${first[@]}"
  start_parts "${last[@]}"
  reload_others "$@"
  trap - EXIT INT TERM
}

# start_parts PART...: starts those that do not run as they should, then waits for all of them.
start_parts() {
  local begin part pid
  begin=$(milliseconds)
  local -A log_size=()
  for part in "$@"; do
    part_command "$part"
    log_size[$part]=$(stat --format %s -- "$STATE/logs/$part.log" 2>/dev/null || echo 0)
    if pid=$(running "$part"); then
      if unchanged "$part" start; then
        unchanged "$part" config || reload "$part" "$pid"
        continue
      fi
      progress "$part" "changed: it is started anew"
      stop_part "$part"
    fi
    [[ $part != app ]] || install_server
    STARTED+=("$part")
    launch "$part" "${COMMAND[@]}"
    record "$part"
  done
  await_parts "$begin" "$@"
}

await_parts() {
  local begin=$1 part waited limit left=() waiting=("${@:2}")
  while ((${#waiting[@]})); do
    left=()
    for part in "${waiting[@]}"; do
      waited=$(($(milliseconds) - begin))
      limit=30
      [[ $part != app ]] || limit=120
      if ! running "$part" >/dev/null; then
        give_up "$part" "$part ended after $(seconds "$waited")."
      elif [[ $(health "$part") == 200 ]]; then
        if [[ " ${STARTED[*]} " == *" $part "* ]]; then
          progress "$part" "healthy  $(seconds "$waited")"
        else
          progress "$part" "healthy, was running"
        fi
      elif ((waited > limit * 1000)); then
        give_up "$part" "$part is not healthy after $limit s: $(address "$part")$(health_path "$part") answers $(health "$part")."
      else
        left+=("$part")
      fi
    done
    waiting=("${left[@]}")
    if ((${#waiting[@]})); then
      live "  $((($(milliseconds) - begin) / 1000)) s, waiting for ${waiting[*]}"
      sleep 0.2
    fi
  done
}

# give_up PART SENTENCE: leaving then stops what this call started.
give_up() {
  live ''
  warn "The last lines of $(shown "$STATE/logs/$1.log"):"
  # Without Java's stack frames, of which a single fault can have hundreds.
  tail -c "+$((${log_size[$1]} + 1))" -- "$STATE/logs/$1.log" | { grep -v $'^[ \t]*at ' || true; } | tail -n 20 >&2
  die 70 "$2"
}

stop_started() {
  local part
  trap - EXIT INT TERM
  live ''
  for part in "${STARTED[@]}"; do
    stop_part "$part"
  done
}

# reload PART PID
reload() {
  kill -HUP "$2"
  record "$1"
  progress "$1" "told to read its changed configuration"
}

# Parts that were not named run on, but with the configuration of now.
reload_others() {
  local part pid
  for part in prometheus alertmanager blackbox-exporter; do
    if [[ " $* " != *" $part "* ]] && pid=$(running "$part") && ! unchanged "$part" config; then
      reload "$part" "$pid"
    fi
  done
}

down_native() {
  local part stopped=
  for part in "$@"; do
    ! running "$part" >/dev/null || stopped=yes
    stop_part "$part"
  done
  [[ -n $stopped ]] || echo "Nothing to stop."
  stack_runs || rm -f -- "$STATE/run/settings"
}

# One line per part: name, state, port, pid, uptime, detail.
status_native() {
  local part pid condition detail uptime code
  for part in "${PARTS[@]}"; do
    pid='' uptime='' detail=''
    if pid=$(running "$part"); then
      uptime=$(process_age "$pid")
      code=$(health "$part")
      if [[ $code == 200 ]]; then
        condition=healthy
        detail=$(address "$part")
      else
        condition=unhealthy
        ((uptime > 120)) || condition=starting
        detail="$(health_path "$part") answers ${code/#000/nothing}"
      fi
      uptime=$(age "$uptime")
    elif [[ -f $(pid_file "$part") ]]; then
      condition=failed
      detail="pid $(cut -d ' ' -f 1 -- "$(pid_file "$part")") is gone; see: monitor.sh logs $part"
    else
      condition=stopped
    fi
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$part" "$condition" "$(port "$part")" "${pid:--}" "${uptime:--}" "$detail"
  done
}

process_age() {
  local up
  read -r up _ </proc/uptime
  echo $((${up%.*} - $(process_start "$1" || echo 0) / $(getconf CLK_TCK)))
}

# logs_native [--follow] PART...
logs_native() {
  local options=(--lines=200) files=() part
  if [[ $1 == --follow ]]; then
    options+=(--follow=name --retry)
    shift
  fi
  for part in "$@"; do
    [[ ! -f $STATE/logs/$part.log ]] || files+=("$STATE/logs/$part.log")
  done
  if ((${#files[@]} == 0)); then
    echo "There is no log yet: $* has not been started in $(shown "$STATE")."
    return
  fi
  exec tail "${options[@]}" -- "${files[@]}"
}
