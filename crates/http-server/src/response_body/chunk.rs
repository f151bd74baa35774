//! Bytes that report when they are written.

use std::sync::Arc;

use bytes::{Buf, Bytes};

use crate::transfer::{Hold, Transfer};

/// Bytes that report when they are written.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(super) bytes: Bytes,
    pub(super) transfer: Arc<Transfer>,
    pub(super) _hold: Option<Hold>,
}

impl Buf for Chunk {
    fn remaining(&self) -> usize {
        self.bytes.remaining()
    }

    fn chunk(&self) -> &[u8] {
        self.bytes.chunk()
    }

    fn advance(&mut self, count: usize) {
        self.bytes.advance(count);
        self.transfer.took(count as u64);
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        if self.bytes.has_remaining() {
            self.transfer.took(self.bytes.remaining() as u64);
        }
    }
}
