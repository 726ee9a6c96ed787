# shellcheck shell=bash
# What the record of a time comes to.

review() {
  local -a query=()
  local html='' json=''
  while (($#)); do
    case $1 in
      --since | --until | --zone)
        [[ ${2:-} =~ ^[A-Za-z0-9:.+/_-]+$ ]] || usage_error "$1 needs a value, such as --since 30d."
        query+=(--data-urlencode "${1#--}=$2")
        shift 2
        ;;
      --form)
        [[ ${2:-} =~ ^(weekly|monthly|quarterly)$ ]] || usage_error "--form needs weekly, monthly or quarterly."
        query+=(--data-urlencode "form=$2")
        shift 2
        ;;
      --drills)
        [[ ${2:-} =~ ^(without|with|only)$ ]] || usage_error "--drills needs without, with or only."
        query+=(--data-urlencode "drills=$2")
        shift 2
        ;;
      --html)
        [[ -n ${2:-} ]] || usage_error "--html needs the file to write."
        html=$2
        shift 2
        ;;
      --json)
        json=yes
        shift
        ;;
      *) usage_error "review knows --since, --until, --form, --zone, --drills, --html FILE and --json only." ;;
    esac
  done
  [[ -z $html || -z $json ]] || usage_error "review writes --html or --json, not both."
  require_commands curl jq
  load_settings
  local type=application/json answer
  [[ -z $html ]] || type=text/html
  answer=$(service_api /api/review --get "${query[@]}" --header "Accept: $type" --max-time 120) ||
    die 70 "The service gave no review at $(address app): $answer"
  if [[ -n $html ]]; then
    [[ $html == /* ]] || html=$PWD/$html
    { printf '%s\n' "$answer" >"$html.part" && mv -- "$html.part" "$html"; } 2>/dev/null ||
      die 73 "The report could not be written to $(shown "$html")."
    echo "Written to $(shown "$html")"
  elif [[ -n $json ]]; then
    printf '%s\n' "$answer"
  else
    print_review "$answer"
  fi
}

# Names and people come from outside: control characters must not reach the terminal.
print_review() {
  local words='
    def cell: tostring | gsub("[\\p{Cc}\\p{Cf}]+"; " ") | if . == "" then "-" else . end;
    def time: .[0:19] + "Z";
    def span: if . == null then "-" elif . < 60 then "\(round)s" elif . < 3600 then "\(. / 60 | floor)m \(. % 60 | floor)s"
      elif . < 86400 then "\(. / 3600 | floor)h \(. % 3600 / 60 | floor)m" else "\(. / 86400 | floor)d \(. % 86400 / 3600 | floor)h" end;
    def share: if . == null then "-" else "\(.count)/\(.of) \(.share * 100 | round)%" end;'
  jq --raw-output "$words"'
    "\(.since | time) to \(.until | time): \(.total.firings) firings, \(.total.open) of them still fire, \(.total.drills) drills.",
    "Mean time to answer (MTTA) \(.total.toAnswer.mean | span), to resolve (MTTR) \(.total.toResolve.mean | span);",
    "answered in time \(.total.targets.share | share), false positives \(.total.falsePositives | share)."' <<<"$1"
  [[ $(jq '.alerts | length' <<<"$1") == 0 ]] || {
    echo
    jq --raw-output "$words"'
      ["SEVERITY", "NAME", "FIRINGS", "MEDIAN", "MTTA", "MTTR", "IN TIME", "FALSE", "FLAPS", "BY ITSELF"],
      (.alerts[] | [.severity, .name, .figures.firings, (.figures.duration.median | span), (.figures.toAnswer.mean | span),
        (.figures.toResolve.mean | span), (.figures.targets.share | share), (.figures.falsePositives | share),
        .figures.flaps, .figures.byThemselves] | map(cell)) | join("\t")' <<<"$1" | table
  }
  jq --raw-output "$words"'
    (if .proposals != [] then "", "What to change:", (.proposals[] | "- \(.alert | cell): \(.text | cell)") else empty end),
    (if .notes != [] then "", (.notes[] | cell) else empty end)' <<<"$1"
}
