//! Cross-origin resource sharing: our own pages may read responses with the visitor's cookie, other pages without it.

use http::{
    HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
    header::{
        ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
        ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
        ACCESS_CONTROL_REQUEST_METHOD, HOST, ORIGIN, VARY,
    },
};

use url::Url;

use crate::{headers::VARY_ON, route_table::ReadRoute, settings::Environment};

/// The response headers that other origins' pages may read.
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "Age, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Warning, X-Request-ID",
);
/// How the page's origin relates to the origin it requests, as reported by the browser (Fetch Metadata).
pub(crate) const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// How long a browser may cache a preflight, in seconds.
const REMEMBERED: HeaderValue = HeaderValue::from_static("600");

/// The origins whose pages may call with the visitor's cookie.
#[derive(Debug)]
pub(crate) struct Origins {
    development: bool,
    listed: Vec<String>,
    /// The origin at which browsers find this service, if it is configured.
    public: Option<String>,
}

/// Whether a request comes from a first-party page or from another one.
#[derive(Debug, PartialEq, Eq)]
enum Party {
    First(HeaderValue),
    Third,
}

impl Origins {
    pub(crate) fn new(environment: Environment, listed: &[String], public: Option<&Url>) -> Self {
        let listed = listed.iter().map(|origin| origin.trim().trim_end_matches('/').to_owned());
        let listed = listed.filter(|origin| !origin.is_empty()).collect();
        let public = public.map(|base| base.origin().ascii_serialization());
        Self { development: environment == Environment::Development, listed, public }
    }

    pub(crate) fn is_first_party(&self, origin: &str) -> bool {
        if self.listed.iter().any(|listed| listed == origin) {
            return true;
        }
        if self.development {
            let port = origin.strip_prefix("http://localhost:").filter(|port| port.len() == 4);
            return port.and_then(|port| port.parse().ok()).is_some_and(|port: u16| (5100..=5199).contains(&port));
        }
        let host = origin.strip_prefix("https://").unwrap_or_default();
        let is_label =
            |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        host == "criticalbit.gg"
            || host.strip_suffix(".criticalbit.gg").is_some_and(|labels| labels.split('.').all(is_label))
    }

    /// Whether the request comes from an unknown page: neither a first-party page, nor a page of this service.
    pub(crate) fn is_foreign(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(ORIGIN) else { return false };
        // The browser sets this header and no page can change it. It holds even if a proxy has changed the request's
        // host.
        if headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "same-origin") {
            return false;
        }
        let Ok(origin) = origin.to_str() else { return true };
        !self.is_first_party(origin) && !self.is_own(uri, headers, origin)
    }

    /// Whether `origin` is this service itself: its configured address, or the host that the request is sent to.
    pub(crate) fn is_own(&self, uri: &Uri, headers: &HeaderMap, origin: &str) -> bool {
        // HTTP/2 names the host in the request's URI.
        let requested =
            headers.get(HOST).and_then(|host| host.to_str().ok()).or_else(|| Some(uri.authority()?.as_str()));
        let plain = || origin.strip_prefix("http://").filter(|_| !self.is_public_by_tls());
        let host = origin.strip_prefix("https://").or_else(plain);
        self.public.as_deref() == Some(origin) || (host.is_some() && host == requested)
    }

    /// Whether browsers find this service by TLS, so that somebody else in the network may have made a page of the same
    /// host without it.
    fn is_public_by_tls(&self) -> bool {
        self.public.as_deref().is_some_and(|public| public.starts_with("https://"))
    }

    fn party(&self, headers: &HeaderMap) -> Option<Party> {
        let origin = headers.get(ORIGIN)?;
        let first = origin.to_str().is_ok_and(|text| self.is_first_party(text));
        Some(if first { Party::First(origin.clone()) } else { Party::Third })
    }

    /// Sets the CORS headers of the response to a request.
    pub(crate) fn allow(&self, (method, route, headers): (&Method, ReadRoute, &HeaderMap), granted: &mut HeaderMap) {
        granted.insert(VARY, VARY_ON);
        match self.party(headers) {
            Some(Party::First(origin)) => {
                granted.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
                granted.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
                granted.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            }
            Some(Party::Third) if is_public_read(method, route) => {
                granted.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
                granted.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
            }
            Some(Party::Third) | None => {}
        }
    }

    /// Answers a preflight; `None` when the request is not a preflight.
    pub(crate) fn preflight(&self, request: &RequestHead, route: ReadRoute) -> Option<(StatusCode, HeaderMap)> {
        let method = request.headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
        let method = Method::from_bytes(method.as_bytes()).ok();
        if request.method != Method::OPTIONS {
            return None;
        }
        let mut granted = HeaderMap::new();
        let grants: &[(HeaderName, HeaderValue)] = match self.party(&request.headers)? {
            Party::First(_) => &[
                (ACCESS_CONTROL_ALLOW_METHODS, first_party_methods(route)),
                (ACCESS_CONTROL_ALLOW_HEADERS, first_party_headers(route)),
                (ACCESS_CONTROL_MAX_AGE, REMEMBERED),
            ],
            Party::Third if method.as_ref().is_some_and(|method| is_public_read(method, route)) => &[
                (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD")),
                (ACCESS_CONTROL_ALLOW_HEADERS, third_party_headers(route)),
                (ACCESS_CONTROL_MAX_AGE, REMEMBERED),
            ],
            Party::Third => &[],
        };
        granted.extend(grants.iter().cloned());
        // `allow` checks the request that is to follow, so it gets that request's method.
        let follows = method.unwrap_or(Method::OPTIONS);
        self.allow((&follows, route, &request.headers), &mut granted);
        Some((StatusCode::NO_CONTENT, granted))
    }
}

