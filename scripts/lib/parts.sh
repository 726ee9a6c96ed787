# shellcheck shell=bash
# What each part is made of: its command line, its files, and when a change of them matters.

# part_command PART: into COMMAND, how it is started.
part_command() {
  local service
  case $1 in
    app)
      mapfile -t service < <(service_settings)
      COMMAND=(
        env ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"}
        "WLP_USER_DIR=$STATE/liberty"
        "LOG_DIR=$STATE/logs/liberty"
        "PID_DIR=$STATE/run/liberty"
        "WLP_LOGGING_CONSOLE_FORMAT=SIMPLE" # with the time of each line
        "TOCSIN_HTTP_HOST=$TOCSIN_HTTP_HOST"
        "TOCSIN_HTTP_PORT=$TOCSIN_HTTP_PORT"
        "TOCSIN_DATA_DIR=$STATE/data/tocsin"
        "TOCSIN_DRILLS=$TOCSIN_DRILLS"
        "TOCSIN_WITNESS_TOKEN_FILE=$STATE/secrets/tocsin-webhook-token"
        "TOCSIN_PROMETHEUS_URL=$(address prometheus)"
        "TOCSIN_ALERTMANAGER_URL=$(address alertmanager)"
        "${service[@]}"
        "VARIABLE_SOURCE_DIRS=$STATE/secrets/variables"
        "$LIBERTY/bin/server" run tocsin
      )
      ;;
    prometheus)
      COMMAND=(
        "$(program prometheus)"
        "--config.file=$CONFIG/prometheus.yml"
        "--storage.tsdb.path=$STATE/data/prometheus"
        "--web.listen-address=127.0.0.1:$TOCSIN_PROMETHEUS_PORT"
        "--web.external-url=http://localhost:$TOCSIN_PROMETHEUS_PORT/"
        "--rules.alert.resend-delay=$(resend_delay)"
        "--rules.alert.for-grace-period=$(for_grace_period)"
      )
      # An option of Debian's build, which looks for its pages in /usr/share otherwise.
      [[ ${COMMAND[0]} != "$DEBIAN"/* ]] || COMMAND+=("--web.local-assets=$DEBIAN/usr/share/prometheus/web/")
      ;;
    alertmanager)
      COMMAND=(
        "$(program alertmanager)"
        "--config.file=$CONFIG/alertmanager.yml"
        "--storage.path=$STATE/data/alertmanager"
        "--web.listen-address=127.0.0.1:$TOCSIN_ALERTMANAGER_PORT"
        "--web.external-url=http://localhost:$TOCSIN_ALERTMANAGER_PORT/"
        --cluster.listen-address= # one of its own, not one of a pair
      )
      [[ ${COMMAND[0]} != "$DEBIAN"/* ]] || COMMAND=(env "--chdir=$DEBIAN" "${COMMAND[@]}")
      ;;
    node-exporter)
      COMMAND=(
        "$(program node_exporter)"
        "--web.listen-address=127.0.0.1:$TOCSIN_NODE_EXPORTER_PORT"
        --no-collector.systemd --no-collector.textfile # on in Debian's build, and an error at each scrape
      )
      ;;
    blackbox-exporter)
      COMMAND=(
        "$(program blackbox_exporter)"
        "--config.file=$CONFIG/blackbox.yml"
        "--web.listen-address=127.0.0.1:$TOCSIN_BLACKBOX_EXPORTER_PORT"
        # So long before Prometheus gives up; half a second, where nothing is shortened.
        "--timeout-offset=0.$(printf '%03d' "$((500 / TOCSIN_SPEED))")"
      )
      ;;
  esac
}

# An alert that Prometheus has not repeated for four delays is over for Alertmanager. At high speed that
# would be less than a busy machine can fall behind, so it is never less than 4 x 5 s.
resend_delay() {
  echo "$((60 / TOCSIN_SPEED > 5 ? 60 / TOCSIN_SPEED : 5))s"
}

for_grace_period() {
  echo "$((600000 / TOCSIN_SPEED))ms"
}

# What a part was started with: a change of it needs a new start.
start_digest() {
  {
    part_command "$1"
    printf '%s\n' "${COMMAND[@]}"
    [[ $1 != app ]] || find "$BUILT" -type f -exec cat -- {} +
  } | sha256sum
}

# What a part reads again at SIGHUP.
config_digest() {
  case $1 in
    prometheus) cat -- "$CONFIG"/*.yml ;;
    alertmanager) cat -- "$CONFIG/alertmanager.yml" "$CONFIG"/templates/* 2>/dev/null || true ;;
    blackbox-exporter) cat -- "$CONFIG/blackbox.yml" ;;
  esac | sha256sum
}

record() {
  start_digest "$1" >"$STATE/run/$1.start"
  config_digest "$1" >"$STATE/run/$1.config"
}

# unchanged PART start|config: since the part was started or last told to reload.
unchanged() {
  [[ "$("$2_digest" "$1")" == "$(cat -- "$STATE/run/$1.$2" 2>/dev/null || true)" ]]
}

# The server as it was built; users and the work area, which makes a restart quick, stay.
install_server() {
  mkdir -p -- "$SERVER/configDropins/overrides" "$STATE/run/liberty"
  find "$SERVER" -mindepth 1 -maxdepth 1 ! -name configDropins ! -name workarea ! -name resources -exec rm -rf -- {} +
  cp -R -- "$BUILT"/. "$SERVER"
  # SQLite's library of a process that was killed.
  find "$STATE/tmp" -mindepth 1 -delete
  # Nothing is written outside the state folder: not SQLite's library, nor the JVM's /tmp/hsperfdata_*.
  printf '%s\n' "-Djava.io.tmpdir=$STATE/tmp" -XX:-UsePerfData >"$SERVER/configDropins/overrides/jvm.options"
}
