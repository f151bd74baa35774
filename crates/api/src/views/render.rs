//! From facts to bodies: one snapshot, one pure function, one serialization for each view.

mod tables;

use domain::{
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, LeaderboardId, MatchId, TournamentId},
    matches::MatchState,
    view::{
        matches::MatchDetail,
        players::{PlayerDetail, PlayerRead},
        reference::{CivilizationRead, LeaderboardRead},
        tournaments::TournamentRead,
    },
};
use serde::Serialize;
use store::{
    Error, Pool, Snapshot,
    poll_status::{Poll, PollTimes},
    read::{self, matches::Filter},
};

use crate::reads::tournaments::{LARGEST_PAGE, page, to_read};

use super::{Body, Dated, Policy, Rendered, TournamentView, Until, View};

const FIFTEEN_SECONDS: u32 = 15;

/// Renders `view` as of now, and says until when the clock lets it be.
#[tracing::instrument(target = "trace", name = "api.views.render", skip_all, fields(view = view.name()))]
pub(crate) async fn render(pool: &Pool, view: &View, now: Timestamp) -> Result<(Rendered, Until), Error> {
    let mut snapshot = Snapshot::take(pool).await?;
    let body = match view {
        View::Tournaments => Some(tournaments(&mut snapshot).await?),
        View::Leaderboards => Some(leaderboards(&mut snapshot).await?),
        View::Civilizations => Some(civilizations(&mut snapshot).await?),
        View::Of(tournament, view) => return within(snapshot, *tournament, view, now).await,
    };
    Ok((body, None))
}

async fn within(
    mut snapshot: Snapshot,
    id: TournamentId,
    view: &TournamentView,
    now: Timestamp,
) -> Result<(Rendered, Until), Error> {
    // Deleted since its address was looked up.
    let Some(tournament) = read::tournaments::one(&mut snapshot, id).await? else { return Ok((None, None)) };
    let until = view.until(&tournament.window, now);
    let body = match view {
        TournamentView::Tournament => {
            Some(Body::new(&TournamentRead::from(tournament), Policy::Shared(FIFTEEN_SECONDS)))
        }
        TournamentView::Table(table) => {
            let make = tables::load(&mut snapshot, tournament, *table, now).await?;
            // Others may have the connection while this one is busy.
            drop(snapshot);
            return Ok((Some(aside(make).await), until));
        }
        TournamentView::Matches(filter, limit) => Some(matches(&mut snapshot, id, *filter, *limit).await?),
        TournamentView::Match(match_id) => one_match(&mut snapshot, id, *match_id).await?,
        TournamentView::Live => {
            let rows = read::matches::live(&mut snapshot, id).await?;
            Some(list(&mut snapshot, &[Poll::Live], rows, Policy::Shared(10)).await?)
        }
        TournamentView::Players(leaderboard) => {
            let rows = players(&mut snapshot, id, tournament.leaderboard_id, *leaderboard).await?;
            Some(list(&mut snapshot, &[Poll::Stats], rows, Policy::SharedOrPrivate(FIFTEEN_SECONDS)).await?)
        }
        TournamentView::Player(entry, limit) => {
            player(&mut snapshot, id, tournament.leaderboard_id, *entry, *limit).await?
        }
    };
    Ok((body, until))
}

async fn tournaments(snapshot: &mut Snapshot) -> Result<Body, Error> {
    let rows = read::tournaments::newest(snapshot, None, to_read(LARGEST_PAGE)).await?;
    Ok(page(rows, LARGEST_PAGE))
}

async fn leaderboards(snapshot: &mut Snapshot) -> Result<Body, Error> {
    let all = read::reference::leaderboards(snapshot).await?;
    let rows = all.into_iter().map(LeaderboardRead::from).collect();
    list(snapshot, &[Poll::Reference], rows, Policy::Shared(FIFTEEN_SECONDS)).await
}

async fn civilizations(snapshot: &mut Snapshot) -> Result<Body, Error> {
    let all = read::reference::civilizations(snapshot).await?;
    let rows = all.into_iter().map(CivilizationRead::from).collect();
    list(snapshot, &[Poll::Reference], rows, Policy::Shared(FIFTEEN_SECONDS)).await
}

