# What bin/run, bin/test and bin/screenshots share: the checkout, a JDK 25, Maven, Node, and one build at a time.
# Sourced by bash 3.2 or newer (macOS has that one).

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "bin/$(basename "$0"): $1"
  shift
  for line in "$@"; do say "  $line"; done
  exit 1
}

# Prints the comment at the head of the script that asks: its manual.
help() {
  awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"
}

# The major version of the JDK in a directory; nothing when there is none.
jdk_major() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

# Makes JAVA_HOME a JDK 25, or the first newer one. TIDEMARK_JDKS replaces the usual places by others.
find_jdk() {
  local home java newer=
  java=$(command -v java 2>/dev/null) && java=$(readlink -f "$java" 2>/dev/null) || java=
  for home in "${JAVA_HOME:-}" "${java%/bin/java}" \
    ${TIDEMARK_JDKS:-/usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
      "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home \
      /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home}; do
    case $(jdk_major "$home") in
      25) export JAVA_HOME=$home && return ;;
      2[6-9] | [3-9][0-9]) newer=${newer:-$home} ;;
    esac
  done
  [ -n "$newer" ] || fail "no JDK 25 found." \
    "Install one, for instance Eclipse Temurin 25 (https://adoptium.net) or 'sdk install java 25-tem'," \
    "or set JAVA_HOME to one. Looked in JAVA_HOME, on PATH and in the usual places."
  export JAVA_HOME=$newer
}

# Makes sure that there is a Maven from 3.8 on.
find_maven() {
  local version
  command -v mvn >/dev/null || fail "no Maven found (mvn is not on PATH)." \
    "Install 3.8 or newer: 'apt-get install maven', 'brew install maven', 'sdk install maven'."
  version=$(cd / && mvn -B -v 2>/dev/null | sed -n 's/^.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p')
  case $version in
    3.[89] | 3.[1-9][0-9] | [4-9].*) ;;
    *) fail "Maven ${version:-of an unknown version} is too old; 3.8 or newer is needed." ;;
  esac
}

# The version in the POM, which is also the one that bin/node locks.
node_version() {
  sed -n 's:.*<frontend\.node\.version>\(.*\)</frontend\.node\.version>.*:\1:p' "$root/pom.xml"
}

node_is_ours() {
  command -v npm >/dev/null && [ "$(node -v 2>/dev/null)" = "v$(node_version)" ]
}

# Puts the one Node that pages are built with first on PATH. Another one's npm fetches it, and compares it with the checksum
# in bin/node/package-lock.json. Without any npm the build fetches its own.
find_node() {
  local there=$root/.tools/node link
  [ -d "$there/bin" ] && PATH=$there/bin:$PATH
  export PATH
  node_is_ours && return
  if command -v npm >/dev/null; then
    say "Fetching Node $(node_version) into .tools/node (the installed one is $(node -v 2>/dev/null || echo unusable))"
    rm -rf "$there.new" && mkdir -p "$there.new/bin" "$there.new/lib"
    cp "$root"/bin/node/package*.json "$there.new"
    npm ci --prefix "$there.new" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 \
      || fail "Node $(node_version) could not be fetched by npm." \
        "Install exactly this one with npm (https://nodejs.org/dist/v$(node_version)), then try again."
    ln -s ../node_modules "$there.new/lib/node_modules"
    for link in node npm npx; do ln -s "../node_modules/.bin/$link" "$there.new/bin/$link"; done
    rm -rf "$there" && mv "$there.new" "$there"
    PATH=$there/bin:$PATH
    hash -r
    node_is_ours || fail "the Node fetched into .tools/node does not run here." \
      "Install Node $(node_version) with npm (https://nodejs.org/dist/v$(node_version)), remove .tools, then try again."
  else
    say "No Node with npm found: the build downloads one from nodejs.org. If that fails, install Node $(node_version) (https://nodejs.org)."
  fi
}

# Runs a function while no other build runs in this checkout. Builds share target/.
alone() {
  mkdir -p "$root/.tools"
  if command -v flock >/dev/null; then
    (
      flock -n 9 || { say "Waiting for another build in this checkout to finish" && flock 9; }
      "$@"
    ) 9>"$root/.tools/build.lock"
  else
    "$@"
  fi
}

find_tools() {
  find_jdk
  find_maven
  find_node
}

# What the plugin writes and the repository keeps, as it is now; nothing outside of a repository.
kept() {
  git -C "$root" diff HEAD -- package.json package-lock.json tsconfig.json types.d.ts vite.config.ts 2>/dev/null || true
}

# The bill of materials of what pages are built from; that of the server's libraries is made by Maven.
list_npm_packages() {
  local list=$root/target/classes/META-INF/sbom/pages.cdx.json
  command -v npm >/dev/null || return 0
  mkdir -p "$(dirname "$list")"
  (cd "$root" && npm sbom --package-lock-only --sbom-format=cyclonedx --loglevel=error >"$list.new") && mv "$list.new" "$list"
}

# Maven in the checkout; for use under `alone`, after `find_tools`.
maven() {
  local before
  # What an earlier build left of the pages' scripts and of migrations would be served and run beside this one's.
  rm -rf "$root/target/classes/META-INF/VAADIN/webapp/VAADIN/build" "$root/target/classes/db" "$root/src/main/bundles"
  list_npm_packages
  before=$(kept)
  (cd "$root" && mvn -B -ntp "$@") || return
  [ "$before" = "$(kept)" ] || fail "the build changed files that are kept in the repository; see git diff." \
    "Where that is meant, commit them: see \"What it is built from\" in docs/security.md."
}
