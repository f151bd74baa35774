#!/bin/sh
# Installs what the build and the tests need and the machine lacks: a C compiler and a Postgres server.
# Where it may not install, it says exactly what to.
set -eu

has_postgres() {
    for bin in $(printf '%s' "$PATH" | tr ' :' '?\n') /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin \
        /usr/local/opt/postgresql*/bin /usr/pgsql*/bin; do
        [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && return 0
    done
    return 1
}

missing=
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
has_postgres || missing="$missing postgresql"

command -v cargo >/dev/null 2>&1 || {
    echo "setup: no Rust toolchain found (cargo); install one with rustup, then run this again" >&2
    exit 1
}
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "setup: please install:$missing (on macOS: brew install postgresql@16; on Fedora: dnf install gcc postgresql-server)" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "setup: please run: sudo apt-get install -y$missing" >&2
    exit 1
fi
echo "setup: installing$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
has_postgres || {
    echo "setup: the Postgres server is still missing; please install it by hand" >&2
    exit 1
}
