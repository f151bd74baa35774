//! Files as hosts write them: which documents they give, and which mistakes are reported.

#![expect(clippy::unwrap_used, reason = "a test's own tools may fail it")]

use domain::{
    document::{Document, StageDocument},
    limits,
    series::SeriesFormat,
    stages::{
        groups::Groups,
        table::{StageFormat, TieBreak},
    },
};
use proptest::{prelude::*, sample};
use serde_json::{Value, json};
use tournament_file::{read, schema, write};

/// The mistakes of a file, one per line.
fn mistakes(text: &str) -> String {
    let file = read(text);
    assert!(file.document.is_none() || file.mistakes.is_empty());
    file.mistakes.iter().map(|mistake| format!("{mistake}\n")).collect()
}

fn document(text: &str) -> Document {
    let file = read(text);
    assert_eq!(file.mistakes, [], "{text}");
    (*file.document.unwrap()).clone()
}

const LEAST: &str = "slug = \"cup\"\nname = \"Cup\"\nleaderboard_id = 3\n";

#[test]
fn ten_mistakes_are_ten_lines() {
    let text = r#"slug = "Winter Cup"
name = 7
leaderbord_id = 3
start_date = 2026-12-31
end_date = 2026-12-01
owners = ["nobody"]

[[entries]]
name = "Ada"
account = "https://www.aoe2insights.com/user/steam/76561198449406083/"

[[entries]]
name = " ADA"
account = 5

[[entries]]
name = "Bo"
account = "https://www.aoe2companion.com/players/5"

[[teams]]
name = "Reds"
initials = "REDREDRED"
captain = "Cy"
members = ["Bo"]
"#;
    let due = [
        "1:1: the key `leaderboard_id` is missing",
        "1:8: a slug has lower-case letters, digits and hyphens, and neither begins nor ends with a hyphen",
        "2:8: this should be a text in quotes, and is a whole number",
        "3:1: there is no key `leaderbord_id` here; there are `slug`, `name`, `leaderboard_id`, `rank_by`, `start_date`, \
         `end_date`, `prize_pool_cents`, `host_stream_urls`, `presentation`, `owners`, `entries`, `teams`, `stages`",
        "5:12: the end is before the start",
        "6:11: \"nobody\" is no user's id at the sign-on service (a UUID)",
        "10:11: a link by the Steam id does not say the account's number: open it, and take the number or the address of \
         the player's own page (https://www.aoe2insights.com/user/relic/NUMBER/)",
        "13:8: an entry is named \"Ada\" already, and nobody could tell the two apart",
        "18:11: the entry \"ADA\" has this account, too",
        "22:12: this has 9 characters; 8 are allowed",
        "23:11: the captain \"Cy\" is no member of the team",
    ];
    assert_eq!(mistakes(text), due.map(|line| format!("{line}\n")).concat());
}

#[test]
fn mistakes_of_the_syntax_are_all_told_with_those_beside_them() {
    let told = mistakes("slug = \"cup\"\nname = 'a' 'b'\nleaderboard_id = \"x\"\nrank_by = \nsuprise = 1\n");
    let lines: Vec<_> = told.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(lines, ["2", "3", "4", "5"], "{told}");
}

#[test]
fn every_type_that_is_wrong_is_named() {
    let told = mistakes(&format!(
        "{LEAST}rank_by = \"wins\"\nstart_date = 5\nend_date = 12:00:00\nprize_pool_cents = 1.5\nhost_stream_urls = \"x\"\n\
         presentation = [1]\nowners = [1, 2]\nentries = [1, {{ name = \"Ada\", account = true }}]\nteams = {{}}\n"
    ));
    let due = [
        "4:11: \"wins\" is neither \"peak_rating\" nor \"current_rating\"",
        "5:14: this should be a date, or a date with a time, and is a whole number",
        "6:12: \"12:00:00\" is no date and no date with a time, such as 2026-12-31T18:00:00Z",
        "7:20: this should be a whole number, and is a number with a fraction",
        "8:20: this should be a list, and is a text",
        "9:16: this should be a table, and is a list",
        "10:11: this should be a text in quotes, and is a whole number",
        "10:14: this should be a text in quotes, and is a whole number",
        "11:12: this should be a table, and is a whole number",
        "11:41: this should be an account's number or a link to its page, and is true or false",
        "12:9: this should be a list, and is a table",
    ];
    assert_eq!(told, due.map(|line| format!("{line}\n")).concat());
}

