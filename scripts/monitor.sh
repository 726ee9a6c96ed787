#!/usr/bin/env bash
#
# The one command line of the stack: the service, Prometheus, Alertmanager and two exporters.
#
# Usage: ./scripts/monitor.sh COMMAND [ARGUMENT...]
#
# Commands
#   up [PART...]           build what is missing, start the parts, wait until each is healthy
#   down [PART...]         stop what up started
#   status [--json]        each part with its state, port, pid and uptime
#   check-alerts [--json]  the alerts as Prometheus and Alertmanager see them
#   alerts                 open the page's Alertmanager view
#   doctor [--json]        walk the way of an alert: what is broken, and how it is mended
#   audit verify           whether the audit log is as it was written
#   audit completeness     which alerts only one side knows, and why
#   audit backup FILE      copy the embedded database while the service runs
#   audit restore FILE     put such a copy in the place of the embedded database
#   review [--html FILE]   how often alerts fired, who answered how fast, and what to change
#   drill ALERT            make what the alert tells of, and time how it goes off; --all: each
#   package [FILE]         the service as an archive that needs a Java and nothing else
#   logs [PART] [-f]       the last 200 lines of one part or of all
#   test [ARGUMENT...]     install what the tests need, then run all of them
#   tools                  fetch the programs that are not on the PATH, and list them
#   completion SHELL       what bash or zsh completes these commands with
#   help [COMMAND]         this text, or more about one command
#
# Parts
#   app, prometheus, alertmanager, node-exporter, blackbox-exporter; as containers also grafana, loki, alloy, nginx
#
# Environment
#   TOCSIN_HTTP_PORT                 port of the service (9080)
#   TOCSIN_PROMETHEUS_PORT           port of Prometheus (9090)
#   TOCSIN_ALERTMANAGER_PORT         port of Alertmanager (9093)
#   TOCSIN_NODE_EXPORTER_PORT        port of node_exporter (9100)
#   TOCSIN_BLACKBOX_EXPORTER_PORT    port of blackbox_exporter (9115)
#   TOCSIN_GRAFANA_PORT              port of Grafana, where containers run (3000)
#   TOCSIN_LOKI_PORT                 port of Loki, where containers run (3100)
#   TOCSIN_ALLOY_PORT                port of Alloy, where containers run (12345)
#   TOCSIN_PROXY_PORT                port of nginx, where containers run (80)
#   TOCSIN_PROXY_TLS_PORT            its port for TLS (443)
#   TOCSIN_HTTP_HOST                 where the service listens, localhost or * (localhost)
#   TOCSIN_URL                       where people reach it (http://localhost:$TOCSIN_HTTP_PORT)
#   TOCSIN_STATE                     folder of everything that the stack writes (.tocsin/stack)
#   TOCSIN_RUNTIME                   native or docker (docker where an engine answers, else native)
#   TOCSIN_PAGERDUTY_URL             where PagerDuty events go (https://events.pagerduty.com/v2/enqueue)
#   TOCSIN_TLS                       off, on, or proxy where nginx is in front (off)
#   TOCSIN_DB_KIND                   sqlite or postgresql (sqlite)
#   TOCSIN_GRAFANA_URL               where people reach Grafana, for links (with docker http://localhost:$TOCSIN_GRAFANA_PORT)
#   TOCSIN_DRILLS                    true where drills may break the stack (false)
#   TOCSIN_SPEED                     divides every duration of the configuration, for drills and tests (1)
#   TOCSIN_…                         every other setting of the service, as docs/reference.md has them
#   JAVA_HOME                        the JDK to use (the java on the PATH)
#   NO_COLOR                         no colours, whatever its value
#
# Exit codes
#    0  done; for check-alerts: nothing fires; for audit: all of it holds, or is explained; for doctor: no hop is broken
#    1  check-alerts: at least one alert fires; audit: something was altered or is unexplained; doctor: a hop is broken;
#       drill: a hop is missing
#    3  status: a part is not healthy, or what a channel is told does not arrive
#   64  wrong usage: an unknown command, part or option, or a setting that is not valid
#   65  the configuration was refused by promtool or amtool
#   69  a program is missing and may not be installed, or Prometheus cannot be reached
#   70  a part did not become healthy, or Alertmanager or (audit, review) the service cannot be reached
#   71  no JDK, or one older than 17
#   72  the build failed
#   73  the state folder, a backup, a report or an archive cannot be written
#   75  a port is in use
#   76  another monitor.sh has been working in the same state folder for too long
#   77  drills are not enabled in this stack
#   test ends with Maven's own code.

set -euo pipefail
shopt -s inherit_errexit

SCRIPT=${BASH_SOURCE[0]}
ROOT=$(cd -- "$(dirname -- "$SCRIPT")/.." && pwd)
readonly SCRIPT ROOT

