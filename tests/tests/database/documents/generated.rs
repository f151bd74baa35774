//! Documents of all shapes, applied one after another: what is stored is the document, what is exported is the same
//! again, and a large one takes as few statements as a small one.

use std::sync::Arc;

use domain::document::CheckedDocument;
use proptest::{
    prelude::*,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Value, json};
use tests::{Database, proxy::Proxy};
use tokio::task::JoinSet;

use super::{apply, checked, stored};

/// Tournaments that take documents at the same time, and how many each takes: a thousand in all.
const SLUGS: [&str; 8] = ["cup", "cup-1", "cup-2", "cup-3", "cup-4", "cup-5", "cup-6", "cup-7"];
const DOCUMENTS_EACH: usize = 125;

/// A number that JSON and Postgres may write in several ways.
fn any_number() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter("JSON", |number| number.is_finite()).prop_map(Value::from);
    prop_oneof![any::<i64>().prop_map(Value::from), any::<u64>().prop_map(Value::from), float, Just(json!(-0.0))]
}

fn any_bag() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any_number(),
        "[^\\x00]{0,9}".prop_map(Value::from)
    ];
    let value = leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[^\\x00]{0,5}", inner, 0..3).prop_map(|fields| json!(fields)),
        ]
    });
    prop::collection::btree_map("[^\\x00]{0,5}", value, 0..3).prop_map(|fields| json!(fields))
}

/// Documents of one tournament whose people overlap, so that one made of another exchanges names, accounts and teams.
fn any_document(slug: &'static str) -> impl Strategy<Value = CheckedDocument> {
    let entry = (prop::option::of(1_i64..12), any_bag(), prop::option::of(0_usize..3), any::<bool>());
    let entries = prop::collection::vec(entry, 0..9).prop_shuffle();
    let names = Just(["Ada", "Bo", "穂高", "Dee", "E\"e", "Fo'o", "Gus", "Hal", "Ida"].to_vec()).prop_shuffle();
    (entries, names, any_bag(), 0_i64..4_000_000_000, prop::option::of(0_i64..9), 1_u128..3).prop_map(
        move |(entries, names, bag, start, prize, owners)| {
            let mut taken = Vec::new();
            let mut account = |account: &Option<i64>| {
                let free = account.filter(|account| !taken.contains(account));
                taken.extend(free);
                free
            };
            let on = |team: usize| {
                let members = entries.iter().zip(&names).filter(move |((_, _, of, _), _)| *of == Some(team));
                let captain = members.clone().find(|((.., leads), _)| *leads).map(|(_, name)| *name);
                json!({"name": format!("Team {team}"), "initials": "T", "captain": captain, "members": members.map(|(_, name)| *name).collect::<Vec<_>>()})
            };
            let teams: Vec<_> = (0..3).map(on).filter(|team| team["members"] != json!([])).collect();
            let stages = any_stages(&names[..entries.len()], &teams, start);
            let entries: Vec<_> = entries
                .iter()
                .zip(&names)
                .map(|((of, bag, ..), name)| json!({"name": name, "account": account(of), "presentation": bag}))
                .collect();
            checked(json!({
                "slug": slug, "name": "C", "leaderboard_id": 3, "prize_pool_cents": prize, "presentation": bag,
                "start_date": domain::clock::Timestamp::from_unix_seconds(start), "host_stream_urls": ["a\nb"],
                "owners": (1..=owners).map(uuid::Uuid::from_u128).collect::<Vec<_>>(), "entries": entries, "teams": teams,
                "stages": stages,
            }))
        },
    )
}

