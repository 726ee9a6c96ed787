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
  minify
  mkdir -- "$DESK/tocsin/monitoring"
  cp -R -- "$ROOT"/docker/{prometheus,alert_rules,monitoring_rules,alertmanager,blackbox}.yml "$ROOT"/docker/{templates,nginx} \
    "$DESK/tocsin/monitoring"
  tar --create --gzip --file "$file" --directory "$DESK" --owner root:0 --group root:0 tocsin
  printf '%s, %s MB\n' "$(shown "$file")" "$(($(stat --format %s -- "$file") / 1000000))"
}

# The server with those of Liberty's features that it may need by any of its settings. Liberty looks for them in what is
# configured when it starts, so a file that names them all is there meanwhile.
minify() {
  local server=usr/servers/tocsin every=configDropins/defaults/every-feature.xml
  mkdir -p -- "$DESK/$server/${every%/*}"
  cp -R -- "$BUILT"/. "$DESK/$server"
  {
    echo '<server><featureManager>'
    sed -n 's#.*\(<feature>.*</feature>\).*#\1#p' "$BUILT"/*.xml
    echo '</featureManager></server>'
  } >"$DESK/$server/$every"
  if ! {
    TOCSIN_HTTP_PORT=-1 WLP_USER_DIR=$DESK/usr "$LIBERTY/bin/server" package tocsin \
      --archive="$DESK/minified.tar" --include=minify --server-root=tocsin &&
      tar --extract --file "$DESK/minified.tar" --directory "$DESK"
  } >"$DESK/log" 2>&1 </dev/null; then
    tail -n 20 "$DESK/log" >&2
    die 72 "Open Liberty could not make the archive."
  fi
  rm -rf -- "$DESK/tocsin/$server"/{configDropins,workarea}
}
