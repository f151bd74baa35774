//! A tournament's roster, with everything known about each entry except its games.

use chrono::{DateTime, Utc};
use domain::{
    broadcast::Broadcast,
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, LeaderboardId, MatchId, ProfileId, TeamId, TournamentId},
    player::{Player, Rating},
    roster::{Entry, Presentation, Team},
    table_facts::Presence,
};
use sqlx::types::Json;

use crate::{Error, Snapshot};

/// The whole roster, with ratings on `leaderboard`, by entry.
#[tracing::instrument(target = "trace", name = "store.read.roster.entrants", skip_all)]
pub async fn entrants(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    leaderboard: LeaderboardId,
) -> Result<Vec<Entrant>, Error> {
    let rows = sqlx::query_file_as!(Row, "src/read/roster/entrants.sql", tournament.0, leaderboard.0)
        .fetch_all(&mut **snapshot)
        .await?;
    Ok(rows.into_iter().map(|row| row.into_entrant(tournament, leaderboard)).collect())
}

/// An entry and the account it is linked to.
pub type Linked = (EntryId, Option<ProfileId>);

/// Every entry with its account; `None` when there is no such tournament.
#[tracing::instrument(target = "trace", name = "store.read.roster.linked", skip_all)]
pub async fn linked(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Option<Vec<Linked>>, Error> {
    let rows = sqlx::query!(
        r#"select entry.id as "id?", entry.profile_id
        from tournaments tournament
        left join tournament_players entry on entry.tournament_id = tournament.id
        where tournament.id = $1"#,
        tournament.0,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let linked = rows.iter().filter_map(|row| Some((EntryId(row.id?), row.profile_id.map(ProfileId))));
    Ok((!rows.is_empty()).then(|| linked.collect()))
}

/// Which entries are in a lobby or game, and which entries and hosts are on air.
#[tracing::instrument(target = "trace", name = "store.read.roster.presence", skip_all)]
pub async fn presence(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Presence, Error> {
    let rows = sqlx::query_file!("src/read/roster/presence.sql", tournament.0).fetch_all(&mut **snapshot).await?;
    let host_stream_live = rows.iter().any(|row| row.entry_id.is_none());
    let entries = rows.into_iter().filter_map(|row| {
        let broadcast = row.on_air.then_some(Broadcast { title: row.title, category: row.category });
        Some((EntryId(row.entry_id?), (row.match_id.map(MatchId), broadcast)))
    });
    Ok(Presence { entries: entries.collect(), host_stream_live })
}

struct Row {
    id: i64,
    name: String,
    profile_id: Option<i64>,
    presentation: Json<Presentation>,
    team_id: Option<i64>,
    team_name: Option<String>,
    team_initials: Option<String>,
    is_captain: bool,
    polled_at: Option<DateTime<Utc>>,
    alias: Option<String>,
    steam_id: Option<String>,
    xbox_id: Option<String>,
    country: Option<String>,
    clan_name: Option<String>,
    region_id: Option<i64>,
    level: Option<i64>,
    xp: Option<i64>,
    rated_at: Option<DateTime<Utc>>,
    current_rating: Option<i64>,
    max_rating: Option<i64>,
    wins: Option<i64>,
    losses: Option<i64>,
    streak: Option<i64>,
    drops: Option<i64>,
    rank: Option<i64>,
    rank_total: Option<i64>,
    region_rank: Option<i64>,
    region_rank_total: Option<i64>,
    last_match_at: Option<DateTime<Utc>>,
    live_match_id: Option<i64>,
    on_air: bool,
    title: Option<String>,
    category: Option<String>,
}

impl Row {
    fn into_entrant(self, tournament: TournamentId, leaderboard: LeaderboardId) -> Entrant {
        Entrant {
            rating: self.rating(leaderboard),
            team: self.team(tournament),
            is_captain: self.is_captain,
            live_match_id: self.live_match_id.map(MatchId),
            broadcast: self.on_air.then(|| Broadcast { title: self.title.clone(), category: self.category.clone() }),
            player: self.profile_id.zip(self.polled_at).map(|(profile_id, polled_at)| {
                let player = Player {
                    profile_id: ProfileId(profile_id),
                    alias: self.alias,
                    steam_id: self.steam_id,
                    xbox_id: self.xbox_id,
                    country: self.country,
                    clan_name: self.clan_name,
                    region_id: self.region_id,
                    level: self.level,
                    xp: self.xp,
                };
                (player, polled_at.into())
            }),
            entry: Entry {
                id: EntryId(self.id),
                name: self.name,
                profile_id: self.profile_id.map(ProfileId),
                presentation: self.presentation.0,
            },
        }
    }

    fn team(&self, tournament_id: TournamentId) -> Option<Team> {
        let (name, initials) = (self.team_name.clone()?, self.team_initials.clone()?);
        Some(Team { id: TeamId(self.team_id?), tournament_id, name, initials })
    }

    fn rating(&self, leaderboard_id: LeaderboardId) -> Option<(Rating, Timestamp)> {
        let rating = Rating {
            profile_id: ProfileId(self.profile_id?),
            leaderboard_id,
            current_rating: self.current_rating?,
            max_rating: self.max_rating?,
            wins: self.wins?,
            losses: self.losses?,
            streak: self.streak?,
            drops: self.drops?,
            rank: self.rank,
            rank_total: self.rank_total,
            region_rank: self.region_rank,
            region_rank_total: self.region_rank_total,
            last_match_at: self.last_match_at.map(Timestamp::from),
        };
        Some((rating, self.rated_at?.into()))
    }
}
