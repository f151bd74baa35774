//! The OpenAPI document, put together from the routes themselves.

use utoipa::{OpenApi as _, openapi::OpenApi};

use crate::routes;

/// What the routes cannot tell of themselves.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(info(
    title = "AoE2 Live Standings",
    description = "Live standings for Age of Empires II: DE tournaments.",
    license(name = "Apache-2.0", identifier = "Apache-2.0"),
))]
struct About;

/// The document of all routes.
#[must_use]
pub fn document() -> OpenApi {
    let mut document = About::openapi();
    document.merge(routes::documented().into_openapi());
    document
}
