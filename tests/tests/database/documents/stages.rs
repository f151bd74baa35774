//! Stages of documents: what each change does, and what a stage that was started no longer takes.

use serde_json::{Value, json};
use tests::{Database, outbox::Outbox};

use super::{applied, apply, checked, cup, cup_with, events, problems, stored};

/// The cup with a round robin in two groups and a draft of show matches between the teams.
fn with_stages(change: impl FnOnce(&mut Value)) -> domain::document::CheckedDocument {
    cup_with(|cup| {
        cup["entries"] = json!([
            {"name": "Ada", "account": 1}, {"name": "Bo", "account": 2}, {"name": "Cy"}, {"name": "Dee"}
        ]);
        cup["stages"] = json!([
            {
                "name": "Groups", "format": "round_robin", "participants": ["Ada", "Bo", "Cy", "Dee"], "groups": 2,
                "series_format": {"best_of": 3}, "advance": 1, "visibility": "public",
            },
            {
                "name": "Show", "format": "manual", "sides": "teams", "participants": ["Blues", "Reds"],
                "series_format": {"play_all": 2},
            },
        ]);
        change(cup);
    })
}

async fn with_cup_and_stages() -> (Database, Outbox) {
    let (database, outbox) = (Database::fresh().await, Outbox::default());
    apply(&database, &with_stages(|_| ()), false).await.unwrap();
    outbox.nudged(&database).await;
    (database, outbox)
}

async fn start(database: &Database, stage: &str) {
    let statement = sqlx::query("update stages set started_at = now() where name = $1").bind(stage);
    statement.execute(&database.pool).await.unwrap();
}

/// Each stage with its participants and their groups.
async fn stages(database: &Database) -> String {
    database
        .value(
            "select string_agg(stage || ':' || sides, ' ' order by id)
            from (
                select stages.id, stages.name as stage, coalesce(string_agg(
                    coalesce(entry.name, team.name) || coalesce(group_number::text, ''), ',' order by seed
                ), '') as sides
                from stages
                left join stage_participants participant on participant.stage_id = stages.id
                left join tournament_players entry on entry.id = participant.tournament_player_id
                left join teams team on team.id = participant.team_id
                group by stages.id
            ) stages",
        )
        .await
}

#[tokio::test]
async fn a_document_sets_stages_up_once() {
    let (database, outbox) = (Database::fresh().await, Outbox::default());
    apply(&database, &checked(cup()), false).await.unwrap();
    outbox.nudged(&database).await;
    let document = with_stages(|_| ());
    assert_eq!(applied(&database, &document).await, ["roster_add", "stage_create", "stage_create"]);
    assert_eq!(stages(&database).await, "Groups:Ada1,Bo2,Cy2,Dee1 Show:Blues,Reds");
    assert_eq!(events(&outbox.nudged(&database).await), ["standings", "series"]);
    assert_eq!(stored(&database, "cup").await, *document);
    assert_eq!(applied(&database, &document).await, [""; 0]);
    assert_eq!(outbox.nudged(&database).await, []);
    let started: i64 = database.value("select count(*) from stages where started_at is not null").await;
    assert_eq!(started, 0, "a document starts nothing");
}

