# shellcheck shell=bash
# Processes of our own: started in a session of their own, known by pid and start time, and so never
# mistaken for another one that was given the same pid later.

pid_file() {
  echo "$STATE/run/$1.pid"
}

# Clock ticks after boot at which a process started; nothing if there is none, or only its zombie.
process_start() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # The second field is the name in parentheses, which may hold anything.
  # shellcheck disable=SC2206 # the rest is numbers and one letter
  local fields=(${stat##*) })
  [[ ${fields[0]} != Z ]] || return 1
  echo "${fields[19]}"
}

# running PART: its pid, if the process that we started still runs.
running() {
  local pid start
  { read -r pid start _ <"$(pid_file "$1")"; } 2>/dev/null || return 1
  [[ $pid =~ ^[0-9]+$ && -n $start && $(process_start "$pid" || true) == "$start" ]] || return 1
  echo "$pid"
}

running_port() {
  ! running "$1" >/dev/null || cut -d ' ' -f 3 -- "$(pid_file "$1")"
}

stack_runs() {
  local part
  # The settings of containers count until `down` has removed them.
  ! grep -qs '^TOCSIN_RUNTIME=docker$' "$STATE/run/settings" || return 0
  for part in "${PARTS[@]}"; do
    running "$part" >/dev/null && return
  done
  return 1
}

# launch PART COMMAND...
launch() {
  local part=$1 pid
  shift
  # The lock must end with this script, not with what it starts.
  setsid "$@" >>"$STATE/logs/$part.log" 2>&1 </dev/null {STATE_LOCK}>&- &
  pid=$!
  printf '%s %s %s\n' "$pid" "$(process_start "$pid" || echo 0)" "$(port "$part")" >"$(pid_file "$part")"
}

# drain_app: tells the service to say goodbye to its clients and to stop. SIGTERM does the same, without a name in the
# audit log; so it is no matter if the service does not answer.
drain_app() {
  local plan
  if plan=$(service_api_as operator /api/lifecycle/drain --request POST 2>/dev/null); then
    progress app "draining $(jq --raw-output '"\(.plan.connections) connections, in \(.plan.batches) batches"' <<<"$plan")"
  fi
}

# stop_part PART: SIGTERM, a bounded wait, then SIGKILL.
stop_part() {
  local part=$1 pid limit=15 start
  [[ $part != app ]] || limit=45
  start=$(milliseconds)
  if pid=$(running "$part"); then
    [[ $part != app ]] || drain_app
    kill -TERM "$pid" 2>/dev/null || true
    while running "$part" >/dev/null; do
      if (($(milliseconds) - start > limit * 1000)); then
        live ''
        warn "$part has not ended within $limit s after SIGTERM; it is killed now (pid $pid)."
        kill -KILL -- "-$pid" 2>/dev/null || true
        # Nothing outlives SIGKILL but a process in the kernel's hands: wait a little, not for ever.
        limit=$((limit + 5))
        (($(milliseconds) - start < limit * 1000)) || break
      fi
      live "  $part stopping $((($(milliseconds) - start) / 1000)) s"
      sleep 0.1
    done
    progress "$part" "stopped  $(seconds $(($(milliseconds) - start)))"
  fi
  rm -f -- "$STATE/run/$part".{pid,start,config}
}

health_path() {
  case $1 in
    app) echo /health/ready ;;
    node-exporter) echo /metrics ;;
    blackbox-exporter) echo /-/healthy ;;
    *) echo /-/ready ;;
  esac
}

# fetch URL [CURL-OPTION...]: no ~/.curlrc, no proxy, never without an end.
fetch() {
  curl --disable --silent --show-error --noproxy '*' --connect-timeout 2 --max-time 5 "${@:2}" -- "$1"
}

# service_api_as USER PATH [CURL-OPTION...]: the password is in no list of processes.
service_api_as() {
  [[ -r $STATE/secrets/$1-password ]] ||
    die 70 "There is no password of $1 in $(shown "$STATE/secrets/$1-password")."
  fetch "$(address app)$2" --fail --config <(printf 'user = "%s:%s"\n' "$1" "$(<"$STATE/secrets/$1-password")") \
    "${@:3}" 2>&1
}

# The HTTP status that a part's health check answers; 000 when it does not.
health() {
  fetch "$(address "$1")$(health_path "$1")" --output /dev/null --write-out '%{http_code}' 2>/dev/null || true
}

require_free_port() {
  local number holder
  number=$(port "$1")
  if (exec 3<>"/dev/tcp/127.0.0.1/$number") 2>/dev/null; then
    # Who it is, as far as this user may see.
    holder=$(ss --no-header --listening --tcp --numeric --processes "sport = :$number" 2>/dev/null |
      sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/ by \1 (pid \2)/p' | head -n 1) || true
    die 75 "Port $number of $1 is in use$holder; stop that, or set ${PORT_SETTING[$1]}."
  fi
}
