# syntax=docker/dockerfile:1

# One image for both roles. `docker build .` makes it; `--target simulator --build-arg FEATURES=demo` makes the demo,
# which brings a Postgres server along.

# The same as in rust-toolchain.toml; the build stops when they differ.
ARG RUST=1.95.0

# What decides which dependencies are compiled, and nothing else: as long as these files stay the same, the layer with
# the compiled dependencies does.
FROM rust:${RUST}-slim-bookworm AS manifests
WORKDIR /src
COPY . .
RUN find . -type f ! -name Cargo.toml ! -name Cargo.lock ! -name rust-toolchain.toml ! -path './.cargo/*' -delete \
    && find . -type d -empty -delete \
    && for manifest in */Cargo.toml crates/*/Cargo.toml; do \
           folder=$(dirname "$manifest") \
           && mkdir -p "$folder/src/bin" \
           && touch "$folder/src/lib.rs" \
           && for name in $(sed -n '/^\[\[bin\]\]/,/^$/s/^name = "\(.*\)"/\1/p' "$manifest"); do \
                  echo 'fn main() {}' > "$folder/src/bin/$name.rs"; \
              done; \
       done

FROM rust:${RUST}-slim-bookworm AS build
WORKDIR /src
# The toolchain at hand is the one that is asked for; clippy and rustfmt, which the pin names as well, are not needed.
ENV RUSTUP_TOOLCHAIN=${RUST_VERSION} CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never
COPY --from=manifests /src .
RUN grep -qx "channel = \"$RUST_VERSION\"" rust-toolchain.toml \
    || { echo "rust-toolchain.toml and the Dockerfile's RUST=$RUST_VERSION differ" >&2; exit 1; }
ARG FEATURES=
RUN cargo build --release --locked -p server --bin aoe2-standings --features "$FEATURES"
COPY . .
# Files keep the time of their checkout, which may be before that of the empty ones that were just compiled.
RUN find crates -name '*.rs' -exec touch {} + \
    && cargo build --release --locked -p server --bin aoe2-standings --features "$FEATURES" \
    && install -D target/release/aoe2-standings /out/usr/local/bin/aoe2-standings \
    && ln -s aoe2-standings /out/usr/local/bin/poller \
    && ln -s aoe2-standings /out/usr/local/bin/api \
    && ldd target/release/aoe2-standings | grep -o '/[^ ]*' | xargs cp --dereference --parents --target-directory=/out \
    && find /out -type f -exec ls -l {} +

# For `docker compose --profile simulator`: the service against a simulated upstream, with a throw-away database.
FROM debian:bookworm-slim AS simulator
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates postgresql \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/usr/local/bin/aoe2-standings /usr/local/bin/aoe2-standings
USER postgres
# The demo writes its database's address beside DATA_DIR, where commands run by `docker exec` find it.
ENV PORT=8000 DATA_DIR=/tmp/aoe2-standings
EXPOSE 8000
ENTRYPOINT ["aoe2-standings"]
CMD ["demo"]

# Certificates, time zones, users, and no shell. The libraries that the executable names, the C library above all, come
# from the build, 3 MB; bases that have them bring 13 to 22 MB, of an image that is to stay under 40.
FROM gcr.io/distroless/static-debian12:nonroot AS service
ARG VERSION=0.0.0-development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="AoE2 Live Standings" \
      org.opencontainers.image.description="Live standings for Age of Empires II: DE tournaments: worker and api" \
      org.opencontainers.image.source="https://github.com/criticalbit-gg/aoe2-live-standings" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /out/ /
# An image is for the public until told otherwise: without its settings it stops, and says which are missing.
ENV ENVIRONMENT=production PORT=8000 METRICS_ADDR=0.0.0.0:9090 REVISION=${REVISION}
# Requests, and metrics for Prometheus; publish the latter to nobody else.
EXPOSE 8000 9090
# It writes no files: run it with a read-only file system. There is nothing here that could ask for /health from inside,
# so HEALTHCHECK is left to whatever runs the image: /health (alive), /health/ready (can serve).
# By number, so that an orchestrator sees that it is not root.
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/aoe2-standings"]
CMD ["serve"]
