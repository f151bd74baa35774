//! From the upstream to the browser: polls, nudges, reads.

mod signature;
