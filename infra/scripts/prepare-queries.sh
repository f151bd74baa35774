#!/bin/sh
# Checks every query of crates/store against a real schema and writes what the build needs to know
# of them to .sqlx/. Run it after changing a query or a migration (`make queries`).
set -eu
cd "$(dirname "$0")/../.."
if [ -z "${DATABASE_URL-}" ]; then
    exec cargo run --quiet -p local-postgres -- "$0"
fi
for migration in migrations/*.up.sql; do
    psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 "$DATABASE_URL" -f "$migration"
done
rm -rf .sqlx.new
mkdir .sqlx.new
touch crates/store/src/lib.rs
SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$PWD/.sqlx.new" cargo check -p store
rm -rf .sqlx
mv .sqlx.new .sqlx
