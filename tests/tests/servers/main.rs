//! Databases as others have them: a standby, a pooler, another encoding, a role with few connections.

mod clocks;
mod connections;
mod encodings;
mod failover;
mod locks;
mod pgbouncer;
mod pooled;
mod read_only;
