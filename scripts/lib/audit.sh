# shellcheck shell=bash
# The audit log: verified by the service and compared with what Prometheus remembers of it, and what it misses.

audit() {
  local what=${1:-}
  (($# == 0)) || shift
  case $what in
    verify) audit_verify "$@" ;;
    completeness) audit_completeness "$@" ;;
    backup) audit_backup "$@" ;;
    restore) audit_restore "$@" ;;
    *) usage_error "audit knows verify, completeness, backup and restore." ;;
  esac
}

# What only one side knows, and why; 1 if something is unexplained.
audit_completeness() {
  local query='' report json=
  while (($#)); do
    case $1 in
      --json)
        json=yes
        shift
        ;;
      --from | --to)
        [[ ${2:-} =~ ^[0-9TZ:.+-]+$ ]] || usage_error "$1 needs a time such as 2026-01-31T23:59:59Z."
        query+="&${1#--}=${2//+/%2B}"
        shift 2
        ;;
      *) usage_error "audit completeness knows --from TIME, --to TIME and --json only." ;;
    esac
  done
  require_commands curl jq
  load_settings
  report=$(service_api "/api/audit/completeness?${query#&}" --max-time 60) ||
    die 70 "The service cannot be asked at $(address app): $report"
  if [[ -n $json ]]; then
    jq . <<<"$report"
  else
    print_completeness "$report"
  fi
  jq --exit-status .complete <<<"$report" >/dev/null || return 1
}

