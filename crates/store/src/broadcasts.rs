//! Broadcasts: the channels to poll, and those on the air at each platform, which every poll replaces.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    broadcast::{Broadcast, Platform},
    clock::Timestamp,
    id::{EntryId, TournamentId},
    roster::Presentation,
};
use sqlx::types::Json;

use crate::{Error, Pool, Tx, tracked};

/// What may contain links to channels, of the tournaments that are followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChannelLinks {
    /// Every entry that has anything like a link in its presentation.
    pub entries: Vec<(EntryId, Presentation)>,
    /// Every tournament with host streams, and their links.
    pub hosts: Vec<(TournamentId, Vec<String>)>,
}

/// Loads the channel links of the tournaments that are followed at `now`: a search costs quota.
#[tracing::instrument(target = "trace", name = "store.broadcasts.channel_links", skip_all)]
pub async fn channel_links(pool: &Pool, now: Timestamp) -> Result<ChannelLinks, Error> {
    let followed = tracked::followed(&mut pool.acquire().await?, now).await?;
    // A presentation may be large, and most have no link: those are not loaded.
    let entries = sqlx::query!(
        r#"select entry.id, entry.presentation as "presentation: Json<Presentation>"
        from tournament_players entry
        where entry.tournament_id = any($1) and entry.presentation::text ~* '(twitch\.tv|youtube\.com)'
        order by entry.id"#,
        &followed.0,
    )
    .fetch_all(pool)
    .await?;
    let hosts = sqlx::query!(
        "select id, host_stream_urls
        from tournaments
        where cardinality(host_stream_urls) > 0 and id = any($1)
        order by id",
        &followed.0,
    )
    .fetch_all(pool)
    .await?;
    Ok(ChannelLinks {
        entries: entries.into_iter().map(|row| (EntryId(row.id), row.presentation.0)).collect(),
        hosts: hosts.into_iter().map(|row| (TournamentId(row.id), row.host_stream_urls)).collect(),
    })
}

/// An entry's broadcast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryBroadcast {
    /// The link of the channel that it is on. Null when the version before inserted it; that version leaves the channel
    /// of a row it updates as it was.
    pub channel: Option<String>,
    /// What is shown of it.
    pub broadcast: Broadcast,
}

/// Who is on air on a platform.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnAir {
    /// The entries' broadcasts.
    pub entries: BTreeMap<EntryId, EntryBroadcast>,
    /// The hosts' broadcasts, by tournament and link.
    pub hosts: BTreeSet<(TournamentId, String)>,
}

/// Loads the stored broadcasts.
#[tracing::instrument(target = "trace", name = "store.broadcasts.on_air", skip_all)]
pub async fn on_air(pool: &Pool, platform: Platform) -> Result<OnAir, Error> {
    let entries = sqlx::query!(
        "select tournament_player_id, channel, title, category from live_streams where platform = $1",
        platform.as_str(),
    )
    .fetch_all(pool)
    .await?;
    let hosts = sqlx::query!("select tournament_id, url from host_live_streams where platform = $1", platform.as_str())
        .fetch_all(pool)
        .await?;
    let entries = entries.into_iter().map(|row| {
        let broadcast = Broadcast { title: row.title, category: row.category };
        (EntryId(row.tournament_player_id), EntryBroadcast { channel: row.channel, broadcast })
    });
    Ok(OnAir {
        entries: entries.collect(),
        hosts: hosts.into_iter().map(|row| (TournamentId(row.tournament_id), row.url)).collect(),
    })
}

/// Replaces the stored broadcasts with `now` and returns the tournaments in which anybody came, went, or changed a
/// title or a category. Ignores entries and tournaments that no longer exist.
pub async fn replace(tx: &mut Tx, platform: Platform, now: &OnAir) -> Result<BTreeSet<TournamentId>, Error> {
    let mut changed = replace_entries(tx, platform, &now.entries).await?;
    changed.extend(replace_hosts(tx, platform, &now.hosts).await?);
    Ok(changed.into_iter().map(TournamentId).collect())
}

#[tracing::instrument(target = "trace", name = "store.broadcasts.replace_entries", skip_all)]
async fn replace_entries(
    tx: &mut Tx,
    platform: Platform,
    now: &BTreeMap<EntryId, EntryBroadcast>,
) -> Result<BTreeSet<i64>, Error> {
    let ids: Vec<i64> = now.keys().map(|entry| entry.0).collect();
    let channels: Vec<Option<String>> = now.values().map(|entry| entry.channel.clone()).collect();
    let titles: Vec<Option<String>> = now.values().map(|entry| entry.broadcast.title.clone()).collect();
    let categories: Vec<Option<String>> = now.values().map(|entry| entry.broadcast.category.clone()).collect();
    let changed = sqlx::query_file_scalar!(
        "src/broadcasts/replace_entries.sql",
        platform.as_str(),
        &ids,
        &channels as &[Option<String>],
        &titles as &[Option<String>],
        &categories as &[Option<String>],
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed.into_iter().collect())
}

#[tracing::instrument(target = "trace", name = "store.broadcasts.replace_hosts", skip_all)]
async fn replace_hosts(
    tx: &mut Tx,
    platform: Platform,
    now: &BTreeSet<(TournamentId, String)>,
) -> Result<BTreeSet<i64>, Error> {
    let (tournaments, urls): (Vec<i64>, Vec<String>) = now.iter().map(|(id, url)| (id.0, url.clone())).unzip();
    let changed = sqlx::query_file_scalar!("src/broadcasts/replace_hosts.sql", platform.as_str(), &tournaments, &urls)
        .fetch_all(&mut **tx)
        .await?;
    Ok(changed.into_iter().collect())
}
