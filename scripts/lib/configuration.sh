# shellcheck shell=bash
# Secrets, users and the configuration files as one stack reads them.

readonly SERVER=$STATE/liberty/servers/tocsin
readonly USERS=$SERVER/configDropins/overrides/users.xml
readonly CONFIG=$STATE/config

random_hex() {
  od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

# The webhook token is ours to make; the PagerDuty key and the Slack URL are the user's.
create_secrets() {
  [[ -s $STATE/secrets/tocsin-webhook-token ]] ||
    (umask 077 && random_hex 32 >"$STATE/secrets/tocsin-webhook-token")
}

# create_users JAVA...: oncall, who may act, and operator, with whose name `down` has the service drained. The server keeps
# only a hash of their passwords.
create_users() {
  [[ ! -f $USERS ]] || return 0
  local oncall operator
  oncall=$(create_password oncall "$@")
  operator=$(create_password operator "$@")
  mkdir -p -- "${USERS%/*}"
  (
    umask 077
    cat >"$USERS.new" <<-END
		<server>
		  <basicRegistry id="basic" realm="tocsin">
		    <user name="oncall" password="$oncall"/>
		    <user name="operator" password="$operator"/>
		    <group name="viewer"><member name="oncall"/><member name="operator"/></group>
		    <group name="responder"><member name="oncall"/></group>
		    <group name="operator"><member name="operator"/></group>
		  </basicRegistry>
		  <ltpa keysPassword="$(random_hex 16)"/>
		</server>
		END
  )
  mv -- "$USERS.new" "$USERS"
}

# create_password USER JAVA...: into a file of its own; prints the hash. JAVA is a command that runs `java @/dev/stdin`
# where Liberty is: there the password is in no list of processes.
create_password() {
  local password
  password=$(random_hex 16)
  printf -- '-jar "%s/bin/tools/ws-securityutil.jar" encode --encoding=hash %s\n' "$LIBERTY_HOME" "$password" | "${@:2}" ||
    die 70 "Liberty's securityUtility could not hash the password of $1."
  (umask 077 && printf '%s\n' "$password" >"$STATE/secrets/$1-password")
}

# render FOLDER: the files of docker/ with this stack's addresses, secrets and speed.
render() {
  local folder=$1 file
  rm -rf -- "$folder"
  while IFS= read -r file; do
    mkdir -p -- "$folder/$(dirname -- "$file")"
    render_file "$ROOT/docker/$file" "$folder/$file"
  done < <(find "$ROOT/docker" -type f ! -name compose.yml ! -name Dockerfile -printf '%P\n')
  # Containers read it as users of their own; there is no secret in it.
  chmod -R u=rwX,go=rX "$folder"
}

render_file() {
  local text key=tocsin-pagerduty-escalation-key
  if [[ $1 == *.yml ]] && ((TOCSIN_SPEED > 1)); then
    text=$(awk -v speed="$TOCSIN_SPEED" -f "$ROOT/scripts/lib/scale-durations.awk" "$1")
  else
    text=$(<"$1")
  fi
  [[ -s $STATE/secrets/$key ]] || text=${text//"$key"/tocsin-pagerduty-key}
  if [[ $TOCSIN_RUNTIME == native ]]; then
    text=${text//app:9080/"127.0.0.1:$TOCSIN_HTTP_PORT"}
    text=${text//prometheus:9090/"127.0.0.1:$TOCSIN_PROMETHEUS_PORT"}
    text=${text//alertmanager:9093/"127.0.0.1:$TOCSIN_ALERTMANAGER_PORT"}
    text=${text//node-exporter:9100/"127.0.0.1:$TOCSIN_NODE_EXPORTER_PORT"}
    text=${text//blackbox-exporter:9115/"127.0.0.1:$TOCSIN_BLACKBOX_EXPORTER_PORT"}
    text=${text//listen 8080/"listen $TOCSIN_PROXY_PORT"}
    text=${text//listen 8443/"listen $TOCSIN_PROXY_TLS_PORT"}
    text=${text//\/run\/secrets\//"$STATE/secrets/"}
    text=${text//\/run\/tocsin\/logs\//"$STATE/logs/"}
  fi
  text=${text//http:\/\/localhost:3000/"$TOCSIN_GRAFANA_URL"}
  text=${text//http:\/\/localhost:9080/"$TOCSIN_URL"}
  text=${text//https:\/\/events.pagerduty.com\/v2\/enqueue/"$TOCSIN_PAGERDUTY_URL"}
  printf '%s\n' "$text" >"$2"
}

# update_configuration PROMTOOL AMTOOL: renders, has both tools check it, and only then puts it in place.
update_configuration() {
  render "$CONFIG.new"
  check_file "$CONFIG.new" prometheus.yml "$1" check config
  check_file "$CONFIG.new" alertmanager.yml "$2" check-config
  check_templates "$CONFIG.new"
  # The folder itself stays, as a container may have it mounted.
  find "$CONFIG" -mindepth 1 -delete
  cp -Rp -- "$CONFIG.new"/. "$CONFIG"
  rm -rf -- "$CONFIG.new"
}

# check_sources PROMTOOL AMTOOL: the files of docker/ themselves, whose secrets are elsewhere.
check_sources() {
  local folder=$ROOT/docker file
  for file in "$folder"/*_rules.yml; do
    check_file "$folder" "${file##*/}" "$1" check rules
  done
  check_file "$folder" prometheus.yml "$1" check config --syntax-only
  check_file "$folder" alertmanager.yml "$2" check-config
  check_templates "$folder"
}

# check_file FOLDER FILE TOOL...: where the tool names a line, it is that of the file in docker/, as rendering keeps lines.
check_file() {
  local output
  output=$("${@:3}" "$1/$2" 2>&1) || {
    printf '%s\n' "${output//"$1"/docker}" >&2
    locate "$1" "$output" >&2
    die 65 "docker/$2, or a file that it names, was refused; nothing was started."
  }
}

# locate FOLDER MESSAGE: the tools do not always say where; the last text that they quote stands there.
locate() {
  local text file found=
  [[ ! $2 =~ \.(yml|tmpl):\ ?[0-9]+:|line\ [0-9]+ ]] || return 0
  while IFS= read -r text; do
    for file in "$1"/*.yml "$1"/templates/*.tmpl; do
      found=$(grep -n -m 1 -F -- "$text" "$file" | sed "s#^#docker/${file#"$1/"}:#") && break
    done
    [[ -z $found ]] || break
  done < <(grep -o '"[^"]*"' <<<"$2" | tr -d '"' | tac)
  [[ -z $found ]] || printf '%s\n' "$found"
}

# amtool takes a template name that is defined nowhere, and then every notification fails.
check_templates() {
  local file line name
  while IFS=: read -r file line name; do
    name=${name#*\"}
    grep -qF -- "define \"${name%\"}\"" "$1"/templates/*.tmpl ||
      die 65 "docker/${file#"$1/"}:$line: the template \"${name%\"}\" is defined nowhere; nothing was started."
  done < <(grep -n -o -E 'template "[^"]+"' "$1/alertmanager.yml" "$1"/templates/*.tmpl)
}
