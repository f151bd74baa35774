#!/bin/sh
# Brings an image to production: schema, worker, api, in this order, then throws away what is too old to go back to.
# Each step ends before the next begins, and the first that fails is the last.
#
#   PROJECT=… REGION=… infra/scripts/deploy.sh IMAGE
#   PROJECT=… REGION=… SKIP_MIGRATION=1 infra/scripts/deploy.sh OLDER_IMAGE     going back: the schema stays as it is
#
# Give the image by its digest (…@sha256:…): a tag may mean another one tomorrow.
set -eu
image=${1:?which image?}
: "${PROJECT:?which project?}" "${REGION:?which region?}"
# Revisions of each service that one can go back to, the running one included.
keep=5

run() { gcloud run --project="$PROJECT" --quiet "$@"; }

if [ -z "${SKIP_MIGRATION-}" ]; then
    echo "deploy: schema"
    run jobs update aoe2-migrate --region="$REGION" --image="$image"
    run jobs execute aoe2-migrate --region="$REGION" --wait
fi

# The worker first: what it writes, the api before this one can read.
for service in aoe2-worker aoe2-api; do
    echo "deploy: $service"
    run services update "$service" --region="$REGION" --image="$image"
done

url=$(run services describe aoe2-api --region="$REGION" --format='value(status.url)')
echo "deploy: is $url ready?"
curl --fail --silent --show-error --retry 10 --retry-all-errors --retry-delay 3 --max-time 10 "$url/health/ready"
echo

for service in aoe2-worker aoe2-api; do
    serving=$(run services describe "$service" --region="$REGION" --format='value(status.latestReadyRevisionName)')
    run revisions list --service="$service" --region="$REGION" --sort-by='~metadata.creationTimestamp' \
        --format='value(metadata.name)' | tail -n "+$((keep + 1))" | while read -r revision; do
        [ "$revision" = "$serving" ] && continue
        echo "deploy: $revision goes"
        # Not worth a failed deploy: it is tried again with the next one.
        run revisions delete "$revision" --region="$REGION" </dev/null || true
    done
done
