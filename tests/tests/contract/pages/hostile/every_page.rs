//! The same for every page, overlay and frame, with texts wherever hosts, players, platforms and the upstream can enter
//! some: each parsed page is the one with harmless texts, with the hostile ones in their place and nothing else.

use std::collections::BTreeSet;

use domain::nudge::{Event, Scope};
use tests::Service;

use super::{
    super::{dom::Element, fresh, text},
    nudge, polled_cup, texts,
};

/// How many texts a round enters.
const TEXTS: usize = 690;
const ROUNDS: usize = 15;
const _: () = assert!(ROUNDS * TEXTS >= 10_000);
/// The aliases of the entries' accounts, which only the pages of players show.
const ALIASES: std::ops::Range<usize> = 100..200;
/// The texts that no page shows: clans, countries, categories of broadcasts, and what presentations hold besides.
const UNSEEN: [std::ops::Range<usize>; 2] = [300..400, 683..690];
/// Whose pages are looked at, by their place on the roster.
const PLAYERS: [usize; 3] = [0, 41, 99];

/// A hundred entries in ten teams with accounts that played each other and strangers; five games run.
const SET_UP: [&str; 9] = [
    "delete from tournament_players",
    "insert into tournament_players (tournament_id, name, profile_id)
    select id, 'entry ' || n, 1000 + n from tournaments, generate_series(1, 100) n order by n",
    "insert into teams (tournament_id, name, initials)
    select id, 'team ' || n, 'T' from tournaments, generate_series(1, 10) n",
    "with entries as (select *, row_number() over (order by id) as n from tournament_players),
        numbered as (select *, row_number() over (order by id) as n from teams)
    insert into team_members (tournament_id, team_id, tournament_player_id)
    select entries.tournament_id, numbered.id, entries.id
    from entries
    join numbered on numbered.n = 1 + (entries.n - 1) / 10",
    "insert into players (profile_id, alias, updated_at)
    select 1000 + n, 'alias', '2026-06-10T12:00:00Z' from generate_series(1, 100) n",
    "insert into player_ratings (
        profile_id, leaderboard_id, current_rating, max_rating, wins, losses, streak, drops, rank, updated_at
    )
    select 1000 + n, 3, 1900 - n, 1950 - n, 9, 9, 1, 0, n, '2026-06-10T12:00:00Z' from generate_series(1, 100) n",
    "insert into matches (match_id, matchtype_id, leaderboard_id, map_name, started_at, completed_at, state, updated_at)
    select
        700000 + n, 6, 3, 'map', ended - interval '30 minutes', case when n <= 200 then ended end,
        case when n <= 200 then 'completed' else 'in_progress' end, ended
    from (select n, '2026-06-10T12:00:00Z'::timestamptz - interval '7 minutes' * n as ended from generate_series(1, 205) n) n",
    // A match is with the next entry, one after the first hundred with a stranger.
    "insert into match_players (
        match_id, profile_id, leaderboard_id, started_at, completed_at, civilization_id, team_id, outcome, old_rating,
        new_rating, xp_gained
    )
    select
        match_id, profile, 3, started_at, completed_at, n % 60 + 1, side,
        case when completed_at is not null then case side when 0 then 'win' else 'loss' end end,
        1900 - n, case when completed_at is not null then 1900 - n + 12 - 24 * side end, 1
    from (select *, match_id - 700000 as n from matches where match_id between 700001 and 700205) played
    cross join generate_series(0, 1) side
    cross join lateral (
        select case
            when side = 0 then 1001 + (n - 1) % 100
            when n between 101 and 200 then 2001 + (n - 1) % 100
            else 1001 + n % 100
        end as profile
    ) account",
    "insert into live_match_players (match_id, profile_id, civilization_id, team_id)
    select match_id, profile_id, civilization_id, team_id from match_players where match_id between 700201 and 700205",
];

/// The statements that enter the texts of a round, each of which takes all of them as `$1`. Of the entries, every other
/// one has a displayed name.
const ENTER: [&str; 8] = [
    "with numbered as (select id, row_number() over (order by id)::int as n from tournament_players)
    update tournament_players entry
    set
        name = ($1::text[])[n],
        presentation = jsonb_build_object(
            'streamUrls', jsonb_build_array('https://twitch.tv/somebody', ($1::text[])[686]),
            ($1::text[])[687], ($1::text[])[688], 'country', ($1::text[])[689], 'colour', ($1::text[])[690]
        ) || case n % 2 when 0 then jsonb_build_object('displayName', ($1::text[])[n]) else '{}' end
    from numbered
    where numbered.id = entry.id",
    "with numbered as (select id, row_number() over (order by id)::int as n from tournament_players)
    insert into live_streams (tournament_player_id, platform, title, category)
    select id, 'twitch', ($1::text[])[580 + n], ($1::text[])[300 + n]
    from numbered
    on conflict (tournament_player_id, platform) do update set title = excluded.title, category = excluded.category",
    "with numbered as (select id, row_number() over (order by id)::int as n from teams)
    update teams
    set name = ($1::text[])[560 + n], initials = ($1::text[])[570 + n]
    from numbered
    where numbered.id = teams.id",
    "update players
    set
        alias = ($1::text[])[profile_id - 900], clan_name = ($1::text[])[profile_id - 700],
        country = ($1::text[])[profile_id - 700]
    where profile_id between 1001 and 1100",
    "insert into profile_aliases (profile_id, alias)
    select account + n, ($1::text[])[n + (account - 1000) / 10 + 100]
    from generate_series(1000, 2000, 1000) account, generate_series(1, 100) n
    on conflict (profile_id) do update set alias = excluded.alias",
    "insert into civilizations (civilization_id, name)
    select n, ($1::text[])[500 + n] from generate_series(1, 60) n
    on conflict (civilization_id) do update set name = excluded.name",
    "update matches set map_name = ($1::text[])[401 + (match_id - 700001) % 100], description = ($1::text[])[301]
    where match_id > 700000",
    "update tournaments
    set
        name = ($1::text[])[681],
        presentation = jsonb_build_object(($1::text[])[687], ($1::text[])[688]),
        host_stream_urls = array[($1::text[])[686], 'https://' || ($1::text[])[682], 'http://' || ($1::text[])[683]]",
];

