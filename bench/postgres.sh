# shellcheck shell=bash
# Debian's PostgreSQL, in a folder and on a port of its own.

readonly TOKEN=bench
POSTGRES=()

# start_postgres FOLDER PORT; a database that is there already is taken as it is
start_postgres() {
  local programs as=() new=
  programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
  mkdir -p -- "$1"
  printf '%s\n' "$TOKEN" >"$1.password"
  # PostgreSQL refuses to run as root, so root lends it another name.
  if ((EUID == 0)); then
    as=(runuser -u postgres --)
    chown postgres "$1"
  fi
  [[ -f $1/PG_VERSION ]] || new=yes
  (
    cd /
    [[ -z $new ]] ||
      "${as[@]}" "$programs/initdb" -D "$1" -U tocsin -A scram-sha-256 --pwfile="$1.password" -E UTF8 --locale=C.UTF-8
    "${as[@]}" "$programs/pg_ctl" -D "$1" -l "$1/log" -w \
      -o "-p $2 -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start
  ) >"$1.log" 2>&1
  POSTGRES=("${as[@]}" "$programs/pg_ctl" -D "$1" -m fast stop)
  [[ -z $new ]] || PGPASSWORD=$TOKEN psql -q -h 127.0.0.1 -p "$2" -U tocsin -d postgres -c 'CREATE DATABASE tocsin'
}

stop_postgres() {
  ((${#POSTGRES[@]} == 0)) || (cd / && "${POSTGRES[@]}" >/dev/null)
}
