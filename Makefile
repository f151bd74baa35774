# What one does here. `make demo` and `make test` need nothing but a Rust toolchain.

.PHONY: help setup demo run test e2e check fmt lint doc deny queries openapi settings bench infra ci

help: ## this list
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/	/' | sort | expand -t 12

setup: ## install what is missing: a C compiler, a Postgres server
	@infra/scripts/setup.sh

demo: setup ## the whole service against a simulated upstream
	cargo run --features server/demo --bin aoe2-standings -- demo

run: setup ## the whole service against the real upstream, with a database of its own in .data/
	cargo run --bin aoe2-standings

# The recorded answers name real people: they lie outside of the repository, and their tests are ignored without them.
# Without `--tests` cargo would also look for code in every crate's comments, where a test forbids it.
test: ## every test; those that compare with recorded answers only if STANDINGS_REFERENCE_DIR says where these are
	@infra/scripts/setup.sh test
	cargo test --workspace --tests $(if $(STANDINGS_REFERENCE_DIR),-- --include-ignored)
ifndef STANDINGS_REFERENCE_DIR
	@echo "test: NOT RUN: comparisons with recorded answers; STANDINGS_REFERENCE_DIR does not say where these are" >&2
endif

e2e: ## a client generated from the OpenAPI document, and a page that uses it in a browser, against the demo
	@infra/scripts/setup.sh e2e
	cargo build --features server/demo --bin aoe2-standings --bin fixed_service
	cd tests/browser && npm ci && npm test

check: fmt lint doc deny ## everything that needs no running

fmt:
	cargo fmt --all --check

lint:
	cargo clippy --workspace --all-targets --all-features -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

deny: ## licences, sources and advisories of what we depend on
	@infra/scripts/deny.sh

queries: setup ## check the SQL against the schema and renew .sqlx/
	infra/scripts/prepare-queries.sh

openapi: setup ## write the examples and docs/openapi.json anew
	UPDATE_EXAMPLES=1 cargo test -p tests --test integration contract::examples::the_examples
	UPDATE_EXAMPLES=1 cargo test -p tests --test integration contract::examples::the_committed

settings: setup ## write .env.example, docs/SETTINGS.md, docs/tournament.schema.json and infra/prometheus/alerts.yml anew
	UPDATE_SETTINGS=1 cargo test -p tests --test integration processes::commands::the_

bench: setup ## figures: speed and memory, each beside its bound
	cargo build --release --features server/demo --bin aoe2-standings
	cargo run --release -p bench -- $(CASES)

infra: ## alert rules, dashboards, Terraform, YAML, scripts: what the machine has tools for
	@infra/scripts/infra.sh

ci: check infra test e2e ## what CI runs
