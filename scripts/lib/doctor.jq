# What is the matter on the way of an alert: each hop with its state, what was seen, and the mend of a broken one.
# $facts is what this machine says; $asked how each question ended (curl's exit code, the status, the address); the
# answers themselves are named arguments, whatever they are: an answer that makes no sense breaks its hop.

def works($detail): {state: "works", $detail, mend: null};
def broken($detail; $mend): {state: "broken", $detail, $mend};
def unknown($detail): {state: "unknown", $detail, mend: null};

def body($question): $ARGS.named[$question];
def address($question): $asked[$question].address;

# Why there is no answer; null if there is one.
def fault($question):
  $asked[$question]
  | if .exit == 7 then "nothing listens at \(.address)"
    elif .exit == 28 then "\(.address) does not answer within \($facts.timeout) s"
    elif .exit == 52 or .exit == 56 then "\(.address) hangs up without an answer"
    elif .exit == 63 then "\(.address) answers without an end"
    elif .exit != 0 then "\(.address) cannot be read (curl: \(.exit))"
    elif .status != 200 then "\(.address) answers \(.status)"
    else null end;

# An answer as JSON; one that is none, or not the one expected, is an error, from which `hop` makes a finding.
def json($question; filter):
  fault($question) as $fault
  | if $fault then error($fault) else . end
  | body($question) | try (fromjson | [filter]) catch null
  | if . == null or . == [] or .[0] == null then error("\(address($question)) answers nonsense") else .[0] end;

