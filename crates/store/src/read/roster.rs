//! A tournament's roster, with everything known about each entry except its games.

use domain::{
    broadcast::Broadcast,
    entrant::Entrant,
    id::{EntryId, LeaderboardId, MatchId, ProfileId, TeamId, TournamentId},
    roster::{Entry, Presentation, Team},
    table_facts::Presence,
};
use sqlx::types::Json;

use crate::{
    Error, Snapshot,
    stats::{self, Stored},
};

/// The whole roster, with ratings on `leaderboard`, by entry.
#[tracing::instrument(target = "trace", name = "store.read.roster.entrants", skip_all)]
pub async fn entrants(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    leaderboard: LeaderboardId,
) -> Result<Vec<Entrant>, Error> {
    let mut accounts = stats::of_roster(snapshot, tournament, leaderboard).await?;
    let rows =
        sqlx::query_file_as!(Row, "src/read/roster/entrants.sql", tournament.0).fetch_all(&mut **snapshot).await?;
    let entrants = rows.into_iter().map(|row| {
        let stored = row.profile_id.and_then(|profile| accounts.remove(&ProfileId(profile)));
        row.into_entrant(tournament, stored)
    });
    Ok(entrants.collect())
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
    live_match_id: Option<i64>,
    on_air: bool,
    title: Option<String>,
    category: Option<String>,
}

impl Row {
    fn into_entrant(self, tournament: TournamentId, stored: Option<Stored>) -> Entrant {
        let (player, rating) = stored.map_or((None, None), |stored| (Some(stored.player), stored.rating));
        Entrant {
            player,
            rating,
            team: self.team(tournament),
            is_captain: self.is_captain,
            live_match_id: self.live_match_id.map(MatchId),
            broadcast: self.on_air.then(|| Broadcast { title: self.title.clone(), category: self.category.clone() }),
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
}
