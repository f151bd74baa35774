//! The cards of tournaments and entries over HTTP: pictures that are kept and revalidated as pages are.

use chrono::TimeDelta;
use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use reqwest::Method;

use super::{
    ask::{Answer, ask, get, get_fresh},
    fixture::{ANNA, BERT, CUP, catch_up, cup, nudge, polled_cup},
};

const CARD: &str = "/t/cup/card.png";

/// The width and the height that a PNG says it has.
fn size(card: &Answer) -> (u32, u32) {
    let reader = png::Decoder::new(std::io::Cursor::new(&card.body)).read_info().unwrap();
    (reader.info().width, reader.info().height)
}

async fn entry_card(service: &tests::Service) -> String {
    let standings = get(service, &format!("{CUP}/standings"), &[]).await.json();
    format!("/t/cup/players/{}/card.png", standings["items"][0]["tournament_player_id"])
}

#[tokio::test]
async fn a_card_is_a_picture_that_is_kept_and_revalidated() {
    let service = polled_cup().await;
    for path in [CARD, &entry_card(&service).await, &format!("/t/cup/players/{}/card.png", ANNA.0)] {
        // The first answer comes from the routes, the second one from the fast path.
        for _ in 0..2 {
            let card = get(&service, path, &[("accept", "image/*")]).await;
            assert_eq!((card.status, card.header("content-type")), (200, Some("image/png")), "{path}");
            assert_eq!(card.header("cache-control"), Some("public, s-maxage=15, max-age=0, must-revalidate"));
            assert_eq!(size(&card), (1200, 630));
            let tag = card.header("etag").unwrap();
            let known = get(&service, path, &[("if-none-match", tag)]).await;
            assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, Some(tag)));
            let coded = get(&service, path, &[("accept-encoding", "br, gzip, zstd")]).await;
            assert_eq!((coded.header("content-encoding"), &coded.body), (None, &card.body), "it is compressed already");
            let head = ask(&service, Method::HEAD, path, &[]).await;
            assert_eq!((head.status, head.header("etag"), head.body.len()), (200, Some(tag), 0));
        }
    }
}

#[tokio::test]
async fn a_card_changes_when_what_it_shows_does() {
    let service = polled_cup().await;
    let of_entry = entry_card(&service).await;
    let tags = async || {
        let tag = async |path: &str| get_fresh(&service, path, &[]).await.header("etag").unwrap().to_owned();
        (tag(CARD).await, tag(&of_entry).await)
    };
    let before = tags().await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    assert_eq!(tags().await, before, "a new card of the same table is the same");
    service.sim.world(|world| world.play_ranked(BERT, ANNA));
    catch_up(&service).await;
    let played = tags().await;
    assert!(played.0 != before.0 && played.1 != before.1);
    service.database.run("update tournaments set name = 'A <b>&\"'' new one'").await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let renamed = tags().await;
    assert!(renamed.0 != played.0 && renamed.1 != played.1);
}

#[tokio::test]
async fn a_card_of_nothing_is_not_found() {
    let service = polled_cup().await;
    for path in
        ["/t/nope/card.png", "/t/cup/players/1/card.png", "/t/nope/players/1/card.png", "/t/cup/players/x/card.png"]
    {
        let status = get(&service, path, &[]).await.status;
        assert!(matches!(status, 404 | 422), "{path}: {status}");
    }
}

#[tokio::test]
async fn the_end_of_the_window_changes_a_card() {
    let service = polled_cup().await;
    let open = get_fresh(&service, CARD, &[]).await;
    let end = service.clock.now() + TimeDelta::seconds(60);
    let update = sqlx::query("update tournaments set end_date = $1::text::timestamptz").bind(end.to_string());
    update.execute(&service.database.pool).await.unwrap();
    nudge(&service, Event::Live, &Scope::All).await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let running = get_fresh(&service, CARD, &[]).await;
    assert_ne!(open.body, running.body);
    service.clock.advance(TimeDelta::seconds(59));
    assert_eq!(get_fresh(&service, CARD, &[]).await.body, running.body);
    service.clock.advance(TimeDelta::seconds(1));
    assert_ne!(get_fresh(&service, CARD, &[]).await.body, running.body, "by time alone");
}

#[tokio::test]
async fn pages_name_their_card_by_its_whole_address() {
    let base = "https://scores.example";
    let settings = api::Settings { public_base_url: Some(base.parse().unwrap()), ..tests::service::settings() };
    let service = tests::Service::start_with_settings(&settings).await;
    cup(&service, &[("Guest", None)]).await;
    nudge(&service, Event::Live, &Scope::All).await;
    service.settle().await;
    let page = String::from_utf8(get(&service, "/t/cup", &[]).await.body).unwrap();
    let meta = |property: &str| {
        let start = format!("<meta property=\"og:{property}\" content=\"");
        page.split(&start).nth(1).unwrap_or_else(|| panic!("{property} in {page}")).split('"').next().unwrap()
    };
    assert_eq!((meta("image"), meta("image:type")), (format!("{base}{CARD}").as_str(), "image/png"));
    assert_eq!((meta("image:width"), meta("image:height")), ("1200", "630"));
    let card = get(&service, meta("image").strip_prefix(base).unwrap(), &[]).await;
    assert_eq!((card.status, size(&card)), (200, (1200, 630)));
}
