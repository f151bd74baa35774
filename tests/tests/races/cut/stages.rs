//! The same of stages and series: a start, a round and a report are there whole or not at all, and once.

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tests::{service::HOST, tournament::enter};

use super::{CUP, Fixture, Trial};

/// As many stages as there may be messages: each trial has one of its own.
const STAGES: usize = 120;

/// A cup with [`STAGES`] stages of eight entries.
async fn stages(format: &str, setup: &[&str]) -> Fixture {
    let fixture = Fixture::set().await;
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        enter(&fixture.service.database.pool, fixture.cup, name, None).await;
    }
    let stages = format!(
        "insert into stages (
            tournament_id, name, format, sides, legs, half_pairing, best_of, admits, points_win, points_draw,
            points_loss, points_bye, tie_breaks, advance, is_public, created_at
        )
        select id, 'Stage ' || n, '{format}', 'entries', 1, 'slide', 3, 'lobby', 100, 50, 0, 100, '{{}}', 0, true, now()
        from tournaments, generate_series(1, {STAGES}) n"
    );
    let participants = "insert into stage_participants (tournament_id, stage_id, tournament_player_id, seed)
        select stage.tournament_id, stage.id, entry.id, row_number() over (partition by stage.id order by entry.id)
        from stages stage join tournament_players entry using (tournament_id)";
    for statement in [&stages, participants].into_iter().chain(setup.iter().copied()) {
        sqlx::query(AssertSqlSafe(statement)).execute(&fixture.service.database.pool).await.unwrap();
    }
    fixture
}

const STARTED: &str = "update stages set started_at = now()";

/// Round `round` of each stage, with four series.
fn round(round: usize, closed_at: &str) -> [String; 2] {
    [
        format!("insert into stage_rounds select id, {round}, now(), {closed_at} from stages"),
        format!(
            "insert into series (
                tournament_id, stage_id, round, first_entry_id, second_entry_id, best_of, admits, created_at
            )
            select one.tournament_id, one.stage_id, {round}, one.tournament_player_id, other.tournament_player_id, 3,
                'lobby', now()
            from stage_participants one
            join stage_participants other on other.stage_id = one.stage_id and other.seed = one.seed + 4
            order by one.stage_id, one.seed"
        ),
    ]
}

fn trial(route: (&'static str, String), body: Value, status: u16, effects: String) -> Trial {
    Trial { user: HOST.to_owned(), route, body, status, effects, nudges: 1 }
}

/// Cuts a write of each stage everywhere, where the last message arrives and where it does not.
async fn cut_both_ways(format: &str, setup: &[&str], write: impl Fn(usize, i64) -> Trial) {
    for last_arrives in [false, true] {
        let fixture = stages(format, setup).await;
        let first = fixture.count("select min(id) from stages").await;
        let write = |number: usize| write(number, first + number as i64);
        let seen = fixture.cut_everywhere(last_arrives, write).await;
        assert!(seen.neither > 20, "{seen:?}: it takes about that many messages");
        // Looks at the outbox send messages of their own now and then, so that one of the write's may be skipped.
        assert!(seen.both <= usize::from(last_arrives), "{seen:?}");
        fixture.cut_at_commit(write(STAGES - 1)).await;
    }
}

#[tokio::test]
async fn a_round_robin_cut_at_any_message_is_started_whole_or_not_at_all() {
    let start = |_, stage| {
        let effects = format!(
            "select case
                when started_at is not null and made = 28 then 1
                when started_at is null and made = 0 then 0
                else 1000 + made
            end
            from stages
            cross join (select count(*) as made from series where stage_id = {stage}) series
            where id = {stage}"
        );
        trial(("POST", format!("{CUP}/stages/{stage}/start")), Value::Null, 200, effects)
    };
    cut_both_ways("round_robin", &[], start).await;
}

/// 1 when the second round of a stage is open with its four series, 0 when the first one is and there is no other.
fn second_round(stage: i64) -> String {
    format!(
        "select (case state when '1 closed 4, 2 open 4' then 1 when '1 open 4' then 0 else 1000 end)::bigint
        from (
            select string_agg(
                started.round || case when closed_at is null then ' open ' else ' closed ' end || (
                    select count(*) from series where series.stage_id = started.stage_id and series.round = started.round
                ), ', ' order by started.round
            ) as state
            from stage_rounds started where started.stage_id = {stage}
        ) rounds"
    )
}

#[tokio::test]
async fn a_round_cut_at_any_message_is_opened_whole_or_not_at_all() {
    let [opened, made] = round(1, "null");
    let decided = "update series set ruled_at = now(), ruled_walkover = 0, status = 'walkover', winner = 0,
        decided_by = 'walkover', decided_at = now()";
    let next = |_, stage| {
        let path = format!("{CUP}/stages/{stage}/rounds");
        trial(("POST", path), json!({"dry_run": false}), 201, second_round(stage))
    };
    cut_both_ways("swiss", &[STARTED, &opened, &made, decided], next).await;
}

#[tokio::test]
async fn a_round_whose_end_is_cut_at_any_message_is_taken_back_whole_or_not_at_all() {
    let ([first, made], [second, more]) = (round(1, "now()"), round(2, "null"));
    let take_back = |_, stage| {
        let path = format!("{CUP}/stages/{stage}/rounds/2");
        trial(("DELETE", path), Value::Null, 204, format!("select 1 - ({})", second_round(stage)))
    };
    cut_both_ways("swiss", &[STARTED, &first, &made, &second, &more], take_back).await;
}

#[tokio::test]
async fn a_report_cut_at_any_message_is_stored_whole_or_not_at_all() {
    let [opened, made] = round(1, "null");
    let report = |number: usize, stage| {
        let id = format!("(select min(id) from series where stage_id = {stage})");
        let effects = format!(
            "select (case
                when (note, status, first_score, decisions, games) = ('By hand.', 'completed', 2, 3, 3) then 1
                when note is null and (status, first_score, decisions, games) = ('scheduled', 0, 0, 0) then 0
                else 1000
            end)::bigint
            from series
            cross join (select count(*) as decisions from series_game_decisions where series_id = {id}) decided
            cross join (select count(*) as games from series_games where series_id = {id}) played
            where id = {id}"
        );
        let body = json!({
            "note": "By hand.",
            "games": [{"winner": 0, "map": "Arabia"}, {"winner": 1}, {"winner": 0, "map": "Arena"}],
        });
        // The series were made in the order of the stages, four of each.
        trial(("PATCH", format!("{CUP}/series/{}", 1 + 4 * number)), body, 200, effects)
    };
    cut_both_ways("swiss", &[STARTED, &opened, &made], report).await;
}