print_completeness() {
  jq --raw-output '
    def time: .[0:19] + "Z";
    "\(.from | time) to \(.to | time): \(.episodes) episodes, \(.oneSided)\(if .cut then "+" else "" end) known to one side only, \(.unexplained) unexplained.",
    (.unanswered[] | "\(.) did not answer: what it would explain stays unknown.")' <<<"$1"
  [[ $(jq '.gaps | length' <<<"$1") == 0 ]] || {
    echo
    jq --raw-output '
      def cell: tostring | gsub("[\\p{Cc}\\p{Cf}]+"; " ") | if . == "" then "-" else . end;
      ["NAME", "SINCE", "UNTIL", "KNOWN BY", "MISSING", "REASON", "DETAIL"],
      (.gaps[] | [.name, .startsAt[0:19] + "Z", (if .endsAt then .endsAt[0:19] + "Z" else "-" end),
        (.witnesses | join(",")), .missing, .reason, .detail // "-"] | map(cell)) | join("\t")' <<<"$1" | table
  }
}

audit_verify() {
  local since=15d json=
  while (($#)); do
    case $1 in
      --json) json=yes ;;
      --since)
        since=${2:-}
        [[ $since =~ ^([0-9]+[smhdwy])+$ ]] || usage_error "--since needs a duration such as 15d, not \"$since\"."
        shift
        ;;
      *) usage_error "audit verify knows --since DURATION and --json only." ;;
    esac
    shift
  done
  require_commands curl jq
  load_settings

  local verification remembered contradictions
  verification=$(service_api /api/audit/verification --max-time 900) ||
    die 70 "The audit log could not be verified at $(address app): $verification"
  remembered=$(remembered_heads "$since" 2>&1) || {
    print_verification "$verification"
    die 69 "Prometheus cannot be asked at $(address prometheus) ($remembered), so that a tail that was cut off would not be seen."
  }
  contradictions=$(contradictions "$verification" "$remembered") ||
    die 70 "The service did not answer at $(address app) when it was asked for hashes."

  if [[ -n $json ]]; then
    jq --arg heads "$remembered" --arg contradictions "$contradictions" '
      def lines: split("\n") - [""];
      . + {prometheus: {heads: ($heads | lines | length), contradictions: ($contradictions | lines)}}' <<<"$verification"
  else
    print_verification "$verification"
    print_memory "$since" "$remembered" "$contradictions"
  fi
  [[ -z $contradictions ]] && jq --exit-status .holds <<<"$verification" >/dev/null
}

# service_api PATH [CURL-OPTION...]: as the person on call.
service_api() {
  service_api_as oncall "$@"
}

# remembered_heads SINCE: "LENGTH HEX" for each head that Prometheus scraped, the head's first 13 digits.
# Both gauges of one scrape have the same time, by which they are joined.
remembered_heads() {
  local lengths heads
  lengths=$(samples "app_alert_chain_length[$1]") || { echo "$lengths" && return 1; }
  heads=$(samples "app_alert_chain_head[$1]") || { echo "$heads" && return 1; }
  printf '%s\n%s\n' "$lengths" "$heads" | jq --raw-output --slurp '
    def values: [.data.result[] | .metric.instance as $instance | .values[] | {key: "\($instance) \(.[0])", value: (.[1] | tonumber)}];
    (.[1] | values | from_entries) as $heads
    | [.[0] | values[] | select($heads[.key]) | "\(.value) \($heads[.key])"] | unique[]' |
    while read -r length head; do
      printf '%d %013x\n' "$length" "$head"
    done | sort -n
}

samples() {
  fetch "$(address prometheus)/api/v1/query" --fail --get --max-time 60 --data-urlencode "query=$1"
}

# contradictions VERIFICATION REMEMBERED: what Prometheus remembers and the log does not hold, a line each.
contradictions() {
  local length pruned last number head hashes i
  local -a heads
  IFS=$'\t' read -r length pruned < <(jq --raw-output '[.length, .pruned] | @tsv' <<<"$1")
  last=$(tail -n 1 <<<"$2" | cut -d ' ' -f 1)
  ((${last:-0} <= length)) || echo "the log reached to entry $last, and ends with $length"
  mapfile -t heads < <(awk -v from="$pruned" -v to="$length" '$1 > from && $1 <= to' <<<"$2")
  for ((i = 0; i < ${#heads[@]}; i += 400)); do
    hashes=$(hashes "$(printf '%s\n' "${heads[@]:i:400}" | cut -d ' ' -f 1 | paste -s -d , -)") || return 1
    while read -r number head; do
      [[ $hashes == *"\"$number\":\"$head"* ]] || is_near "$number" "$head" ||
        echo "entry $number was $head…, and is another one"
    done < <(printf '%s\n' "${heads[@]:i:400}")
  done
}

# Entries may be appended between the reading of one gauge and of the other, so that a head comes with a neighbour's number.
is_near() {
  local near
  near=$(hashes "$(seq -s , "$(($1 > 20 ? $1 - 20 : 1))" "$(($1 + 200))")") || return 1
  [[ $near == *":\"$2"* ]]
}

hashes() {
  service_api "/api/audit/hashes?seq=$1"
}

print_verification() {
  jq --raw-output '
    def state(tables): if any(.findings[]; .table | test(tables)) then "broken" else "holds" end;
    ["Log", state("audit"), "\(.entries) entries" + (if .pruned > 0 then ", \(.pruned) pruned before" else "" end)],
    ["Episodes", state("episode|sighting"), "\(.episodes) replayed"],
    ["Head", "-", "\(.length) \(.head)"],
    (.findings[] | ["", .fault, "\(.table) \(.row): \(.detail | gsub("[\\p{Cc}\\p{Cf}]+"; " "))"])
    | join("\t")' <<<"$1" | table
}

# print_memory SINCE REMEMBERED CONTRADICTIONS
print_memory() {
  if [[ -z $2 ]]; then
    printf 'Prometheus\t-\tit remembers nothing of the last %s\n' "$1"
  elif [[ -z $3 ]]; then
    printf 'Prometheus\tholds\t%d heads of the last %s fit, the last at entry %d\n' \
      "$(wc -l <<<"$2")" "$1" "$(tail -n 1 <<<"$2" | cut -d ' ' -f 1)"
  else
    printf 'Prometheus\tbroken\t%s\n' "${3//$'\n'/$'\nPrometheus\tbroken\t'}"
  fi | table
}
