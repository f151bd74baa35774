//! The running series, else the next one, else the latest result, as a line of text.

use axum::{extract::State, response::Response};
use domain::{clock::Timestamp, text::SeriesTexts};
use http::HeaderMap;
use store::read::{self, series::SeriesFilter};

use super::{super::series::EVENTS, PLAIN, body, part};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Read, Render, Rendering, Superset, View, Views},
};

static TEXT_SERIES: Read = Read { name: "text_series", events: EVENTS, render: Render::Custom(render) };

/// The series that is being played with its score and a link, else the next one, else the latest result, as one line of
/// at most 399 characters for chats; with a name, only series of that player or team.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/series",
    operation_id = "get_text_series_v1_tournaments__tournament_slug__text_series_get",
    tag = "texts",
    params(
        ("tournament_slug" = String, Path),
        ("name" = Option<String>, Query, description = "The name of a player or a team, or a part of it."),
    ),
    responses((status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_series"))))
)]
pub(crate) async fn get_text_series(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let name = parameters.last("name").unwrap_or_default();
    let say = |texts: &SeriesTexts| texts.find(&name).map(str::to_owned);
    part(&app, &headers, &parameters, &TEXT_SERIES, say).await
}

/// The clock alone changes the words, so the texts expire when they change.
fn render<'a>(views: &'a Views, view: &'a View, now: Timestamp) -> Rendering<'a> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok((None, None)) };
        let found = views
            .in_snapshot(view, async |snapshot| {
                let Some(tournament) = read::tournaments::one(snapshot, id).await? else { return Ok(None) };
                Ok(Some((tournament, read::series::list(snapshot, id, SeriesFilter::default()).await?)))
            })
            .await?;
        let Some((tournament, series)) = found else { return Ok((None, None)) };
        let (texts, until) = SeriesTexts::new(&tournament, &series, &views.tournament_url(&tournament.slug), now);
        Ok((Some(body(texts.whole.clone()).with(texts)), until))
    })
}

/// Stored beside a body that is never shown, so no variant is cut from it.
impl Superset for SeriesTexts {
    fn weight(&self) -> usize {
        self.whole.len() + self.sides.bytes()
    }
}
