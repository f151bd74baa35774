//! What the schema refuses about stages and series, and what goes along with what.

use domain::id::{EntryId, TeamId, TournamentId};
use sqlx::AssertSqlSafe;
use store::Error;
use tests::{
    Database,
    tournament::{create, enter, team, tournament},
};

use super::constraints::refusal;

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

#[tokio::test]
async fn a_series_has_two_different_sides_of_one_kind_and_of_its_tournament() {
    let database = Database::fresh().await;
    let (cup, other) = (Cup::set(&database, "cup").await, Cup::set(&database, "other").await);
    let ([one, two, _], [red, blue]) = (cup.entries, cup.teams);
    let ([stranger, ..], [strangers, _]) = (other.entries, other.teams);
    let (entries, teams) = ("first_entry_id, second_entry_id", "first_team_id, second_team_id");
    for (columns, values, constraint) in [
        (entries, format!("{one}, {one}"), "series_sides"),
        (teams, format!("{red}, {red}"), "series_sides"),
        (entries, format!("{one}, null"), "series_sides"),
        (teams, format!("null, {red}"), "series_sides"),
        ("first_entry_id, second_team_id", format!("{one}, {blue}"), "series_sides"),
        ("first_entry_id, second_entry_id, first_team_id", format!("{one}, {two}, {red}"), "series_sides"),
        ("label", "'Nobody'".to_owned(), "series_sides"),
        (entries, format!("{stranger}, {two}"), "series_first_entry"),
        (entries, format!("{one}, {stranger}"), "series_second_entry"),
        (teams, format!("{strangers}, {blue}"), "series_first_team"),
        (teams, format!("{red}, {strangers}"), "series_second_team"),
    ] {
        assert_eq!(refusal(&database, &cup.series(columns, &values)).await, constraint, "{columns}: {values}");
    }
    let elsewhere = cup.series("first_entry_id, second_entry_id, stage_id", &format!("{one}, {two}, {}", other.stage));
    assert_eq!(refusal(&database, &elsewhere).await, "series_tournament_id_stage_id_fkey");
    run(&database, &cup.series(entries, &format!("{one}, {two}"))).await;
    run(&database, &cup.series(teams, &format!("{red}, {blue}"))).await;
}

#[tokio::test]
async fn a_series_has_one_format_and_at_most_one_ruling() {
    let database = Database::fresh().await;
    let cup = Cup::set(&database, "cup").await;
    cup.duel(&database).await;
    for (edit, constraint) in [
        ("best_of = 4", "series_best_of_check"),
        ("best_of = 11", "series_best_of_check"),
        ("best_of = null", "series_format"),
        ("play_all = 3", "series_format"),
        ("best_of = null, play_all = 10", "series_play_all_check"),
        ("admits = 'none'", "series_admits_check"),
        ("status = 'over'", "series_status_check"),
        ("first_score = 10", "series_first_score_check"),
        ("winner = 2", "series_winner_check"),
        ("decided_by = 'games'", "series_decided"),
        ("decided_at = now()", "series_decided"),
        ("ruled_at = now()", "series_ruling"),
        ("ruled_walkover = 0", "series_ruling"),
        ("ruled_at = now(), ruled_first = 2", "series_ruling"),
        ("ruled_at = now(), ruled_first = 2, ruled_second = 0, ruled_walkover = 0", "series_ruling"),
        ("ruled_at = now(), ruled_walkover = 0, ruled_cancelled = true", "series_ruling"),
        ("round = 0", "series_round_check"),
        ("label = ''", "series_label_check"),
        ("note = repeat('x', 1001)", "series_note_check"),
        ("stream_url = repeat('x', 257)", "series_stream_url_check"),
    ] {
        assert_eq!(refusal(&database, &format!("update series set {edit}")).await, constraint, "{edit}");
    }
    for edit in [
        "best_of = null, play_all = 9",
        "ruled_at = now(), ruled_first = 2, ruled_second = 0",
        "ruled_first = null, ruled_second = null, ruled_walkover = 1",
        "ruled_walkover = null, ruled_cancelled = true",
    ] {
        run(&database, &format!("update series set {edit}")).await;
    }
}