async fn enter(service: &Service, texts: &[String]) {
    for statement in ENTER {
        sqlx::query(statement).bind(texts).execute(&service.database.pool).await.unwrap();
    }
    for event in Event::ALL {
        nudge(service, event, &Scope::All).await;
    }
    service.settle().await;
}

/// The harmless text that stands for the one of this index.
fn marker(index: usize) -> String {
    format!("x{index:03}x")
}

/// The text with `texts` in the place of their markers, which are added to `seen`.
fn filled(text: &str, texts: &[String], seen: &mut BTreeSet<usize>) -> String {
    let mut parts = text.split('x');
    let mut filled = parts.next().unwrap().to_owned();
    let mut is_after_marker = false;
    for part in parts {
        let index = part.parse::<usize>().ok().filter(|_| part.len() == 3 && !is_after_marker);
        match index {
            Some(index) => {
                seen.insert(index);
                filled.push_str(&texts[index]);
            }
            None if is_after_marker => filled.push_str(part),
            None => {
                filled.push('x');
                filled.push_str(part);
            }
        }
        is_after_marker = index.is_some();
    }
    filled
}

/// Whether a page shows `due` by these words: with single spaces, and perhaps shortened.
fn shows(shown: &str, due: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let [shown, due] = [shown, due].map(plain);
    shown == due || shown.split_once('…').is_some_and(|(head, tail)| due.starts_with(head) && due.ends_with(tail))
}

/// Asserts that the page is the harmless one with `texts` in it.
fn compare(page: &Element, harmless: &Element, texts: &[String], seen: &mut BTreeSet<usize>) {
    assert_eq!((&page.name, page.children.len()), (&harmless.name, harmless.children.len()), "{page:?}");
    assert_eq!(page.attributes.len(), harmless.attributes.len(), "{page:?}");
    for ((name, value), (due_name, due)) in page.attributes.iter().zip(&harmless.attributes) {
        let due = filled(due, texts, seen);
        assert!(name == due_name && shows(value, &due), "{name}={value:?} is due to be {due_name}={due:?}");
    }
    let due = filled(&harmless.own_text, texts, seen);
    // What links show of addresses ends without slashes.
    let [shown, due] = [&page.own_text, &due].map(|text| text.trim_end_matches('/'));
    assert!(shows(shown, due), "{shown:?} is due to be {due:?} in {page:?}");
    for (child, harmless) in page.children.iter().zip(&harmless.children) {
        compare(child, harmless, texts, seen);
    }
}

/// The addresses of all pages of the cup.
async fn paths(service: &Service) -> Vec<String> {
    let ids: String =
        service.database.value("select string_agg(id::text, ' ' order by id) from tournament_players").await;
    let ids: Vec<_> = ids.split(' ').collect();
    let of_cup = ["", "/history", "/stats", "/overlay", "/overlay/ticker", "/embed"].map(str::to_owned).into_iter();
    let of_cup = of_cup.chain((1..=8).map(|page| format!("/matches?page={page}"))).map(|path| format!("/t/cup{path}"));
    let of_players = PLAYERS.iter().flat_map(|index| {
        [format!("/t/cup/players/{}", ids[*index]), format!("/t/cup/overlay/player/{}", ids[*index])]
    });
    ["/".to_owned()].into_iter().chain(of_cup).chain(of_players).collect()
}

#[tokio::test]
async fn no_text_changes_any_page_but_for_itself() {
    let service = polled_cup().await;
    for statement in SET_UP {
        service.database.run(statement).await;
    }
    let page = async |path: &str| Element::parse(&text(&fresh(&service, path).await));
    enter(&service, &(0..TEXTS).map(marker).collect::<Vec<_>>()).await;
    let mut harmless = Vec::new();
    for path in paths(&service).await {
        harmless.push((page(&path).await, path));
    }
    let mut seen = BTreeSet::new();
    for round in 0..ROUNDS {
        let texts: Vec<_> = texts(round, TEXTS)
            .into_iter()
            .enumerate()
            .map(|(index, text)| if (570..580).contains(&index) { initials(&text) } else { text })
            .collect();
        enter(&service, &texts).await;
        for (harmless, path) in &harmless {
            let mut of_page = BTreeSet::new();
            compare(&page(path).await, harmless, &texts, &mut of_page);
            assert!(!of_page.is_empty(), "{path} shows nothing that was entered");
            seen.extend(of_page);
        }
    }
    let is_unseen = |index: &usize| UNSEEN.iter().chain([&ALIASES]).any(|unseen| unseen.contains(index));
    let due = (0..TEXTS).filter(|index| !is_unseen(index)).chain(PLAYERS.map(|player| ALIASES.start + player));
    let missing: Vec<_> = due.filter(|index| !seen.contains(index)).collect();
    assert!(missing.is_empty(), "no page shows {missing:?}");
}

/// A text of at most eight characters.
fn initials(text: &str) -> String {
    let initials: String = text.trim_start_matches(|letter: char| letter.is_ascii_digit()).chars().take(8).collect();
    if initials.trim().is_empty() { "x".to_owned() } else { initials.trim().to_owned() }
}
