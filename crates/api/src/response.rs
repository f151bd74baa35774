//! The HTTP response of a rendered view: 304, compressed, or uncompressed.

mod address_head;

use std::{
    net::IpAddr,
    sync::{Arc, Weak},
};

use axum::{
    Extension,
    response::{IntoResponse as _, Response},
};
use domain::clock::Timestamp;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_TYPE, IF_NONE_MATCH, WARNING},
};
use http_server::BodyVersion;

pub(crate) use address_head::AddressHead;

use crate::{
    app::App,
    cache_entry::{CacheEntry, Freshness},
    cookie::cookie,
    error::Error,
    headers::NO_STORE,
    negotiation::weighted,
    rate_limits::Class,
    slug_index::Resolution,
    views::{Body, ContentEncoding, Cut, OnDemand, Policy, RenderError, Rendered, Representation, Uncompressed, View},
};

const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
/// RFC 7234, section 5.5.1: the response is older than it should be.
pub(crate) const STALE: HeaderValue = HeaderValue::from_static(r#"110 - "Response is Stale""#);

/// The client of a request, and the request's headers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker<'a> {
    pub(crate) headers: &'a HeaderMap,
    /// The client against which a costly request is counted.
    pub(crate) client: IpAddr,
}

/// A view, with the parameter that selects a variant of it.
#[derive(Clone, Debug)]
pub(crate) struct RequestedView {
    pub(crate) view: View,
    pub(crate) cut: Option<Cut>,
    /// How long, and how certainly, the address leads to the view.
    pub(crate) resolution: Resolution,
}

impl RequestedView {
    /// A view to which its address always leads.
    pub(crate) fn fixed(view: View) -> Self {
        Self { view, cut: None, resolution: Resolution::FIXED }
    }
}

/// Responds with the `requested` view, or with the error `missing` when the view has no body.
///
/// # Errors
/// `missing`, [`Error::Unavailable`], or [`Error::RateLimited`] when the client made too many costly requests.
pub(crate) async fn view(
    app: &App,
    asker: Asker<'_>,
    requested: RequestedView,
    missing: Error,
) -> Result<Response, Error> {
    let RequestedView { view, cut, resolution } = requested;
    let budget = || if view.is_chosen() { costly(app, asker) } else { Ok(()) };
    let found = app.views.get(&view, budget).await?;
    found.count(&view);
    let variant = match cut {
        Some(cut) => app.views.variant(&found.rendered, cut, || costly(app, asker)).await?,
        None => None,
    };
    let body = variant.as_deref().or(found.rendered.as_ref().as_ref()).ok_or(missing)?;
    let mut response = write(body, asker.headers).await;
    if found.freshness == Freshness::Stale || resolution.freshness == Freshness::Stale {
        response.headers_mut().insert(WARNING, STALE);
    } else if variant.is_none()
        && cookie(asker.headers).is_none()
        && let Some(entry) = app.views.entry(&view)
    {
        let entry = Arc::downgrade(&entry);
        let (until, head) = (resolution.until, AddressHead::default());
        response.extensions_mut().insert(FastPathView { view, cut, entry, until, head });
    }
    Ok(response)
}

/// Responds with a body that was made for this request alone, from data of the given freshness.
pub(crate) async fn with_freshness(body: &Body, headers: &HeaderMap, freshness: Freshness) -> Response {
    let mut response = write(body, headers).await;
    if freshness == Freshness::Stale {
        response.headers_mut().insert(WARNING, STALE);
    }
    response
}

/// Responds with a list of matches without caching it, because clients can request any number of different ones.
///
/// # Errors
/// [`Error::RateLimited`], or [`Error::Unavailable`].
pub(crate) async fn uncached_view(
    app: &App,
    asker: Asker<'_>,
    requested: RequestedView,
    missing: Error,
) -> Result<Response, Error> {
    costly(app, asker)?;
    let found = app.views.render_uncached(&requested.view).await?;
    let body = found.rendered.as_ref().as_ref().ok_or(missing)?;
    let cut = requested.cut.filter(|cut| body.variant(*cut).is_some());
    let variant = cut.map(|cut| body.cut(cut)).transpose().map_err(RenderError::Write)?;
    let mut response = write(variant.as_ref().unwrap_or(body), asker.headers).await;
    if requested.resolution.freshness == Freshness::Stale {
        response.headers_mut().insert(WARNING, STALE);
    }
    Ok(response)
}

/// Counts a costly request, whose result may serve no other client.
pub(crate) fn costly(app: &App, asker: Asker<'_>) -> Result<(), Error> {
    app.rate_limits.count(asker.client, Class::Costly)
}

async fn write(body: &Body, headers: &HeaderMap) -> Response {
    match body.policy() {
        Policy::NoStore => plain(body, NO_STORE),
        Policy::SharedOrPrivate(_) if cookie(headers).is_some() => plain(body, PRIVATE),
        Policy::SharedOrPrivate(_) | Policy::Shared(_) => cacheable(body, headers).await,
    }
}

/// The view behind a response, with which the fast path can answer the same request again.
#[derive(Clone, Debug)]
pub(crate) struct FastPathView {
    pub(crate) view: View,
    /// The parameter that selected the view's own body, and may select a variant of its next one.
    pub(crate) cut: Option<Cut>,
    /// Its cache entry. The reference is weak, so that only the cache decides what is kept.
    pub(crate) entry: Weak<CacheEntry<Rendered>>,
    /// The time at which the clock alone may change where the address leads.
    pub(crate) until: Option<Timestamp>,
    pub(crate) head: AddressHead,
}