# The series of a metric in an answer in the text format: {labels, value}.
def series($question; $metric):
  fault($question) as $fault
  | if $fault then error($fault) else . end
  | [body($question) | split("\n")[] | select(startswith($metric))
      | capture("^(?<name>[a-zA-Z0-9_:]+)(?:[{](?<labels>.*)[}])? +(?<value>\\S+)")
      | select(.name == $metric) | {labels: (.labels // ""), value: (.value | tonumber? // null)}];

# Seconds since 1970 of a time such as 2026-01-31T23:59:59.123+01:00.
def when:
  capture("^(?<t>.{19})(?<f>[.][0-9]+)?(?<o>Z|[+-]..:..)$")
  | (.t + "Z" | fromdateiso8601) + ("0" + (.f // "") | tonumber)
    - (if .o == "Z" then 0 else (.o | (.[0:1] + "1" | tonumber) * ((.[1:3] | tonumber) * 3600 + (.[4:6] | tonumber) * 60)) end);

def plural($n; $noun): if $n == 1 then "1 \($noun)" else "\($n) \($noun)s" end;
def listed: if length > 5 then (.[0:5] | join(", ")) + " and \(length - 5) more" else join(", ") end;
def ago: floor | if . < 120 then "\(.) s" elif . < 7200 then "\(. / 60 | floor) min" else "\(. / 3600 | floor) h" end;
def seconds: capture("^(?:(?<m>[0-9]+)m)?(?:(?<s>[0-9.]+)s)?(?:(?<ms>[0-9]+)ms)?$")
  | (.m // "0" | tonumber) * 60 + (.s // "0" | tonumber) + (.ms // "0" | tonumber) / 1000;

# hop(ID; NEEDS; JUDGE): what needs another hop is not judged while that one is not known to work.
def hop($id; $needs; judge):
  .hops as $hops
  | first(($needs[] as $need | $hops[] | select(.id == $need and .state != "works").id), null) as $missing
  | .hops += [{section: .section, $id} + (
      if $missing then unknown("not known while \($missing) is \($hops[] | select(.id == $missing).state)")
      else . as $in | try ($in | judge) catch broken(tostring; "see what is there: monitor.sh status") end)];

# Whether a part is there at all; `further` judges one that answers.
def part($part; $question; further):
  $facts.parts[$part] as $process
  | $asked[$question] as $answer
  | fault($question) as $fault
  | if $process == "ended" and $answer.exit == 7 then
      broken("it was started, and its process is gone"; "why: monitor.sh logs \($part); then: monitor.sh up \($part)")
    elif $process == "none" and $answer.exit == 7 then broken("it was not started"; "monitor.sh up \($part)")
    elif $answer.exit == 28 or $answer.exit == 7 then
      broken($fault; "why: monitor.sh logs \($part); if it hangs: monitor.sh down \($part), then monitor.sh up \($part)")
    else
      (try further catch broken(.; "another program may have its port, \($facts.ports[$part]): stop that, or set \($facts.settings[$part])"))
      | if .state == "works" and ($process == "ended" or $process == "none") then .detail += ", though monitor.sh did not start it" else . end
    end;

def now_there: json("prometheus_time"; .data.result[0] | numbers);

def alerting_rules: json("prometheus_rules"; .data.groups | arrays) | [.[] as $group | $group.rules[] | select(.type == "alerting") | . + {interval: $group.interval}];

# The alerts of a rule, which is broken as soon as one is pending.
def alerts_of($rule; concerns):
  [alerting_rules[] | select(.name == $rule).alerts[]? | select(concerns)];

def targets: json("prometheus_targets"; .data.activeTargets | arrays);

# ---- The hops ----

def files:
  if $facts.config.missing then broken("nothing was rendered into \($facts.config.folder) yet"; "monitor.sh up")
  elif $facts.config.changed != [] then
    broken("changed in docker/ since, and not given to the parts: \($facts.config.changed | listed)"; "monitor.sh up, which checks and loads them")
  else works("\($facts.config.folder) is as docker/ has it") end;

def service:
  part("app"; "app_ready";
    $asked["app_ready"].status as $status
    | (body("app_ready") | try fromjson catch null) as $health
    | if ($status == 200 or $status == 503) and ($health | type == "object" and (.checks | type) == "array") then
        if $status == 200 and $health.status == "UP" then works("ready")
        else broken("not ready: \([$health.checks[] | select(.status != "UP").name] | listed)"; "why: monitor.sh logs app")
        end
      else error(fault("app_ready") // "\(address("app_ready")) answers nonsense") end);

def metrics:
  [$facts.metrics[] as $metric | select(series("app_metrics"; $metric) == []) | $metric] as $missing
  | if $missing == [] then works("\($facts.metrics | length) metrics that the rules read are there; app_active_connections is \(series("app_metrics"; "app_active_connections")[0].value)")
    else broken("\(address("app_metrics")) lacks \($missing | listed)"; "an older service? monitor.sh up app; why: monitor.sh logs app") end;

def prometheus:
  part("prometheus"; "prometheus_ready"; fault("prometheus_ready") as $fault
    | if $fault then broken($fault; "why: monitor.sh logs prometheus") else now_there | works("ready, and answers queries") end);

def prometheus_config:
  series("prometheus_metrics"; "prometheus_config_last_reload_successful")[0].value as $taken
  | series("prometheus_metrics"; "prometheus_config_last_reload_success_timestamp_seconds")[0].value as $since
  | if $taken == null or $since == null then error("\(address("prometheus_metrics")) answers nonsense")
    elif $taken == 0 then broken("it refused its files and goes on with older ones"; "why: monitor.sh logs prometheus; correct docker/, then: monitor.sh up")
    elif ($facts.config.told.prometheus | not) and $facts.config.modified.prometheus > $since then
      broken("it has not read its files since they were changed"; "monitor.sh up")
    else works("read its files \($facts.now - $since | ago) ago") end;

def rules:
  alerting_rules as $loaded
  | ($facts.alerts - [$loaded[].name]) as $missing
  | if $facts.alerts == [] then broken("no file in \($facts.config.folder) has an alert"; "monitor.sh up")
    elif $missing != [] then broken("not loaded: \($missing | listed)"; "name their file in rule_files of docker/prometheus.yml, then: monitor.sh up")
    else works("\($facts.alerts | length) alerts are loaded") end;

def evaluation:
  alerting_rules as $rules
  | now_there as $now
  | [$rules[] | select(.health == "err")] as $failing
  | [$rules[] | select(.health == "ok") | ($now - (.lastEvaluation | when)) as $age | select($age > 3 * .interval + $facts.timeout) | $age] as $late
  | if $failing != [] then broken("\($failing[0].name): \($failing[0].lastError)"; "correct the rule in docker/, then: monitor.sh up")
    elif $late != [] then broken("\($late | length) rules were last evaluated \($late | max | ago) ago"; "why: monitor.sh logs prometheus; too many series, or too slow a machine")
    else works("every rule is evaluated") end;

def scrape:
  targets as $targets
  | now_there as $now
  | [$targets[] | select(.labels.job == "websocket-app")] as $own
  | [$own[] | select(.health == "down")] as $down
  | [$own[] | ($now - (.lastScrape | when)) as $age | select(.health != "unknown" and $age > 3 * (.scrapeInterval | seconds) + $facts.timeout) | $age] as $late
  | if $own == [] then broken("no target of the job websocket-app"; "put the service into scrape_configs of docker/prometheus.yml, then: monitor.sh up")
    elif $down != [] then broken("\($down[0].labels.instance): \($down[0].lastError)"; "may Prometheus reach \($down[0].scrapeUrl)? monitor.sh status")
    elif $late != [] then broken("last scraped \($late | max | ago) ago"; "why: monitor.sh logs prometheus")
    elif all($own[]; .health == "unknown") then unknown("not scraped yet: Prometheus has just started")
    else works("scraped \([$own[] | $now - (.lastScrape | when)] | max | if . < 0 then 0 else . end | ago) ago") end;

def alertmanager:
  part("alertmanager"; "alertmanager_ready"; fault("alertmanager_ready") as $fault
    | if $fault then broken($fault; "why: monitor.sh logs alertmanager")
      else json("alertmanager_status"; .config.original | strings) | works("ready, version \(json("alertmanager_status"; .versionInfo.version | strings))") end);

def alertmanager_config:
  series("alertmanager_metrics"; "alertmanager_config_last_reload_successful")[0].value as $taken
  | series("alertmanager_metrics"; "alertmanager_config_hash")[0].value as $hash
  | if $taken == null or $hash == null then error("\(address("alertmanager_metrics")) answers nonsense")
    elif $taken == 0 then broken("it refused its file and goes on with an older one"; "why: monitor.sh logs alertmanager; correct docker/alertmanager.yml, then: monitor.sh up")
    elif $hash != $facts.config.alertmanager_hash then broken("it runs with another alertmanager.yml than that in \($facts.config.folder)"; "monitor.sh up; if that does not help: monitor.sh down alertmanager, then monitor.sh up alertmanager")
    else works("runs with alertmanager.yml as it is in \($facts.config.folder)") end;

def discovery:
  [json("prometheus_alertmanagers"; .data.activeAlertmanagers | arrays)[].url | split("/")[2]] as $known
  | [$facts.inside.alertmanager, $facts.inside.app] - $known
  | if . == [] then works("Prometheus knows Alertmanager and the service")
    else broken("Prometheus does not know \(join(" and "))"; "put it into alerting.alertmanagers of docker/prometheus.yml, then: monitor.sh up") end;

# The heartbeat is told again each minute: where it has been told lately, the way is open.
def heartbeat($at; $missing; $mend):
  if $at != null and $facts.now - ($at | when) <= $facts.heartbeat then works("the heartbeat came \($facts.now - ($at | when) | if . < 0 then 0 else . end | ago) ago")
  elif $facts.now - series("prometheus_metrics"; "process_start_time_seconds")[0].value < $facts.heartbeat then unknown("no heartbeat yet: Prometheus has just started")
  elif $at == null then broken($missing; $mend)
  else broken("\($missing) for \($facts.now - ($at | when) | ago)"; $mend) end;

def sending:
  alerts_of("PrometheusErrorSendingAlerts"; (.labels.alertmanager // "") | contains($facts.inside.app) | not) as $errors
  | [json("alertmanager_alerts"; arrays)[] | select(.labels.alertname == "Watchdog").updatedAt] as $beats
  | if $errors != [] then broken($errors[0].annotations.description; "why: monitor.sh logs prometheus")
    else heartbeat($beats[0]; "Alertmanager has no heartbeat (Watchdog)"; "why: monitor.sh logs prometheus; is the rule Watchdog loaded?") end;

def muted:
  [json("alertmanager_alerts"; arrays)[] | select(.status.state == "suppressed")] as $quiet
  | if $quiet == [] then works("nothing is silenced or inhibited")
    else works("nobody is told of \([$quiet[].labels.alertname] | unique | listed): silenced, or inhibited by another alert; see: monitor.sh check-alerts") end;

def secret($file; $what):
  $facts.secrets[$file]
  | if .state == "there" then works("\(.path) is there")
    elif .state == "malformed" then broken("\(.path) is not \($what)"; "write \($what) into it, and nothing else; it is read at each notification")
    elif .state == "unreadable" then broken("\(.path) cannot be read"; "chmod u+r \(.path)")
    else broken("\(.path) is empty or missing"; "write \($what) into it, then: monitor.sh up") end;

def channel($integration; $runbook):
  def sum($metric): [series("alertmanager_metrics"; $metric)[] | select(.labels | contains("integration=\"\($integration)\"")).value] | add // 0;
  (try alerts_of("AlertmanagerFailedToSendAlerts"; .labels.integration == $integration) catch []) as $failing
  | sum("alertmanager_notification_requests_total") as $sent
  | sum("alertmanager_notification_requests_failed_total") as $failed
  | if $failing != [] then broken($failing[0].annotations.description; "why: monitor.sh logs alertmanager; what to do: \($facts.url)/runbooks/\($runbook)")
    elif $sent == 0 then unknown("Alertmanager has sent nothing since it started")
    elif $failed == $sent then broken("none of \(plural($sent; "request")) was taken"; "why: monitor.sh logs alertmanager; what to do: \($facts.url)/runbooks/\($runbook)")
    else works("has taken \($sent - $failed) of \(plural($sent; "request")) since Alertmanager started") end;

def witness($name; $who):
  (if $facts.password then . else error("there is no password of oncall in \($facts.state)/secrets/oncall-password") end)
  | json("app_status"; .witnesses[$name] | objects) as $witness
  | ([series("app_metrics"; "app_alert_deliveries_total")[] | select((.labels | contains("witness=\"\($name)\"")) and (.labels | contains("outcome=\"unauthorized\"")) and .value > 0)] != []) as $refused
  | if $witness.heartbeatLost then
      broken("the service hears no heartbeat from \($who)" + (if $witness.heartbeatAt then " for \($facts.now - ($witness.heartbeatAt | when) | ago)" else "" end)
          + (if $refused then ", and has refused its token" else "" end);
        if $refused then "both read \($facts.secrets["tocsin-webhook-token"].path): monitor.sh down, then monitor.sh up"
        else "what to do: \($facts.url)/runbooks/witness-silent" end)
    elif $witness.heartbeatAt == null then unknown("no heartbeat yet: the service has just started")
    else works("the service heard the heartbeat from \($who) \($facts.now - ($witness.heartbeatAt | when) | if . < 0 then 0 else . end | ago) ago") end;

def record:
  if $asked["app_verification"].exit == 28 then unknown("the log is long: not verified within \($facts.timeout) s; see: monitor.sh audit verify")
  else json("app_verification"; objects | select(has("holds"))) as $verified
    | if $verified.holds then works("\($verified.entries) entries, each as it was written")
      else broken("altered: \([$verified.findings[] | "\(.table) \(.row)"] | listed)"; "monitor.sh audit verify; what to do: \($facts.url)/runbooks/audit-log-altered") end
  end;

def others:
  [targets[] | select(.health == "down" and .labels.job != "websocket-app")] as $down
  | if $down == [] then works("every other target is read")
    else ({node: "node-exporter", blackbox: "blackbox-exporter", "websocket-app-health": "blackbox-exporter"}[$down[0].labels.job] // $down[0].labels.job) as $part
      | broken("not read: \([$down[] | "\(.labels.job) (\(.lastError))"] | listed)"; "monitor.sh up \($part)") end;

# An alert about a service that is well is often one about another.
def same_service:
  series("app_metrics"; "process_start_time_seconds")[0].value as $own
  | [json("prometheus_start"; .data.result | arrays)[].value[1] | tonumber] as $known
  | if any($known[]; . - $own | fabs < 1) then works("Prometheus's figures are those of this service")
    elif $facts.now - $own < 60 then unknown("the service has just started")
    else broken("Prometheus's figures are those of another process than \(address("app_metrics"))"; "correct the targets in docker/prometheus.yml, then: monitor.sh up") end;

{section: "Alerts not firing", hops: []}
| hop("files"; []; files)
| hop("service"; []; service)
| hop("metrics"; ["service"]; metrics)
| hop("prometheus"; []; prometheus)
| hop("prometheus-config"; ["prometheus"]; prometheus_config)
| hop("rules"; ["prometheus"]; rules)
| hop("evaluation"; ["prometheus"]; evaluation)
| hop("scrape"; ["service", "prometheus"]; scrape)
| .section = "Alerts not reaching Alertmanager"
| hop("alertmanager"; []; alertmanager)
| hop("alertmanager-config"; ["alertmanager"]; alertmanager_config)
| hop("discovery"; ["prometheus"]; discovery)
| hop("sending"; ["prometheus", "alertmanager"]; sending)
| .section = "Notifications not sent"
| hop("muted"; ["alertmanager"]; muted)
| hop("slack-secret"; []; secret("tocsin-slack-url"; "the incoming webhook's URL"))
| hop("slack"; ["alertmanager", "slack-secret"]; channel("slack"; "alertmanager-failed-to-send-alerts"))
| hop("pagerduty-secret"; []; secret("tocsin-pagerduty-key"; "the integration key"))
| hop("pagerduty"; ["alertmanager", "pagerduty-secret"]; channel("pagerduty"; "alertmanager-failed-to-send-alerts"))
| hop("record-secret"; []; secret("tocsin-webhook-token"; "a random text"))
| hop("record"; ["alertmanager", "record-secret"]; channel("webhook"; "witness-silent"))
| hop("witness-webhook"; ["service"]; witness("webhook"; "Alertmanager"))
| hop("witness-direct"; ["service"]; witness("direct"; "Prometheus"))
| hop("audit"; ["service"]; record)
| .section = "False positives"
| hop("others"; ["prometheus"]; others)
| hop("same-service"; ["metrics", "scrape"]; same_service)
| {healthy: all(.hops[]; .state != "broken"), broken: [.hops[] | select(.state == "broken").id], hops}