#[tokio::test]
async fn a_match_is_in_at_most_one_series_of_a_tournament_and_decided_about_once() {
    let database = Database::fresh().await;
    let (cup, other) = (Cup::set(&database, "cup").await, Cup::set(&database, "other").await);
    let (one, two) = (cup.duel(&database).await, cup.duel(&database).await);
    let elsewhere = other.duel(&database).await;
    run(&database, &cup.game(one, 1, 7)).await;
    assert_eq!(refusal(&database, &cup.game(one, 2, 7)).await, "series_games_match");
    assert_eq!(refusal(&database, &cup.game(two, 1, 7)).await, "series_games_match");
    assert_eq!(refusal(&database, &cup.game(one, 1, 8)).await, "series_games_pkey");
    run(&database, &other.game(elsewhere, 1, 7)).await;
    assert_eq!(refusal(&database, &cup.game(elsewhere, 2, 9)).await, "series_games_tournament_id_series_id_fkey");
    let empty = cup.game(one, 2, 9).replace("9)", "null)");
    assert_eq!(refusal(&database, &empty).await, "series_games_complete");
    run(&database, &cup.decision(one, "7, false, null")).await;
    assert_eq!(refusal(&database, &cup.decision(two, "7, true, 0")).await, "series_game_decisions_match");
    run(&database, &other.decision(elsewhere, "7, true, null")).await;
    for incomplete in ["null, true, null", "null, false, 0"] {
        assert_eq!(refusal(&database, &cup.decision(one, incomplete)).await, "series_game_decisions_complete");
    }
    // Games without a match are as many as the host says.
    for _ in 0..2 {
        run(&database, &cup.decision(one, "null, true, 0")).await;
    }
}

#[tokio::test]
async fn a_stage_has_one_open_round_and_each_side_once() {
    let database = Database::fresh().await;
    let (cup, other) = (Cup::set(&database, "cup").await, Cup::set(&database, "other").await);
    let [one, two, three] = cup.entries;
    let round = |number: i16, closed_at: &str| {
        format!("insert into stage_rounds values ({}, {number}, now(), {closed_at})", cup.stage)
    };
    run(&database, &round(1, "now()")).await;
    run(&database, &round(2, "null")).await;
    assert_eq!(refusal(&database, &round(3, "null")).await, "stage_rounds_one_open");
    assert_eq!(refusal(&database, &round(1, "now()")).await, "stage_rounds_pkey");
    assert_eq!(refusal(&database, &round(101, "now()")).await, "stage_rounds_round_check");
    for (seed, side, constraint) in [
        (1, format!("{three}, null"), "stage_participants_pkey"),
        (3, format!("{one}, null"), "stage_participants_stage_id_tournament_player_id_key"),
        (3, "null, null".to_owned(), "stage_participants_one_side"),
        (3, format!("{three}, {}", cup.teams[0]), "stage_participants_one_side"),
        (3, format!("{}, null", other.entries[0]), "stage_participants_entry"),
        (3, format!("null, {}", other.teams[0]), "stage_participants_team"),
    ] {
        assert_eq!(refusal(&database, &cup.participant(seed, &side)).await, constraint, "{side}");
    }
    // Byes, points and orders are of those who take part.
    let bye = |entry: EntryId| format!("insert into stage_byes values ({}, 2, {entry}, null, 'Odd.')", cup.stage);
    assert_eq!(refusal(&database, &bye(three)).await, "stage_byes_stage_id_tournament_player_id_fkey");
    run(&database, &bye(two)).await;
    assert_eq!(refusal(&database, &bye(one)).await, "stage_byes_pkey");
    let adjust = |entry: EntryId, points: i32| {
        format!(
            "insert into stage_adjustments values
                ({}, {entry}, null, {points}, 'Late.', '00000000-0000-0000-0000-000000000001', now())",
            cup.stage
        )
    };
    run(&database, &adjust(one, -50)).await;
    assert_eq!(
        refusal(&database, &adjust(one, 50)).await,
        "stage_adjustments_stage_id_tournament_player_id_team_id_key"
    );
    assert_eq!(refusal(&database, &adjust(two, 0)).await, "stage_adjustments_points_check");
    assert_eq!(refusal(&database, &adjust(three, 1)).await, "stage_adjustments_stage_id_tournament_player_id_fkey");
}