#[tokio::test]
async fn stages_change_until_they_are_started() {
    let (database, outbox) = with_cup_and_stages().await;
    let ids: String = database.value("select string_agg(id::text, ' ' order by id) from stages").await;
    let draft = with_stages(|cup| cup["stages"][1]["series_format"] = json!({"best_of": 5}));
    assert_eq!(applied(&database, &draft).await, ["stage_update"]);
    assert_eq!(outbox.nudged(&database).await, [], "of a draft nobody is nudged");
    let other = with_stages(|cup| {
        cup["stages"][0] = json!({
            "name": "groups", "format": "swiss", "participants": ["Dee", "Bo"], "rounds": 3, "half_pairing": "fold",
            "series_format": {"best_of": 5}, "admits": "any", "points": {"win": 3}, "tie_breaks": ["seed"],
        });
        cup["stages"][1] = json!({
            "name": "Show", "format": "manual", "participants": ["Ada"], "series_format": {"best_of": 5},
        });
    });
    let plan = apply(&database, &other, false).await.unwrap().plan;
    let due = [
        "~ stage \"Groups\": name \"Groups\" -> \"groups\", format round_robin -> swiss, rounds none -> 3, \
         half_pairing slide -> fold, series_format best of 3 -> best of 5, admits lobby -> any, \
         points 1/0.5/0/1 -> 3/0.5/0/1, tie_breaks [\"head_to_head\", \"game_difference\", \"games_won\"] -> [\"seed\"], \
         advance 1 -> 0, visibility public -> draft, participants -\"Ada\" -\"Cy\"",
        "~ stage \"Show\": sides teams -> entries, participants -\"Blues\" -\"Reds\" +\"Ada\"",
        "cup: 2 changes",
    ];
    assert_eq!(plan.to_string(), due.join("\n"));
    assert_eq!(stages(&database).await, "groups:Dee,Bo Show:Ada");
    assert_eq!(events(&outbox.nudged(&database).await), ["series"], "viewers saw it before");
    assert_eq!(stored(&database, "cup").await, *other);
    assert_eq!(
        database.value::<String>("select string_agg(id::text, ' ' order by id) from stages").await,
        ids,
        "they are the same stages"
    );
    let seeds = with_stages(|cup| {
        cup["stages"] = json!([{
            "name": "groups", "format": "swiss", "participants": ["Bo", "Dee"], "series_format": {"best_of": 1},
        }]);
    });
    let plan = apply(&database, &seeds, false).await.unwrap().plan.to_string();
    assert!(
        plan.contains("seeds or groups\n  stage \"Show\": not in the file, kept (use --prune to remove)"),
        "{plan}"
    );
}

