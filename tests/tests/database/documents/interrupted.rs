//! Documents while something else happens: the connection is cut at every message, and another document is applied.

use futures_util::future::join_all;
use serde_json::json;
use store::{documents, pool};
use tests::{
    Database, TestClock,
    proxy::{Fault, Proxy},
    service::NOW,
};

use super::{OTHER, OWNER, apply, checked, cup, stored};

#[tokio::test]
async fn a_cut_at_any_message_leaves_all_or_nothing() {
    let database = Database::fresh().await;
    let first = checked(cup());
    let second = checked(json!({
        "slug": "cup", "name": "Other", "leaderboard_id": 4, "owners": [OTHER],
        "entries": [{"name": "Bo", "account": 1}, {"name": "Ada", "account": 2}, {"name": "Dee"}],
        "teams": [{"name": "Reds", "initials": "X", "captain": "Dee", "members": ["Bo", "Dee"]}],
    }));
    apply(&database, &first, true).await.unwrap();
    let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
    let options = || database.options().port(proxy.port());
    let (mut neither, mut both) = (0, 0);
    for message in 0..500 {
        let fault = if message % 2 == 0 { Fault::CutBefore } else { Fault::CutAfter };
        proxy.fault_after(message / 2, fault);
        // A pool of its own, so that each begins with a new connection and sends as many messages.
        let cut = documents::apply(&pool::connect_lazily(options(), 1), &second, true, &TestClock::at(NOW)).await;
        let was_cut = proxy.mend();
        // A commit that was delivered may still be under way when the connection is gone.
        database.wait_until_idle().await;
        let nudges: i64 = database.value("select count(*) from nudges").await;
        let now = stored(&database, "cup").await;
        if now == *second {
            both += 1;
            assert_eq!(nudges, 4, "at {message}");
        } else {
            neither += 1;
            assert_eq!((now, nudges), ((*first).clone(), 2), "at {message}");
            assert!(cut.is_err(), "at {message}");
        }
        if !was_cut {
            assert!(neither > 20 && both >= 2, "{neither} {both}");
            return;
        }
        apply(&database, &first, true).await.unwrap();
        database.run("delete from nudges where id > (select id from nudges order by id limit 1 offset 1)").await;
    }
    panic!("it never got through");
}

#[tokio::test]
async fn documents_applied_at_once_never_mix() {
    let database = Database::fresh().await;
    let documents: Vec<_> = (0..4)
        .map(|n| {
            let names: Vec<_> = (0..12).map(|entry| format!("{}", (entry + n) % 12)).collect();
            let entries: Vec<_> =
                names.iter().enumerate().map(|(at, name)| json!({"name": name, "account": at + 1})).collect();
            checked(json!({
                "slug": "cup", "name": format!("By {n}"), "leaderboard_id": 3, "owners": [OWNER], "entries": entries,
                "teams": [{"name": "T", "initials": "T", "captain": names[n], "members": names}],
            }))
        })
        .collect();
    for round in 0..10 {
        for applied in join_all(documents.iter().map(|document| apply(&database, document, true))).await {
            applied.unwrap();
        }
        let (now, mut entries) = (stored(&database, "cup").await, Vec::new());
        let of = documents.iter().find(|document| document.name == now.name).unwrap();
        entries.extend(now.entries.iter().map(|entry| (entry.name.clone(), entry.account)));
        let due: Vec<_> = of.entries.iter().map(|entry| (entry.name.clone(), entry.account)).collect();
        assert_eq!(entries, due, "round {round}");
        assert_eq!(now.teams[0].captain, of.teams[0].captain, "round {round}");
    }
}
