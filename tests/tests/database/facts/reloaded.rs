//! Facts that were loaded before take over what has not changed: they are what loading all of it would give.

use domain::{
    civ_stats::civ_stats, head_to_head::head_to_head, history::standings_history, progression::progression,
    standings::standings, summary::Summaries, table_facts::TableFacts, team_standings::team_standings,
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use store::read::facts::{FactParts, LoadedFacts, load};

use super::*;

const EVERYTHING: FactParts = FactParts { teams: true, recent: true, past: true, maps: true, ratings: false };

/// What the tables show of `facts`, which have every part.
fn tables(facts: &TableFacts) -> Value {
    json!([
        standings(&facts.standings().unwrap()),
        team_standings(&facts.team_standings().unwrap()),
        standings_history(&facts.history().unwrap()),
        Summaries::of(&facts.tournament_facts).of_at_least(1),
        civ_stats(&facts.tournament_facts, &facts.civilizations),
        head_to_head(&facts.head_to_head(10).unwrap()),
        progression(&facts.tournament_facts).1,
    ])
}

/// What happens between two loads.
#[derive(Clone, Debug)]
enum Change {
    /// Polls bring other games and corrections of games, and newer observations.
    Polled(Past),
    /// The match goes.
    MatchGone(i64),
    /// It turns out that it was played elsewhere.
    Elsewhere(i64),
    /// It turns out that somebody in it played another civilization.
    OtherCivilization(i64, i64),
    /// An observation goes.
    ObservationGone,
    /// Who was linked to the first account is linked to another one.
    Relinked,
    /// The window begins elsewhere.
    Moved(i64),
    /// The tournament counts other games.
    OtherLadder,
    /// The host excludes the match, or lets it count again.
    Excluded(i64),
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => pasts().prop_map(Change::Polled),
        2 => (1..30_i64).prop_map(Change::MatchGone),
        2 => (1..30_i64).prop_map(Change::Elsewhere),
        4 => ((1..15_i64), prop::sample::select(&[10, 99, 99][..])).prop_map(|(id, profile)| Change::OtherCivilization(id, profile)),
        1 => Just(Change::ObservationGone),
        1 => Just(Change::Relinked),
        1 => (-8..0_i64).prop_map(Change::Moved),
        1 => Just(Change::OtherLadder),
        4 => (1..15_i64).prop_map(Change::Excluded),
    ]
}

