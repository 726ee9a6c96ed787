# shellcheck shell=bash
# package: the service as an archive that runs where there is a Java and nothing else.

package() {
  (($# <= 1)) || usage_error "package takes one file at most."
  local file=${1:-$ROOT/target/tocsin.tar.gz}
  [[ $file == *.tar.gz ]] || usage_error "The archive is one of tar and gzip: its name ends with .tar.gz, not as in \"$file\"."
  { mkdir -p -- "$(dirname -- "$file")" && [[ -w $(dirname -- "$file") ]]; } 2>/dev/null ||
    die 73 "$(shown "$file") cannot be written."
  require_commands flock gzip tar
  open_state
  build

  DESK=$(mktemp -d)
  trap 'rm -rf -- "$DESK"' EXIT
  minify "$DESK/tocsin.tar"
  tar --append --file "$DESK/tocsin.tar" --directory "$ROOT" --transform 's#^docker#tocsin/monitoring#' \
    docker/{prometheus,alert_rules,monitoring_rules,alertmanager,blackbox}.yml docker/{templates,nginx}
  gzip --stdout "$DESK/tocsin.tar" >"$file"
  printf '%s, %s MB\n' "$(shown "$file")" "$(($(stat --format %s -- "$file") / 1000000))"
}

# minify ARCHIVE: the server with those of Liberty's features that it may need by any of its settings. Liberty looks for
# them in what is configured when it starts, so a file that names them all is there meanwhile.
minify() {
  local server=usr/servers/tocsin every=configDropins/defaults/every-feature.xml
  mkdir -p -- "$DESK/$server/${every%/*}"
  cp -R -- "$BUILT"/. "$DESK/$server"
  {
    echo '<server><featureManager>'
    sed -n 's#.*\(<feature>.*</feature>\).*#\1#p' "$BUILT"/*.xml
    echo '</featureManager></server>'
  } >"$DESK/$server/$every"
  TOCSIN_HTTP_PORT=-1 WLP_USER_DIR=$DESK/usr "$LIBERTY/bin/server" package tocsin \
    --archive="$1" --include=minify --server-root=tocsin >"$DESK/log" 2>&1 </dev/null || {
    tail -n 20 "$DESK/log" >&2
    die 72 "Open Liberty could not make the archive."
  }
  tar --delete --file "$1" "tocsin/$server/"{configDropins,workarea}
}
