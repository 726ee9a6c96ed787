# shellcheck shell=bash
# The JDK, the server (its configuration, the WAR, the database driver) and the Open Liberty runtime.

readonly BUILT=$ROOT/target/server
readonly WAR=$BUILT/apps/tocsin.war
readonly LIBERTY=$TOOLS/wlp

java_program() {
  if [[ -n ${JAVA_HOME:-} ]]; then
    echo "$JAVA_HOME/bin/java"
  else
    command -v java || echo java
  fi
}

# require_jdk [compiler]
require_jdk() {
  local java version hint="install one (apt-get install openjdk-17-jdk-headless) or set JAVA_HOME"
  java=$(java_program)
  command -v -- "$java" >/dev/null || die 71 "A JDK 17 or newer is needed, and there is no $java; $hint."
  # JAVA_TOOL_OPTIONS makes the JVM print a line of its own first.
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9.]*\).*/\1/p' | head -n 1) || true
  [[ $version =~ ^(1\.)?([0-9]+) ]] || die 71 "A JDK 17 or newer is needed, and $java does not say its version; $hint."
  ((BASH_REMATCH[2] >= 17)) || die 71 "A JDK 17 or newer is needed, and $java is version $version; $hint."
  if [[ ${1:-} == compiler ]]; then
    command -v -- "$(dirname "$(readlink -f "$(command -v "$java")")")/javac" >/dev/null ||
      die 71 "The build needs a JDK, and $java belongs to a runtime without a compiler; $hint."
  fi
}

# Why the build has to run; empty when all of it is there and newer than its sources.
build_reason() {
  if [[ ! -f $WAR ]]; then
    echo "there is no ${WAR#"$ROOT"/} yet"
  elif [[ ! -x $LIBERTY/bin/server ]]; then
    echo "Open Liberty is not installed yet"
  elif [[ -n $(find "$ROOT/src/main" "$ROOT/docs/runbooks" "$ROOT/pom.xml" -newer "$WAR" -print -quit) ]]; then
    echo "${WAR#"$ROOT"/} is older than its sources"
  fi
}

build() {
  local reason log=$STATE/logs/build.log start pid
  reason=$(build_reason)
  [[ -n $reason ]] || return 0
  require_jdk compiler
  local lock
  exec {lock}>"$TOOLS/lock"
  flock "$lock"
  # Another stack may have built it while this one waited.
  reason=$(build_reason)
  if [[ -n $reason ]]; then
    echo "Building, as $reason (the first time it downloads Open Liberty, some 350 MB)"
    start=$(milliseconds)
    (cd "$ROOT" && exec ./mvnw --quiet --batch-mode -DskipTests package) >"$log" 2>&1 </dev/null &
    pid=$!
    # Ctrl-C reaches Maven too: it is in the terminal's own process group.
    while kill -0 "$pid" 2>/dev/null; do
      live "  building      $((($(milliseconds) - start) / 1000)) s"
      sleep 0.5
    done
    live ''
    if ! wait "$pid"; then
      tail -n 30 "$log" >&2
      die 72 "The build failed; all of its output is in $(shown "$log")."
    fi
    echo "Built in $(seconds $(($(milliseconds) - start)))"
  fi
  exec {lock}>&-
}
