//! What the schema refuses about series: their sides, formats, rulings, scores and games.

use tests::Database;

use super::{super::constraints::refusal, Cup, filled, run};

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
