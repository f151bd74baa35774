//! Names, labels, notes, reasons and links of stages and series are text, whatever they look like.

use domain::nudge::{Event, Scope};
use sqlx::AssertSqlSafe;
use tests::{contests::Contests, service::settings};

use super::{super::dom::Element, page};
use crate::contract::fixture::nudge;

const HOSTILE: [&str; 6] = [
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "</table></main><base href=//evil.example>",
    "' onfocus='alert(1) &lt;b&gt;",
    "<!--last polled-->",
    "javascript:alert(1)//https://x",
];

/// What hosts enter about stages and series; `$text$` is the hostile text.
const ENTER: [&str; 7] = [
    "update tournaments set name = $q$$text$$q$",
    "update tournament_players set name = $q$$text$$q$ || id",
    "update stages set name = $q$$text$$q$",
    "update stage_adjustments set reason = $q$$text$$q$",
    "update stage_byes set reason = $q$$text$$q$",
    "update series set label = $q$$text$$q$, note = $q$$text$$q$, stream_url = $q$$text$$q$, pairing_reason = $q$$text$$q$",
    "update matches set map_name = $q$$text$$q$",
];

async fn enter(contests: &Contests, text: &str) {
    for statement in ENTER {
        let statement = statement.replace("$text$", text);
        sqlx::query(AssertSqlSafe(statement)).execute(&contests.service.database.pool).await.unwrap();
    }
    nudge(&contests.service, Event::Standings, &Scope::All).await;
    nudge(&contests.service, Event::Series, &Scope::All).await;
    contests.service.settle().await;
}

#[tokio::test]
async fn hostile_texts_leave_the_shape_of_a_page_as_it_is() {
    let contests = Contests::set(&settings()).await;
    let paths = [
        "/stages".to_owned(),
        "/schedule".to_owned(),
        format!("/series/{}", contests.live),
        format!("/overlay/series/{}", contests.live),
        format!("/overlay/stage/{}", contests.groups),
    ];
    enter(&contests, "harmless").await;
    let mut before: Vec<Element> = Vec::new();
    for path in &paths {
        before.push(page(&contests, path).await);
    }
    for text in HOSTILE {
        enter(&contests, text).await;
        for (path, before) in paths.iter().zip(&before) {
            let after = page(&contests, path).await;
            assert_eq!(after.shape(), before.shape(), "{path} with {text}");
            assert!(after.one("main").text().contains(text), "{path} shows {text}");
            for link in after.all("a") {
                let href = link.attribute("href").unwrap();
                assert!(href.starts_with(['/', '#']) || href.starts_with("https://"), "{href}");
            }
        }
    }
}
