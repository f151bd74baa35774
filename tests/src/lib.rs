//! The harness: one call starts a database, an upstream and the service.