#[tokio::test]
async fn a_started_stage_takes_late_participants_and_little_else() {
    let (database, _) = with_cup_and_stages().await;
    start(&database, "Groups").await;
    let other = with_stages(|cup| {
        cup["stages"][0] = json!({
            "name": "Groups", "format": "swiss", "sides": "teams", "participants": ["Reds"], "legs": 2,
            "series_format": {"best_of": 5},
        });
    });
    let fixed = "the stage has been started: this cannot change any more";
    let due = [
        format!("stages[0].format: {fixed}"),
        format!("stages[0].sides: {fixed}"),
        format!("stages[0].legs: {fixed}"),
        format!("stages[0].series_format: {fixed}"),
        "stages[0].participants: the stage has been started: its participants and groups cannot change any more".into(),
    ];
    assert_eq!(problems(&database, &other, false).await, due);
    let regrouped = with_stages(|cup| cup["stages"][0]["groups"] = 1.into());
    assert_eq!(problems(&database, &regrouped, false).await, [due[4].as_str()]);
    let without = with_stages(|cup| _ = cup["stages"].as_array_mut().unwrap().remove(0));
    assert_eq!(
        problems(&database, &without, true).await,
        ["stages: the stage \"Groups\" has been started, and cannot be removed"]
    );
    let soft = with_stages(|cup| {
        cup["stages"][0]["advance"] = 2.into();
        cup["stages"][0]["points"] = json!({"win": 2});
        cup["stages"][0]["visibility"] = "draft".into();
    });
    assert_eq!(applied(&database, &soft).await, ["stage_update"]);
    assert_eq!(stages(&database).await, "Groups:Ada1,Bo2,Cy2,Dee1 Show:Blues,Reds");

    let swiss = |participants: Value, rounds: u8| {
        with_stages(|cup| {
            cup["stages"] = json!([{
                "name": "Swiss", "format": "swiss", "participants": participants, "rounds": rounds,
                "series_format": {"best_of": 1},
            }]);
        })
    };
    apply(&database, &swiss(json!(["Bo", "Ada"]), 3), false).await.unwrap();
    start(&database, "Swiss").await;
    database
        .run("insert into stage_rounds (stage_id, round, started_at, closed_at)
            select id, n, now(), case when n < 2 then now() end from stages, generate_series(1, 2) n where name = 'Swiss'")
        .await;
    let late = "the stage has been started: late participants come after those that it has, who all stay";
    assert_eq!(
        problems(&database, &swiss(json!(["Bo", "Cy", "Ada"]), 1), false).await,
        ["stages[0].rounds: the stage has 2 rounds already".to_owned(), format!("stages[0].participants: {late}")]
    );
    let plan = apply(&database, &swiss(json!(["Bo", "Ada", "Dee", "Cy"]), 2), false).await.unwrap().plan.to_string();
    assert!(plan.contains("~ stage \"Swiss\": rounds 3 -> 2, participants +\"Dee\" +\"Cy\"\n"), "{plan}");
    assert!(stages(&database).await.ends_with("Swiss:Bo,Ada,Dee,Cy"));
}

#[tokio::test]
async fn who_takes_part_stays_and_who_no_longer_does_may_go() {
    let (database, _) = with_cup_and_stages().await;
    let without_dee = |change: fn(&mut Value)| {
        with_stages(|cup| {
            cup["entries"].as_array_mut().unwrap().pop();
            cup["stages"][0]["participants"] = json!(["Ada", "Bo", "Cy"]);
            cup["stages"][0]["groups"] = 1.into();
            change(cup);
        })
    };
    let silent = without_dee(|cup| _ = cup.as_object_mut().unwrap().remove("stages"));
    let stays = "takes part in a stage or a series, and cannot be removed";
    assert_eq!(
        problems(&database, &silent, true).await,
        [format!("entries: \"Dee\" {stays}")],
        "a document that says nothing of stages leaves them as they are"
    );
    assert_eq!(applied(&database, &silent).await, [""; 0], "nothing is removed");
    let done = apply(&database, &without_dee(|_| ()), true).await.unwrap();
    let actions: Vec<_> = done.records.iter().map(|record| record.action).collect();
    assert_eq!(actions, ["roster_remove", "stage_update"]);
    assert_eq!(stages(&database).await, "Groups:Ada1,Bo1,Cy1 Show:Blues,Reds");
    database
        .run(
            "insert into series (tournament_id, first_team_id, second_team_id, best_of, admits, created_at)
            select tournament_id, min(id), max(id), 3, 'any', now() from teams group by tournament_id",
        )
        .await;
    let alone = without_dee(|cup| {
        cup["stages"] = json!([]);
        cup["teams"].as_array_mut().unwrap().pop();
    });
    assert_eq!(problems(&database, &alone, true).await, [format!("teams: \"Blues\" {stays}")]);
    database.run("delete from series").await;
    let done = apply(&database, &alone, true).await.unwrap();
    let actions: Vec<_> = done.records.iter().map(|record| record.action).collect();
    assert_eq!(actions, ["team_delete", "stage_delete", "stage_delete"]);
}

#[tokio::test]
async fn stages_of_equal_names_are_told_apart_by_their_order() {
    let (database, _) = with_cup_and_stages().await;
    let equal = with_stages(|cup| {
        for (stage, name) in cup["stages"].as_array_mut().unwrap().iter_mut().zip(["Stage", "stage"]) {
            stage["name"] = name.into();
        }
    });
    apply(&database, &equal, true).await.unwrap();
    database.run("update stages set name = 'Stage'").await;
    let exported = stored(&database, "cup").await;
    assert_eq!(apply(&database, &exported.check().unwrap(), true).await.unwrap().plan.change_count(), 0);
    let many = with_stages(|cup| {
        let stage = json!({"name": "More", "format": "manual", "series_format": {"best_of": 1}});
        cup["stages"] = vec![stage; 19].into();
    });
    assert_eq!(
        problems(&database, &many, false).await,
        ["stages: the tournament would have 21 stages; 20 are allowed"]
    );
    apply(&database, &many, true).await.unwrap();
}

#[tokio::test]
async fn an_account_that_a_document_links_brings_its_games_into_series() {
    let (database, outbox) = with_cup_and_stages().await;
    database
        .run(
            "insert into series
                (tournament_id, first_entry_id, second_entry_id, best_of, admits, scheduled_at, created_at)
            select tournament_id, min(id), max(id), 3, 'any', '2026-06-01T18:00:00Z', now()
            from tournament_players where name in ('Ada', 'Cy') group by tournament_id",
        )
        .await;
    database
        .run(
            "insert into matches
            values (7, 0, null, 'Arabia', null, '2026-06-01T18:00:00Z', '2026-06-01T18:30:00Z', 'completed', now())",
        )
        .await;
    database
        .run(
            "insert into match_players (match_id, profile_id, started_at, completed_at, civilization_id, team_id, outcome,
                xp_gained)
            select 7, profile, '2026-06-01T18:00:00Z', '2026-06-01T18:30:00Z', 15, side, outcome, 0
            from (values (1, 0, 'win'), (3, 1, 'loss')) played (profile, side, outcome)",
        )
        .await;
    let linked = with_stages(|cup| cup["entries"][2]["account"] = 3.into());
    assert_eq!(applied(&database, &linked).await, ["roster_promote"]);
    let score: String = database.value("select first_score || ':' || second_score || status from series").await;
    assert_eq!(score, "1:0live");
    assert_eq!(events(&outbox.nudged(&database).await), ["standings", "series"]);
}
