//! Pages of the built-in sign-in: fixed texts without scripts, which load nothing else.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

use crate::{error::Error, headers::NO_STORE};

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto 0;padding:0 1rem}\
    button{font:inherit;padding:.5em 1.5em}:root{color-scheme:light dark}";

/// Allows only this page's style, and forms that are sent to this service.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    #[expect(clippy::expect_used, reason = "a fixed text")]
    HeaderValue::try_from(policy).expect("a header")
});

/// `GET /auth/sign-in/{token}`: the same page for every token, which it does not check. So programs that open links
/// before people do change nothing.
pub(crate) async fn page() -> Response {
    const FORM: &str = "<p>This signs you in as a host, on this browser. The link is good once.</p>\
        <form method=\"post\"><button>Sign in</button></form>";
    show(StatusCode::OK, "Sign in", FORM)
}

/// The response to an invalid link, whatever the reason.
pub(super) fn no_good_link() -> Response {
    const TEXT: &str = "<p>This link was used, is older than 15 minutes, was replaced by a newer one, or is not \
        complete. Ask whoever runs this service for a new one (<code>aoe2-standings hosts link</code>).</p>";
    show(StatusCode::GONE, "The link is not good", TEXT)
}

/// Replaces the body of an error's response by a page for people; its headers stay.
pub(crate) fn refused(error: &Error, response: &Response) -> Response {
    let (title, text) = match error {
        Error::RateLimited(_) => ("Too many tries", "<p>Try again in a minute.</p>"),
        Error::Forbidden(_) => (
            "Not from here",
            "<p>This was sent by the page of another site, or by a browser that does not tell which page it was. Open \
            the link itself.</p>",
        ),
        Error::Unavailable | Error::Contended | Error::KeysUnknown { .. } => {
            ("Not now", "<p>The service cannot do this at the moment. Nothing was used up: try again in a minute.</p>")
        }
        Error::NotFound(_) | Error::MethodNotAllowed => ("Nothing here", "<p>There is no such page.</p>"),
        _ => ("That did not work", "<p>Try again in a minute.</p>"),
    };
    let mut shown = show(error.status(), title, text);
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH {
            shown.headers_mut().entry(name).or_insert(value.clone());
        }
    }
    shown
}

fn show(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
        <title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    );
    let headers = [
        (header::CACHE_CONTROL, NO_STORE),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        // The address contains the secret token.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, Html(html)).into_response()
}