/// The parts of a request that the middleware needs after the request was consumed.
#[derive(Clone, Debug)]
pub(crate) struct RequestHead {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
}

/// The methods that first-party pages may use.
fn first_party_methods(route: ReadRoute) -> HeaderValue {
    HeaderValue::from_static(if route.takes_put {
        "GET, POST, PUT, PATCH, DELETE, OPTIONS"
    } else {
        "GET, POST, PATCH, DELETE, OPTIONS"
    })
}

/// The request headers that first-party pages may send.
fn first_party_headers(route: ReadRoute) -> HeaderValue {
    HeaderValue::from_static(match route {
        ReadRoute { is_stream: true, .. } => "Content-Type, Idempotency-Key, Last-Event-ID",
        ReadRoute { is_replaceable: true, .. } => "Content-Type, Idempotency-Key, If-Match",
        _ => "Content-Type, Idempotency-Key",
    })
}

/// The request headers that all pages may send.
fn third_party_headers(route: ReadRoute) -> HeaderValue {
    HeaderValue::from_static(if route.is_stream { "Content-Type, Last-Event-ID" } else { "Content-Type" })
}

/// Whether all pages may read the response.
fn is_public_read(method: &Method, route: ReadRoute) -> bool {
    matches!(*method, Method::GET | Method::HEAD) && route.is_public
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_pages_are_told_from_those_that_look_like_them() {
        let production = Origins::new(Environment::Production, &["https://partner.example/".to_owned()], None);
        let first = [
            "https://criticalbit.gg",
            "https://aoe2.criticalbit.gg",
            "https://a.b.criticalbit.gg",
            "https://partner.example",
        ];
        for origin in first {
            assert!(production.is_first_party(origin), "{origin}");
        }
        let third = [
            "http://criticalbit.gg",
            "https://evilcriticalbit.gg",
            "https://criticalbit.gg.evil.example",
            "https://criticalbit.gg:8443",
            "https://.criticalbit.gg",
            "https://evil.example/x.criticalbit.gg",
            "http://localhost:5173",
            "null",
            "",
        ];
        for origin in third {
            assert!(!production.is_first_party(origin), "{origin}");
        }
    }

    #[test]
    fn the_pages_that_we_serve_may_write() {
        let production =
            Origins::new(Environment::Production, &[], Some(&"https://public.example/base".parse().unwrap()));
        let is_foreign = |uri: &str, headers: &[(HeaderName, &'static str)]| {
            let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
            production.is_foreign(&uri.parse().unwrap(), &headers.collect())
        };
        let origin = (ORIGIN, "https://standings.example");
        let site = |site| (SEC_FETCH_SITE, site);
        assert!(!is_foreign("/v1", &[origin.clone(), (HOST, "standings.example")]));
        assert!(!is_foreign("https://standings.example/v1", std::slice::from_ref(&origin)), "over HTTP/2");
        assert!(!is_foreign("/v1", &[origin.clone(), (HOST, "10.0.0.7"), site("same-origin")]), "behind a proxy");
        assert!(is_foreign("/v1", &[origin.clone(), (HOST, "10.0.0.7")]));
        assert!(is_foreign("/v1", &[origin.clone(), (HOST, "10.0.0.7"), site("same-site")]));
        assert!(is_foreign("/v1", &[(ORIGIN, "http://standings.example"), (HOST, "standings.example")]), "without TLS");
        assert!(is_foreign("https://other.example/v1", &[origin.clone(), site("cross-site")]));
        assert!(is_foreign("/v1", &[origin]));
        let public = |origin| is_foreign("/v1", &[(ORIGIN, origin), (HOST, "10.0.0.7")]);
        assert!(!public("https://public.example"), "behind a proxy, of a browser that does not say which site asks");
        assert!(public("http://public.example") && public("https://public.example:8443"));
    }

    #[test]
    fn in_development_local_pages_are_ours() {
        let development = Origins::new(Environment::Development, &[], None);
        let ours = |origin| development.is_first_party(origin);
        assert!(ours("http://localhost:5100") && ours("http://localhost:5199"));
        assert!(!ours("http://localhost:5200") && !ours("http://localhost:05150") && !ours("https://criticalbit.gg"));
    }
}
