//! The series of a tournament.

pub(crate) mod export;

use axum::{extract::State, response::Response};
use domain::{
    id::{EntryId, StageId, TeamId},
    nudge::Event,
    series::SeriesStatus,
    view::{envelope::ListEnvelope, series::SeriesRead},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    read::{self, series::SeriesFilter},
};

use super::{
    NO_TOURNAMENT, drafts, example,
    exports::{Format, RequestedFormat},
    list,
};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Choice, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};
use export::{EXPORTED, file};

/// What changes series: their games and results, names of the roster, and maps and civilizations of matches. A running
/// game's sides and civilizations come from its lobby, and a series gets the game when it has started, after which they
/// stay: rendering all series again with every `live`, several times a minute, would show nothing new.
pub(super) const EVENTS: &[Event] = &[Event::Series, Event::Standings, Event::Matches];

static SERIES: Read = Read { name: "series", events: EVENTS, render: Render::Snapshot(render) };

const STATUSES: [(&str, SeriesStatus); 5] = [
    (SeriesStatus::Scheduled.as_str(), SeriesStatus::Scheduled),
    (SeriesStatus::Live.as_str(), SeriesStatus::Live),
    (SeriesStatus::Completed.as_str(), SeriesStatus::Completed),
    (SeriesStatus::Walkover.as_str(), SeriesStatus::Walkover),
    (SeriesStatus::Cancelled.as_str(), SeriesStatus::Cancelled),
];

/// The series of a tournament, by schedule; those without one come last.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/series",
    operation_id = "list_series_v1_tournaments__tournament_slug__series_get",
    tag = "series",
    params(
        ("tournament_slug" = String, Path),
        ("stage" = Option<i64>, Query, description = "Only series of this stage."),
        ("status" = Option<SeriesStatus>, Query, description = "Only series that are this far."),
        ("entry" = Option<i64>, Query, description = "Only series of this entry."),
        ("team" = Option<i64>, Query, description = "Only series of this team."),
        (
            "drafts" = Option<bool>, Query,
            description = "Whether to list series of stages that only owners see. Requires an owner.",
        ),
    ),
    responses(
        (status = 200, body = ListEnvelope<SeriesRead>, example = json!(example("list_series"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_series(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    respond(&app, &headers, parameters, RequestedFormat::Negotiated).await
}

/// Responds with the series that pass the client's filter.
///
/// # Errors
/// Those of [`drafts::for_owner`] when drafts are wanted; those of [`super::chosen`].
async fn respond(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    requested: RequestedFormat,
) -> Result<Response, Error> {
    let filter = SeriesFilter {
        series: None,
        stage: parameters.optional("stage").map(StageId),
        status: parameters.choice("status", &STATUSES),
        entry: parameters.optional("entry").map(EntryId),
        team: parameters.optional("team").map(TeamId),
        with_drafts: parameters.flag("drafts"),
    };
    if filter.with_drafts {
        parameters.check()?;
        let (mut snapshot, tournament) = drafts::for_owner(app, headers, &parameters).await?;
        let rows = read::series::list(&mut snapshot, tournament.id, filter).await?;
        snapshot.end().await;
        let body = match requested.format(headers) {
            Format::Json => Body::new(&ListEnvelope::new(None, rows), Policy::NoStore),
            format => file(rows, format),
        };
        return EXPORTED.draft(headers, &parameters, body, requested);
    }
    let choice = if filter == SeriesFilter::default() { Choice::None } else { Choice::Series(filter) };
    EXPORTED.chosen(app, headers, parameters, (choice, NO_TOURNAMENT), requested).await
}

/// The series that a view shows.
async fn load(snapshot: &mut Snapshot, view: &View) -> Result<Option<Vec<SeriesRead>>, store::Error> {
    let filter = if let Choice::Series(filter) = view.choice { filter } else { SeriesFilter::default() };
    let Some(id) = view.tournament() else { return Ok(None) };
    Ok(Some(read::series::list(snapshot, id, filter).await?))
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(rows) = load(snapshot, view).await? else { return Ok(None) };
        Ok(Some(list(snapshot, &[store::matches::STATUS_ROW], rows, Policy::Shared(MaxAge::Fifteen)).await?))
    })
}
