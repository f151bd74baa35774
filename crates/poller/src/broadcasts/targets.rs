//! The channels to poll on a platform, and who is on air after a poll. Pure: no requests, no writes.

use std::collections::BTreeSet;

use domain::{
    broadcast::{Channel, Platform, channels_in, looked_for_on},
    id::{EntryId, TournamentId},
};
use platforms::Seen;
use store::broadcasts::{ChannelLinks, EntryBroadcast, OnAir};

/// The most channels of an entry on a platform that are polled: the first ones. A presentation has room for hundreds,
/// which would take the place of others' channels.
const CHANNELS_PER_ENTRY: usize = 10;

/// The channels to poll on one platform, by their owners.
#[derive(Debug)]
pub(super) struct Targets {
    entries: Vec<(EntryId, Vec<Channel>)>,
    hosts: Vec<(TournamentId, String, Channel)>,
}

impl Targets {
    /// The channels of everybody to be polled on this platform.
    pub(super) fn of(platform: Platform, links: &ChannelLinks) -> Self {
        let entries = links.entries.iter().map(|(entry, presentation)| (*entry, channels_in(presentation)));
        let entries = entries.filter(|(_, channels)| looked_for_on(channels) == Some(platform));
        let on_platform = |channels: Vec<Channel>| {
            let channels = channels.into_iter().filter(|channel| channel.platform() == platform);
            channels.take(CHANNELS_PER_ENTRY).collect::<Vec<_>>()
        };
        let hosts = links.hosts.iter().map(|(tournament, urls)| {
            let of_hosts = urls.iter().filter_map(|url| Some((*tournament, url.clone(), Channel::of_link(url)?)));
            of_hosts.collect::<Vec<_>>()
        });
        let hosts = hosts.filter(|of_hosts| looked_for_on(of_hosts.iter().map(|link| &link.2)) == Some(platform));
        Self {
            entries: entries.map(|(entry, channels)| (entry, on_platform(channels))).collect(),
            hosts: hosts.flatten().filter(|link| link.2.platform() == platform).collect(),
        }
    }

    /// Each channel once, however many owners share it.
    pub(super) fn channels(&self) -> BTreeSet<Channel> {
        let entries = self.entries.iter().flat_map(|(_, channels)| channels);
        entries.chain(self.hosts.iter().map(|link| &link.2)).cloned().collect()
    }

    /// Who is on air after a poll. A channel that failed keeps what was known of it `before`.
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

/// The broadcast of the first channel that is on air, as far as is known: of one that failed, what was known `before`.
fn broadcast(channels: &[Channel], seen: &Seen, before: Option<&EntryBroadcast>) -> Option<EntryBroadcast> {
    channels.iter().find_map(|channel| match seen.on_air.get(channel) {
        Some(broadcast) => Some(EntryBroadcast { channel: Some(channel.link()), broadcast: broadcast.clone() }),
        None => before.filter(|known| seen.failures.contains_key(channel) && may_be_on(channel, known)).cloned(),
    })
}

/// Whether a stored broadcast is on this channel, or may be because its channel was not stored.
fn may_be_on(channel: &Channel, known: &EntryBroadcast) -> bool {
    known.channel.as_ref().is_none_or(|link| *link == channel.link())
}

#[cfg(test)]
mod tests {
    use domain::{broadcast::Broadcast, roster::Presentation};

    use super::*;

    fn channel(link: &str) -> Channel {
        Channel::of_link(link).unwrap()
    }

    fn called(title: &str) -> Broadcast {
        Broadcast { title: Some(title.to_owned()), category: None }
    }

    fn on(channel: &Channel, title: &str) -> EntryBroadcast {
        EntryBroadcast { channel: Some(channel.link()), broadcast: called(title) }
    }

    #[test]
    fn the_first_channel_on_air_wins_and_a_failed_one_keeps_what_was_known() {
        let (one, two) = (channel("youtube.com/@one"), channel("youtube.com/@two"));
        let both = [one.clone(), two.clone()];
        let mut seen = Seen::default();
        let known = on(&one, "known");
        assert_eq!(broadcast(&both, &seen, Some(&known)), None);
        seen.on_air.insert(two.clone(), called("two"));
        assert_eq!(broadcast(&both, &seen, Some(&known)), Some(on(&two, "two")));
        seen.failures.insert(one.clone(), platforms::Error::Timeout);
        assert_eq!(broadcast(&both, &seen, Some(&known)), Some(known));
        assert_eq!(broadcast(&both, &seen, None), Some(on(&two, "two")));
        seen.on_air.insert(one.clone(), called("one"));
        assert_eq!(broadcast(&both, &seen, None), Some(on(&one, "one")));
    }

    #[test]
    fn a_failed_channel_does_not_keep_the_broadcast_of_another() {
        let (one, two) = (channel("youtube.com/@one"), channel("youtube.com/@two"));
        let mut seen = Seen::default();
        seen.failures.insert(one.clone(), platforms::Error::QuotaExceeded);
        let of_two = on(&two, "two");
        assert_eq!(broadcast(std::slice::from_ref(&one), &seen, Some(&of_two)), None);
        let both = [one, two.clone()];
        assert_eq!(broadcast(&both, &seen, Some(&of_two)), None, "the second channel was answered: it is off air");
        seen.failures.insert(two, platforms::Error::QuotaExceeded);
        assert_eq!(broadcast(&both, &seen, Some(&of_two)), Some(of_two.clone()));
        let of_a_version_before = EntryBroadcast { channel: None, ..of_two };
        assert_eq!(broadcast(&both, &seen, Some(&of_a_version_before)), Some(of_a_version_before.clone()));
    }

    #[test]
    fn of_an_entry_with_many_links_the_first_are_polled() {
        let links: Vec<String> = (10..40).map(|number| format!("twitch.tv/login_{number}")).collect();
        let presentation = Presentation::from_iter([("streams".to_owned(), links.clone().into())]);
        let channel_links = ChannelLinks { entries: vec![(EntryId(1), presentation)], hosts: Vec::new() };
        let first: BTreeSet<Channel> = links[..CHANNELS_PER_ENTRY].iter().map(|link| channel(link)).collect();
        assert_eq!(Targets::of(Platform::Twitch, &channel_links).channels(), first);
    }
}
