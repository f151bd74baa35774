//! The documentation page at `/docs` and the OpenAPI document, both served from memory.

use std::sync::LazyLock;

use axum::{
    Extension,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use serde_json::json;
use utoipa::openapi::OpenApi;

use crate::static_file::StaticFile;

static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let settings = json!({
        "url": "/openapi.json",
        "agent": {"disabled": true},
        "telemetry": false,
        "withDefaultFonts": false,
        "showDeveloperTools": "never",
    });
    scalar_api_reference::scalar_html(&settings, Some("/docs/scalar.js")).into()
});

/// The page's script, of five megabytes: the library copies it for each caller, so it is asked once.
static SCRIPT: LazyLock<StaticFile> = LazyLock::new(|| {
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
    ];
    StaticFile::new(scalar_api_reference::get_asset("scalar.js").unwrap_or_default(), HeaderMap::from_iter(head))
});

/// The OpenAPI document as it is served.
#[derive(Debug)]
pub(crate) struct OpenApiDocument(Bytes);

impl From<&OpenApi> for OpenApiDocument {
    fn from(document: &OpenApi) -> Self {
        #[expect(clippy::expect_used, reason = "the document is the same in every process, and tests read it")]
        Self(document.to_json().expect("the document serializes").into())
    }
}

/// `GET /openapi.json`.
pub(crate) async fn openapi_json(Extension(document): Extension<&'static LazyLock<OpenApiDocument>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document.0.clone()).into_response()
}

/// `GET /docs`.
pub(crate) async fn page() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE.clone()).into_response()
}

/// `GET /docs/scalar.js`: the script of the documentation page, bundled so that the page works offline.
pub(crate) async fn script(headers: HeaderMap) -> Response {
    SCRIPT.response(&headers).await
}
