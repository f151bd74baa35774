//! The table of a stage.

use axum::{extract::State, response::Response};
use domain::{
    clock::Timestamp,
    id::{StageId, TournamentId},
    stages::{
        side::{Group, Round},
        table::TableCut,
    },
    view::{envelope::ListEnvelope, stages::StageTableRow},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    read::{self, stages::StageFilter},
};

use super::{FIFTEEN_SECONDS, chosen, drafts, example, list, series::EVENTS, stages::NO_STAGE};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Choice, Policy, Read, Render, RenderError, Rendered, TableChoice, View},
};

static STAGE_TABLE: Read = Read { name: "stage_table", events: EVENTS, render: Render::Snapshot(render) };

/// The table of a stage, group after group, by rank. It exists during a round too.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/table",
    operation_id = "get_stage_table_v1_tournaments__tournament_slug__stages__stage_id__table_get",
    tag = "stages",
    params(
        ("tournament_slug" = String, Path),
        ("stage_id" = i64, Path),
        ("group" = Option<i64>, Query, description = "Only this group, counted from 1."),
        ("after_round" = Option<i64>, Query, description = "Only results of rounds up to this one."),
        (
            "as_of" = Option<Timestamp>, Query,
            description = "Only what was decided up to this time, in RFC 3339; participants as of now.",
        ),
    ),
    responses(
        (status = 200, body = ListEnvelope<StageTableRow>, example = json!(example("get_stage_table"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_stage_table(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let choice = choice(&mut parameters);
    let (view, draft) = (Choice::StageTable(choice), parameters.clone());
    let public = chosen(&app, &headers, parameters, (&STAGE_TABLE, view, None), NO_STAGE).await;
    if public.as_ref().err() != Some(&NO_STAGE) {
        return public;
    }
    // It may be a draft's, which nobody but owners learns.
    let Ok((mut snapshot, tournament)) = drafts::for_owner(&app, &headers, &draft).await else { return public };
    let rows = load(&mut snapshot, tournament.id, choice, true).await?;
    snapshot.end().await;
    drafts::answer(&ListEnvelope::new(None, rows.ok_or(NO_STAGE)?))
}

/// Reads which part of which table is wanted.
pub(super) fn choice(parameters: &mut Parameters) -> TableChoice {
    let number = |number: i64| u16::try_from(number.max(0)).unwrap_or(u16::MAX);
    TableChoice {
        stage: StageId(parameters.id("stage_id")),
        group: parameters.optional("group").map(|group| Group(number(group))),
        after_round: parameters.optional("after_round").map(|round| Round(number(round))),
        as_of: parameters.parsed("as_of", Timestamp::from_host, "not a time in RFC 3339"),
    }
}

/// The rows that were chosen; `None` when there is no such stage, or it is a draft and drafts are not wanted.
async fn load(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    choice: TableChoice,
    with_drafts: bool,
) -> Result<Option<Vec<StageTableRow>>, store::Error> {
    let TableChoice { stage, group, after_round, as_of } = choice;
    let filter = StageFilter { stage: Some(stage), with_drafts };
    let Some(stage) = read::stages::list(snapshot, tournament, filter).await?.pop() else { return Ok(None) };
    let names = read::sides::names(snapshot, tournament).await?;
    let rows = stage.table(TableCut { after_round, group }, as_of);
    Ok(Some(rows.into_iter().map(|row| StageTableRow::new(row, &names)).collect()))
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let (Some(id), Choice::StageTable(choice)) = (view.tournament(), view.choice) else { return Ok(None) };
        let Some(rows) = load(snapshot, id, choice, false).await? else { return Ok(None) };
        Ok(Some(list(snapshot, &[store::matches::STATUS_ROW], rows, Policy::Shared(FIFTEEN_SECONDS)).await?))
    })
}
