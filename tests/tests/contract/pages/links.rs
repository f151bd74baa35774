//! Tables that have an export lead to it, by a link whose name says what is in the file.

use super::{super::fixture::polled_cup, dom::Element, fresh, get, text};

/// The pages with their links to files: the name of each link, and the file.
const EXPORTS: [(&str, &[(&str, &str)]); 4] = [
    ("/t/cup", &[("Standings as CSV", "standings")]),
    ("/t/cup/history", &[("All places as CSV", "standings-history"), ("Every game as CSV", "progression")]),
    ("/t/cup/matches", &[("All matches of the window as CSV", "matches")]),
    ("/t/cup/stats", &[]),
];

#[tokio::test]
async fn tables_lead_to_their_files() {
    let service = polled_cup().await;
    for (path, exports) in EXPORTS {
        let page = Element::parse(&text(&fresh(&service, path).await));
        let links: Vec<_> = page.all("a").into_iter().filter(|link| link.text() == "CSV").collect();
        let names: Vec<_> = links.iter().map(|link| link.attribute("aria-label").unwrap()).collect();
        assert_eq!(names, exports.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "{path}");
        for (link, (_, file)) in links.iter().zip(exports) {
            let address = link.attribute("href").unwrap();
            let answer = get(&service, address, &[]).await;
            let kind = answer.header("content-type").unwrap();
            assert!(answer.status == 200 && kind.starts_with("text/csv"), "{address}: {} {kind}", answer.status);
            let named = format!("attachment; filename=\"cup-{file}.csv\"");
            assert_eq!(answer.header("content-disposition"), Some(named.as_str()), "{address}");
            assert!(text(&answer).lines().count() > 1, "{address} has rows");
        }
    }
}
