//! Serves the stylesheet and the scripts of the pages from memory, at addresses that contain a hash of them all, so
//! that browsers keep them for good.

use std::sync::LazyLock;

use api::StaticFile;
use axum::{Router, routing::get};
use http::{
    HeaderMap, HeaderName, HeaderValue, Uri,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use include_dir::{Dir, File, include_dir};
use sha2::{Digest as _, Sha256};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// The files that are served, by name.
static SERVED: LazyLock<Vec<(&str, StaticFile)>> = LazyLock::new(|| FILES.files().filter_map(served).collect());

/// The script that other websites load, at an address that never changes.
static EMBED: LazyLock<StaticFile> = LazyLock::new(|| {
    let head = [
        (CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (CACHE_CONTROL, FOR_AN_HOUR),
        (CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin")),
    ];
    StaticFile::new(include_bytes!("../embed/embed.js").as_slice(), HeaderMap::from_iter(head))
});

/// The beginning of a hash of all files.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for file in FILES.files() {
        hash.update(file.path().as_os_str().as_encoded_bytes());
        hash.update(file.contents());
    }
    hash.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
});

const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// Lets pages load the file that isolate themselves from other origins.
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// While an update is rolled out, a page of one version may load a file of another.
const NOT_AT_ALL: HeaderValue = HeaderValue::from_static("no-cache");

/// The address of a file.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// The routes of the files, under every version.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let respond = |headers: HeaderMap| async move { EMBED.response(&headers).await };
    SERVED.iter().fold(Router::new().route("/embed.js", get(respond)), |router, (name, file)| {
        let respond = move |address: Uri, headers: HeaderMap| async move {
            let mut response = file.response(&headers).await;
            let version = address.path().split('/').nth(2);
            let policy = if version == Some(VERSION.as_str()) { FOR_GOOD } else { NOT_AT_ALL };
            response.headers_mut().insert(CACHE_CONTROL, policy);
            response
        };
        router.route(&format!("/assets/{{version}}/{name}"), get(respond))
    })
}

fn served(file: &'static File<'static>) -> Option<(&'static str, StaticFile)> {
    let name = file.path().to_str()?;
    let content_type = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => return None,
    };
    let head = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
    Some((name, StaticFile::new(file.contents(), head)))
}