#[test]
fn limits_are_those_of_requests() {
    let entries = |count: usize| (0..count).map(|n| format!("[[entries]]\nname = \"n{n}\"\n")).collect::<String>();
    assert_eq!(mistakes(&format!("{LEAST}{}", entries(limits::ENTRIES))), "");
    let told = mistakes(&format!("{LEAST}{}", entries(limits::ENTRIES + 1)));
    assert_eq!(told, "204:1: a roster has at most 100 entries, not 101\n");
    let long = |count: usize| "x".repeat(count);
    for (text, line) in [
        (
            format!("slug = \"{}\"\nname = \"C\"\nleaderboard_id = 3\n", long(65)),
            "1:8: this has 65 characters; 64 are allowed\n",
        ),
        (
            format!("{LEAST}host_stream_urls = [\"{}\"]\n", long(257)),
            "4:21: this has 257 characters; 256 are allowed\n",
        ),
        (
            format!("{LEAST}host_stream_urls = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\"]\n"),
            "4:46: there are at most 5 links\n",
        ),
        (
            format!("{LEAST}presentation = {{ x = \"{}\" }}\n", long(16_377)),
            "4:16: this takes 16385 bytes as JSON; 16384 are allowed\n",
        ),
        (format!("{LEAST}[[entries]]\nname = \"{}\"\n", long(65)), "5:8: this has 65 characters; 64 are allowed\n"),
        (format!("{LEAST}[[entries]]\nname = \"\"\n"), "5:8: this is empty\n"),
        (format!("{LEAST}[[entries]]\nname = \"a\\u0000\"\n"), "5:8: the character NUL cannot be kept\n"),
        (
            format!("{LEAST}[[teams]]\nname = \"{}\"\ninitials = \"T\"\n", long(201)),
            "5:8: this has 201 characters; 200 are allowed\n",
        ),
        (
            "slug = \"current\"\nname = \"C\"\nleaderboard_id = 0\n".to_owned(),
            "1:8: this slug is reserved\n3:18: a ladder's number is at least 1\n",
        ),
        (format!("{LEAST}prize_pool_cents = -1\n"), "4:20: prize money is at least 0\n"),
    ] {
        assert_eq!(mistakes(&text), line, "{text}");
    }
}

#[test]
fn who_is_on_a_team_is_on_the_roster_and_on_no_other() {
    let told = mistakes(&format!(
        "{LEAST}[[entries]]\nname = \"Ada\"\n[[teams]]\nname = \"Reds\"\ninitials = \"R\"\nmembers = [\"ada\", \"Bo\"]\n\
         [[teams]]\nname = \"reds\"\ninitials = \"B\"\nmembers = [\"Ada\"]\n"
    ));
    let due = [
        "9:19: there is no entry \"Bo\" on the roster",
        "11:8: a team is named \"Reds\" already, and nobody could tell the two apart",
        "13:12: \"Ada\" is on the team \"Reds\" already",
    ];
    assert_eq!(told, due.map(|line| format!("{line}\n")).concat());
}

const ROSTER: &str = "[[entries]]\nname = \"Ada\"\n[[entries]]\nname = \"Bo\"\n[[entries]]\nname = \"Cy\"\n\
                      [[entries]]\nname = \"Dee\"\n[[teams]]\nname = \"Reds\"\ninitials = \"R\"\n";

#[test]
fn a_stage_needs_little_and_may_say_much() {
    let little = document(&format!(
        "{LEAST}{ROSTER}[[stages]]\nname = \"Show matches\"\nformat = \"manual\"\nseries_format = {{ best_of = 3 }}\n"
    ));
    let due = StageDocument::new("Show matches".into(), StageFormat::Manual, SeriesFormat::BestOf(3));
    let usual = Some(TieBreak::usual(StageFormat::Manual));
    assert_eq!(little.stages, Some(vec![StageDocument { tie_breaks: usual, ..due }]));
    let much = document(&format!(
        "{LEAST}{ROSTER}[[stages]]\nname = \"Groups\"\nformat = \"round_robin\"\nsides = \"entries\"\n\
         participants = [\"ada\", \"Bo\", \"Cy\", \"Dee\"]\ngroups = [[\"Ada\", \"Bo\"], [\"Dee\", \"Cy\"]]\nlegs = 2\n\
         series_format = {{ play_all = 2 }}\nadmits = \"any\"\npoints = {{ win = 3, draw = 1, bye = 0.25 }}\n\
         tie_breaks = [\"wins\", \"seed\"]\nadvance = 1\nvisibility = \"public\"\n"
    ));
    let [stage] = much.stages.as_deref().unwrap() else { panic!("{much:?}") };
    let lists = [["ada", "Bo"], ["Cy", "Dee"]].map(|group| group.map(str::to_owned).to_vec());
    assert_eq!(stage.groups, Groups::Lists(lists.to_vec()), "in the order of seeds");
    let points = [stage.points.win, stage.points.draw, stage.points.loss, stage.points.bye];
    assert_eq!(points.map(domain::stages::points::Points::hundredths), [300, 100, 0, 25]);
    assert_eq!(stage.tie_breaks, Some(vec![TieBreak::Wins, TieBreak::Seed]));
    assert_eq!(document(&write(&much)), much);
}

