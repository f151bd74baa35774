//! What the schema refuses about stages and series, and what goes along with what.

mod cascades;
mod series;
mod stages;

use domain::id::{EntryId, TeamId, TournamentId};
use sqlx::AssertSqlSafe;
use tests::{
    Database,
    tournament::{create, enter, team, tournament},
};

/// A tournament with three entries, two teams, a Swiss stage of two entries and one of teams.
struct Cup {
    id: TournamentId,
    entries: [EntryId; 3],
    teams: [TeamId; 2],
    stage: i64,
}

impl Cup {
    async fn set(database: &Database, slug: &str) -> Self {
        let pool = &database.pool;
        let id = create(pool, &tournament(slug)).await;
        let mut entries = Vec::new();
        for name in ["Ada", "Bo", "Cy"] {
            entries.push(enter(pool, id, name, None).await);
        }
        let entries = <[_; 3]>::try_from(entries).unwrap();
        let teams = [team(pool, id, "Reds", &entries[..1]).await, team(pool, id, "Blues", &entries[1..2]).await];
        let stage = sqlx::query_scalar(AssertSqlSafe(format!("{NEW_STAGE} returning id"))).bind(id.0);
        let cup = Self { id, entries, teams, stage: stage.fetch_one(pool).await.unwrap() };
        for (seed, entry) in (1..).zip(&entries[..2]) {
            run(database, &cup.participant(seed, &format!("{entry}, null"))).await;
        }
        cup
    }

    fn participant(&self, seed: i16, side: &str) -> String {
        format!(
            "insert into stage_participants (tournament_id, stage_id, seed, tournament_player_id, team_id)
            values ({}, {}, {seed}, {side})",
            self.id, self.stage
        )
    }

    /// A series of the sides that `columns` and `values` say.
    fn series(&self, columns: &str, values: &str) -> String {
        format!(
            "insert into series (tournament_id, admits, created_at, best_of, {columns})
            values ({}, 'lobby', now(), 3, {values})",
            self.id
        )
    }

    /// A series of the first two entries; its number.
    async fn duel(&self, database: &Database) -> i64 {
        let [one, two, _] = self.entries;
        let series = self.series("first_entry_id, second_entry_id, stage_id", &format!("{one}, {two}, {}", self.stage));
        let id = sqlx::query_scalar(AssertSqlSafe(format!("{series} returning id")));
        id.fetch_one(&database.pool).await.unwrap()
    }

    fn game(&self, series: i64, place: i16, match_id: i64) -> String {
        format!(
            "insert into series_games (tournament_id, series_id, place, match_id)
            values ({}, {series}, {place}, {match_id})",
            self.id
        )
    }

    fn decision(&self, series: i64, values: &str) -> String {
        format!(
            "insert into series_game_decisions (tournament_id, series_id, made_at, match_id, counts, winner)
            values ({}, {series}, now(), {values})",
            self.id
        )
    }
}

const NEW_STAGE: &str = "insert into stages (
        tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw, points_loss,
        points_bye, tie_breaks, advance, is_public, created_at
    )
    values ($1, 'Swiss', 'swiss', 'entries', 1, 'slide', 3, 'lobby', 100, 50, 0, 100, '{}', 0, true, now())";

async fn run(database: &Database, statement: &str) {
    sqlx::query(AssertSqlSafe(statement)).execute(&database.pool).await.unwrap_or_else(|e| panic!("{statement}: {e}"));
}

/// Everything that a stage can have.
async fn filled(database: &Database, slug: &str) -> Cup {
    let cup = Cup::set(database, slug).await;
    let ([one, two, _], stage, series) = (cup.entries, cup.stage, cup.duel(database).await);
    for statement in [
        format!("insert into stage_rounds values ({stage}, 1, now(), null)"),
        format!("insert into stage_byes values ({stage}, 1, {one}, null, 'Odd.')"),
        format!("insert into stage_adjustments values ({stage}, {two}, null, 1, 'Early.', gen_random_uuid(), now())"),
        format!("insert into stage_ties values ({stage}, 1, {one}, null), ({stage}, 2, {two}, null)"),
        cup.decision(series, "null, true, 0"),
        cup.game(series, 1, 7),
        format!(
            "insert into series_games (tournament_id, series_id, place, decision_id)
            select tournament_id, series_id, 2, id from series_game_decisions where series_id = {series}"
        ),
    ] {
        run(database, &statement).await;
    }
    cup
}
