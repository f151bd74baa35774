//! The state of the platforms: who is on air, the tokens and the quota.

use std::collections::{BTreeMap, BTreeSet};

use super::endpoint::BroadcastEndpoint;
use crate::fault::Fault;

/// A broadcast.
#[derive(Clone, Debug)]
pub(super) struct Show {
    /// `live`, or empty for a stream with an error on Twitch.
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) category: String,
}

/// The state that the server and its handle share.
pub(super) struct Platforms {
    pub(super) tokens: BTreeSet<String>,
    pub(super) issued: usize,
    pub(super) lifetime: u64,
    /// By login.
    pub(super) twitch: BTreeMap<String, Show>,
    /// Logins because of which Twitch refuses a request.
    pub(super) refused: BTreeSet<String>,
    /// By the id of the channel.
    pub(super) youtube: BTreeMap<String, Show>,
    /// The ids of channels, by `@handle` or by user.
    pub(super) names: BTreeMap<String, String>,
    pub(super) quota: u64,
    /// Channels whose searches YouTube refuses.
    pub(super) broken: BTreeSet<String>,
    pub(super) faults: BTreeMap<BroadcastEndpoint, Fault>,
    pub(super) requests: BTreeMap<BroadcastEndpoint, Vec<String>>,
}

impl Platforms {
    pub(super) fn silent() -> Self {
        Self {
            tokens: BTreeSet::new(),
            issued: 0,
            // About the lifetime that Twitch uses.
            lifetime: 5_000_000,
            twitch: BTreeMap::new(),
            refused: BTreeSet::new(),
            youtube: BTreeMap::new(),
            names: BTreeMap::new(),
            // The daily quota.
            quota: 10_000,
            broken: BTreeSet::new(),
            faults: BTreeMap::new(),
            requests: BTreeMap::new(),
        }
    }
}
