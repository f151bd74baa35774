#!/bin/sh
# Checks what can be checked of infra/, the image and the workflows without a cloud: alert rules and their tests, the
# dashboard's queries, Terraform's form, YAML, shell scripts. What the machine has no tool for is skipped, and said;
# with STRICT=1 that is a failure. It installs nothing: promtool is unpacked from Debian's package into target/, since
# installing that would start a Prometheus.
set -eu
cd "$(dirname "$0")/../.."
tools=$PWD/target/infra

skipped=
skip() {
    echo "infra: skipped: $1" >&2
    skipped=1
}

# Says where promtool is; gets it from Debian's package when the machine has none.
find_promtool() {
    command -v promtool && return
    if [ ! -x "$tools/promtool" ]; then
        command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1 || return 1
        mkdir -p "$tools/package"
        download || return 1
        dpkg-deb --extract "$tools"/package/prometheus_*.deb "$tools/package" || return 1
        mv "$tools/package/usr/bin/promtool" "$tools/promtool"
        rm -rf "$tools/package"
    fi
    echo "$tools/promtool"
}

# The lists of packages may be missing, and only root may renew them.
download() (
    cd "$tools/package"
    apt-get download -qq prometheus >/dev/null 2>&1 && exit
    [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1 && apt-get download -qq prometheus >/dev/null 2>&1
)

if promtool=$(find_promtool); then
    (
        cd infra/prometheus
        "$promtool" check config prometheus.yml
        "$promtool" test rules alerts_test.yml
    )
else
    promtool=
    skip "alert rules (no promtool, and Debian's package prometheus cannot be had)"
fi

if [ -n "$promtool" ] && command -v python3 >/dev/null 2>&1; then
    mkdir -p "$tools"
    python3 infra/scripts/dashboard-queries.py infra/grafana/dashboards/*.json >"$tools/dashboard-queries.yml"
    "$promtool" check rules "$tools/dashboard-queries.yml"
else
    skip "the Grafana dashboard (no promtool, or no python3)"
fi

if command -v terraform >/dev/null 2>&1; then
    terraform -chdir=infra/terraform fmt -check -recursive -diff
    if [ -d infra/terraform/.terraform/providers ]; then
        terraform -chdir=infra/terraform validate
    else
        skip "terraform validate (run terraform -chdir=infra/terraform init -backend=false first)"
    fi
else
    skip "infra/terraform (no terraform)"
fi

if python3 -c 'import yaml' >/dev/null 2>&1; then
    git ls-files -z --cached --others --exclude-standard '*.yml' '*.yaml' | xargs -0 python3 -c '
import sys, yaml
for name in sys.argv[1:]:
    with open(name, encoding="utf-8") as text:
        list(yaml.safe_load_all(text))
'
else
    skip "YAML syntax (no python3 with yaml)"
fi

if docker compose version >/dev/null 2>&1; then
    docker compose --profile monitoring --profile simulator config --quiet
else
    skip "docker-compose.yml beyond its syntax (no docker compose)"
fi

if command -v shellcheck >/dev/null 2>&1; then
    shellcheck infra/scripts/*.sh .ci/run
else
    skip "shell scripts (no shellcheck)"
fi
if [ -n "$skipped" ] && [ -n "${STRICT-}" ]; then
    echo "infra: nothing may be skipped here" >&2
    exit 1
fi
echo "infra: what could be checked is well"
