//! Writes to stages and series, each of which must be done whole or not at all, with the query that tells.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use store::Pool;

/// A write to a stage of nine entries, all of a tournament's.
#[derive(Clone, Copy, Debug)]
pub enum StageWrite {
    /// Starts a round robin, which gets all of its series.
    Start,
    /// Starts the second round of a Swiss stage, in which somebody has a bye.
    NextRound,
    /// Takes the second round back.
    TakeBack,
    /// Reports three games of a series that the service does not know.
    Games,
    /// Reports a walkover.
    Walkover,
    /// Withdraws a participant.
    Withdraw,
}

/// What a write is to.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Target {
    /// The stage.
    pub stage: i64,
    /// Its first series; 0 without one.
    series: i64,
    /// The entry that is second by seed.
    participant: i64,
}

/// A request below the address of the tournament.
#[derive(Clone, Debug)]
pub struct Request {
    /// Its method.
    pub method: &'static str,
    /// Its path.
    pub path: String,
    /// Its body, or null.
    pub body: Value,
    /// The status when it is done.
    pub status: u16,
}

/// The names of the entries.
pub const ENTRIES: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];

const STARTED: &str = "update stages set started_at = now()";
const DECIDED: &str = "update series set ruled_at = now(), ruled_walkover = 0, status = 'walkover', winner = 0,
    decided_by = 'walkover', decided_at = now()";

impl StageWrite {
    /// Sets `stages` up in each tournament, whose roster is there, and returns all of them.
    pub async fn set_up(self, pool: &Pool, stages: usize) -> Vec<Target> {
        let format = if matches!(self, Self::Start) { "round_robin" } else { "swiss" };
        let mut statements = vec![
            format!(
                "insert into stages (
                    tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw,
                    points_loss, points_bye, tie_breaks, advance, is_public, created_at
                )
                select id, 'Stage ' || n, '{format}', 'entries', 1, 'slide', 3, 'lobby', 100, 50, 0, 100, '{{}}', 0,
                    true, now()
                from tournaments, generate_series(1, {stages}) n
                order by id, n"
            ),
            "insert into stage_participants (tournament_id, stage_id, tournament_player_id, seed)
            select stage.tournament_id, stage.id, entry.id, row_number() over (partition by stage.id order by entry.id)
            from stages stage join tournament_players entry using (tournament_id)"
                .to_owned(),
        ];
        statements.extend(match self {
            Self::Start => Vec::new(),
            Self::NextRound => [vec![STARTED.to_owned()], round(1, "null"), vec![DECIDED.to_owned()]].concat(),
            Self::TakeBack => [vec![STARTED.to_owned()], round(1, "now()"), round(2, "null")].concat(),
            Self::Games | Self::Walkover | Self::Withdraw => [vec![STARTED.to_owned()], round(1, "null")].concat(),
        });
        for statement in statements {
            sqlx::query(AssertSqlSafe(statement)).execute(pool).await.unwrap();
        }
        let targets = "select id as stage, tournament_player_id as participant,
                coalesce((select min(id) from series where stage_id = stages.id), 0) as series
            from stages
            join stage_participants on stage_id = stages.id and seed = 2
            order by id";
        sqlx::query_as(targets).fetch_all(pool).await.unwrap()
    }

    /// The request.
    #[must_use]
    pub fn request(self, to: Target) -> Request {
        let Target { stage, series, participant } = to;
        let games = json!([{"winner": 0, "map": "Arabia"}, {"winner": 1}, {"winner": 0, "map": "Arena"}]);
        let (method, path, body, status) = match self {
            Self::Start => ("POST", format!("/stages/{stage}/start"), Value::Null, 200),
            Self::NextRound => ("POST", format!("/stages/{stage}/rounds"), json!({"dry_run": false}), 201),
            Self::TakeBack => ("DELETE", format!("/stages/{stage}/rounds/2"), Value::Null, 204),
            Self::Games => ("PATCH", format!("/series/{series}"), json!({"note": "By hand.", "games": games}), 200),
            Self::Walkover => ("PATCH", format!("/series/{series}"), json!({"walkover": 1}), 200),
            Self::Withdraw => {
                ("POST", format!("/stages/{stage}/participants/{participant}/withdraw"), Value::Null, 204)
            }
        };
        Request { method, path, body, status }
    }

    /// A query for a number: 0 when nothing of the write is done, 1 when all of it is, and any other when a part is.
    #[must_use]
    pub fn count_effects_sql(self, of: Target) -> String {
        let Target { stage, series, .. } = of;
        match self {
            Self::Start => format!(
                "select case
                    when started_at is not null and made = 36 then 1
                    when started_at is null and made = 0 then 0
                    else 1000 + made
                end
                from stages
                cross join (select count(*) as made from series where stage_id = {stage}) series
                where id = {stage}"
            ),
            Self::NextRound => second_round(stage),
            Self::TakeBack => format!("select 1 - ({})", second_round(stage)),
            Self::Games => format!(
                "select (case
                    when (note, status, first_score, decisions, games) = ('By hand.', 'completed', 2, 3, 3) then 1
                    when note is null and (status, first_score, decisions, games) = ('scheduled', 0, 0, 0) then 0
                    else 1000
                end)::bigint
                from series
                cross join (select count(*) as decisions from series_game_decisions where series_id = {series}) decided
                cross join (select count(*) as games from series_games where series_id = {series}) played
                where id = {series}"
            ),
            Self::Walkover => format!(
                "select (case
                    when (status, winner, decided_by, ruled_walkover) = ('walkover', 1, 'walkover', 1) then 1
                    when status = 'scheduled' and num_nulls(winner, decided_by, ruled_walkover) = 3 then 0
                    else 1000
                end)::bigint
                from series
                where id = {series}"
            ),
            Self::Withdraw => format!(
                "select (case when withdrawn = '2' then 1 when withdrawn is null then 0 else 1000 end)::bigint
                from (
                    select string_agg(seed::text, ' ') filter (where withdrawn_at is not null) as withdrawn
                    from stage_participants where stage_id = {stage}
                ) participants"
            ),
        }
    }
}

