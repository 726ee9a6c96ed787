# shellcheck shell=bash
# The faults of the drills that are edits of the rendered configuration, and how they are applied and taken back.

# Faults that are edits of the rendered files, as far as they are under way. An edit is of a folder of such files.
EDITS=()

no_edit() {
  local left=() edit
  for edit in "${EDITS[@]}"; do
    [[ $edit == "$1" ]] || left+=("$edit")
  done
  EDITS=("${left[@]}")
}

# Renders the configuration with the edits, and has those parts read it whose files have changed.
apply_configuration() {
  local new=$CONFIG.drill edit part pid
  local -A before=()
  render "$new"
  for edit in "${EDITS[@]}"; do
    "edit_$edit" "$new"
  done
  for part in prometheus alertmanager blackbox-exporter; do
    before[$part]=$(config_digest "$part")
  done
  rm -f -- "$CONFIG/drill_rules.yml"
  cp -Rp -- "$new"/. "$CONFIG"
  rm -rf -- "$new"
  for part in prometheus alertmanager blackbox-exporter; do
    if [[ $(config_digest "$part") != "${before[$part]}" ]] && pid=$(running "$part"); then
      kill -HUP "$pid"
      # What a drill that is killed leaves, `up` finds changed.
      config_digest "$part" >"$STATE/run/$part.config"
    fi
  done
}

# edit FILE SCRIPT: by sed, over all of the file; one that changes nothing is a drill of nothing.
edit() {
  local before
  before=$(<"$1")
  sed -z -E -i "$2" "$1"
  [[ $(<"$1") != "$before" ]] || die 70 "A drill does not know $(shown "$1") as it is: $2"
}

# A file of rules more, which is empty without the drills that need it.
drill_rules() {
  [[ -f $1/drill_rules.yml ]] || {
    echo 'groups:' >"$1/drill_rules.yml"
    edit "$1/prometheus.yml" 's/\nrule_files:\n/&  - drill_rules.yml\n/'
  }
  cat >>"$1/drill_rules.yml"
}

edit_failing_rule() {
  drill_rules "$1" <<-'END'
	- name: drill_failing
	  rules:
	    - record: drill:failing
	      expr: up * on () up
	END
}

edit_slow_rule() {
  drill_rules "$1" <<-'END'
	- name: drill_slow
	  interval: 1ms
	  rules:
	    - record: drill:slow
	      expr: count(up)
	END
}

edit_dead_receiver() { edit "$1/prometheus.yml" 's/\n  alertmanagers:\n/&    - static_configs: [{targets: ["127.0.0.1:9"]}]\n/'; }
edit_lost_metric() { drop "$1" process_resident_memory_bytes; }
edit_lost_count() { drop "$1" 'app_connections_closed_total;client;[0-9]+'; }

prepare_lost_count() {
  # So that there is one to lose.
  clients start visit
  clients stop visit
}

# drop FOLDER NAME[;INITIATOR;CODE]: series of the service.
drop() {
  grep -q metric_relabel_configs "$1/prometheus.yml" ||
    edit "$1/prometheus.yml" 's/\n  - job_name: websocket-app\n/&    metric_relabel_configs:\n/'
  edit "$1/prometheus.yml" \
    "s/\n    metric_relabel_configs:\n/&      - {source_labels: [__name__, initiator, code], regex: \"$2;*\", action: drop}\n/"
}

edit_lost_heartbeat() {
  edit "$1/alertmanager.yml" 's/(Watchdog"[^\n]*\n *receiver: )heartbeat/\1drill-nobody/'
  printf '\n  - name: drill-nobody\n' >>"$1/alertmanager.yml"
}

edit_lost_key() { edit "$1/alertmanager.yml" 's/(routing_key_file: )[^\n]*/\1\/nonexistent\/drill/g'; }

# Somebody has to be told something by PagerDuty.
begin_lost_key() { tell_message ''; }
end_lost_key() { tell_message "$(date -u +%FT%TZ)"; }

# tell_message END
tell_message() {
  jq --null-input --arg over "$1" '[{labels: {alertname: "DrillMessage", severity: "critical", team: "monitoring"},
    annotations: {summary: "This is a drill", description: "This is a drill. Nothing is wrong."}}
    + (if $over == "" then {} else {endsAt: $over} end)]' |
    fetch "$(address alertmanager)/api/v2/alerts" --fail --output /dev/null --header 'Content-Type: application/json' --data @-
}

edit_bad_prometheus() { printf 'drill: true\n' >>"$1/prometheus.yml"; }
edit_bad_alertmanager() { printf 'drill: true\n' >>"$1/alertmanager.yml"; }

# A start cannot be shortened, and neither can the window in which it has to be seen.
edit_recent_start() {
  ((TOCSIN_SPEED == 1)) || edit "$1/alert_rules.yml" 's/(min_over_time\(vector\(time\(\)\)\[)[^:]*/\15m/'
}

edit_disk_usage() { edit "$1/alert_rules.yml" 's/vector\([0-9]+\)([^\n]*\n *labels:\n *alert: HighDiskUsage\n)/vector(0)\1/'; }
edit_disk_filling() { edit "$1/monitoring_rules.yml" 's/\* 100 < 3\n/* 100 < 101\n/'; }
edit_altered_log() { edit "$1/monitoring_rules.yml" 's/(resets\(app_alert_chain_length[^>]*>) 0/\1= 0/'; }

prepare_certificate() { clients start certificate; }
end_certificate() { clients stop certificate; }

edit_certificate() {
  edit "$1/blackbox.yml" 's/\n    http:\n/&      tls_config: {insecure_skip_verify: true}\n/'
  edit "$1/prometheus.yml" \
    's/(- job_name: websocket-app-health\n[^-]*- targets: \[)/\1"https:\/\/127.0.0.1:'"$(<"$STATE/run/drill-certificate-port")"'\/", /'
}