#[test]
fn groups_that_snake_seeding_gives_are_written_as_their_number() {
    let of = |groups: &str| {
        let read = document(&format!(
            "{LEAST}{ROSTER}[[stages]]\nname = \"G\"\nformat = \"round_robin\"\nseries_format = {{ best_of = 1 }}\n\
             participants = [\"Ada\", \"Bo\", \"Cy\", \"Dee\"]\ngroups = {groups}\n"
        ));
        read.stages.unwrap().remove(0).groups
    };
    assert_eq!(of("[[\"Ada\", \"Dee\"], [\"Cy\", \"Bo\"]]"), Groups::Number(2));
    assert_eq!(of("2"), Groups::Number(2));
    assert_ne!(of("[[\"Cy\", \"Bo\"], [\"Ada\", \"Dee\"]]"), Groups::Number(2), "their numbers differ");
}

#[test]
fn mistakes_in_stages_have_their_lines() {
    let told = mistakes(&format!(
        "{LEAST}{ROSTER}[[stages]]\nname = \"\"\nformat = \"league\"\nsides = 1\nparticipants = [\"Ada\", \"Zoe\", \"ADA\"]\n\
         groups = \"two\"\nlegs = 3\nrounds = 0\nseries_format = {{ best_of = 2 }}\npoints = {{ win = 0.125 }}\n\
         tie_breaks = [\"seed\", \"seed\"]\nadvance = 257\nvisibility = \"secret\"\nsize = 3\n\
         [[stages]]\nname = \"Finals\"\nformat = \"swiss\"\nsides = \"teams\"\nparticipants = [\"Reds\", \"Ada\"]\n\
         series_format = 3\n[[stages]]\nname = \"Cup\"\nformat = \"swiss\"\nparticipants = [\"Ada\", \"Bo\"]\ngroups = 2\n\
         series_format = {{ best_of = 1 }}\n[[stages]]\nname = \"Groups\"\nformat = \"round_robin\"\n\
         participants = [\"Ada\", \"Bo\", \"Cy\", \"Dee\"]\ngroups = [[\"Ada\", \"Bo\", \"Zoe\"], [\"Dee\", \"Dee\"]]\n\
         series_format = {{ best_of = 1 }}\n"
    ));
    let due = [
        "16:8: this is empty",
        "17:10: unknown variant `league`, expected one of `round_robin`, `swiss`, `manual`",
        "18:9: this should be a text in quotes, and is a whole number",
        "19:24: there is no entry \"Zoe\"",
        "19:31: \"ADA\" is listed twice",
        "20:10: groups are a number, or a list of lists of participants",
        "21:8: legs are 1 or 2",
        "22:10: a Swiss stage has 1 to 100 rounds",
        "23:17: best_of is 1, 3, 5, 7 or 9",
        "24:10: 0.125 is not a number from -1000 to 1000 with at most two decimals",
        "25:23: seed is listed twice",
        "26:11: at most 256 advance",
        "27:14: unknown variant `secret`, expected `draft` or `public`",
        "28:1: there is no key `size` here; there are `name`, `format`, `sides`, `participants`, `groups`, `legs`, \
         `rounds`, `half_pairing`, `series_format`, `admits`, `points`, `tie_breaks`, `advance`, `visibility`",
        "33:25: there is no team \"Ada\"",
        "34:17: this should be a table such as { best_of = 3 }, and is a whole number",
        "39:10: only a round robin has groups",
        "45:10: \"Dee\" is in the groups twice",
        "45:25: there is no entry \"Zoe\"",
    ];
    assert_eq!(told, due.map(|line| format!("{line}\n")).concat());
    let many = "[[stages]]\nname = \"S\"\nformat = \"manual\"\nseries_format = { best_of = 1 }\n";
    assert_eq!(mistakes(&format!("{LEAST}{}", many.repeat(limits::STAGES))), "");
    let told = mistakes(&format!("{LEAST}{}", many.repeat(limits::STAGES + 1)));
    assert_eq!(told, "84:1: a tournament has at most 20 stages, not 21\n");
}

