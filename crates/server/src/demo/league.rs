//! The demo's second tournament: two groups and Swiss rounds, whose series the simulated players play in custom
//! lobbies. A host who never sleeps starts the rounds.

use std::{collections::HashMap, convert::Infallible, time::Duration};

use chrono::TimeDelta;
use domain::{
    clock::{Clock as _, Timestamp},
    id::{LeaderboardId, ProfileId, SeriesId, StageId, TournamentId, UserId},
    nudge::Event,
    roster::Presentation,
    series::{Admits, Ruling, SeriesFormat, Winner},
    stages::{
        groups::{self, Groups},
        points::PointSystem,
        round_robin::Legs,
        settings::{SideKind, StageSettings, Visibility},
        side::{Round, Side},
        stage::Stage,
        swiss::{HalfPairing, pair_round},
        table::{StageFormat, TableCut, TieBreak},
    },
    tournament::{RankBy, Window},
};
use sim::{Fixture, FixtureId, Format, Incident, Sim, demo::DemoSeed};
use store::{
    Pool, Tx, nudges, owners, read, roster,
    series::{self, NewSeries, SeriesDetails},
    stages, tournaments,
};

use super::LEAGUE;
use crate::SystemClock;

/// How often the host looks whether a round can start.
const LOOK: Duration = Duration::from_secs(5);
/// How long after its start a round begins to be played, and a round of the groups after the one before.
const PAUSE: TimeDelta = TimeDelta::seconds(30);
const ROUND: TimeDelta = TimeDelta::minutes(5);
/// The rounds of the Swiss stage.
const ROUNDS: u16 = 4;
const BEST_OF: u8 = 3;

/// The tournament, and the series that are yet to be given to the simulated players.
pub(super) struct League {
    tournament: TournamentId,
    swiss: StageId,
    accounts: HashMap<Side, sim::ProfileId>,
    /// The fixtures of series in which a side gives up.
    forfeits: HashMap<FixtureId, SeriesId>,
    unplayed: Vec<(SeriesId, [Side; 2], Timestamp)>,
}

impl League {
    /// Stores the tournament with its roster and its two stages, of which the groups have their series.
    pub(super) async fn set_up(pool: &Pool, host: UserId, now: Timestamp) -> Result<Self, store::Error> {
        let mut tx = pool.begin().await?;
        let tournament = tournaments::create(&mut tx, &new_tournament(now), host).await?;
        owners::grant(&mut tx, tournament, host).await?;
        let mut accounts = HashMap::new();
        let groups = enter(&mut tx, tournament, &sim::demo::group_stage(), &mut accounts).await?;
        let swiss = enter(&mut tx, tournament, &sim::demo::swiss(), &mut accounts).await?;
        let groups = create(&mut tx, tournament, (StageFormat::RoundRobin, "Groups"), &groups, now).await?;
        let swiss = create(&mut tx, tournament, (StageFormat::Swiss, "Swiss rounds"), &swiss, now).await?;
        let mut league = Self { tournament, swiss, accounts, forfeits: HashMap::new(), unplayed: Vec::new() };
        if let Some(stage) = read::stages::one(&mut tx, tournament, groups).await? {
            league.start_groups(&mut tx, &stage, now).await?;
        }
        publish(&mut tx, tournament, now).await?;
        tx.commit().await?;
        Ok(league)
    }

    async fn start_groups(&mut self, tx: &mut Tx, stage: &Stage, now: Timestamp) -> Result<(), store::Error> {
        let new: Vec<_> = stage
            .fixtures()
            .into_iter()
            .map(|fixture| {
                let scheduled_at = Some(now + PAUSE + ROUND * i32::from(fixture.round.0 - 1));
                NewSeries {
                    group: Some(fixture.group),
                    details: SeriesDetails { scheduled_at, ..SeriesDetails::default() },
                    ..NewSeries::of_stage(stage, fixture.round, fixture.sides)
                }
            })
            .collect();
        let ids = series::create(tx, self.tournament, &new, now).await?;
        self.play_later(ids, &new, now);
        Ok(())
    }