# shellcheck source=scripts/lib/output.sh
source "$ROOT/scripts/lib/output.sh"
# shellcheck source=scripts/lib/settings.sh
source "$ROOT/scripts/lib/settings.sh"
# shellcheck source=scripts/lib/programs.sh
source "$ROOT/scripts/lib/programs.sh"
# shellcheck source=scripts/lib/build.sh
source "$ROOT/scripts/lib/build.sh"
# shellcheck source=scripts/lib/configuration.sh
source "$ROOT/scripts/lib/configuration.sh"
# shellcheck source=scripts/lib/processes.sh
source "$ROOT/scripts/lib/processes.sh"
# shellcheck source=scripts/lib/parts.sh
source "$ROOT/scripts/lib/parts.sh"
# shellcheck source=scripts/lib/native.sh
source "$ROOT/scripts/lib/native.sh"
# shellcheck source=scripts/lib/docker.sh
source "$ROOT/scripts/lib/docker.sh"
# shellcheck source=scripts/lib/alerts.sh
source "$ROOT/scripts/lib/alerts.sh"
# shellcheck source=scripts/lib/audit.sh
source "$ROOT/scripts/lib/audit.sh"
# shellcheck source=scripts/lib/backup.sh
source "$ROOT/scripts/lib/backup.sh"
# shellcheck source=scripts/lib/completion.sh
source "$ROOT/scripts/lib/completion.sh"
# shellcheck source=scripts/lib/doctor.sh
source "$ROOT/scripts/lib/doctor.sh"
# shellcheck source=scripts/lib/package.sh
source "$ROOT/scripts/lib/package.sh"
# shellcheck source=scripts/lib/review.sh
source "$ROOT/scripts/lib/review.sh"
# shellcheck source=scripts/lib/drill-faults.sh
source "$ROOT/scripts/lib/drill-faults.sh"
# shellcheck source=scripts/lib/drill-edits.sh
source "$ROOT/scripts/lib/drill-edits.sh"
# shellcheck source=scripts/lib/drill.sh
source "$ROOT/scripts/lib/drill.sh"
# shellcheck source=scripts/lib/drill-run.sh
source "$ROOT/scripts/lib/drill-run.sh"
# shellcheck source=scripts/lib/help.sh
source "$ROOT/scripts/lib/help.sh"

up() {
  require_commands curl jq flock setsid
  open_state
  load_settings up
  require_parts "$@"
  local parts=("$@") begin
  (($#)) || parts=("${PARTS[@]}")
  begin=$(milliseconds)
  "up_$TOCSIN_RUNTIME" "${parts[@]}"
  progress stack "healthy  $(seconds $(($(milliseconds) - begin)))"
  print_addresses
}

down() {
  if [[ ! -d $STATE ]]; then
    echo "Nothing to stop: nothing was started in $(shown "$STATE")."
    return
  fi
  require_commands flock
  open_state
  load_settings
  require_parts "$@"
  local parts=("$@")
  (($#)) || parts=("${PARTS[@]}")
  "down_$TOCSIN_RUNTIME" "${parts[@]}"
}

status() {
  local json=
  if [[ ${1:-} == --json ]]; then
    json=yes
    shift
  fi
  (($# == 0)) || usage_error "status knows --json only."
  require_commands curl jq
  load_settings
  local rows channels
  rows=$("status_$TOCSIN_RUNTIME")
  channels=$(channels)
  if [[ -n $json ]]; then
    jq --null-input --arg parts "$rows" --arg channels "$channels" '
      def rows: split("\n")[] | split("\t");
      {
        parts: [$parts | rows | {name: .[0], state: .[1], port: (.[2] | tonumber), pid: .[3], uptime: .[4], detail: .[5]}],
        channels: [$channels | rows | {name: .[0], state: .[1], detail: .[2]}]
      } | {healthy: (all(.parts[]; .state == "healthy") and all(.channels[]; .state != "failing"))} + .'
  else
    table <<<$'PART\tSTATE\tPORT\tPID\tUPTIME\tDETAIL\n'"$rows"
    echo
    table <<<"$channels"
  fi
  [[ $(cut -f 2 <<<"$rows" | sort -u) == healthy && $channels != *$'\tfailing\t'* ]] || return 3
}

logs() {
  local follow=() parts=() argument
  for argument in "$@"; do
    case $argument in
      -f | --follow) follow=(--follow) ;;
      -*) usage_error "logs knows -f only, not $argument." ;;
      *) parts+=("$argument") ;;
    esac
  done
  ((${#parts[@]} <= 1)) || usage_error "logs takes one part, or none for all of them."
  load_settings
  require_parts "${parts[@]}"
  ((${#parts[@]})) || parts=("${PARTS[@]}")
  "logs_$TOCSIN_RUNTIME" "${follow[@]}" "${parts[@]}"
}

run_tests() {
  require_jdk compiler
  require_commands curl jq flock setsid npm
  require_chromium
  require_postgresql
  require_programs "${PROGRAMS[@]}" nginx shellcheck shfmt
  check_sources "$(program promtool)" "$(program amtool)"
  cd "$ROOT"
  PATH=$PATH:$DEBIAN/usr/bin:$DEBIAN/usr/sbin exec ./mvnw --no-transfer-progress verify "$@"
}

tools() {
  (($# == 0)) || usage_error "tools takes no arguments."
  require_programs "${PROGRAMS[@]}" shellcheck shfmt
  local name
  for name in "${PROGRAMS[@]}" shellcheck shfmt; do
    printf '%s\t%s\n' "$name" "$(shown "$(program "$name")")"
  done | table
}

main() {
  local command=${1:-help} argument
  (($# == 0)) || shift
  for argument in "$@"; do
    if [[ $argument == --help || $argument == -h ]]; then
      help "$command"
      return
    fi
  done
  case $command in
    up | down | status | alerts | audit | doctor | drill | review | package | logs | tools | completion | help) "$command" "$@" ;;
    check-alerts) check_alerts "$@" ;;
    test) run_tests "$@" ;;
    -h | --help) help ;;
    *) usage_error "There is no command \"$command\"; \"monitor.sh help\" lists the commands." ;;
  esac
}

main "$@"
