//! Renders views: facts of one snapshot, a pure function of them, one serialization.

mod history;
mod tables;

use std::io;

use domain::{
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, MatchId, TournamentId},
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
    Error, Snapshot,
    poll_status::{Poll, PollTimes},
    read::{
        self,
        facts::{LoadedFacts, Parts},
        matches::Filter,
    },
};

use super::{
    Body, ExpiresAt, LastPolled, Policy, Rendered, TournamentView, View, Views,
    facts::Need,
    superset::{Roster, Superset},
};
use crate::{
    cache_entry::EntryError,
    reads::tournaments::{LARGEST_PAGE, page, to_read},
    runtimes,
};

const FIFTEEN_SECONDS: u32 = 15;
/// The most matches that a list shows, and how many it does unless told.
const MATCHES: (i64, usize) = (200, 50);
/// The most matches that an entry's detail shows, and how many it does unless told.
const RECENT_MATCHES: (i64, usize) = (100, 20);

/// Why a view could not be rendered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenderError {
    /// What it is made of could not be read.
    #[error(transparent)]
    Load(#[from] Error),
    /// Its body could not be written.
    #[error("cannot write a body: {0}")]
    Write(#[from] io::Error),
}

/// Renders `view` as of now, and says until when the clock lets it be.
#[tracing::instrument(target = "trace", name = "api.views.render", skip_all, fields(view = view.name()))]
pub(crate) async fn render(
    views: &Views,
    view: &View,
    now: Timestamp,
) -> Result<(Rendered, ExpiresAt), EntryError<RenderError>> {
    let View::Of(id, inner) = view else { return Ok((Some(of_all(views, view).await?), None)) };
    match inner {
        TournamentView::Table(table) => tables::render(views, *id, *table, now).await,
        TournamentView::Players | TournamentView::Player(_) => Ok((of_players(views, *id, inner, now).await?, None)),
        _ => Ok((of_matches(views, *id, view, inner).await?, None)),
    }
}

async fn of_all(views: &Views, view: &View) -> Result<Body, RenderError> {
    let _connection = views.queue.connection(None, false).await;
    let mut snapshot = Snapshot::take(&views.context.pool).await?;
    let body = match view {
        View::Leaderboards => leaderboards(&mut snapshot).await,
        View::Civilizations => civilizations(&mut snapshot).await,
        View::Tournaments | View::Of(..) => tournaments(&mut snapshot).await,
    };
    snapshot.end().await;
    body
}

/// What is made of the facts that the tables share.
async fn of_players(
    views: &Views,
    id: TournamentId,
    view: &TournamentView,
    now: Timestamp,
) -> Result<Rendered, EntryError<RenderError>> {
    let is_chosen = matches!(view, TournamentView::Player(_));
    let need = Need { parts: Parts { ratings: true, ..Parts::default() }, presence: false, is_chosen };
    let Some(loaded) = views.facts.get(views, id, need, now).await? else { return Ok(None) };
    match view {
        TournamentView::Player(entry) => Ok(player(views, &loaded, *entry).await?),
        _ => Ok(Some(runtimes::render(move || players(&loaded)).await.map_err(RenderError::Write)?)),
    }
}

/// What is read anew.
async fn of_matches(
    views: &Views,
    id: TournamentId,
    view: &View,
    inner: &TournamentView,
) -> Result<Rendered, RenderError> {
    let _connection = views.queue.connection(Some(id), view.is_chosen()).await;
    let mut snapshot = Snapshot::take(&views.context.pool).await?;
    let rendered = match inner {
        TournamentView::Matches(filter) => matches(&mut snapshot, id, *filter).await.map(Some),
        TournamentView::Match(match_id) => one_match(&mut snapshot, id, *match_id).await,
        TournamentView::Roster => roster(&mut snapshot, id).await,
        TournamentView::Live => live(&mut snapshot, id).await.map(Some),
        _ => tournament(&mut snapshot, id).await,
    };
    snapshot.end().await;
    rendered
}

async fn tournament(snapshot: &mut Snapshot, id: TournamentId) -> Result<Rendered, RenderError> {
    // Perhaps deleted since its address was looked up.
    let found = read::tournaments::one(snapshot, id).await?;
    let body = |found| Body::new(&TournamentRead::from(found), Policy::Shared(FIFTEEN_SECONDS));
    Ok(found.map(body).transpose()?)
}

async fn live(snapshot: &mut Snapshot, id: TournamentId) -> Result<Body, RenderError> {
    let rows = read::matches::live(snapshot, id).await?;
    list(snapshot, &[Poll::Live], rows, Policy::Shared(10)).await
}

async fn tournaments(snapshot: &mut Snapshot) -> Result<Body, RenderError> {
    let rows = read::tournaments::newest(snapshot, None, to_read(LARGEST_PAGE)).await?;
    Ok(page(rows, LARGEST_PAGE)?)
}

async fn leaderboards(snapshot: &mut Snapshot) -> Result<Body, RenderError> {
    let all = read::reference::leaderboards(snapshot).await?;
    let rows = all.into_iter().map(LeaderboardRead::from).collect();
    list(snapshot, &[Poll::Reference], rows, Policy::Shared(FIFTEEN_SECONDS)).await
}

async fn civilizations(snapshot: &mut Snapshot) -> Result<Body, RenderError> {
    let all = read::reference::civilizations(snapshot).await?;
    let rows = all.into_iter().map(CivilizationRead::from).collect();
    list(snapshot, &[Poll::Reference], rows, Policy::Shared(FIFTEEN_SECONDS)).await
}

async fn matches(snapshot: &mut Snapshot, id: TournamentId, filter: Filter) -> Result<Body, RenderError> {
    let (most, shown) = MATCHES;
    let rows = read::matches::list(snapshot, id, filter, most).await?;
    // Those that are not over are the lobbies' news.
    let are_over = rows.iter().all(|row| row.state == MatchState::Completed);
    let polls: &[_] = if are_over { &[Poll::Matches] } else { &[Poll::Matches, Poll::Live] };
    let last_polled = LastPolled::of(polls, &PollTimes::load(snapshot).await?);
    Ok(Body::long_list(&rows, Policy::Shared(FIFTEEN_SECONDS), last_polled, shown)?)
}

async fn one_match(snapshot: &mut Snapshot, id: TournamentId, match_id: MatchId) -> Result<Rendered, RenderError> {
    let Some(found) = read::matches::one(snapshot, id, match_id).await? else { return Ok(None) };
    let is_over = found.state == MatchState::Completed;
    let (policy, poll) =
        if is_over { (Policy::Shared(60), &[Poll::Matches]) } else { (Policy::NoStore, &[Poll::Live]) };
    let last_polled = LastPolled::of(poll, &PollTimes::load(snapshot).await?);
    let detail = MatchDetail { last_polled_at: last_polled.at(), r#match: found };
    Ok(Some(Body::polled(&detail, policy, Some(last_polled))?))
}

/// Who is on the roster.
async fn roster(snapshot: &mut Snapshot, id: TournamentId) -> Result<Rendered, RenderError> {
    let Some(linked) = read::roster::linked(snapshot, id).await? else { return Ok(None) };
    let ladders = read::reference::leaderboards(snapshot).await?;
    let ladders = ladders.into_iter().map(|ladder| ladder.leaderboard_id).collect();
    let body = Body::new(&(), Policy::NoStore)?;
    Ok(Some(body.with(Superset::Roster(Roster::new(linked, ladders)))))
}

fn shown(loaded: &LoadedFacts, known: &Entrant) -> PlayerRead {
    let ratings = loaded.facts.ratings.as_ref();
    let rated = known.entry.profile_id.and_then(|profile| ratings?.get(&profile)).cloned();
    PlayerRead::new(known.entry.clone(), known.player.clone(), rated.unwrap_or_default())
}

fn players(loaded: &LoadedFacts) -> io::Result<Body> {
    let mut roster: Vec<_> = loaded.facts.field.listed().collect();
    roster.sort_by(|a, b| a.entry.by_name(&b.entry));
    let rows: Vec<_> = roster.into_iter().map(|known| shown(loaded, known)).collect();
    let ladders = rows.iter().flat_map(|row| &row.ratings).map(|rating| rating.leaderboard_id).collect();
    let last_polled = LastPolled::of(&[Poll::Stats], &loaded.polled);
    let body = Body::list(rows, Policy::SharedOrPrivate(FIFTEEN_SECONDS), last_polled)?;
    Ok(body.with(Superset::Players(ladders)))
}

async fn player(views: &Views, loaded: &LoadedFacts, wanted: EntryId) -> Result<Rendered, RenderError> {
    let Some(known) = loaded.facts.field.entrants.iter().find(|known| known.entry.id == wanted) else {
        return Ok(None);
    };
    let (most, limit) = RECENT_MATCHES;
    let mut player = shown(loaded, known);
    let (mut recent, mut last_polled) = (Vec::new(), None);
    if let Some(profile) = known.entry.profile_id.filter(|_| known.player.is_some()) {
        let _connection = views.queue.connection(Some(loaded.facts.field.tournament.id), true).await;
        let mut snapshot = Snapshot::take(&views.context.pool).await?;
        recent = read::matches::of_profile(&mut snapshot, profile, most).await?;
        snapshot.end().await;
        last_polled = Some(LastPolled::of(&[Poll::Stats], &loaded.polled));
    } else {
        player.ratings.clear();
    }
    let head =
        PlayerDetail { last_polled_at: last_polled.and_then(LastPolled::at), player, recent_matches: Vec::new() };
    Ok(Some(Body::rows(&head, &recent, (Policy::SharedOrPrivate(FIFTEEN_SECONDS), last_polled), limit)?))
}

/// A list that tells when `polls` last succeeded.
async fn list<T: Serialize>(
    snapshot: &mut Snapshot,
    polls: &'static [Poll],
    rows: Vec<T>,
    policy: Policy,
) -> Result<Body, RenderError> {
    Ok(Body::list(rows, policy, LastPolled::of(polls, &PollTimes::load(snapshot).await?))?)
}
