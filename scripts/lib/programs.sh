# shellcheck shell=bash
# The programs that the stack is made of: those on the PATH, else Debian's packages, extracted into
# the tools folder. That needs no root and leaves the system as it is.

readonly TOOLS=$ROOT/.tocsin/tools
readonly DEBIAN=$TOOLS/debian

# program NAME: its path, under the project's own name or Debian's.
program() {
  local path
  for path in "$1" "$(debian_name "$1")" "$DEBIAN"/usr/{bin,sbin}/{"$1","$(debian_name "$1")"}; do
    command -v -- "$path" && return
  done
  return 1
}

debian_name() {
  case $1 in
    alertmanager) echo prometheus-alertmanager ;;
    node_exporter) echo prometheus-node-exporter ;;
    blackbox_exporter) echo prometheus-blackbox-exporter ;;
    *) echo "$1" ;;
  esac
}

debian_package() {
  case $1 in
    promtool) echo prometheus ;;
    amtool) echo prometheus-alertmanager ;;
    *) debian_name "$1" ;;
  esac
}

# Programs that have to be there; packages may be fetched for them.
require_programs() {
  { mkdir -p -- "$TOOLS" && [[ -w $TOOLS ]]; } 2>/dev/null || die 73 "The folder $(shown "$TOOLS") cannot be written."
  local lock name
  local -A wanted=()
  # One fetch at a time: a program that another stack is just unpacking is not there yet.
  exec {lock}>"$TOOLS/lock"
  flock "$lock"
  for name in "$@"; do
    program "$name" >/dev/null || wanted[$(debian_package "$name")]=1
  done
  ((${#wanted[@]} == 0)) || fetch_packages "${!wanted[@]}"
  exec {lock}>&-
}

fetch_packages() {
  local name list packages=("$@")
  printf -v list '%s, ' "${packages[@]}"
  list=${list%, }
  for name in apt-get dpkg; do
    command -v "$name" >/dev/null ||
      die 69 "Missing: $list, and there is no $name to fetch them with; install them and put them on the PATH."
  done
  echo "Fetching $list into $(shown "$DEBIAN")"

  local archives=$TOOLS/archives
  rm -rf -- "$archives"
  mkdir -p -- "$archives/lists/partial" "$archives/cache" "$DEBIAN"
  local system=(-o APT::Sandbox::User=root -o Debug::NoLocking=1)
  local own=("${system[@]}" -o "Dir::State::Lists=$archives/lists" -o "Dir::Cache=$archives/cache")
  # The system's package lists may be absent (a fresh container) or out of date: then lists of our own.
  if ! download_packages "$archives" system "${packages[@]}"; then
    { timeout 300 apt-get "${own[@]}" update >"$archives/log" 2>&1 &&
      download_packages "$archives" own "${packages[@]}"; } ||
      die 69 "Missing: $list, and apt-get could not fetch them ($(grep -m 1 -E 'Failed to fetch|^E: ' "$archives/log")); install them with: apt-get install ${packages[*]}"
  fi

  local archive
  for archive in "$archives"/*.deb; do
    dpkg -x "$archive" "$DEBIAN"
  done
  [[ " ${packages[*]} " != *" prometheus-alertmanager "* ]] || relocate_alertmanager
  rm -rf -- "$archives"
}

# Debian's Alertmanager does not start without a template in /usr/share/prometheus/alertmanager, a path that is
# compiled in. Our copy looks for it from its working directory, $DEBIAN: the same path, its slash moved to the end.
relocate_alertmanager() {
  LC_ALL=C sed -i 's#/usr/share/prometheus/alertmanager\([^/]\)#usr/share/prometheus/alertmanager/\1#' \
    "$DEBIAN/usr/bin/prometheus-alertmanager"
}

# download_packages FOLDER OPTIONS-ARRAY PACKAGE...
download_packages() {
  local -n options=$2
  local folder=$1 packages=("${@:3}")
  if [[ " ${packages[*]} " == *" prometheus "* ]]; then
    # Prometheus's own pages (/alerts, /rules) need the scripts that its package depends on.
    local scripts
    scripts=$(apt-cache "${options[@]}" depends --recurse --no-recommends --no-suggests --no-conflicts \
      --no-breaks --no-replaces --no-enhances prometheus 2>>"$folder/log" | grep -E '^(libjs|fonts)-') || return 1
    mapfile -t -O "${#packages[@]}" packages <<<"$scripts"
  fi
  (cd -- "$folder" && timeout 600 apt-get "${options[@]}" --quiet download "${packages[@]}") >>"$folder/log" 2>&1
}

# Small programs that come from the system.
require_commands() {
  local name missing=()
  for name in "$@"; do
    command -v "$name" >/dev/null || missing+=("$(case $name in flock | setsid) echo util-linux ;; *) echo "$name" ;; esac)")
  done
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

require_chromium() {
  # With the font that the page's 🚨 and 🔔 are drawn in: the screenshots show them.
  command -v chromium chromium-browser >/dev/null || install_packages chromium fonts-noto-color-emoji
}

require_postgresql() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
  # The tests start a server of their own; Debian's package would start one for good as well.
  if ((EUID == 0)) && [[ ! -d /etc/postgresql-common ]]; then
    mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/tocsin.conf
  fi
  install_packages postgresql
}

# The only thing that changes the system, and only for root.
install_packages() {
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    die 69 "Missing: $*; install it with: apt-get install $*"
  fi
  echo "Installing $*"
  local log
  log=$(mktemp)
  if ! apt_install "$@" >"$log" 2>&1; then
    # Absent or outdated package lists are the usual reason.
    { apt-get update && apt_install "$@"; } >"$log" 2>&1 || {
      tail -n 5 "$log" >&2
      rm -f -- "$log"
      die 69 "Missing: $*, and apt-get could not install it."
    }
  fi
  rm -f -- "$log"
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive timeout 900 apt-get install --yes --no-install-recommends "$@"
}
