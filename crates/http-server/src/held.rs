//! Bounds the superseded bodies that slow readers keep, and chooses which readers are cut.
//!
//! A body that changes every few seconds leaves one version with each reader that was slow at that time. Once a second,
//! the versions that only readers keep are added up, for each client and for all; beyond the bounds, the readers that
//! have kept one for the longest are cut until the rest fits. Readers of less than a second do not count, so that many
//! quick ones at once are left alone: what was begun in the last two seconds may exceed a bound.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use crate::transfer::Held;
use crate::{BodyVersion, rate_limit_key};

/// What one client may keep, in bytes: two of the largest possible bodies, or an hour's versions of a usual one.
const CLIENT_BYTES: usize = 8 * 1024 * 1024;
/// What all clients may keep, in bytes: as much as the cache itself.
const ALL_BYTES: usize = 64 * 1024 * 1024;

/// What a reader keeps, with a key that identifies the reader.
pub(crate) type Kept<K> = (K, Held);

/// The size of the versions that are kept, each counted once.
#[derive(Default)]
struct Total {
    bytes: usize,
    readers: HashMap<*const BodyVersion, usize>,
}

impl Total {
    fn add(&mut self, version: &Arc<BodyVersion>) {
        let readers = self.readers.entry(Arc::as_ptr(version)).or_default();
        if *readers == 0 {
            self.bytes += version.held_by_readers();
        }
        *readers += 1;
    }

    fn remove(&mut self, version: &Arc<BodyVersion>) {
        if let Some(readers) = self.readers.get_mut(&Arc::as_ptr(version)) {
            *readers -= 1;
            if *readers == 0 {
                self.bytes = self.bytes.saturating_sub(version.held_by_readers());
            }
        }
    }
}

/// The readers to cut so that the rest fits the bounds.
pub(crate) fn to_cut<K: Copy>(kept: Vec<Kept<K>>) -> Vec<K> {
    beyond(kept, CLIENT_BYTES, ALL_BYTES)
}

fn beyond<K: Copy>(mut kept: Vec<Kept<K>>, of_client: usize, of_all: usize) -> Vec<K> {
    kept.sort_by_key(|(_, held)| held.since);
    let (mut all, mut clients) = (Total::default(), HashMap::<IpAddr, Total>::new());
    for (_, held) in &kept {
        all.add(&held.version);
        clients.entry(rate_limit_key(held.client)).or_default().add(&held.version);
    }
    let mut cut = Vec::new();
    for (reader, held) in &kept {
        let Some(client) = clients.get_mut(&rate_limit_key(held.client)) else { continue };
        if client.bytes > of_client || all.bytes > of_all {
            client.remove(&held.version);
            all.remove(&held.version);
            cut.push(*reader);
        }
    }
    cut
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    /// A superseded version of so many bytes, and a reader's copy of it.
    fn version(bytes: usize) -> (Bytes, Arc<BodyVersion>) {
        let (copy, current) = BodyVersion::serve(vec![0; bytes].into());
        (copy, Arc::clone(current.version()))
    }

    fn held(client: u8, since: u32, version: &Arc<BodyVersion>) -> Held {
        Held { client: [192, 0, 2, client].into(), since, version: Arc::clone(version) }
    }

    #[test]
    fn a_client_beyond_its_share_loses_its_oldest_readers() {
        let versions: Vec<_> = (0..4).map(|_| version(100)).collect();
        let mut kept: Vec<_> = (0..4).map(|n| (n, held(1, 10 + n, &versions[n as usize].1))).collect();
        kept.push((9, held(2, 1, &versions[0].1)));
        kept.reverse();
        assert_eq!(beyond(kept, 200, 1_000), [0, 1], "the other client, who waits for longer, has little");
    }

    #[test]
    fn a_version_with_several_readers_counts_once_until_the_last_is_done() {
        let (one, two) = (version(100), version(100));
        let kept = vec![(0, held(1, 1, &one.1)), (1, held(1, 2, &one.1)), (2, held(1, 3, &two.1))];
        assert_eq!(beyond(kept.clone(), 200, 200), [0; 0]);
        assert_eq!(beyond(kept, 150, 1_000), [0, 1]);
    }

    #[test]
    fn all_clients_together_have_a_bound() {
        let versions: Vec<_> = (0..5).map(|_| version(100)).collect();
        let kept = (0..5).map(|n| (n, held(n, 5 - u32::from(n), &versions[usize::from(n)].1))).collect();
        assert_eq!(beyond(kept, 100, 300), [4, 3]);
    }
}
