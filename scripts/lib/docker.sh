# shellcheck shell=bash
# The stack as containers: docker/compose.yml with this stack's ports, secrets and configuration.

docker_answers() {
  command -v docker >/dev/null &&
    timeout 5 docker info >/dev/null 2>&1 && timeout 5 docker compose version >/dev/null 2>&1
}

require_docker() {
  docker_answers || die 69 "TOCSIN_RUNTIME is docker, and no Docker engine with the compose plugin answers; start it, or set TOCSIN_RUNTIME=native."
}

project() {
  if [[ $STATE == "$ROOT/.tocsin/stack" ]]; then
    echo tocsin
  else
    echo "tocsin-$(cksum <<<"$STATE" | cut -d ' ' -f 1)"
  fi
}

compose() {
  env "TOCSIN_STATE=$STATE" "TOCSIN_CONFIG=${TOCSIN_CONFIG:-$CONFIG}" "TOCSIN_RESEND_DELAY=$(resend_delay)" \
    "TOCSIN_HTTP_PORT=$TOCSIN_HTTP_PORT" "TOCSIN_PROMETHEUS_PORT=$TOCSIN_PROMETHEUS_PORT" \
    "TOCSIN_ALERTMANAGER_PORT=$TOCSIN_ALERTMANAGER_PORT" "TOCSIN_NODE_EXPORTER_PORT=$TOCSIN_NODE_EXPORTER_PORT" \
    "TOCSIN_BLACKBOX_EXPORTER_PORT=$TOCSIN_BLACKBOX_EXPORTER_PORT" "TOCSIN_GRAFANA_PORT=$TOCSIN_GRAFANA_PORT" \
    "TOCSIN_LOKI_PORT=$TOCSIN_LOKI_PORT" "TOCSIN_ALLOY_PORT=$TOCSIN_ALLOY_PORT" \
    "TOCSIN_PROXY_PORT=$TOCSIN_PROXY_PORT" "TOCSIN_PROXY_TLS_PORT=$TOCSIN_PROXY_TLS_PORT" \
    "TOCSIN_PROXY_HOST=$([[ $TOCSIN_HTTP_HOST == '*' ]] && echo 0.0.0.0 || echo 127.0.0.1)" "TOCSIN_TLS=${TOCSIN_TLS:-off}" \
    docker compose --project-name "$(project)" --file "$ROOT/docker/compose.yml" "$@"
}

up_docker() {
  require_docker
  local part running file options=() started=()
  running=$(containers | awk -F '\t' '$2 == "running" { print $1 }')
  for part in "$@"; do
    if ! grep -qx -- "$part" <<<"$running"; then
      require_free_port "$part"
      started+=("$part")
    fi
  done

  create_secrets
  # A secret that is not configured yet is an empty file: Compose cannot mount one that is not there.
  touch -- "$STATE"/secrets/tocsin-{slack-url,pagerduty-key,pagerduty-escalation-key,tls-certificate,tls-key}
  compose build app
  LIBERTY_HOME=/opt/wlp create_users docker run --rm --interactive --entrypoint java tocsin @/dev/stdin
  # Compose mounts a secret with the host's owner and mode, and the containers run as users of their own.
  # What keeps others on this machine out is the folder, which only its owner may enter.
  chmod 700 "$STATE/secrets" "$STATE/liberty"
  chmod 755 "$STATE/secrets/variables"
  for file in "$STATE"/secrets/tocsin-* "$STATE"/secrets/variables/* "$USERS"; do
    [[ ! -e $file ]] || chmod 644 "$file"
  done
  update_configuration check_in_container check_in_container
  save_settings
  service_settings | sed "s/=\(.*\)/='\1'/" >"$STATE/run/service.env"

  (($# == ${#PARTS[@]})) || options=(--no-deps)
  compose up --detach --wait --wait-timeout 180 "${options[@]}" "$@" || {
    compose logs --no-color --tail 20 "$@" >&2
    ((${#started[@]} == 0)) || compose rm --stop --force "${started[@]}" >&2
    die 70 "Not every container became healthy; see: monitor.sh status"
  }
  compose kill --signal HUP prometheus alertmanager blackbox-exporter >/dev/null 2>&1 || true
}

# check_in_container TOOL-ARGUMENTS... FILE: promtool and amtool as they come with the images.
check_in_container() {
  local file=${*: -1:1} tool=promtool service=prometheus
  if [[ $file == */alertmanager.yml ]]; then
    tool=amtool service=alertmanager
  fi
  TOCSIN_CONFIG=${file%/*} compose run --rm --no-deps -T --entrypoint "$tool" "$service" \
    "${@:1:$#-1}" "/etc/$service/${file##*/}"
}

down_docker() {
  require_docker
  [[ " $* " != *" app "* ]] || drain_app
  if (($# == ${#PARTS[@]})); then
    compose down
    rm -f -- "$STATE/run/settings"
  else
    compose rm --stop --force "$@"
  fi
}

# Service, state, status text and id of each container of this stack.
containers() {
  docker ps --all --filter "label=com.docker.compose.project=$(project)" \
    --format $'{{.Label "com.docker.compose.service"}}\t{{.State}}\t{{.Status}}\t{{.ID}}'
}

status_docker() {
  require_docker
  local part list service condition text id
  list=$(containers)
  for part in "${PARTS[@]}"; do
    service='' condition='' text='' id=''
    IFS=$'\t' read -r service condition text id < <(grep "^$part"$'\t' <<<"$list") || true
    case $condition:$text in
      running:*\(healthy\)) condition=healthy ;;
      running:*starting\)) condition=starting ;;
      running:*) condition=unhealthy ;;
      :*) condition=stopped ;;
      *) condition=failed ;;
    esac
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$part" "$condition" "$(port "$part")" "${id:--}" "${text:--}" "$(address "$part")"
  done
}

logs_docker() {
  require_docker
  local options=(--tail 200)
  if [[ $1 == --follow ]]; then
    options+=(--follow)
    shift
  fi
  compose logs "${options[@]}" "$@"
}
