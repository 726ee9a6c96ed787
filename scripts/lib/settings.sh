# shellcheck shell=bash
# The settings of a stack and the folder that holds its state.

PARTS=(app prometheus alertmanager node-exporter blackbox-exporter)
# Settings of the stack; every other TOCSIN_* that `up` finds is one of the service's own.
SETTINGS=(
  TOCSIN_RUNTIME
  TOCSIN_HTTP_HOST
  TOCSIN_HTTP_PORT
  TOCSIN_PROMETHEUS_PORT
  TOCSIN_ALERTMANAGER_PORT
  TOCSIN_NODE_EXPORTER_PORT
  TOCSIN_BLACKBOX_EXPORTER_PORT
  TOCSIN_GRAFANA_PORT
  TOCSIN_LOKI_PORT
  TOCSIN_ALLOY_PORT
  TOCSIN_PROXY_PORT
  TOCSIN_PROXY_TLS_PORT
  TOCSIN_URL
  TOCSIN_PAGERDUTY_URL
  TOCSIN_GRAFANA_URL
  TOCSIN_SPEED
  TOCSIN_DRILLS
  TOCSIN_DB_KIND
  TOCSIN_TLS
)
readonly STACK_SETTINGS=" ${SETTINGS[*]} TOCSIN_STATE TOCSIN_CONFIG TOCSIN_RESEND_DELAY "
declare -A PORT_SETTING=(
  ["app"]=TOCSIN_HTTP_PORT
  ["prometheus"]=TOCSIN_PROMETHEUS_PORT
  ["alertmanager"]=TOCSIN_ALERTMANAGER_PORT
  ["node-exporter"]=TOCSIN_NODE_EXPORTER_PORT
  ["blackbox-exporter"]=TOCSIN_BLACKBOX_EXPORTER_PORT
  ["grafana"]=TOCSIN_GRAFANA_PORT
  ["loki"]=TOCSIN_LOKI_PORT
  ["alloy"]=TOCSIN_ALLOY_PORT
  ["nginx"]=TOCSIN_PROXY_PORT
)
readonly PORT_SETTING

