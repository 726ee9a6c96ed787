# Divides every duration of a Prometheus or Alertmanager file by `speed`: values (for: 5m), ranges and
# subqueries ([5m], [1h:30s]) and offsets. Everything else, comments and prose among it, stays.
#
#   awk -v speed=60 -f scale-durations.awk alert_rules.yml

BEGIN {
  milliseconds["ms"] = 1
  milliseconds["s"] = 1000
  milliseconds["m"] = 60 * 1000
  milliseconds["h"] = 60 * 60 * 1000
  milliseconds["d"] = 24 * 60 * 60 * 1000
  milliseconds["w"] = 7 * 24 * 60 * 60 * 1000
  milliseconds["y"] = 365 * 24 * 60 * 60 * 1000
}

/^[ \t]*#/ {
  print
  next
}

{
  done = ""
  rest = $0
  while (match(rest, /[0-9]+(ms|[smhdwy])([0-9]+(ms|[smhdwy]))*/)) {
    done = done substr(rest, 1, RSTART - 1)
    token = substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
    done = done (is_duration(done, rest) ? scaled(token) : token)
  }
  print done rest
}

function is_duration(before, after) {
  if (before ~ /\[[ \t]*$/) return after ~ /^[ \t]*[]:]/
  if (before ~ /\[[^]]*:[ \t]*$/) return after ~ /^[ \t]*\]/
  if (before ~ /(^|[^A-Za-z0-9_])offset[ \t]+-?$/) return after !~ /^[A-Za-z0-9_]/
  if (before ~ /(^|[ \t{,-])[A-Za-z_]+:[ \t]+["']?$/) return after ~ /^["']?[ \t]*([,}#]|$)/
  return 0
}

function scaled(token,    total, number, unit) {
  total = 0
  while (match(token, /^[0-9]+/)) {
    number = substr(token, 1, RLENGTH)
    token = substr(token, RLENGTH + 1)
    match(token, /^(ms|[smhdwy])/)
    unit = substr(token, 1, RLENGTH)
    token = substr(token, RLENGTH + 1)
    total += number * milliseconds[unit]
  }
  if (total == 0) return "0s"
  total = int(total / speed)
  if (total == 0) total = 1
  return total % 1000 == 0 ? sprintf("%.0fs", total / 1000) : sprintf("%.0fms", total)
}
