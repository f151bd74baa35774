//! What hosts and players enter is text, whatever it looks like: no page gets another element or attribute from it.

mod every_page;

use domain::nudge::{Event, Scope};
use tests::Service;

use super::{
    super::fixture::{nudge, polled_cup},
    PAGE,
    dom::Element,
    fresh, text,
};

/// Pieces that end, begin or continue something in HTML, in an attribute, in an address or in a script.
const PIECES: [&str; 40] = [
    "<script>alert(1)</script>",
    "</title>",
    "</script>",
    "</style>",
    "<!--",
    "-->",
    "<!--last polled-->",
    "]]>",
    "<![CDATA[",
    "\"",
    "'",
    "`",
    "\">",
    "'>",
    "<img src=x onerror=alert(1)>",
    " onmouseover=alert(1) ",
    "\" autofocus onfocus=\"alert(1)",
    "javascript:alert(1)",
    "data:text/html,<b>",
    "https://x/\"><b>",
    "&lt;b&gt;",
    "&#60;",
    "&#x3c",
    "&amp",
    "&",
    "<",
    ">",
    "</",
    "<b",
    "<svg/onload=alert(1)>",
    "<math><mtext></form>",
    "{{7*7}}",
    "${7}",
    "\u{202e}",
    "\u{200b}",
    "\u{feff}",
    "é",
    "🏰",
    "\n",
    "\t",
];
const ROUNDS: usize = 90;
/// How many texts a round enters.
const TEXTS: usize = 112;

/// The statements that enter the texts of a round: entries with their displayed names, streams and titles of
/// broadcasts, teams, and the tournament; each takes all texts as `$1`.
const ENTER: [&str; 4] = [
    "with numbered as (select id, row_number() over (order by id)::int as n from tournament_players)
    update tournament_players entry
    set
        name = ($1::text[])[n],
        presentation = jsonb_build_object(
            'displayName', ($1::text[])[n],
            'streamUrls', jsonb_build_array(($1::text[])[n], 'https://twitch.tv/somebody'),
            ($1::text[])[n], ($1::text[])[n]
        )
    from numbered
    where numbered.id = entry.id",
    "with numbered as (select id, row_number() over (order by id)::int as n from tournament_players)
    insert into live_streams (tournament_player_id, platform, title, category)
    select id, 'twitch', ($1::text[])[n], ($1::text[])[n]
    from numbered
    on conflict (tournament_player_id, platform) do update set title = excluded.title, category = excluded.category",
    "with numbered as (select id, row_number() over (order by id)::int as n from teams)
    update teams
    set name = ($1::text[])[100 + n], initials = left(ltrim(($1::text[])[100 + n], '0123456789') || 'x', 8)
    from numbered
    where numbered.id = teams.id",
    "update tournaments
    set
        name = ($1::text[])[111],
        presentation = jsonb_build_object(($1::text[])[111], ($1::text[])[112]),
        host_stream_urls = array[($1::text[])[111], 'https://' || ($1::text[])[112], 'javascript:alert(1)']",
];

/// The cup with a hundred entries in ten teams.
async fn crowded_cup() -> Service {
    let service = polled_cup().await;
    for statement in [
        "delete from tournament_players",
        "insert into tournament_players (tournament_id, name)
        select id, 'entry ' || n from tournaments, generate_series(1, 100) n",
        "insert into teams (tournament_id, name, initials)
        select id, 'team ' || n, 'T' from tournaments, generate_series(1, 10) n",
        "with entries as (select *, row_number() over (order by id) as n from tournament_players),
            numbered as (select *, row_number() over (order by id) as n from teams)
        insert into team_members (tournament_id, team_id, tournament_player_id)
        select entries.tournament_id, numbered.id, entries.id
        from entries
        join numbered on numbered.n = 1 + (entries.n - 1) / 10",
    ] {
        service.database.run(statement).await;
    }
    service
}

async fn enter(service: &Service, texts: &[String]) {
    for statement in ENTER {
        sqlx::query(statement).bind(texts).execute(&service.database.pool).await.unwrap();
    }
    nudge(service, Event::Standings, &Scope::All).await;
    nudge(service, Event::Live, &Scope::All).await;
    service.settle().await;
}

/// So many texts of a round: pieces in an order that its number decides, no two alike.
fn texts(round: usize, count: usize) -> Vec<String> {
    let mut state = 0x2545_F491_4F6C_DD1D ^ (round as u64 + 1);
    let mut draw = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 32).unwrap()
    };
    let text = |index: usize| {
        let pieces = (0..1 + draw() % 4).map(|_| PIECES[draw() % PIECES.len()]).collect::<String>();
        let text: String = format!("{index}{pieces}").chars().take(60).collect();
        text.trim().to_owned()
    };
    (0..count).map(text).collect()
}

#[tokio::test]
async fn ten_thousand_texts_are_shown_as_they_are_and_change_no_page() {
    let service = crowded_cup().await;
    let harmless: Vec<_> = (0..TEXTS).map(|index| format!("{index} example.org")).collect();
    enter(&service, &harmless).await;
    let shape = async |path| Element::parse(&text(&fresh(&service, path).await)).shape();
    let (page, index) = (shape(PAGE).await, shape("/").await);
    let mut shown = 0;
    for round in 0..ROUNDS {
        let texts = texts(round, TEXTS);
        enter(&service, &texts).await;
        assert_eq!(shape("/").await, index, "{texts:?}");
        let answer = text(&fresh(&service, PAGE).await);
        let parsed = Element::parse(&answer);
        assert_eq!(parsed.shape(), page, "{texts:?}");
        assert_eq!(parsed.one("h1").text(), texts[110].trim());
        let mut names = parsed.one("table.standings").texts("a.name");
        let mut entered: Vec<_> = texts[..100].iter().map(|text| text.trim().to_owned()).collect();
        names.sort();
        entered.sort();
        assert_eq!(names, entered);
        for link in parsed.all("a") {
            let address = link.attribute("href").unwrap();
            assert!(["/", "https://", "http://", "#main"].iter().any(|start| address.starts_with(start)), "{address}");
        }
        shown += texts.len();
    }
    assert!(shown >= 10_000, "{shown}");
}
