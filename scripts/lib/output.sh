# shellcheck shell=bash
# What the command line prints: colours on a terminal only, errors to stderr, aligned tables.

if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  readonly RED=$'\e[31m' GREEN=$'\e[32m' YELLOW=$'\e[33m' BLUE=$'\e[34m' BOLD=$'\e[1m' PLAIN=$'\e[0m'
  readonly LIVE=yes
else
  readonly RED='' GREEN='' YELLOW='' BLUE='' BOLD='' PLAIN=''
  readonly LIVE=
fi

warn() {
  printf 'monitor.sh: %s\n' "$*" >&2
}

# die CODE SENTENCE...
die() {
  local code=$1
  shift
  warn "$@"
  exit "$code"
}

usage_error() {
  die 64 "$@"
}

# A line that the next one replaces; nothing where the output is not a terminal.
live() {
  [[ -z $LIVE ]] || printf '\r\e[K%s' "$*"
}

# progress PART TEXT: a line that stays.
progress() {
  live ''
  printf '  %-19s%s\n' "$@"
}

# A path as one would type it here.
shown() {
  printf '%s' "${1#"$PWD"/}"
}

milliseconds() {
  local now=${EPOCHREALTIME/[.,]/}
  echo $((now / 1000))
}

# seconds MILLISECONDS: 12.3 s
seconds() {
  printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100))
}

# age SECONDS: 45s, 12m 5s, 3h 20m, 2d 4h
age() {
  local s=$1
  if ((s < 60)); then
    echo "${s}s"
  elif ((s < 3600)); then
    echo "$((s / 60))m $((s % 60))s"
  elif ((s < 86400)); then
    echo "$((s / 3600))h $((s % 3600 / 60))m"
  else
    echo "$((s / 86400))d $((s % 86400 / 3600))h"
  fi
}

colour_of() {
  case $1 in
    critical | failed | unhealthy | broken) printf '%s' "$RED" ;;
    warning | starting | pending | unknown) printf '%s' "$YELLOW" ;;
    healthy | holds | works) printf '%s' "$GREEN" ;;
    info) printf '%s' "$BLUE" ;;
    firing) printf '%s' "$BOLD" ;;
  esac
}

# Aligns tab-separated lines from stdin; a cell that names a state or a severity is coloured.
table() {
  local -a lines=() cells=() width=()
  local line text i colour
  mapfile -t lines
  for line in "${lines[@]}"; do
    split_cells "$line"
    for i in "${!cells[@]}"; do
      ((${#cells[i]} <= ${width[i]:-0})) || width[i]=${#cells[i]}
    done
  done
  for line in "${lines[@]}"; do
    split_cells "$line"
    text=
    for i in "${!cells[@]}"; do
      # Padded by characters: printf's own padding counts bytes.
      printf -v line '%*s' $((width[i] - ${#cells[i]} + 2)) ''
      colour=$(colour_of "${cells[i]}")
      text+=$colour${cells[i]}${colour:+$PLAIN}$line
    done
    printf '%s\n' "${text%"${text##*[! ]}"}"
  done
}

# Into the caller's array; read would drop empty cells, as a tab counts as white space there.
split_cells() {
  local rest=$1$'\t'
  cells=()
  while [[ -n $rest ]]; do
    cells+=("${rest%%$'\t'*}")
    rest=${rest#*$'\t'}
  done
}
