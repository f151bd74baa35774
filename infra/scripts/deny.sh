#!/bin/sh
# Checks licences, sources, duplicates and known advisories of everything in Cargo.lock.
# The checker is built and installed when the machine has none; that takes some minutes, once.
set -eu
cd "$(dirname "$0")/../.."
command -v cargo-deny >/dev/null 2>&1 || cargo install --quiet --locked cargo-deny@0.20.2
cargo deny --log-level error --all-features check bans licenses sources
# The advisories' list is fetched anew; a machine without it says so instead of failing.
cargo deny --log-level error --all-features fetch 2>/dev/null || {
    echo "deny: the list of advisories cannot be fetched here; they were not checked" >&2
    exit 0
}
cargo deny --log-level error --all-features check advisories