#[test]
fn columns_are_counted_in_characters() {
    assert_eq!(
        mistakes("slug = \"cup\"\r\nname = \"穂高\"\r\nleaderboard_id = 3\r\nx = { \"穂高\" = 1 }\r\n").lines().count(),
        1
    );
    assert!(mistakes(&format!("{LEAST}owners = [ \"穂高\", 7 ]\n")).contains("4:18: "));
}

#[test]
fn times_and_links_are_taken_as_people_write_them() {
    let read = document(&format!(
        "{LEAST}start_date = 2026-06-01\nend_date = 2026-06-30T20:00:00+02:00\n[[entries]]\nname = \"Ada\"\n\
         account = \"aoe2companion.com/players/7\"\n"
    ));
    assert_eq!(read.start_date.unwrap().to_string(), "2026-06-01T00:00:00Z");
    assert_eq!(read.end_date.unwrap().to_string(), "2026-06-30T18:00:00Z");
    assert_eq!(read.entries[0].account.unwrap().0.0, 7);
}

#[test]
fn the_schema_knows_what_the_reader_knows() {
    let schema = schema();
    let keys = |schema: &Value| schema["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let told = mistakes("x = 1\n[[entries]]\nx = 1\n[[teams]]\nx = 1\n[[stages]]\nx = 1\n");
    let known: Vec<Vec<_>> = told
        .lines()
        .filter_map(|line| line.split("there are `").nth(1))
        .map(|line| {
            let mut keys: Vec<_> = line.trim_end_matches('`').split("`, `").map(str::to_owned).collect();
            keys.sort();
            keys
        })
        .collect();
    let (entries, teams) = (&schema["properties"]["entries"]["items"], &schema["properties"]["teams"]["items"]);
    assert_eq!(schema["properties"]["stages"]["items"], json!({"$ref": "#/$defs/StageDocument"}));
    let stages = &schema["$defs"]["StageDocument"];
    assert_eq!(known, [keys(&schema), keys(entries), keys(teams), keys(stages)]);
    for table in [&schema, entries, teams, stages] {
        assert_eq!(table["additionalProperties"], json!(false));
    }
    assert_eq!(schema["required"], json!(["slug", "name", "leaderboard_id"]));
    let most =
        |value: &Value, key: &str| usize::try_from(value["properties"][key]["maxLength"].as_u64().unwrap()).unwrap();
    assert_eq!(most(&schema, "slug"), *limits::SLUG.end());
    assert_eq!(most(&schema, "name"), *limits::TOURNAMENT_NAME.end());
    assert_eq!(most(entries, "name"), *limits::ENTRY_NAME.end());
    assert_eq!(most(teams, "name"), *limits::TEAM_NAME.end());
    assert_eq!(most(teams, "initials"), *limits::INITIALS.end());
    assert_eq!(most(stages, "name"), *limits::STAGE_NAME.end());
    assert_eq!(schema["properties"]["stages"]["maxItems"], json!(limits::STAGES));
    assert_eq!(stages["properties"]["participants"]["maxItems"], json!(limits::PARTICIPANTS));
    assert_eq!(stages["required"], json!(["name", "format", "series_format"]));
    assert_eq!(references_without_target(&schema, &schema), [""; 0]);
    assert_eq!(schema["properties"]["entries"]["maxItems"], json!(limits::ENTRIES));
    let rank_by = &schema["properties"]["rank_by"];
    assert_eq!((&rank_by["type"], &rank_by["default"]), (&json!("string"), &json!("peak_rating")));
    assert_eq!(rank_by["enum"], json!(["peak_rating", "current_rating"]));
    assert_eq!(schema["properties"]["host_stream_urls"]["maxItems"], json!(limits::STREAM_URLS));
}

/// The references in a schema that lead nowhere.
fn references_without_target(value: &Value, schema: &Value) -> Vec<String> {
    let inner: Vec<&Value> = match value {
        Value::Object(fields) => fields.values().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => Vec::new(),
    };
    let target = value.get("$ref").and_then(Value::as_str);
    let lost = target.filter(|target| schema.pointer(target.trim_start_matches('#')).is_none());
    let inner = inner.into_iter().flat_map(|value| references_without_target(value, schema));
    lost.map(str::to_owned).into_iter().chain(inner).collect()
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON", |x| x.is_finite()).prop_map(Value::from),
        "[^\\x00]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[^\\x00]{0,6}", inner, 0..4).prop_map(|fields| json!(fields)),
        ]
    })
}

