//! Names of entries and teams: what is kept of them, what is refused, and which are too alike.

use serde_json::{Value, json};
use sim::{Ladder, Profile, ProfileId};

use super::fixture::{Fixture, places};

const PLAYERS: &str = "/v1/tournaments/cup/players";
const TEAMS: &str = "/v1/tournaments/cup/teams";

fn named(name: &str) -> Value {
    json!({"name": name, "initials": "X"})
}

/// Renaming, where names can be changed, and both ways to make a name.
fn routes(fixture: &Fixture) -> [(&'static str, String); 3] {
    [("POST", PLAYERS.to_owned()), ("POST", TEAMS.to_owned()), ("PATCH", format!("{TEAMS}/{}", fixture.blues))]
}

/// The names on the cup's roster and of its teams.
async fn names(fixture: &Fixture) -> Vec<String> {
    let of = |table| format!("select name from {table} where tournament_id = {}", fixture.cup);
    let rows = fixture.stored(&format!("{} union all {}", of("tournament_players"), of("teams"))).await;
    rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn names_are_kept_trimmed_and_composed() {
    let fixture = Fixture::set().await;
    for (index, (method, path)) in routes(&fixture).iter().enumerate() {
        let (status, said) = fixture.host(method, path, named(&format!(" \t\u{3000}Rene\u{301}  No. {index}\n"))).await;
        assert!([200, 201, 204].contains(&status), "{method} {path}: {said}");
        let kept = format!("Ren\u{e9}  No. {index}");
        assert!(names(&fixture).await.contains(&kept), "{method} {path}");
        assert!(said.is_null() || said["name"] == json!(kept), "{said}");
    }
    let longest = format!("  {}  ", "e\u{301}".repeat(64));
    assert_eq!(fixture.host("POST", PLAYERS, named(&longest)).await.0, 204, "as long as what is kept of it");
}

#[tokio::test]
async fn names_that_harm_a_page_or_show_nothing_are_refused() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let zalgo = format!("Z{}", "\u{337}".repeat(3));
    for (name, kind, word) in [
        ("An\nna", "value_error", "control characters (U+000A)"),
        ("An\u{1b}[31mna", "value_error", "control characters (U+001B)"),
        ("\u{202e}annA", "value_error", "control characters (U+202E)"),
        (&zalgo, "value_error", "two combining marks"),
        ("\u{200b}\u{2060}", "value_error", "can be seen"),
        ("\u{3164}", "value_error", "can be seen"),
        (" \t\n", "string_too_short", "at least 1 character"),
    ] {
        for (method, path) in routes(&fixture) {
            let (status, said) = fixture.host(method, &path, named(name)).await;
            assert_eq!((status, places(&said)), (422, vec![json!(["body", "name"])]), "{method} {path} {name:?}");
            let violation = &said["detail"][0];
            assert_eq!(violation["type"], kind, "{name:?}");
            assert!(violation["msg"].as_str().unwrap().contains(word), "{name:?}: {violation}");
        }
    }
    assert_eq!(fixture.digest().await, before);
}

#[tokio::test]
async fn names_that_nobody_can_tell_apart_are_taken_and_the_answer_says_by_whom() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    for name in ["Anna", "ANNA", "a\u{200b}nna", "\u{ff21}nna"] {
        let (status, said) = fixture.host("POST", PLAYERS, named(name)).await;
        if name.starts_with('\u{ff21}') {
            assert_eq!(status, 204, "wide letters are other letters");
            break;
        }
        let due = format!("Player already on the roster: entry {} is named \"Anna\"", fixture.anna);
        assert_eq!((status, said), (409, json!({"detail": due})), "{name:?}");
        assert_eq!(fixture.digest().await, before);
    }
    let (status, said) = fixture.host("POST", PLAYERS, json!({"name": "Another", "profile_id": 101})).await;
    let due = format!("Player already on the roster: entry {}, \"Anna\", has this account", fixture.anna);
    assert_eq!((status, said), (409, json!({"detail": due})));
    let due = json!({"detail": format!("Team name already taken: team {} is \"Reds\"", fixture.reds)});
    for name in ["Reds", "REDS ", "re\u{200b}ds"] {
        assert_eq!(fixture.host("POST", TEAMS, named(name)).await, (409, due.clone()), "{name:?}");
        let blues = format!("{TEAMS}/{}", fixture.blues);
        assert_eq!(fixture.host("PATCH", &blues, json!({"name": name})).await, (409, due.clone()), "{name:?}");
    }
    // A team may spell its own name anew, and so may a name be the same in another tournament.
    assert_eq!(fixture.host("PATCH", &format!("{TEAMS}/{}", fixture.reds), json!({"name": "REDS"})).await.0, 200);
    assert_eq!(fixture.host("POST", TEAMS, named("Greens")).await.0, 201);
    assert_eq!(fixture.host("POST", PLAYERS, named("Bert")).await.0, 204);
}

#[tokio::test]
async fn rows_of_before_stay_good() {
    let fixture = Fixture::set().await;
    let older = "insert into tournament_players (tournament_id, name)
        select id, unnest(array['ANNA', E' tab\\tbed ']) from tournaments where slug = 'cup'";
    fixture.service.database.run(older).await;
    let twin = format!("update teams set name = E'Reds\\n' where id = {}", fixture.blues);
    sqlx::query(sqlx::AssertSqlSafe(twin)).execute(&fixture.service.database.pool).await.unwrap();
    let blues = format!("{TEAMS}/{}", fixture.blues);
    assert_eq!(fixture.host("PATCH", &blues, json!({"initials": "TWO"})).await.0, 200);
    let anna = format!("{PLAYERS}/{}", fixture.anna);
    assert_eq!(fixture.host("PATCH", &anna, json!({"presentation": {"flag": "de"}})).await.0, 204);
    assert_eq!(fixture.host("PATCH", &format!("{TEAMS}/{}", fixture.reds), json!({"name": "Reds"})).await.0, 200);
    assert_eq!(fixture.host("POST", PLAYERS, named("TAB BED")).await.0, 409);
    assert_eq!(fixture.host("PATCH", &blues, json!({"name": "Blues"})).await.0, 200, "and can be mended");
}

#[tokio::test]
async fn an_accounts_own_name_is_made_to_fit() {
    let fixture = Fixture::set().await;
    let alias = format!("\u{202e}Zoe{}  the\u{7} Great", "\u{337}".repeat(30));
    fixture.service.sim.world(|world| {
        let day_before = world.now() - 86_400;
        world.add_profile(Profile::new(ProfileId(105), &alias).rated(Ladder::SoloRm, 1_500, day_before));
        world.add_profile(Profile::new(ProfileId(106), "\u{200b}\u{3164}").rated(Ladder::SoloRm, 1_500, day_before));
    });
    for (profile, expected) in [(105, "Zoe\u{337}\u{337}  the Great"), (106, "106")] {
        // Polled for somebody else's tournament before.
        let other = format!(
            "insert into tournament_players (tournament_id, name, profile_id) values ({}, 'N {profile}', {profile})",
            fixture.other
        );
        sqlx::query(sqlx::AssertSqlSafe(other)).execute(&fixture.service.database.pool).await.unwrap();
        fixture.service.poll_all().await;
        let (status, headers, said) = fixture.host_with_headers("POST", PLAYERS, json!({"profile_id": profile})).await;
        assert_eq!(status, 204, "{said}");
        assert_eq!(fixture.see(headers["location"].to_str().unwrap()).await["name"], expected);
    }
}
