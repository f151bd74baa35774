//! The console's files: a page at `/host`, its modules and its style under it. They are served as they were written.

use std::sync::LazyLock;

use api::StaticFile;
use axum::{Router, routing::get};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};
use include_dir::{Dir, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/console");

/// What is served, by its path.
static SERVED: LazyLock<Vec<(String, StaticFile)>> = LazyLock::new(|| FILES.files().filter_map(served).collect());

/// The file that is the page itself.
const PAGE: &str = "index.html";

/// Nothing but files of this origin, which no page of another one shows in a frame.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// A browser keeps the files and asks each time whether they are still the same: their names are, after an update too.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// The routes. What is not there is refused as everywhere.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    SERVED.iter().fold(Router::new(), |router, (path, file)| {
        router.route(path, get(move |headers: HeaderMap| async move { file.response(&headers) }))
    })
}

fn served(file: &'static include_dir::File<'static>) -> Option<(String, StaticFile)> {
    let name = file.path().to_str()?;
    let path = if name == PAGE { "/host".to_owned() } else { format!("/host/{name}") };
    let head: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type(name)?)),
        (CACHE_CONTROL, REVALIDATE),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    Some((path, StaticFile::new(file.contents(), HeaderMap::from_iter(head))))
}

/// The type of files that are served.
fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "html" => Some("text/html; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        _ => None,
    }
}
