//! The signed-in user (`/v1/me`).

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::view::{owners::MeRead, tournaments::TournamentRead};
use http::{HeaderMap, HeaderValue, header};
use store::{owners, read};

use crate::{app::App, error::Error, openapi::example, settings::Creation};

/// Who is asking, what they own, and whether they may set tournaments up.
#[utoipa::path(
    get,
    path = "/v1/me",
    operation_id = "get_me_v1_me_get",
    tag = "me",
    security(("criticalbit_access" = [])),
    responses(
        (status = 200, body = MeRead, example = json!(example("get_me"))),
    )
)]
pub(crate) async fn get_me(State(app): State<App>, headers: HeaderMap) -> Result<Response, Error> {
    let user_id = app.authenticator.user(&headers, app.clock.now()).await?;
    let mut connection = app.pool.acquire().await?;
    let owned = read::tournaments::owned_by(&mut connection, user_id).await?;
    let is_open = app.creation == Creation::Open;
    let can_create_tournaments = is_open || owners::is_creator(&mut connection, user_id).await?;
    drop(connection);
    let owned_tournaments = owned.into_iter().map(TournamentRead::from).collect();
    let me = MeRead { user_id, owned_tournaments, can_create_tournaments };
    let body = serde_json::to_vec(&me).map_err(|_| Error::Internal)?;
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((fixed, body).into_response())
}