fn plain(body: &Body, policy: HeaderValue) -> Response {
    let head = [(CONTENT_TYPE, body.content_type().header()), (CACHE_CONTROL, policy)];
    match body.uncompressed() {
        Uncompressed::InMemory(plain) => {
            (head, Extension(Arc::clone(plain.version())), plain.bytes.clone()).into_response()
        }
        Uncompressed::OnDemand(compressed) => (head, decompressed(compressed)).into_response(),
    }
}

async fn cacheable(body: &Body, headers: &HeaderMap) -> Response {
    let coding = coding(headers, body.len());
    if is_known(headers, body.etag()) {
        // Use the etag of the representation that the client would get if that is ready; do not make it for a 304.
        let ready = ready_representation(body, coding).map(|ready| &ready.not_modified);
        let not_modified = ready.cloned().unwrap_or_else(|| body.uncompressed().not_modified().clone());
        return (StatusCode::NOT_MODIFIED, not_modified).into_response();
    }
    let encoded = match coding {
        Some(coding) => body.encoded(coding).await,
        None => None,
    };
    match (encoded, body.uncompressed()) {
        (Some(representation), _) | (None, Uncompressed::InMemory(representation)) => {
            let version = Extension(Arc::clone(representation.version()));
            (representation.head.clone(), version, axum::body::Body::from(representation.bytes.clone())).into_response()
        }
        (None, Uncompressed::OnDemand(compressed)) => {
            (compressed.head().clone(), decompressed(compressed)).into_response()
        }
    }
}

/// A response body that is decompressed while it is sent, with the version that counts its memory.
fn decompressed(compressed: &OnDemand) -> (Extension<Arc<BodyVersion>>, axum::body::Body) {
    let body = compressed.decompress();
    (Extension(Arc::clone(body.version())), axum::body::Body::new(body))
}

/// Returns the body in `coding`, or uncompressed if compression is not worth it; `None` if it would have to be made.
pub(crate) fn ready_representation(body: &Body, coding: Option<ContentEncoding>) -> Option<&Representation> {
    match (coding.filter(|_| body.is_worth_coding()), body.uncompressed()) {
        (Some(coding), _) => body.ready(coding),
        (None, Uncompressed::InMemory(plain)) => Some(plain),
        (None, Uncompressed::OnDemand(_)) => None,
    }
}

/// Whether the client has this body already, in any encoding (RFC 9110, section 13.1.2: weak comparison).
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let listed = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).map(str::trim).any(|known| {
        let quoted =
            known.strip_prefix("W/").unwrap_or(known).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let rest = quoted.and_then(|quoted| quoted.strip_prefix(etag));
        let is_coding = |rest: &str| {
            rest.strip_prefix('-').is_some_and(|name| ContentEncoding::ALL.iter().any(|c| name == c.name()))
        };
        known == "*" || rest.is_some_and(|rest| rest.is_empty() || is_coding(rest))
    })
}

/// The encoding that the client prefers for a body of so many bytes; among equals, the one we prefer (RFC 9110, section
/// 12.5.3).
pub(crate) fn coding(headers: &HeaderMap, length: usize) -> Option<ContentEncoding> {
    let quality = |name: &str| {
        let of = |wanted: &str| ranges(headers).find(|(range, _)| range.eq_ignore_ascii_case(wanted));
        of(name).or_else(|| of("*")).map(|(_, quality)| quality)
    };
    let identity = quality("identity").unwrap_or(f32::MIN_POSITIVE);
    let mut best: Option<(ContentEncoding, f32)> = None;
    for coding in ContentEncoding::preferred(length) {
        let quality = quality(coding.name()).unwrap_or(0.0);
        if quality > 0.0 && quality >= identity && best.is_none_or(|(_, best)| quality > best) {
            best = Some((coding, quality));
        }
    }
    best.map(|(coding, _)| coding)
}

/// The ranges of `Accept-Encoding`, in the client's order.
fn ranges(headers: &HeaderMap) -> impl Iterator<Item = (&str, f32)> {
    let listed = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|value| value.split(',')).filter_map(weighted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: http::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn the_clients_wish_decides_then_ours() {
        let chosen = |accept: &str| coding(&with(ACCEPT_ENCODING, accept), 1_000).map(ContentEncoding::name);
        assert_eq!(chosen("gzip, deflate, br, zstd"), Some("br"));
        assert_eq!(chosen("gzip, zstd"), Some("zstd"));
        assert_eq!(chosen("br;q=0.5, gzip;q=0.9"), Some("gzip"));
        assert_eq!(chosen("*"), Some("br"));
        assert_eq!(chosen("*;q=0, gzip"), Some("gzip"));
        assert_eq!(chosen("br;q=0, gzip;q=0"), None);
        assert_eq!(chosen("identity, gzip;q=0.5"), None);
        assert_eq!(chosen("gzip;q=nonsense"), None);
        assert_eq!(chosen(""), None);
        assert_eq!(coding(&HeaderMap::new(), 1_000), None);
        let long = |accept: &str| coding(&with(ACCEPT_ENCODING, accept), 1_000_000).map(ContentEncoding::name);
        assert_eq!(long("gzip, deflate, br, zstd"), Some("zstd"));
        assert_eq!(long("gzip, br"), Some("br"));
        assert_eq!(long("br, zstd;q=0.9"), Some("br"), "the client's order comes first");
    }

    #[test]
    fn a_known_tag_is_known_in_every_form() {
        let known = |value: &str| is_known(&with(IF_NONE_MATCH, value), "abc");
        assert!(known("\"abc\"") && known("W/\"abc-br\"") && known("\"x\", \"abc-gzip\"") && known("*"));
        assert!(!known("abc") && !known("\"*\"") && !known("\"abcxbr\"") && !known("\""));
        assert!(!known("\"abcd\"") && !known("\"ab\"") && !known("\"abc-x\"") && !known("\"abcé-br\"") && !known(""));
    }
}