    /// Gives the series to the simulated players, and starts the Swiss rounds one after the other.
    pub(super) async fn play(mut self, pool: &Pool, sim: &Sim) -> Infallible {
        loop {
            self.schedule(sim);
            if let Err(error) = self.host(pool, sim).await {
                tracing::warn!(%error, "the demo's second tournament could not be brought forward");
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    fn schedule(&mut self, sim: &Sim) {
        for (id, sides, at) in std::mem::take(&mut self.unplayed) {
            let [Some(first), Some(second)] = sides.map(|side| self.accounts.get(&side).copied()) else { continue };
            let mut fixture = Fixture::new(&[first], &[second], Format::BestOf(BEST_OF), at.unix_seconds());
            let incident = incident(id);
            fixture = incident.into_iter().fold(fixture, Fixture::with);
            match sim.world(|world| world.schedule(fixture)) {
                Ok(fixture) if matches!(incident, Some(Incident::Forfeit { .. })) => {
                    self.forfeits.insert(fixture, id);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "a series of the demo cannot be played"),
            }
        }
    }

    /// What a host does: gives series to the side whose opponent gave up, and starts the next round.
    async fn host(&mut self, pool: &Pool, sim: &Sim) -> Result<(), store::Error> {
        let now = SystemClock.now();
        let mut tx = pool.begin().await?;
        if tournaments::lock(&mut tx, LEAGUE).await?.is_none() {
            return Ok(());
        }
        let mut is_changed = self.rule(&mut tx, sim, now).await?;
        if let Some(stage) = read::stages::one(&mut tx, self.tournament, self.swiss).await? {
            is_changed |= self.next_round(&mut tx, &stage, now).await?;
        }
        if is_changed {
            publish(&mut tx, self.tournament, now).await?;
        }
        tx.commit().await
    }

    async fn rule(&mut self, tx: &mut Tx, sim: &Sim, now: Timestamp) -> Result<bool, store::Error> {
        let given_up = |fixture: &FixtureId| sim.world(|world| world.series(*fixture)?.forfeited_by);
        let over: Vec<_> =
            self.forfeits.iter().filter_map(|(fixture, id)| Some((*fixture, *id, given_up(fixture)?))).collect();
        for (fixture, id, by) in &over {
            let winner = if by.index() == 0 { Winner::Second } else { Winner::First };
            series::rule(tx, *id, Some((Ruling::Walkover(winner), now))).await?;
            self.forfeits.remove(fixture);
        }
        Ok(!over.is_empty())
    }

    async fn next_round(&mut self, tx: &mut Tx, stage: &Stage, now: Timestamp) -> Result<bool, store::Error> {
        let last = stage.rounds.last().map(|round| round.round);
        let is_over = last.is_none_or(|last| stage.series_of(last).all(|series| !series.status.is_undecided()));
        let round = Round(last.map_or(1, |last| last.0 + 1));
        if !is_over || round.0 > ROUNDS {
            return Ok(false);
        }
        let rows = stage.table(TableCut::default(), None);
        let paired = pair_round(&rows, &stage.results(None), stage.settings.half_pairing);
        let bye = paired.bye.as_ref().map(|bye| (bye.side, bye.reason.as_str()));
        let new: Vec<_> = paired
            .pairings
            .into_iter()
            .map(|pairing| NewSeries {
                pairing_reason: Some(pairing.reason),
                details: SeriesDetails { scheduled_at: Some(now + PAUSE), ..SeriesDetails::default() },
                ..NewSeries::of_stage(stage, round, pairing.sides)
            })
            .collect();
        let ids = stages::start_round(tx, (self.tournament, stage), round, (&new, bye), now).await?;
        self.play_later(ids, &new, now);
        Ok(true)
    }

    fn play_later(&mut self, ids: Vec<SeriesId>, new: &[NewSeries], now: Timestamp) {
        let unplayed =
            ids.into_iter().zip(new).map(|(id, new)| (id, new.sides, new.details.scheduled_at.unwrap_or(now)));
        self.unplayed.extend(unplayed);
    }
}

/// What goes wrong in a series: something in every fifth one.
fn incident(SeriesId(id): SeriesId) -> Option<Incident> {
    match id % 15 {
        4 => Some(Incident::Restart { before: 1 }),
        9 => Some(Incident::Rehost { before: 2 }),
        14 => Some(Incident::Forfeit { before: 2, by: sim::Side::Second }),
        _ => None,
    }
}

fn new_tournament(now: Timestamp) -> tournaments::NewTournament {
    tournaments::NewTournament {
        slug: LEAGUE.to_owned(),
        name: "The Demo League".to_owned(),
        leaderboard_id: LeaderboardId(3),
        rank_by: RankBy::PeakRating,
        // It began before the cup, which therefore is the current one.
        window: Window { start: Some(now - TimeDelta::days(3)), end: Some(now + TimeDelta::days(13)) },
        prize_pool_cents: None,
        host_stream_urls: Vec::new(),
        presentation: Presentation::new(),
    }
}

/// Enters the players on the roster, and returns them as participants.
async fn enter(
    tx: &mut Tx,
    tournament: TournamentId,
    seeds: &[DemoSeed],
    accounts: &mut HashMap<Side, sim::ProfileId>,
) -> Result<Vec<Side>, store::Error> {
    let mut sides = Vec::new();
    for seed in seeds {
        let flag = [("flag".to_owned(), seed.country.into())];
        let profile = Some(ProfileId(seed.profile_id.0));
        let id = roster::add(tx, tournament, seed.name, profile, &Presentation::from_iter(flag)).await?;
        accounts.insert(Side::Entry(id), seed.profile_id);
        sides.push(Side::Entry(id));
    }
    Ok(sides)
}

/// Creates a stage and starts it.
async fn create(
    tx: &mut Tx,
    tournament: TournamentId,
    (format, name): (StageFormat, &str),
    sides: &[Side],
    now: Timestamp,
) -> Result<StageId, store::Error> {
    let is_swiss = format == StageFormat::Swiss;
    let settings = StageSettings {
        name: name.to_owned(),
        format,
        sides: SideKind::Entries,
        legs: Legs::One,
        rounds: is_swiss.then_some(ROUNDS),
        half_pairing: HalfPairing::Slide,
        series_format: SeriesFormat::BestOf(BEST_OF),
        admits: Admits::Lobby,
        points: PointSystem::default(),
        tie_breaks: TieBreak::usual(format),
        advance: if is_swiss { 8 } else { 2 },
        visibility: Visibility::Public,
    };
    let id = stages::create(tx, tournament, &settings, now).await?;
    let groups = if is_swiss { Vec::new() } else { Groups::Number(2).of(sides).unwrap_or_default() };
    let participants = groups::participants(sides, &groups);
    stages::set_participants(tx, (tournament, id), &participants).await?;
    stages::start(tx, id, now).await?;
    Ok(id)
}

/// Brings the series in step and nudges viewers. It ends a transaction.
async fn publish(tx: &mut Tx, tournament: TournamentId, now: Timestamp) -> Result<(), store::Error> {
    series::refresh(tx, tournament).await?;
    nudges::publish_all(tx, [Event::Standings, Event::Live, Event::Series], tournament, now).await
}
