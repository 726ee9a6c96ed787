# shellcheck shell=bash
# The settings of a stack and the folder that holds its state.

PARTS=(app prometheus alertmanager node-exporter blackbox-exporter)
readonly SETTINGS=(
  TOCSIN_RUNTIME
  TOCSIN_HTTP_HOST
  TOCSIN_HTTP_PORT
  TOCSIN_PROMETHEUS_PORT
  TOCSIN_ALERTMANAGER_PORT
  TOCSIN_NODE_EXPORTER_PORT
  TOCSIN_BLACKBOX_EXPORTER_PORT
  TOCSIN_GRAFANA_PORT
  TOCSIN_URL
  TOCSIN_REALTIME_ALLOWED_ORIGINS
  TOCSIN_PAGERDUTY_URL
  TOCSIN_GRAFANA_URL
  TOCSIN_SPEED
  TOCSIN_DB_KIND
  TOCSIN_DB_HOST
  TOCSIN_DB_PORT
  TOCSIN_DB_NAME
  TOCSIN_DB_USER
  TOCSIN_DB_SSL_MODE
)
declare -A PORT_SETTING=(
  ["app"]=TOCSIN_HTTP_PORT
  ["prometheus"]=TOCSIN_PROMETHEUS_PORT
  ["alertmanager"]=TOCSIN_ALERTMANAGER_PORT
  ["node-exporter"]=TOCSIN_NODE_EXPORTER_PORT
  ["blackbox-exporter"]=TOCSIN_BLACKBOX_EXPORTER_PORT
  ["grafana"]=TOCSIN_GRAFANA_PORT
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

# A running stack keeps the settings that it was started with: only `up` may change them (by an
# environment variable), and the other commands find the stack without repeating them.
load_settings() {
  local -A saved=()
  local name value
  if [[ -f $STATE/run/settings ]] && { [[ ${1:-} != up ]] || stack_runs; }; then
    while IFS='=' read -r name value; do
      saved[$name]=$value
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
  # Debian, from which a native start takes its programs, has no Grafana.
  [[ $TOCSIN_RUNTIME == native ]] || PARTS+=(grafana)
  [[ ${1:-} != up ]] || settings_to_save=$(for name in "${SETTINGS[@]}"; do printf '%s=%s\n' "$name" "${!name}"; done)

  : "${TOCSIN_HTTP_PORT:=9080}" "${TOCSIN_PROMETHEUS_PORT:=9090}" "${TOCSIN_ALERTMANAGER_PORT:=9093}"
  : "${TOCSIN_NODE_EXPORTER_PORT:=9100}" "${TOCSIN_BLACKBOX_EXPORTER_PORT:=9115}"
  : "${TOCSIN_GRAFANA_PORT:=3000}" "${TOCSIN_SPEED:=1}" "${TOCSIN_HTTP_HOST:=localhost}"
  : "${TOCSIN_URL:=http://localhost:$TOCSIN_HTTP_PORT}"
  : "${TOCSIN_PAGERDUTY_URL:=https://events.pagerduty.com/v2/enqueue}"
  [[ $TOCSIN_RUNTIME != docker ]] || : "${TOCSIN_GRAFANA_URL:=http://localhost:$TOCSIN_GRAFANA_PORT}"
  TOCSIN_URL=${TOCSIN_URL%/} TOCSIN_GRAFANA_URL=${TOCSIN_GRAFANA_URL%/}
  check_settings
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
  [[ $TOCSIN_RUNTIME == native || $TOCSIN_RUNTIME == docker ]] ||
    usage_error "TOCSIN_RUNTIME must be native or docker, not \"$TOCSIN_RUNTIME\"."
  [[ $TOCSIN_HTTP_HOST == localhost || $TOCSIN_HTTP_HOST == '*' ]] ||
    usage_error "TOCSIN_HTTP_HOST must be localhost or *, not \"$TOCSIN_HTTP_HOST\"."
  [[ -z $TOCSIN_DB_KIND || $TOCSIN_DB_KIND == sqlite || $TOCSIN_DB_KIND == postgresql ]] ||
    usage_error "TOCSIN_DB_KIND must be sqlite or postgresql, not \"$TOCSIN_DB_KIND\"."
  [[ $TOCSIN_DB_KIND != postgresql || -s $STATE/secrets/variables/tocsin.db.password ]] ||
    usage_error "TOCSIN_DB_KIND is postgresql; write the database user's password into $(shown "$STATE/secrets/variables/tocsin.db.password")."
  # Flyway does not find its migrations in a WAR below such a folder.
  [[ $TOCSIN_RUNTIME == docker || $STATE != *[[:space:]]* ]] ||
    usage_error "The state folder may not have a space in its path, as \"$STATE\" has; set TOCSIN_STATE to another."
  for name in TOCSIN_URL TOCSIN_PAGERDUTY_URL ${TOCSIN_GRAFANA_URL:+TOCSIN_GRAFANA_URL}; do
    # What could end a YAML or a template string has no place in a URL either.
    [[ ${!name} =~ ^https?://[^[:space:]\"\'\<\>\{\}\\]+$ ]] ||
      usage_error "$name must be an http or https URL, not \"${!name}\"."
  done
}

# The settings of the database that are set, as NAME=VALUE lines.
database_settings() {
  local name
  for name in "${SETTINGS[@]}"; do
    [[ $name != TOCSIN_DB_* || -z ${!name} ]] || printf '%s=%s\n' "$name" "${!name}"
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
  print_channels
}

# Debian's build has the classic pages only.
prometheus_page() {
  if fetch "$(address prometheus)/alerts" --fail --output /dev/null 2>/dev/null; then
    echo /alerts
  else
    echo /classic/alerts
  fi
}

# Who is told, and whether it reaches them.
print_channels() {
  {
    print_channel Slack slack tocsin-slack-url "the incoming webhook's URL"
    print_channel PagerDuty pagerduty tocsin-pagerduty-key "the integration key"
    print_channel Record webhook tocsin-webhook-token "a random text"
  } | table
}

# print_channel NAME INTEGRATION SECRET WHAT
print_channel() {
  local failures
  failures=$(failed_notifications "$2")
  if [[ ! -s $STATE/secrets/$3 ]]; then
    printf '%s\tnot configured: write %s into %s' "$1" "$4" "$(shown "$STATE/secrets/$3")"
  elif ((failures)); then
    printf '%s\tfailing' "$1"
  else
    printf '%s\tconfigured' "$1"
  fi
  ((failures == 0)) || printf '; %s of the last notifications failed, see: monitor.sh logs alertmanager' "$failures"
  echo
}

# failed_notifications INTEGRATION: how many in the last minutes, for which AlertmanagerFailedToSendAlerts fires; 0 if
# Prometheus does not answer.
failed_notifications() {
  local query="sum(increase(alertmanager_notifications_failed_total{integration=\"$1\"}[$((300000 / TOCSIN_SPEED))ms]))"
  fetch "$(address prometheus)/api/v1/query" --get --data-urlencode "query=$query" 2>/dev/null |
    jq --raw-output '.data.result[0].value[1] // "0" | tonumber | ceil' 2>/dev/null || echo 0
}
