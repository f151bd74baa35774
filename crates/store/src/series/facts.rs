//! Loads what the attribution of games to series needs to know of a tournament.

mod games;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    id::{EntryId, MatchId, ProfileId, SeriesId, TeamId, TournamentId},
    series::{GameDecision, HostDecision, PlayedGame, Ruling, SeriesFacts, SideAccounts},
};

use crate::{
    Error, Tx,
    columns::{admits, series_format, side, winner},
};

/// The facts, and the numbers of the hosts' decisions about single games in the order of
/// [`HostDecision::games`](domain::series::HostDecision).
pub(super) struct AttributionFacts {
    pub(super) series: Vec<SeriesFacts>,
    pub(super) games: Vec<PlayedGame>,
    pub(super) decisions: HashMap<SeriesId, Vec<i64>>,
}

/// The facts of a tournament; it must be locked.
///
/// # Errors
/// [`Error::Corrupt`] when a series or a game has a value that the schema does not allow.
pub(super) async fn load(tx: &mut Tx, tournament: TournamentId) -> Result<AttributionFacts, Error> {
    let accounts = Accounts::load(tx, tournament).await?;
    let decided = decisions(tx, tournament).await?;
    let matches: Vec<MatchId> = decided.values().flatten().filter_map(|(_, decision)| decision.match_id).collect();
    let (mut numbers, mut series) = (HashMap::new(), Vec::new());
    let mut decided = decided;
    for mut facts in series_facts(tx, tournament, &accounts).await? {
        let (ids, games) = decided.remove(&facts.id).unwrap_or_default().into_iter().unzip();
        facts.host.games = games;
        numbers.insert(facts.id, ids);
        series.push(facts);
    }
    let games = games::load(tx, tournament, &series, &matches).await?;
    Ok(AttributionFacts { series, games, decisions: numbers })
}

/// The accounts of a tournament's entries and teams.
struct Accounts {
    entries: HashMap<EntryId, ProfileId>,
    teams: HashMap<TeamId, BTreeSet<ProfileId>>,
}

impl Accounts {
    #[tracing::instrument(target = "trace", name = "store.series.facts.load", skip_all)]
    async fn load(tx: &mut Tx, tournament: TournamentId) -> Result<Self, Error> {
        let rows = sqlx::query!(
            r#"select entry.id, entry.profile_id as "profile_id!", member.team_id as "team_id?"
            from tournament_players entry
            left join team_members member on member.tournament_player_id = entry.id
            where entry.tournament_id = $1 and entry.profile_id is not null"#,
            tournament.0,
        )
        .fetch_all(&mut **tx)
        .await?;
        let mut teams: HashMap<_, BTreeSet<_>> = HashMap::new();
        for row in &rows {
            if let Some(team) = row.team_id {
                teams.entry(TeamId(team)).or_default().insert(ProfileId(row.profile_id));
            }
        }
        let entries = rows.into_iter().map(|row| (EntryId(row.id), ProfileId(row.profile_id))).collect();
        Ok(Self { entries, teams })
    }

    fn of(&self, entry: Option<i64>, team: Option<i64>) -> Result<SideAccounts, Error> {
        use domain::stages::side::Side;
        Ok(match side(entry, team)? {
            Side::Entry(id) => SideAccounts::Entry(self.entries.get(&id).copied()),
            Side::Team(id) => SideAccounts::Team(self.teams.get(&id).cloned().unwrap_or_default()),
        })
    }
}

#[tracing::instrument(target = "trace", name = "store.series.facts.series_facts", skip_all)]
async fn series_facts(tx: &mut Tx, tournament: TournamentId, accounts: &Accounts) -> Result<Vec<SeriesFacts>, Error> {
    let rows = sqlx::query!(
        "select id, first_entry_id, second_entry_id, first_team_id, second_team_id, best_of, play_all, admits,
            scheduled_at, created_at, ruled_at, ruled_first, ruled_second, ruled_walkover
        from series
        where tournament_id = $1",
        tournament.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let ruling = match (row.ruled_first.zip(row.ruled_second), row.ruled_walkover) {
            (Some((first, second)), _) => Ruling::Score([score(first)?, score(second)?]),
            (None, Some(side)) => Ruling::Walkover(winner(side)?),
            // The schema allows no other ruling.
            (None, None) => Ruling::Cancelled,
        };
        Ok(SeriesFacts {
            id: SeriesId(row.id),
            sides: [
                accounts.of(row.first_entry_id, row.first_team_id)?,
                accounts.of(row.second_entry_id, row.second_team_id)?,
            ],
            format: series_format(row.best_of, row.play_all)?,
            admits: admits(&row.admits)?,
            scheduled_at: row.scheduled_at.map(Into::into),
            created_at: row.created_at.into(),
            host: HostDecision { ruling: row.ruled_at.map(|at| (ruling, at.into())), games: Vec::new() },
        })
    });
    facts.collect()
}

fn score(games: i16) -> Result<u8, Error> {
    u8::try_from(games).map_err(|_| Error::corrupt("ruled_first", &games))
}

/// The hosts' decisions about single games by series, with their numbers, in the order in which they were made.
#[tracing::instrument(target = "trace", name = "store.series.facts.decisions", skip_all)]
async fn decisions(
    tx: &mut Tx,
    tournament: TournamentId,
) -> Result<BTreeMap<SeriesId, Vec<(i64, GameDecision)>>, Error> {
    let rows = sqlx::query!(
        "select id, series_id, match_id, counts, winner, map_name, made_at
        from series_game_decisions
        where tournament_id = $1
        order by id",
        tournament.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut decisions: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in rows {
        let decision = GameDecision {
            match_id: row.match_id.map(MatchId),
            counts: row.counts,
            winner: row.winner.map(winner).transpose()?,
            map_name: row.map_name,
            made_at: row.made_at.into(),
        };
        decisions.entry(SeriesId(row.series_id)).or_default().push((row.id, decision));
    }
    Ok(decisions)
}