/// A round robin of all entries if there are enough, and a stage of the teams, whose names and kinds depend on a number.
fn any_stages(entries: &[&str], teams: &[Value], number: i64) -> Vec<Value> {
    let choose = |from: &[&'static str]| from[usize::try_from(number).unwrap() % from.len()];
    let groups = match entries.len() {
        0..4 => json!(1),
        _ if number % 3 == 0 => json!(2),
        _ => json!([entries[2..], entries[..2]]),
    };
    let round_robin = json!({
        "name": choose(&["Groups", "groups", "First \"stage\""]), "format": "round_robin", "participants": entries,
        "groups": groups, "legs": 1 + number % 2, "series_format": {"best_of": 1 + number % 5 * 2},
        "points": {"win": number % 500, "draw": 0.25}, "advance": number % 9, "visibility": choose(&["draft", "public"]),
    });
    let of_teams = json!({
        "name": choose(&["Groups", "Finals"]), "format": choose(&["swiss", "manual"]), "sides": "teams",
        "participants": teams.iter().map(|team| &team["name"]).collect::<Vec<_>>(), "rounds": 1 + number % 100,
        "series_format": {"play_all": 1 + number % 9}, "half_pairing": choose(&["slide", "fold"]),
        "admits": choose(&["lobby", "ranked", "any"]), "tie_breaks": [choose(&["wins", "buchholz", "seed"])],
    });
    let is_in = [entries.len() > 1 && number % 4 != 0, number % 5 != 0];
    [round_robin, of_teams].into_iter().zip(is_in).filter_map(|(stage, is_in)| is_in.then_some(stage)).collect()
}

fn documents(slug: &'static str, seed: u8) -> Vec<CheckedDocument> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    (0..DOCUMENTS_EACH).map(|_| any_document(slug).new_tree(&mut runner).unwrap().current()).collect()
}

/// Applies documents one after another. Each becomes what is stored, and its export changes nothing.
async fn applied_in_turn(database: &Database, slug: &'static str, documents: &[CheckedDocument]) {
    for (round, document) in documents.iter().enumerate() {
        apply(database, document, true).await.unwrap_or_else(|error| panic!("{slug}, round {round}: {error:?}"));
        let exported = stored(database, slug).await;
        let text = tournament_file::write(&exported);
        let file = tournament_file::read(&text);
        assert_eq!(file.mistakes, [], "{slug}, round {round}: {text}");
        let again = file.document.unwrap();
        for same in [document, &again] {
            let plan = apply(database, same, true).await.unwrap().plan;
            assert_eq!(plan.change_count(), 0, "{slug}, round {round}: {plan}\n{text}");
        }
        assert_eq!(tournament_file::write(&stored(database, slug).await), text, "{slug}, round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_there_becomes_the_document_and_its_export_changes_nothing() {
    let database = Arc::new(Database::fresh().await);
    // Before any is applied: making them keeps a thread busy for seconds, in which connections would time out.
    let all: Vec<_> = SLUGS.into_iter().zip(7..).map(|(slug, seed)| (slug, documents(slug, seed))).collect();
    let mut applying = JoinSet::new();
    for (slug, documents) in all {
        let database = Arc::clone(&database);
        applying.spawn(async move { applied_in_turn(&database, slug, &documents).await });
    }
    applying.join_all().await;
}

#[tokio::test]
async fn a_full_roster_takes_no_more_statements_than_a_small_one() {
    let of = |entries: usize| {
        let names: Vec<_> = (0..entries).map(|n| format!("n{n}")).collect();
        let teams = names.chunks(entries.div_ceil(8)).enumerate().map(
            |(n, members)| json!({"name": format!("t{n}"), "initials": "T", "captain": members[0], "members": members}),
        );
        checked(json!({
            "slug": format!("cup-{entries}"), "name": "C", "leaderboard_id": 3, "owners": [uuid::Uuid::from_u128(1)],
            "entries": names.iter().enumerate().map(|(n, name)| json!({"name": name, "account": n + 1})).collect::<Vec<_>>(),
            "teams": teams.collect::<Vec<_>>(),
        }))
    };
    let database = Database::fresh().await;
    let server = database.options();
    let proxy = Proxy::to(format!("127.0.0.1:{}", server.get_port())).await;
    let pool = store::pool::connect_lazily(server.port(proxy.port()), 1);
    let clock = tests::TestClock::at(tests::service::NOW);
    let mut messages = Vec::new();
    // The first one makes the connection, and prepares the statements.
    for entries in [7, 8, 100] {
        let before = proxy.messages_sent();
        store::documents::apply(&pool, &of(entries), false, &clock).await.unwrap();
        messages.push(proxy.messages_sent() - before);
    }
    let [_, small, full] = messages[..] else { unreachable!("three documents") };
    // A long message may arrive in several pieces; a statement for every second of the other entries would be 46 more.
    assert!(full <= small + 20 && full <= 60, "{messages:?}");
}