#[tokio::test]
async fn a_stage_has_one_series_format_and_bounds() {
    let database = Database::fresh().await;
    Cup::set(&database, "cup").await;
    for (edit, constraint) in [
        ("play_all = 1", "stages_series_format"),
        ("best_of = null", "stages_series_format"),
        ("best_of = 2", "stages_best_of_check"),
        ("format = 'bracket'", "stages_format_check"),
        ("sides = 'people'", "stages_sides_check"),
        ("legs = 3", "stages_legs_check"),
        ("rounds = 0", "stages_rounds_check"),
        ("half_pairing = 'luck'", "stages_half_pairing_check"),
        ("admits = ''", "stages_admits_check"),
        ("points_win = 100001", "stages_points_win_check"),
        ("tie_breaks = array_fill('seed'::text, '{10}')", "stages_tie_breaks_check"),
        ("advance = 257", "stages_advance_check"),
        ("name = ''", "stages_name_check"),
    ] {
        assert_eq!(refusal(&database, &format!("update stages set {edit}")).await, constraint, "{edit}");
    }
}

const OWN: &str = "select format('%s %s %s %s %s %s %s %s %s',
    (select count(*) from stages), (select count(*) from stage_participants), (select count(*) from stage_rounds),
    (select count(*) from stage_byes), (select count(*) from stage_adjustments), (select count(*) from stage_ties),
    (select count(*) from series), (select count(*) from series_game_decisions), (select count(*) from series_games))";

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

#[tokio::test]
async fn a_tournament_takes_its_stages_and_series_along() {
    let database = Database::fresh().await;
    let cup = filled(&database, "cup").await;
    filled(&database, "other").await;
    assert_eq!(database.value::<String>(OWN).await, "2 4 2 2 2 4 2 2 4");
    // As a host deletes it.
    let mut tx = database.pool.begin().await.unwrap();
    sqlx::query("delete from tournaments where id = $1").bind(cup.id.0).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(database.value::<String>(OWN).await, "1 2 1 1 1 2 1 1 2");
}

#[tokio::test]
async fn a_stage_a_series_a_round_and_a_decision_take_their_own_along() {
    let database = Database::fresh().await;
    filled(&database, "cup").await;
    run(&database, "delete from series_game_decisions").await;
    assert_eq!(database.value::<String>(OWN).await, "1 2 1 1 1 2 1 0 1", "the game is gone with the decision");
    run(&database, "delete from stage_rounds").await;
    assert_eq!(database.value::<String>(OWN).await, "1 2 0 0 1 2 1 0 1");
    run(&database, "delete from series").await;
    assert_eq!(database.value::<String>(OWN).await, "1 2 0 0 1 2 0 0 0");
    run(&database, "delete from stages").await;
    assert_eq!(database.value::<String>(OWN).await, "0 0 0 0 0 0 0 0 0");
}

#[tokio::test]
async fn who_takes_part_stays() {
    let database = Database::fresh().await;
    let cup = filled(&database, "cup").await;
    let [one, two, three] = cup.entries;
    let delete = |entry: EntryId| format!("delete from tournament_players where id = {entry}");
    for entry in [one, two] {
        assert_eq!(refusal(&database, &delete(entry)).await, "stage_participants_entry");
    }
    run(&database, &delete(three)).await;
    let [red, blue] = cup.teams;
    run(&database, &cup.series("first_team_id, second_team_id", &format!("{red}, {blue}"))).await;
    let mut tx = database.pool.begin().await.unwrap();
    let gone = sqlx::query("delete from teams where id = $1").bind(blue.0).execute(&mut *tx).await;
    let error = Error::from(gone.unwrap_err());
    assert!(matches!(&error, Error::ForeignKeyViolation(constraint) if constraint == "series_second_team"), "{error}");
}

