# One list of alerts out of Prometheus's answer ($prometheus) and Alertmanager's ($alertmanager, null when it
# cannot be reached): each with the state that either gives it, null where it does not know the alert.

# The same alert on both sides: Prometheus adds its external labels on the way.
def same($a; $b): $a | to_entries | all(.[]; .value == $b[.key]);

def alert($p; $a):
  ($p // $a) as $one
  | {
      name: ($one.labels.alertname // ""),
      severity: ($one.labels.severity // ""),
      instance: $one.labels.instance,
      prometheus: $p.state,
      alertmanager: $a.status.state,
      since: ($p.activeAt // $a.startsAt),
      receivers: [$a.receivers[]?.name | select(startswith("escalation") | not)],
      silencedBy: ($a.status.silencedBy // []),
      inhibitedBy: ($a.status.inhibitedBy // []),
      summary: $one.annotations.summary,
      labels: $one.labels,
      annotations: $one.annotations
    };

($alertmanager // []) as $notified
| $prometheus.data.alerts as $evaluated
| [
    ($evaluated[] | . as $p | alert($p; first($notified[] | select(same($p.labels; .labels))) // null)),
    ($notified[] | . as $a | select(any($evaluated[]; same(.labels; $a.labels)) | not) | alert(null; $a))
  ]
# The heartbeat always fires and is nobody's to answer.
| map(select(.name != "Watchdog"))
| sort_by(({critical: 0, warning: 1, info: 2}[.severity] // 3), .since, .name)
