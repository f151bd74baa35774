//! The channels to poll on a platform, and who is on air after a poll. Pure: no requests, no writes.

use std::collections::BTreeSet;

use domain::{
    broadcast::{Broadcast, Channel, Platform, channels_in, looked_for_on},
    id::{EntryId, TournamentId},
};
use platforms::Seen;
use store::broadcasts::{OnAir, Sources};

/// The channels to poll on one platform, by their owners.
#[derive(Debug)]
pub(super) struct Targets {
    entries: Vec<(EntryId, Vec<Channel>)>,
    hosts: Vec<(TournamentId, String, Channel)>,
}

impl Targets {
    /// The channels of everybody to be polled on this platform.
    pub(super) fn of(platform: Platform, sources: &Sources) -> Self {
        let entries = sources.entries.iter().map(|(entry, presentation)| (*entry, channels_in(presentation)));
        let entries = entries.filter(|(_, channels)| looked_for_on(channels) == Some(platform));
        let hosts = sources.hosts.iter().map(|(tournament, urls)| {
            let links = urls.iter().filter_map(|url| Some((*tournament, url.clone(), Channel::of_link(url)?)));
            links.collect::<Vec<_>>()
        });
        let hosts = hosts.filter(|links| looked_for_on(links.iter().map(|link| &link.2)) == Some(platform));
        Self {
            entries: entries
                .map(|(entry, channels)| (entry, channels.into_iter().filter(|it| it.platform() == platform).collect()))
                .collect(),
            hosts: hosts.flatten().filter(|link| link.2.platform() == platform).collect(),
        }
    }

    /// Each channel once, however many owners share it.
    pub(super) fn channels(&self) -> BTreeSet<Channel> {
        let entries = self.entries.iter().flat_map(|(_, channels)| channels);
        entries.chain(self.hosts.iter().map(|link| &link.2)).cloned().collect()
    }

    /// Who is on air after a poll. A channel that failed keeps what was known `before`.
    pub(super) fn on_air(&self, seen: &Seen, before: &OnAir) -> OnAir {
        let entries = self
            .entries
            .iter()
            .filter_map(|(entry, channels)| Some((*entry, broadcast(channels, seen, before.entries.get(entry))?)));
        let hosts = self.hosts.iter().map(|(tournament, url, channel)| ((*tournament, url.clone()), channel));
        let hosts = hosts.filter(|(link, channel)| {
            seen.on_air.contains_key(channel) || (seen.failures.contains_key(channel) && before.hosts.contains(link))
        });
        OnAir { entries: entries.collect(), hosts: hosts.map(|(link, _)| link).collect() }
    }
}

/// The broadcast of the first channel that is on air; the one known before may belong to a channel that failed.
fn broadcast(channels: &[Channel], seen: &Seen, before: Option<&Broadcast>) -> Option<Broadcast> {
    channels.iter().find_map(|channel| match seen.on_air.get(channel) {
        Some(broadcast) => Some(broadcast.clone()),
        None => before.filter(|_| seen.failures.contains_key(channel)).cloned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel(link: &str) -> Channel {
        Channel::of_link(link).unwrap()
    }

    fn called(title: &str) -> Broadcast {
        Broadcast { title: Some(title.to_owned()), category: None }
    }

    #[test]
    fn the_first_channel_on_air_wins_and_a_failed_one_keeps_what_was_known() {
        let (one, two) = (channel("youtube.com/@one"), channel("youtube.com/@two"));
        let both = [one.clone(), two.clone()];
        let mut seen = Seen::default();
        let known = called("known");
        assert_eq!(broadcast(&both, &seen, Some(&known)), None);
        seen.on_air.insert(two.clone(), called("two"));
        assert_eq!(broadcast(&both, &seen, Some(&known)), Some(called("two")));
        seen.failures.insert(one.clone(), platforms::Error::Timeout);
        assert_eq!(broadcast(&both, &seen, Some(&known)), Some(known));
        assert_eq!(broadcast(&both, &seen, None), Some(called("two")));
        seen.on_air.insert(one, called("one"));
        assert_eq!(broadcast(&both, &seen, None), Some(called("one")));
    }
}