async fn matches(snapshot: &mut Snapshot, id: TournamentId, filter: Filter, limit: i64) -> Result<Body, Error> {
    let rows = read::matches::list(snapshot, id, filter, limit).await?;
    // Those that are not over are the lobbies' news.
    let are_over = rows.iter().all(|row| row.state == MatchState::Completed);
    let polls: &[_] = if are_over { &[Poll::Matches] } else { &[Poll::Matches, Poll::Live] };
    list(snapshot, polls, rows, Policy::Shared(FIFTEEN_SECONDS)).await
}

async fn one_match(snapshot: &mut Snapshot, id: TournamentId, match_id: MatchId) -> Result<Rendered, Error> {
    let Some(found) = read::matches::one(snapshot, id, match_id).await? else { return Ok(None) };
    let is_over = found.state == MatchState::Completed;
    let (policy, poll) =
        if is_over { (Policy::Shared(60), &[Poll::Matches]) } else { (Policy::NoStore, &[Poll::Live]) };
    let dated = Dated::by(poll, &PollTimes::load(snapshot).await?);
    let detail = MatchDetail { last_polled_at: dated.at(), r#match: found };
    Ok(Some(Body::polled(&detail, policy, Some(dated))))
}

async fn players(
    snapshot: &mut Snapshot,
    id: TournamentId,
    ladder: LeaderboardId,
    only: Option<LeaderboardId>,
) -> Result<Vec<PlayerRead>, Error> {
    let mut ratings = read::players::ratings(snapshot, id, only).await?;
    let mut roster = read::roster::entrants(snapshot, id, ladder).await?;
    roster.retain(Entrant::is_listed);
    roster.sort_by(|a, b| a.entry.by_name(&b.entry));
    let rows = roster.into_iter().map(|known| {
        let rated = known.entry.profile_id.and_then(|profile| ratings.remove(&profile)).unwrap_or_default();
        PlayerRead::new(known.entry, known.player, rated)
    });
    Ok(rows.collect())
}

/// The entry with that number; below the entries' range it is taken for the account's.
async fn player(
    snapshot: &mut Snapshot,
    id: TournamentId,
    ladder: LeaderboardId,
    wanted: EntryId,
    match_limit: i64,
) -> Result<Rendered, Error> {
    let roster = read::roster::entrants(snapshot, id, ladder).await?;
    let is_wanted = |entry: &domain::roster::Entry| {
        entry.id == wanted || (wanted < EntryId::FIRST && entry.profile_id.is_some_and(|profile| profile.0 == wanted.0))
    };
    let Some(known) = roster.into_iter().find(|known| is_wanted(&known.entry)) else { return Ok(None) };
    let profile = known.entry.profile_id.filter(|_| known.player.is_some());
    let (mut rated, mut recent_matches, mut dated) = (Vec::new(), Vec::new(), None);
    if let Some(profile) = profile {
        rated = read::players::ratings(snapshot, id, None).await?.remove(&profile).unwrap_or_default();
        recent_matches = read::matches::of_profile(snapshot, profile, match_limit).await?;
        dated = Some(Dated::by(&[Poll::Stats], &PollTimes::load(snapshot).await?));
    }
    let player = PlayerRead::new(known.entry, known.player, rated);
    let detail = PlayerDetail { last_polled_at: dated.and_then(Dated::at), player, recent_matches };
    Ok(Some(Body::polled(&detail, Policy::SharedOrPrivate(FIFTEEN_SECONDS), dated)))
}

/// A list that is dated by `polls`.
async fn list<T: Serialize>(
    snapshot: &mut Snapshot,
    polls: &'static [Poll],
    rows: Vec<T>,
    policy: Policy,
) -> Result<Body, Error> {
    Ok(Body::list(rows, policy, Dated::by(polls, &PollTimes::load(snapshot).await?)))
}

/// Makes a body on a thread that may block. A panic in it goes on in here.
async fn aside(make: impl FnOnce() -> Body + Send + 'static) -> Body {
    let made = tokio::task::spawn_blocking(make).await;
    made.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))
}