async fn make(database: &Database, change: &Change) {
    let mut tx = database.pool.begin().await.unwrap();
    match change {
        Change::Polled(past) => {
            store::matches::save(&mut tx, &past.matches(), later()).await.unwrap();
            for (at, stats) in past.polls() {
                store::stats::save(&mut tx, &[stats], at + TimeDelta::minutes(30)).await.unwrap();
            }
        }
        Change::MatchGone(id) => {
            sqlx::query("delete from matches where match_id = $1").bind(id).execute(&mut *tx).await.unwrap();
        }
        Change::Elsewhere(id) => {
            let update = "update matches set map_name = map_name || '!' where match_id = $1";
            sqlx::query(update).bind(id).execute(&mut *tx).await.unwrap();
        }
        Change::OtherCivilization(id, profile) => {
            let update = "update match_players set civilization_id = civilization_id + 1
                where match_id = $1 and profile_id = $2";
            sqlx::query(update).bind(id).bind(profile).execute(&mut *tx).await.unwrap();
        }
        Change::ObservationGone => {
            let delete = "delete from player_rating_snapshots where id = (select max(id) from player_rating_snapshots)";
            sqlx::query(delete).execute(&mut *tx).await.unwrap();
        }
        Change::Relinked => {
            let relink = "update tournament_players set profile_id = 99 where profile_id = 10";
            sqlx::query(relink).execute(&mut *tx).await.unwrap();
        }
        Change::Moved(start) => {
            let update = "update tournaments set start_date = $1";
            sqlx::query(update).bind(minute(*start).inner()).execute(&mut *tx).await.unwrap();
        }
        Change::Excluded(id) => {
            let toggle = "with included as (delete from match_exclusions where match_id = $1 returning match_id)
                insert into match_exclusions
                select id, $1, 'A restart.', gen_random_uuid(), now() from tournaments
                where not exists (select from included)";
            sqlx::query(toggle).bind(id).execute(&mut *tx).await.unwrap();
        }
        Change::OtherLadder => {
            let update = "update tournaments set leaderboard_id = $1";
            sqlx::query(update).bind(OTHER_LADDER.0).execute(&mut *tx).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
}

async fn facts(database: &Database, id: TournamentId, now: Timestamp, before: Option<&LoadedFacts>) -> LoadedFacts {
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    load(&mut snapshot, id, now, EVERYTHING, before).await.unwrap().unwrap()
}

#[tokio::test]
async fn parts_that_are_carried_over_weigh_what_they_keep_until_they_are_asked_for() {
    let database = Database::fresh().await;
    let past = Past {
        start: Some(-8),
        end: 8,
        games: vec![(10, 1, Some(1), None, Some(1_001), true)],
        observations: vec![(10, 2, 5, 5)],
    };
    let id = store_past(&database, &past).await.id;
    let first = facts(&database, id, noon(), None).await;
    let mut snapshot = Snapshot::take(&database.pool).await.unwrap();
    let carrying = load(&mut snapshot, id, noon(), FactParts::default(), Some(&first)).await.unwrap().unwrap();
    assert!(carrying.facts.recent.is_none() && carrying.facts.past.is_none());
    let (recent, past) = (first.facts.recent.as_ref().unwrap().bytes(), first.facts.past.as_ref().unwrap().bytes());
    assert!(recent > 0 && past > 0);
    assert_eq!(carrying.bytes(), carrying.facts.bytes() + recent + past);
    let again = facts(&database, id, noon(), Some(&carrying)).await;
    assert_eq!(again.bytes(), first.bytes(), "what is asked for is no longer kept twice");
}

#[tokio::test]
async fn a_name_of_somebody_who_is_on_no_roster_is_read_again_after_ten_minutes() {
    let database = Database::fresh().await;
    let game = (10, 1, Some(1), None, Some(1_001), true);
    let past = Past { start: Some(-8), end: 60, games: vec![game; 2], observations: Vec::new() };
    let id = store_past(&database, &past).await.id;
    let rename = async |name: &str| {
        let to = "on conflict (profile_id) do update set alias = excluded.alias";
        let rename = format!("insert into profile_aliases (profile_id, alias) values (99, $1) {to}");
        let rename = sqlx::query(AssertSqlSafe(rename)).bind(name).execute(&database.driver_pool()).await;
        assert_eq!(rename.unwrap().rows_affected(), 1);
    };
    let name = |known: &LoadedFacts| known.facts.recent.as_ref().unwrap().aliases.get(&ProfileId(99)).cloned();
    rename("Before").await;
    let first = facts(&database, id, noon(), None).await;
    rename("After").await;
    let soon = facts(&database, id, minute(9), Some(&first)).await;
    let late = facts(&database, id, minute(10), Some(&soon)).await;
    assert_eq!([&first, &soon, &late].map(name).map(Option::unwrap), ["Before", "Before", "After"]);
}

#[test]
fn facts_that_take_over_what_has_not_changed_are_those_loaded_anew() {
    let runtime = Runtime::new().unwrap();
    let database = runtime.block_on(Database::fresh());
    let config = Config { cases: 48, failure_persistence: None, ..Config::default() };
    let strategy = (pasts(), prop::collection::vec((changes(), any::<bool>()), 1..6));
    let checked = TestRunner::new(config).run(&strategy, |(past, changes)| {
        runtime.block_on(async {
            let id = store_past(&database, &past).await.id;
            let at = |is_over: bool| minute(past.end + if is_over { 1 } else { -1 });
            let mut known = facts(&database, id, at(false), None).await;
            for (change, is_over) in changes {
                make(&database, &change).await;
                let anew = facts(&database, id, at(is_over), None).await;
                known = facts(&database, id, at(is_over), Some(&known)).await;
                prop_assert_eq!(tables(&known.facts), tables(&anew.facts), "{:?}", change);
            }
            Ok(())
        })
    });
    checked.unwrap_or_else(|failure| panic!("{failure}"));
}
