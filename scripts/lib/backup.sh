# shellcheck shell=bash
# The embedded database: copied while the service runs, and put back while it does not.

readonly RECORD=$STATE/data/tocsin

audit_backup() {
  (($# == 1)) || usage_error "audit backup takes the file to write."
  local to=$1 head
  [[ $to == /* ]] || to=$PWD/$to
  [[ ! -e $to ]] || usage_error "$(shown "$to") is there already; name another file."
  load_settings
  require_embedded
  [[ -f $RECORD/tocsin.db ]] || die 70 "There is no database in $(shown "$RECORD") yet."
  require_jdk compiler
  (umask 077 && copy_record "$to") || die 73 "The backup could not be written to $(shown "$to")."
  head=$(embedded head "$to" 2>&1) || die 70 "The backup $(shown "$to") is not whole: $head"
  echo "Backed up to $(shown "$to"): ${head% *} entries, the last ${head#* }"
}

# copy_record TO: under that name only when all of it is on the disk.
copy_record() {
  trap 'rm -f -- "$1.part"' EXIT
  rm -f -- "$1.part" &&
    embedded copy "$RECORD/tocsin.db" "$1.part" &&
    sync -- "$1.part" &&
    mv -- "$1.part" "$1" &&
    sync -- "${1%/*}/"
}

audit_restore() {
  (($# == 1)) || usage_error "audit restore takes the file of a backup."
  local from=$1 head replaced
  [[ $from == /* ]] || from=$PWD/$from
  [[ -f $from && -r $from ]] || usage_error "There is no file $(shown "$from") to read."
  require_commands flock
  open_state
  load_settings
  require_embedded
  ! running app >/dev/null || usage_error "The service runs; stop it first: monitor.sh down app"
  require_jdk compiler
  [[ -d $SERVER/jdbc ]] || build
  head=$(embedded head "$from" 2>&1) || usage_error "$(shown "$from") is no backup of an audit log: $head"
  replaced=$RECORD/replaced-$(date -u +%Y%m%dT%H%M%SZ)
  (umask 077 && replace_record "$from" "$replaced") ||
    die 73 "The backup could not be put into $(shown "$RECORD")."
  echo "Restored from $(shown "$from"): ${head% *} entries, the last ${head#* }"
  [[ ! -d $replaced ]] || echo "What was there is in $(shown "$replaced")"
}

# replace_record FROM REPLACED: what was written ahead (-wal) belongs to the database that goes, and must go with it.
replace_record() {
  local file
  mkdir -p -- "$RECORD" || return 1
  cp -- "$1" "$RECORD/restored" || return 1
  sync -- "$RECORD/restored" || return 1
  for file in "$RECORD"/tocsin.db{,-wal,-shm}; do
    if [[ -e $file ]]; then
      mkdir -p -- "$2" || return 1
      mv -- "$file" "$2" || return 1
    fi
  done
  mv -- "$RECORD/restored" "$RECORD/tocsin.db" && sync -- "$RECORD"
}

require_embedded() {
  [[ $TOCSIN_DB_KIND != postgresql ]] ||
    usage_error "The record is in PostgreSQL: use pg_dump and pg_restore, see docs/reference.md."
  [[ $TOCSIN_RUNTIME == native ]] ||
    usage_error "The record is in a volume of the container: see docs/reference.md."
}

# embedded ARGUMENT...: EmbeddedDatabase with the service's driver; it too writes in the state folder alone.
embedded() {
  local drivers=$SERVER/jdbc
  [[ -d $drivers ]] || drivers=$BUILT/jdbc
  "$(java_program)" --enable-native-access=ALL-UNNAMED "-Djava.io.tmpdir=$STATE/tmp" -XX:-UsePerfData \
    --class-path "$drivers/*" "$ROOT/scripts/lib/EmbeddedDatabase.java" "$@"
}
