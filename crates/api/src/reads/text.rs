//! Reads for chat bots: one line of plain text each. Bots show every response, so a request for something that does not
//! exist gets a sentence too, with a 200.

pub(crate) mod leader;
pub(crate) mod live;
pub(crate) mod next;
pub(crate) mod player;
pub(crate) mod series;
pub(crate) mod standings;
pub(crate) mod team;

use axum::response::Response;
use domain::text::{self, Lookup};
use http::HeaderMap;

use super::{NO_TOURNAMENT, POLICY, SLUG};
use crate::{
    app::App,
    cache_entry::Freshness,
    error::Error,
    params::Parameters,
    response::{self, Asker, RequestedView},
    views::{Body, Choice, ContentType, Policy, Read, Superset, View},
};

/// The content type of all texts, as the OpenAPI document names it.
const PLAIN: &str = crate::route_table::PLAIN_TEXT;

/// Responds to requests for an unknown text.
pub(crate) async fn no_such_text(headers: HeaderMap, parameters: Parameters) -> Response {
    sentence(&headers, text::no_such_text(parameters.text("text"))).await
}

/// Responds with a text that is the same for all clients.
async fn whole(
    app: &App,
    headers: &HeaderMap,
    parameters: &Parameters,
    read: &'static Read,
) -> Result<Response, Error> {
    let response = async {
        let found = app.slug_index.resolve(parameters.text(SLUG)).await?;
        let asker = Asker { headers, client: parameters.client() };
        let requested =
            RequestedView { view: View::of(found.id, read, Choice::None), cut: None, resolution: found.resolution };
        response::view(app, asker, requested, NO_TOURNAMENT).await
    };
    or_nowhere(response.await, headers, parameters).await
}

/// Responds with the text that `say` makes from a view's superset in memory, or with its sentence that says why there
/// is none.
///
/// The text is made again for each request, which costs less than caching it under whatever clients send.
async fn part<T: Superset>(
    app: &App,
    headers: &HeaderMap,
    parameters: &Parameters,
    read: &'static Read,
    say: impl FnOnce(&T) -> Result<String, String>,
) -> Result<Response, Error> {
    let response = async {
        let resolved = app.slug_index.resolve(parameters.text(SLUG)).await?;
        let view = View::of(resolved.id, read, Choice::None);
        let found = app.views.get(&view, || Ok::<_, Error>(())).await?;
        found.count(&view);
        let known = found.rendered.as_ref().as_ref().and_then(Body::superset).ok_or(NO_TOURNAMENT)?;
        let is_stale = [found.freshness, resolved.resolution.freshness].contains(&Freshness::Stale);
        let freshness = if is_stale { Freshness::Stale } else { Freshness::Fresh };
        let body = say(known).map_or_else(refusal, body);
        Ok(response::with_freshness(&body, headers, freshness).await)
    };
    or_nowhere(response.await, headers, parameters).await
}

/// Returns the response, or a sentence if there is no such tournament.
async fn or_nowhere(
    response: Result<Response, Error>,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<Response, Error> {
    match response {
        Err(error) if error == NO_TOURNAMENT => Ok(sentence(headers, text::no_tournament(parameters.text(SLUG))).await),
        response => response,
    }
}

/// Responds with a sentence that no cache keeps.
async fn sentence(headers: &HeaderMap, text: String) -> Response {
    response::with_freshness(&refusal(text), headers, Freshness::Fresh).await
}

/// The body of a text.
fn body(text: String) -> Body {
    Body::text(text, ContentType::Text, POLICY)
}

/// The body of a sentence that says why there is no text, which no cache keeps.
fn refusal(text: String) -> Body {
    Body::text(text, ContentType::Text, Policy::NoStore)
}

/// Stored beside a body that is never shown, so no variant is cut from it.
impl Superset for Lookup {
    fn weight(&self) -> usize {
        self.bytes()
    }
}
