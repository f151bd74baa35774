#!/bin/sh
# Installs what the build and the tests need and the machine lacks: a C compiler and a Postgres server.
# Where it may not install, it says exactly what to.
#
#   infra/scripts/setup.sh        for the service
#   infra/scripts/setup.sh test   for its tests, too: PgBouncer, without which those behind a pooler are skipped
#   infra/scripts/setup.sh e2e    for the test in a browser, too: Chromium, and Node with npm
set -eu

has_postgres() {
    for bin in $(printf '%s' "$PATH" | tr ' :' '?\n') /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin \
        /usr/local/opt/postgresql*/bin /usr/pgsql*/bin; do
        [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && return 0
    done
    return 1
}

has_pgbouncer() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v pgbouncer >/dev/null 2>&1
}

has_browser() {
    for browser in chromium chromium-browser google-chrome; do
        command -v "$browser" >/dev/null 2>&1 && return 0
    done
    return 1
}

# The oldest Node that will do.
has_node() {
    command -v npm >/dev/null 2>&1 &&
        node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major * 100 + +minor < 2011 ? 1 : 0)' 2>/dev/null
}

missing=
if [ "${1-}" = e2e ]; then
    has_browser || missing="$missing chromium fonts-dejavu-core"
    command -v node >/dev/null 2>&1 || missing="$missing nodejs npm"
fi
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
has_postgres || missing="$missing postgresql"
wanted=
if [ "${1-}" = test ]; then
    has_pgbouncer || wanted=" pgbouncer"
fi

command -v cargo >/dev/null 2>&1 || {
    echo "setup: no Rust toolchain found (cargo); install one with rustup, then run this again" >&2
    exit 1
}
check_node() {
    [ "${1-}" != e2e ] || has_node || {
        echo "setup: Node 20.11 or later with npm is needed; this is $(node --version 2>/dev/null || echo none)" >&2
        exit 1
    }
}
if [ -z "$missing$wanted" ]; then
    check_node "$@"
    exit 0
fi
# What the tests can do without.
skip_wanted() {
    echo "setup: some tests are skipped; they need:$wanted" >&2
    exit 0
}

if ! command -v apt-get >/dev/null 2>&1; then
    [ -n "$missing" ] || skip_wanted
    echo "setup: please install:$missing (on macOS: brew install postgresql@16; on Fedora: dnf install gcc postgresql-server)" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root=sudo
else
    [ -n "$missing" ] || skip_wanted
    echo "setup: please run: sudo apt-get install -y$missing$wanted" >&2
    exit 1
fi
missing="$missing$wanted"
echo "setup: installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
has_postgres || {
    echo "setup: the Postgres server is still missing; please install it by hand" >&2
    exit 1
}
check_node "$@"
