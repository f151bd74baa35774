//! Creates, changes and deletes series. What a host decides about a series takes precedence over its games.

mod create;
mod update;

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::{SeriesId, StageId, TournamentId},
    nudge::Event,
    stages::{settings::Visibility, table::StageFormat},
    view::series::SeriesRead,
};
use store::{
    Tx,
    read::{self, series::SeriesFilter},
    series,
};

use super::{Context, Effect, Operation, perform};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    params::Parameters,
    rate_limits::Class,
    reads::one_series::NO_SERIES,
    request_schemas::{SeriesCreate, SeriesUpdate},
};

/// Creates a series outside of stages, or one of a manual stage.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/series",
    operation_id = "create_series_v1_tournaments__tournament_slug__series_post",
    tag = "series",
    params(("tournament_slug" = String, Path)),
    request_body = SeriesCreate,
    responses((status = 201, body = SeriesRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn create_series(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<create::Create>(app, request).await
}

/// Changes a series, or decides about its games and its result; what is absent stays. Null in `score`, `walkover` or
/// `cancelled` takes back a decision of that kind; in `games` all decisions about games.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}/series/{series_id}",
    operation_id = "update_series_v1_tournaments__tournament_slug__series__series_id__patch",
    tag = "series",
    params(("tournament_slug" = String, Path), ("series_id" = i64, Path)),
    request_body = SeriesUpdate,
    responses((status = 200, body = SeriesRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn update_series(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<update::Update>(app, request).await
}

/// Deletes a series that has no games and that no schedule of a stage made.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/series/{series_id}",
    operation_id = "delete_series_v1_tournaments__tournament_slug__series__series_id__delete",
    tag = "series",
    params(("tournament_slug" = String, Path), ("series_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn delete_series(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Delete>(app, request).await
}

struct Delete;

impl Operation for Delete {
    const CLASS: Class = Class::Series;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = SeriesId;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<SeriesId> {
        Some(SeriesId(parameters.id("series_id")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, id: SeriesId) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let found = find(context.tx, tournament, id).await?;
        let stage = StageOfSeries::find(context.tx, tournament, found.stage_id).await?;
        if !found.games.is_empty() {
            return Err(Error::Conflict("Series has games".into()));
        }
        if stage.format.is_some_and(|format| format != StageFormat::Manual) {
            return Err(Error::Conflict("The series is one of its stage's schedule: it can be cancelled".into()));
        }
        series::delete(context.tx, id).await?;
        Ok(Effect::no_content(AuditRecord::new("series_delete", format!("series {id}")))
            .nudging(stage.events(), tournament))
    }
}

/// What the stage of a series means for changes of the series.
struct StageOfSeries {
    format: Option<StageFormat>,
    is_draft: bool,
}

impl StageOfSeries {
    async fn find(tx: &mut Tx, tournament: TournamentId, stage: Option<StageId>) -> Result<Self, Error> {
        let Some(id) = stage else { return Ok(Self { format: None, is_draft: false }) };
        let stage = read::stages::one(tx, tournament, id).await?.ok_or(Error::Internal)?;
        let is_draft = stage.settings.visibility == Visibility::Draft;
        Ok(Self { format: Some(stage.settings.format), is_draft })
    }

    /// The events of a change. Of a draft nobody is nudged.
    fn events(&self) -> &'static [Event] {
        if self.is_draft { &[] } else { &[Event::Series] }
    }
}

/// Finds the series with that number, or fails with 404.
async fn find(tx: &mut Tx, tournament: TournamentId, id: SeriesId) -> Result<SeriesRead, Error> {
    let filter = SeriesFilter { series: Some(id), with_drafts: true, ..SeriesFilter::default() };
    read::series::list(tx, tournament, filter).await?.pop().ok_or(NO_SERIES)
}
