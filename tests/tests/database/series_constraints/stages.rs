//! What the schema refuses about stages: their rounds, participants, byes, points and formats.

use domain::id::EntryId;
use tests::Database;

use super::{super::constraints::refusal, Cup, filled, run};

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