/// Round `number` of each stage, with four series and a bye.
fn round(number: usize, closed_at: &str) -> Vec<String> {
    vec![
        format!("insert into stage_rounds select id, {number}, now(), {closed_at} from stages"),
        format!(
            "insert into stage_byes (stage_id, round, tournament_player_id, reason)
            select stage_id, {number}, tournament_player_id, 'Odd.' from stage_participants where seed = 9"
        ),
        format!(
            "insert into series (
                tournament_id, stage_id, round, first_entry_id, second_entry_id, best_of, admits, created_at
            )
            select one.tournament_id, one.stage_id, {number}, one.tournament_player_id, other.tournament_player_id, 3,
                'lobby', now()
            from stage_participants one
            join stage_participants other on other.stage_id = one.stage_id and other.seed = one.seed + 4
            where one.seed <= 4
            order by one.stage_id, one.seed"
        ),
    ]
}

/// 1 when the second round of a stage is open with its four series and its bye and the first one is closed, 0 when the
/// first one is open and there is no other.
fn second_round(stage: i64) -> String {
    format!(
        "select (case state when '1 closed 4+1, 2 open 4+1' then 1 when '1 open 4+1' then 0 else 1000 end)::bigint
        from (
            select string_agg(
                concat(
                    round, case when closed_at is null then ' open ' else ' closed ' end,
                    (select count(*) from series where (series.stage_id, series.round) = (started.stage_id, started.round)),
                    '+', (select count(*) from stage_byes bye where (bye.stage_id, bye.round) = (started.stage_id, started.round))
                ), ', ' order by round
            ) as state
            from stage_rounds started
            where stage_id = {stage}
        ) rounds"
    )
}