STATE=${TOCSIN_STATE:-$ROOT/.tocsin/stack}
[[ $STATE == /* ]] || STATE=$PWD/$STATE
STATE=${STATE%/}
readonly STATE

require_parts() {
  local part
  for part in "$@"; do
    [[ " ${PARTS[*]} " == *" $part "* ]] ||
      usage_error "There is no part \"$part\"; the parts are: ${PARTS[*]}."
  done
}

# Creates the state folder and keeps other monitor.sh out of it until this one ends.
open_state() {
  # All of it is its owner's alone: the record and the logs are nobody else's business either.
  {
    mkdir -p -- "$(dirname -- "$STATE")" &&
      (umask 077 && mkdir -p -- "$STATE"/{config,data,liberty,logs,run,secrets/variables,tmp}) &&
      chmod 700 -- "$STATE/secrets" &&
      [[ -w $STATE/run ]]
  } 2>/dev/null || die 73 "The state folder $(shown "$STATE") cannot be written; set TOCSIN_STATE to one that can."
  exec {STATE_LOCK}>"$STATE/run/lock"
  if ! flock --nonblock "$STATE_LOCK"; then
    echo "Waiting for another monitor.sh in $(shown "$STATE")"
    flock --timeout 600 "$STATE_LOCK" ||
      die 76 "Another monitor.sh has been working in $(shown "$STATE") for ten minutes."
  fi
}

# A running stack keeps the settings that it was started with, the service's own too: only `up` may change them (by an
# environment variable), and the other commands find the stack without repeating them.
load_settings() {
  local -A saved=()
  local name value
  [[ ${1:-} != up ]] || mapfile -t -O "${#SETTINGS[@]}" SETTINGS < <(own_settings)
  if [[ -f $STATE/run/settings ]] && { [[ ${1:-} != up ]] || stack_runs; }; then
    while IFS='=' read -r name value; do
      saved[$name]=$value
      [[ " ${SETTINGS[*]} " == *" $name "* ]] || SETTINGS+=("$name")
    done <"$STATE/run/settings"
  fi
  for name in "${SETTINGS[@]}"; do
    value=${!name:-}
    if [[ -n ${saved[$name]+saved} && (${1:-} != up || -z $value) ]]; then
      value=${saved[$name]}
    fi
    printf -v "$name" '%s' "$value"
  done

  if [[ -z $TOCSIN_RUNTIME ]]; then
    TOCSIN_RUNTIME=native
    if [[ ${1:-} == up ]] && docker_answers; then
      TOCSIN_RUNTIME=docker
    fi
  fi
  [[ ${saved[TOCSIN_RUNTIME]:-$TOCSIN_RUNTIME} == "$TOCSIN_RUNTIME" ]] ||
    usage_error "The stack runs as ${saved[TOCSIN_RUNTIME]}; stop it before you start it as $TOCSIN_RUNTIME: monitor.sh down"
  # Debian, from which a native start takes its programs, has none of Grafana's; and port 80 is not everybody's to open.
  [[ $TOCSIN_RUNTIME == native ]] || PARTS+=(grafana loki alloy nginx)
  [[ ${1:-} != up ]] || settings_to_save=$(for name in "${SETTINGS[@]}"; do printf '%s=%s\n' "$name" "${!name}"; done)

  : "${TOCSIN_HTTP_PORT:=9080}" "${TOCSIN_PROMETHEUS_PORT:=9090}" "${TOCSIN_ALERTMANAGER_PORT:=9093}"
  : "${TOCSIN_NODE_EXPORTER_PORT:=9100}" "${TOCSIN_BLACKBOX_EXPORTER_PORT:=9115}"
  : "${TOCSIN_GRAFANA_PORT:=3000}" "${TOCSIN_LOKI_PORT:=3100}" "${TOCSIN_ALLOY_PORT:=12345}"
  : "${TOCSIN_PROXY_PORT:=80}" "${TOCSIN_PROXY_TLS_PORT:=443}" "${TOCSIN_SPEED:=1}" "${TOCSIN_HTTP_HOST:=localhost}" "${TOCSIN_DRILLS:=false}"
  case $TOCSIN_TLS in
    on) : "${TOCSIN_URL:=https://localhost:${TOCSIN_HTTPS_PORT:-9443}}" ;;
    proxy) : "${TOCSIN_URL:=https://localhost:$TOCSIN_PROXY_TLS_PORT}" ;;
    *) : "${TOCSIN_URL:=http://localhost:$TOCSIN_HTTP_PORT}" ;;
  esac
  : "${TOCSIN_PAGERDUTY_URL:=https://events.pagerduty.com/v2/enqueue}"
  [[ $TOCSIN_RUNTIME != docker ]] || : "${TOCSIN_GRAFANA_URL:=http://localhost:$TOCSIN_GRAFANA_PORT}"
  TOCSIN_URL=${TOCSIN_URL%/} TOCSIN_GRAFANA_URL=${TOCSIN_GRAFANA_URL%/}
  check_settings
}

# What else the environment tells the service.
own_settings() {
  local name
  for name in $(compgen -e TOCSIN_); do
    [[ $STACK_SETTINGS == *" $name "* || -z ${!name} ]] || echo "$name"
  done
}

save_settings() {
  printf '%s\n' "$settings_to_save" >"$STATE/run/settings"
}

check_settings() {
  local part name other
  for part in "${PARTS[@]}"; do
    name=${PORT_SETTING[$part]}
    if [[ ! ${!name} =~ ^[1-9][0-9]{0,4}$ ]] || ((${!name} > 65535)); then
      usage_error "$name must be a port from 1 to 65535, not \"${!name}\"."
    fi
    for other in "${PARTS[@]}"; do
      if [[ $other != "$part" && $(port "$other") == "${!name}" ]]; then
        usage_error "$name and ${PORT_SETTING[$other]} are both ${!name}; each part needs a port of its own."
      fi
    done
  done
  [[ $TOCSIN_SPEED =~ ^[1-9][0-9]{0,3}$ ]] ||
    usage_error "TOCSIN_SPEED must be a whole number from 1 to 9999, not \"$TOCSIN_SPEED\"."
  [[ $TOCSIN_DRILLS == true || $TOCSIN_DRILLS == false ]] ||
    usage_error "TOCSIN_DRILLS must be true or false, not \"$TOCSIN_DRILLS\"."
  [[ $TOCSIN_RUNTIME == native || $TOCSIN_RUNTIME == docker ]] ||
    usage_error "TOCSIN_RUNTIME must be native or docker, not \"$TOCSIN_RUNTIME\"."
  [[ $TOCSIN_HTTP_HOST == localhost || $TOCSIN_HTTP_HOST == '*' ]] ||
    usage_error "TOCSIN_HTTP_HOST must be localhost or *, not \"$TOCSIN_HTTP_HOST\"."
  [[ -z $TOCSIN_DB_KIND || $TOCSIN_DB_KIND == sqlite || $TOCSIN_DB_KIND == postgresql ]] ||
    usage_error "TOCSIN_DB_KIND must be sqlite or postgresql, not \"$TOCSIN_DB_KIND\"."
  [[ $TOCSIN_DB_KIND != postgresql || -s $STATE/secrets/variables/tocsin.db.password ]] ||
    usage_error "TOCSIN_DB_KIND is postgresql; write the database user's password into $(shown "$STATE/secrets/variables/tocsin.db.password")."
  [[ -z $TOCSIN_TLS || $TOCSIN_TLS =~ ^(off|on|proxy)$ ]] ||
    usage_error "TOCSIN_TLS must be off, on or proxy, not \"$TOCSIN_TLS\"."
  [[ $TOCSIN_TLS != on || $TOCSIN_RUNTIME == native ]] ||
    usage_error "TOCSIN_TLS is on, and of containers it is nginx that ends TLS: set it to proxy, see docs/reference.md."
  for name in "${SETTINGS[@]}"; do
    [[ ${!name} != *[$'\n\'']* ]] || usage_error "$name may have neither a line break nor an apostrophe."
    # It would be remembered, and stand in the list of processes.
    [[ $name != *_PASSWORD && $name != *_SECRET || -z ${!name} ]] ||
      usage_error "$name is a secret; write it into $(shown "$STATE/secrets/variables/$(variable_file "$name")") instead."
  done
  # Flyway does not find its migrations in a WAR below such a folder.
  [[ $TOCSIN_RUNTIME == docker || $STATE != *[[:space:]]* ]] ||
    usage_error "The state folder may not have a space in its path, as \"$STATE\" has; set TOCSIN_STATE to another."
  for name in TOCSIN_URL TOCSIN_PAGERDUTY_URL ${TOCSIN_GRAFANA_URL:+TOCSIN_GRAFANA_URL}; do
    # What could end a YAML or a template string has no place in a URL either.
    [[ ${!name} =~ ^https?://[^[:space:]\"\'\<\>\{\}\\]+$ ]] ||
      usage_error "$name must be an http or https URL, not \"${!name}\"."
  done
}

# The name under which the server knows a setting, of those that are secret.
variable_file() {
  local file=${1,,}
  file=${file//_/.}
  echo "${file/client.secret/client-secret}"
}

# What the service is told, as NAME=VALUE lines.
service_settings() {
  local name
  for name in "${SETTINGS[@]}"; do
    if [[ -n ${!name} && ($STACK_SETTINGS != *" $name "* || $name =~ ^TOCSIN_(DB_KIND|TLS|URL|GRAFANA_URL)$) ]]; then
      printf '%s=%s\n' "$name" "${!name}"
    fi
  done
}

port() {
  local name=${PORT_SETTING[$1]}
  echo "${!name}"
}

# Where to read and write a part's API from this machine.
address() {
  echo "http://127.0.0.1:$(port "$1")"
}

print_addresses() {
  echo
  {
    cat <<-END
	On-call page	$TOCSIN_URL/
	Chat client	$TOCSIN_URL/chat.html
	Alertmanager	$TOCSIN_URL/#alertmanager
	Prometheus	http://localhost:$TOCSIN_PROMETHEUS_PORT$(prometheus_page)
	END
    [[ -z $TOCSIN_GRAFANA_URL ]] || printf 'Dashboards\t%s/\n' "$TOCSIN_GRAFANA_URL"
  } | table
  echo
  if [[ -f $STATE/secrets/oncall-password ]]; then
    printf 'Sign in as oncall; the password:  cat %q\n' "$(shown "$STATE/secrets/oncall-password")"
  else
    echo "Sign in with a user of $(shown "$USERS")"
  fi
  channels | table
}

# Debian's build has the classic pages only.
prometheus_page() {
  if fetch "$(address prometheus)/alerts" --fail --output /dev/null 2>/dev/null; then
    echo /alerts
  else
    echo /classic/alerts
  fi
}

# Who is told, and whether it reaches them: name, state, detail.
channels() {
  channel Slack slack tocsin-slack-url "the incoming webhook's URL"
  channel PagerDuty pagerduty tocsin-pagerduty-key "the integration key"
  channel Record webhook tocsin-webhook-token "a random text"
}

# channel NAME INTEGRATION SECRET WHAT
channel() {
  local failures state=configured detail=
  failures=$(failed_notifications "$2")
  if ((failures)); then
    state=failing
    detail="$failures of the last notifications failed, see: monitor.sh doctor"
  fi
  if [[ ! -s $STATE/secrets/$3 ]]; then
    state="not configured"
    detail="write $4 into $(shown "$STATE/secrets/$3")${detail:+; $detail}"
  fi
  printf '%s\t%s\t%s\n' "$1" "$state" "$detail"
}

# failed_notifications INTEGRATION: how many in the last minutes, for which AlertmanagerFailedToSendAlerts fires; 0 if
# Prometheus does not answer.
failed_notifications() {
  local query="sum(increase(alertmanager_notifications_failed_total{integration=\"$1\"}[$((300000 / TOCSIN_SPEED))ms]))"
  fetch "$(address prometheus)/api/v1/query" --get --data-urlencode "query=$query" 2>/dev/null |
    jq --raw-output '.data.result[0].value[1] // "0" | tonumber | ceil' 2>/dev/null || echo 0
}
