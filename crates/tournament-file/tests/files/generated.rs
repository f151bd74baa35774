//! Documents of every shape, written and read again, and texts at random.

use domain::document::Document;
use proptest::{prelude::*, sample};
use serde_json::{Value, json};
use tournament_file::{read, write};

use super::LEAST;

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
