//! Serves the console's static files: a page at `/host`, with its modules and stylesheet below it. No build step
//! changes them.

use std::sync::LazyLock;

use api::StaticFile;
use axum::{Router, routing::get};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};
use include_dir::{Dir, File, include_dir};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/console");

/// The files that are served, by path.
static SERVED: LazyLock<Vec<(String, StaticFile)>> = LazyLock::new(|| files(&FILES).filter_map(served).collect());

/// The name of the page's own file.
const PAGE: &str = "index.html";

/// The content security policy: the page loads only files of this origin, and no page of another origin may frame it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
     form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
/// Browsers cache the files but revalidate them on each use, because file names do not change with an update.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// The console's routes. Unknown paths get the same 404 answer as everywhere else.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    SERVED.iter().fold(Router::new(), |router, (path, file)| {
        router.route(path, get(move |headers: HeaderMap| async move { file.response(&headers).await }))
    })
}

/// The files of a folder and of the folders in it.
fn files(folder: &'static Dir<'static>) -> impl Iterator<Item = &'static File<'static>> {
    folder.files().chain(folder.dirs().flat_map(Dir::files))
}

fn served(file: &'static File<'static>) -> Option<(String, StaticFile)> {
    let name = file.path().to_str()?;
    let path = if name == PAGE { "/host".to_owned() } else { format!("/host/{name}") };
    let head: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type(name)?)),
        (CACHE_CONTROL, REVALIDATE),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    Some((path, StaticFile::new(file.contents(), HeaderMap::from_iter(head))))
}

/// The content type of a file, for the file types that are served.
fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "html" => Some("text/html; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        _ => None,
    }
}
