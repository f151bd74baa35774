//! How many bytes a reader loads before the standings are there.

use super::{
    super::fixture::{four_players, hold, nudge},
    PAGE, get, text,
};
use domain::nudge::{Event, Scope};
use tests::tournament::tournament;

/// The page of 32 entries with its stylesheet and its scripts, compressed.
const MOST_IN_ALL: usize = 40 * 1_024;
/// The scripts alone.
const MOST_SCRIPT: usize = 8 * 1_024;

#[tokio::test]
async fn a_page_of_32_entries_is_small() {
    let service = four_players().await;
    hold(&service, &tournament("cup"), &[]).await;
    service
        .database
        .run(
            "insert into tournament_players (tournament_id, name, presentation)
            select
                id,
                'Player number ' || n,
                jsonb_build_object('streamUrls', jsonb_build_array('https://twitch.tv/player' || md5(n::text)))
            from tournaments, generate_series(1, 32) n",
        )
        .await;
    service
        .database
        .run(
            "insert into live_streams (tournament_player_id, platform, title)
            select id, 'twitch', md5(name) from tournament_players",
        )
        .await;
    nudge(&service, Event::Standings, &Scope::All).await;
    service.settle().await;
    let brotli = [("accept-encoding", "br")];
    let page = get(&service, PAGE, &brotli).await;
    let html = text(&page);
    assert_eq!(html.matches("data-key=\"entry-").count(), 32);
    let (mut scripts, mut all) = (0, page.body.len());
    for path in html.split('"').filter(|part| part.starts_with("/assets/")) {
        let file = get(&service, path, &brotli).await;
        assert_eq!((file.status, file.header("content-encoding")), (200, Some("br")), "{path}");
        all += file.body.len();
        scripts += if path.ends_with(".js") { file.body.len() } else { 0 };
    }
    assert!(scripts <= MOST_SCRIPT, "{scripts} bytes of scripts");
    assert!(all <= MOST_IN_ALL, "{all} bytes in all");
}