#[tokio::test]
async fn what_a_stage_has_is_bounded_and_of_one_side() {
    let database = Database::fresh().await;
    let cup = filled(&database, "cup").await;
    for (edit, constraint) in [
        ("stages set points_win = -100001", "stages_points_win_check"),
        ("stages set points_draw = 100001", "stages_points_draw_check"),
        ("stages set points_loss = 100001", "stages_points_loss_check"),
        ("stages set points_bye = 100001", "stages_points_bye_check"),
        ("stages set name = repeat('x', 101)", "stages_name_check"),
        ("stages set rounds = 101", "stages_rounds_check"),
        ("stage_participants set seed = 257 where seed = 2", "stage_participants_seed_check"),
        ("stage_participants set group_number = 129", "stage_participants_group_number_check"),
        ("stage_byes set tournament_player_id = null", "stage_byes_one_side"),
        ("stage_adjustments set tournament_player_id = null", "stage_adjustments_one_side"),
        ("stage_adjustments set points = 100001", "stage_adjustments_points_check"),
        ("stage_adjustments set points = -100001", "stage_adjustments_points_check"),
        ("stage_adjustments set reason = ''", "stage_adjustments_reason_check"),
        ("stage_adjustments set reason = repeat('x', 501)", "stage_adjustments_reason_check"),
        ("stage_ties set tournament_player_id = null where place = 1", "stage_ties_one_side"),
    ] {
        assert_eq!(refusal(&database, &format!("update {edit}")).await, constraint, "{edit}");
    }
    let (stage, team) = (cup.stage, cup.teams[0]);
    run(&database, &format!("insert into stage_rounds values ({stage}, 2, now(), now())")).await;
    for (insert, constraint) in [
        (format!("stage_byes values ({stage}, 2, null, {team}, 'Odd.')"), "stage_byes_stage_id_team_id_fkey"),
        (
            format!("stage_adjustments values ({stage}, null, {team}, 1, 'Early.', gen_random_uuid(), now())"),
            "stage_adjustments_stage_id_team_id_fkey",
        ),
        (format!("stage_ties values ({stage}, 3, null, {team})"), "stage_ties_stage_id_team_id_fkey"),
    ] {
        assert_eq!(refusal(&database, &format!("insert into {insert}")).await, constraint, "{insert}");
    }
    let side = format!("null, {team}");
    run(&database, &cup.participant(3, &side)).await;
    assert_eq!(refusal(&database, &cup.participant(4, &side)).await, "stage_participants_stage_id_team_id_key");
}

#[tokio::test]
async fn what_a_series_has_is_bounded() {
    let database = Database::fresh().await;
    filled(&database, "cup").await;
    for (edit, constraint) in [
        ("series set round = 511", "series_round_check"),
        ("series set group_number = 129", "series_group_number_check"),
        ("series set label = repeat('x', 101)", "series_label_check"),
        ("series set second_score = 10", "series_second_score_check"),
        ("series set ruled_at = now(), ruled_first = 10, ruled_second = 0", "series_ruled_first_check"),
        ("series set ruled_at = now(), ruled_first = 0, ruled_second = 10", "series_ruled_second_check"),
        ("series set ruled_at = now(), ruled_walkover = 2", "series_ruled_walkover_check"),
        ("series set decided_at = now(), decided_by = 'luck'", "series_decided_by_check"),
        ("series_game_decisions set winner = 2", "series_game_decisions_winner_check"),
        ("series_game_decisions set map_name = ''", "series_game_decisions_map_name_check"),
        ("series_game_decisions set map_name = repeat('x', 101)", "series_game_decisions_map_name_check"),
        ("series_games set winner = 2", "series_games_winner_check"),
        ("series_games set not_counted = 'luck'", "series_games_not_counted_check"),
    ] {
        assert_eq!(refusal(&database, &format!("update {edit}")).await, constraint, "{edit}");
    }
}
