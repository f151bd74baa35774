//! Names, labels, notes, reasons and links of stages and series are text, whatever they look like.

use domain::nudge::{Event, Scope};
use sqlx::AssertSqlSafe;
use tests::{service::settings, stages_fixture::StagesFixture};

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

async fn enter(fixture: &StagesFixture, text: &str) {
    for statement in ENTER {
        let statement = statement.replace("$text$", text);
        sqlx::query(AssertSqlSafe(statement)).execute(&fixture.service.database.pool).await.unwrap();
    }
    nudge(&fixture.service, Event::Standings, &Scope::All).await;
    nudge(&fixture.service, Event::Series, &Scope::All).await;
    fixture.service.settle().await;
}

#[tokio::test]
async fn hostile_texts_leave_the_shape_of_a_page_as_it_is() {
    let fixture = StagesFixture::start(&settings()).await;
    let paths = [
        "/stages".to_owned(),
        "/schedule".to_owned(),
        format!("/series/{}", fixture.live),
        format!("/overlay/series/{}", fixture.live),
        format!("/overlay/stage/{}", fixture.groups),
    ];
    enter(&fixture, "harmless").await;
    let mut before: Vec<Element> = Vec::new();
    for path in &paths {
        before.push(page(&fixture, path).await);
    }
    for text in HOSTILE {
        enter(&fixture, text).await;
        for (path, before) in paths.iter().zip(&before) {
            let after = page(&fixture, path).await;
            assert_eq!(after.shape(), before.shape(), "{path} with {text}");
            assert!(after.one("main").text().contains(text), "{path} shows {text}");
            for link in after.all("a") {
                let href = link.attribute("href").unwrap();
                assert!(href.starts_with(['/', '#']) || href.starts_with("https://"), "{href}");
            }
        }
    }
}