fn any_bag() -> impl Strategy<Value = serde_json::Map<String, Value>> {
    prop::collection::btree_map("[^\\x00]{0,6}", any_json(), 0..4).prop_map(|fields| fields.into_iter().collect())
}

/// Generates documents of every shape, as JSON.
fn any_document() -> impl Strategy<Value = Document> {
    let entry = (any::<[char; 4]>(), prop::option::of(1_i64..10_000_000_000), any_bag());
    let entries = prop::collection::vec(entry, 0..8);
    let seconds = 0_i64..4_000_000_000;
    (any_bag(), entries, prop::collection::vec(any::<sample::Index>(), 0..8), seconds, any::<u64>()).prop_map(
        |(bag, entries, members, start, owner)| {
            let names: Vec<_> = (0..entries.len()).map(|n| format!("{n} \"'\\ é穂")).collect();
            let entries: Vec<_> = entries
                .iter()
                .zip(&names)
                .enumerate()
                .map(|(n, ((_, account, bag), name))| {
                    json!({"name": name, "account": account.map(|account| account / 10 * 10 + 1 + n as i64), "presentation": bag})
                })
                .collect();
            let mut places: Vec<_> = members.iter().filter(|_| !names.is_empty()).map(|at| at.index(names.len())).collect();
            places.sort_unstable();
            places.dedup();
            let members: Vec<_> = places.iter().map(|at| &names[*at]).collect();
            let group_of = |group: usize| members.iter().skip(group).step_by(2).collect::<Vec<_>>();
            let mut accounts: Vec<_> = entries.iter().filter_map(|entry| entry["account"].as_i64()).collect();
            accounts.sort_unstable();
            accounts.dedup();
            serde_json::from_value(json!({
                "slug": "cup", "name": "Line\nbreak\t\u{1}\u{7f}'''\"\"\"", "leaderboard_id": 3, "rank_by": "current_rating",
                "start_date": domain::clock::Timestamp::from_unix_seconds(start), "presentation": bag,
                "owners": [uuid::Uuid::from_u64_pair(owner, 1)], "entries": entries,
                "teams": [{"name": "T", "initials": "'\"", "captain": members.first(), "members": members}],
                "stages": [
                    {
                        "name": "'''\"\"\"", "format": "round_robin", "series_format": {"best_of": 5}, "participants": members,
                        "groups": if start % 2 == 0 { json!(1) } else { json!([group_of(0), group_of(1)]) },
                        "points": {"win": (start % 100_000) as f64 / 100.0}, "legs": 1 + start % 2, "advance": start % 257,
                    },
                    {
                        "name": "T", "format": "swiss", "sides": "teams", "participants": ["T"], "rounds": 1 + start % 100,
                        "half_pairing": "fold", "admits": "ranked", "visibility": "public", "tie_breaks": [],
                        "series_format": {"play_all": 1 + start % 9},
                    },
                ],
            }))
            .unwrap()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_is_read_as_it_was(document in any_document()) {
        let Ok(checked) = document.check() else { return Ok(()) };
        let text = write(&checked);
        let file = read(&text);
        prop_assert_eq!(&file.mistakes, &[], "{}", text);
        let again = file.document.unwrap();
        prop_assert_eq!(&*again, &*checked, "{}", text);
        prop_assert_eq!(write(&again), text);
    }

    #[test]
    fn a_document_is_the_same_as_json(document in any_document()) {
        let json = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(serde_json::from_str::<Document>(&json).unwrap(), document);
    }

    #[test]
    fn no_text_is_too_odd(text in ".{0,80}", key in "slug|name|entries|owners|presentation|teams|start_date", value in "[\\[\\]{}\"'=, a0-9:.\n-]{0,20}") {
        for text in [text.clone(), format!("{key} = {value}"), format!("{LEAST}{key} = {value}\n[[entries]]\n{text}")] {
            let file = read(&text);
            prop_assert_eq!(file.document.is_some(), file.mistakes.is_empty(), "{}", text);
        }
    }
}
