//! Tracks who still holds a rendered body: the cache, or only responses that are being sent.
//!
//! A slow reader keeps the version it was given while newer ones are rendered. Such superseded bodies are counted here,
//! for the metric, and bounded by the connections (`held.rs`).

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering::Relaxed},
};

use bytes::Bytes;

use crate::metrics;

const SUPERSEDED: u8 = 1;
const FREED: u8 = 2;

/// The size and state of one rendered body.
#[derive(Debug)]
pub struct BodyVersion {
    bytes: usize,
    state: AtomicU8,
}

/// The bytes of a response, and the body that they are part of.
#[derive(Clone, Debug)]
pub struct RenderedBytes {
    /// The bytes.
    pub bytes: Bytes,
    /// The body.
    pub version: Arc<BodyVersion>,
}

/// Held by the cache that serves the body: when this is dropped, the version is superseded.
#[derive(Debug)]
pub struct Current(Arc<BodyVersion>);

/// Bytes that a single response keeps for its reader: they count as held from the beginning, until this is dropped.
#[derive(Debug)]
pub struct ReaderBytes(Arc<BodyVersion>);

impl ReaderBytes {
    /// Counts `bytes` as held.
    #[must_use]
    pub fn new(bytes: usize) -> Self {
        let version = Arc::new(BodyVersion { bytes, state: AtomicU8::new(0) });
        version.end(SUPERSEDED);
        Self(version)
    }

    /// The version that they are counted as.
    #[must_use]
    pub fn version(&self) -> &Arc<BodyVersion> {
        &self.0
    }
}

impl Drop for ReaderBytes {
    fn drop(&mut self) {
        self.0.end(FREED);
    }
}

/// Owns the bytes; its drop marks that the last reader is done.
struct Owner {
    bytes: Bytes,
    version: Arc<BodyVersion>,
}

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.version.end(FREED);
    }
}

impl BodyVersion {
    /// Wraps bytes so that their holders are tracked. Returns them with the guard of the version's being served.
    #[must_use]
    pub fn serve(bytes: Bytes) -> (Bytes, Current) {
        let version = Arc::new(Self { bytes: bytes.len(), state: AtomicU8::new(0) });
        (Bytes::from_owner(Owner { bytes, version: Arc::clone(&version) }), Current(version))
    }

    /// How many bytes only readers still hold; 0 while the cache holds the version.
    #[must_use]
    pub fn held_by_readers(&self) -> usize {
        if self.state.load(Relaxed) == SUPERSEDED { self.bytes } else { 0 }
    }

    /// Records either end of a version, superseded or freed; it counts as held between the two.
    fn end(&self, which: u8) {
        let before = self.state.fetch_or(which, Relaxed);
        if which == SUPERSEDED && before == 0 {
            metrics::superseded_bytes().increment(self.bytes as f64);
        } else if which == FREED && before == SUPERSEDED {
            metrics::superseded_bytes().decrement(self.bytes as f64);
        }
    }
}

impl Current {
    /// The version that is served.
    #[must_use]
    pub fn version(&self) -> &Arc<BodyVersion> {
        &self.0
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        self.0.end(SUPERSEDED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_held_by_readers_alone_count() {
        let (bytes, current) = BodyVersion::serve(Bytes::from(vec![7; 1_000]));
        let version = Arc::clone(current.version());
        let reader = bytes.slice(999..);
        assert_eq!(version.held_by_readers(), 0, "it is served");
        drop((bytes, current));
        assert_eq!(version.held_by_readers(), 1_000, "a byte keeps them all");
        drop(reader);
        assert_eq!(version.held_by_readers(), 0);
        let (bytes, current) = BodyVersion::serve(Bytes::from_static(b"x"));
        let version = Arc::clone(current.version());
        drop(bytes);
        drop(current);
        assert_eq!(version.held_by_readers(), 0, "nobody read it");
    }

    #[test]
    fn bytes_kept_for_a_reader_count_until_the_response_ends() {
        let kept = ReaderBytes::new(500);
        let version = Arc::clone(kept.version());
        assert_eq!(version.held_by_readers(), 500);
        drop(kept);
        assert_eq!(version.held_by_readers(), 0);
    }
}
