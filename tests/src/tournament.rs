//! Tournaments for tests, created as a host would.

use domain::{
    id::{EntryId, LeaderboardId, ProfileId, TeamId, TournamentId, UserId},
    nudge::{Event, Scope},
    roster::{Presentation, Team},
    tournament::{RankBy, Window},
};
use store::{
    Pool, nudges, roster, teams,
    tournaments::{self, NewTournament},
};

/// A tournament on the solo random map ladder, without bounds, ranked by peak.
#[must_use]
pub fn tournament(slug: &str) -> NewTournament {
    NewTournament {
        slug: slug.to_owned(),
        name: format!("The {slug} tournament"),
        leaderboard_id: LeaderboardId(3),
        rank_by: RankBy::PeakRating,
        window: Window::default(),
        prize_pool_cents: None,
        host_stream_urls: Vec::new(),
        presentation: Presentation::new(),
    }
}

/// The window from `start` to `end`.
#[must_use]
pub fn window(start: Option<&str>, end: Option<&str>) -> Window {
    let read = |text: &str| text.parse().expect("RFC 3339");
    Window { start: start.map(read), end: end.map(read) }
}

/// Creates a tournament and nudges, as a host's request does.
pub async fn create(pool: &Pool, new: &NewTournament) -> TournamentId {
    let mut tx = pool.begin().await.unwrap();
    let id = tournaments::create(&mut tx, new, nobody()).await.unwrap();
    let scope = Scope::one(id);
    for event in [Event::Standings, Event::Live] {
        nudges::publish(&mut tx, event, &scope, new.window.start.unwrap_or_else(now)).await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

/// Adds an entry to a roster and nudges, as a host's write does.
pub async fn enter(pool: &Pool, to: TournamentId, name: &str, profile: Option<i64>) -> EntryId {
    let mut tx = pool.begin().await.unwrap();
    let profile = profile.map(ProfileId);
    let id = roster::add(&mut tx, to, name, profile, &Presentation::new()).await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &Scope::one(to), now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Adds a team of `members`, the first being its captain.
pub async fn team(pool: &Pool, to: TournamentId, name: &str, members: &[EntryId]) -> TeamId {
    let mut tx = pool.begin().await.unwrap();
    let initials: String = name.chars().take(3).collect();
    let initials = initials.to_uppercase();
    let id = teams::add(&mut tx, to, name, &initials).await.unwrap();
    let team = Team { id, tournament_id: to, name: name.to_owned(), initials };
    for member in members {
        teams::add_member(&mut tx, &team, *member).await.unwrap();
    }
    teams::set_captain(&mut tx, id, members.first().copied()).await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &Scope::one(to), now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// The creator of a tournament that has no owner yet.
pub(crate) fn nobody() -> UserId {
    UserId("00000000-0000-0000-0000-000000000000".parse().expect("a UUID"))
}

fn now() -> domain::clock::Timestamp {
    super::service::NOW.parse().expect("RFC 3339")
}
