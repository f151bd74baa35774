//! The loops that keep Postgres in step with the upstream.
