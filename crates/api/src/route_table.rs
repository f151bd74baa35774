//! The table of reads by path: which are public, and which are streams, texts or replaceable.

use matchit::Router;
use utoipa::openapi::{OpenApi, RefOr, path::PathItem};

/// The prefix of the public API; paths without a version are infrastructure.
const PUBLIC: &str = "/v1";
/// The prefix of tournaments' pages.
const PAGES: &str = "/t";
const EVENT_STREAM: &str = "text/event-stream";
pub(crate) const PLAIN_TEXT: &str = "text/plain";

/// The reads of all routes, by path.
#[derive(Debug)]
pub(crate) struct RouteTable(Router<ReadRoute>);

/// The properties of a route's read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReadRoute {
    /// Whether everybody may read it, from any page.
    pub(crate) is_public: bool,
    /// Whether it is an event stream, which clients other than browsers' own resume by a header.
    pub(crate) is_stream: bool,
    /// Whether a `PUT` is possible.
    pub(crate) takes_put: bool,
    /// Whether a `PUT` can replace it as a whole, on condition that it is the version that the client knows.
    pub(crate) is_replaceable: bool,
    /// Whether it is a text for chat bots, which show every response.
    pub(crate) is_text: bool,
}

impl ReadRoute {
    /// The properties of a public view.
    pub(crate) const VIEW: Self =
        Self { is_public: true, is_stream: false, is_text: false, takes_put: false, is_replaceable: false };
}

impl RouteTable {
    /// Collects the reads from the OpenAPI document.
    pub(crate) fn new(document: &OpenApi) -> Self {
        let mut routes = Router::new();
        for (path, item) in &document.paths.paths {
            let route = ReadRoute::of(path, item);
            #[expect(
                clippy::expect_used,
                reason = "the routes are the same in every process, and axum has taken them"
            )]
            routes.insert(path, route).expect("paths differ");
        }
        Self(routes)
    }

    /// Returns the properties of the path's route. An unknown path is as public as the nearest known path above it, so
    /// that every page that may read that path may read its errors too.
    pub(crate) fn of(&self, path: &str) -> ReadRoute {
        let path = path.trim_end_matches('/');
        if let Ok(found) = self.0.at(path) {
            return *found.value;
        }
        let above = path.rmatch_indices('/').find_map(|(end, _)| self.0.at(&path[..end]).ok());
        let is_public = above.map_or_else(|| is_versioned(path), |above| above.value.is_public);
        ReadRoute { is_public, ..ReadRoute::default() }
    }
}

impl ReadRoute {
    /// The properties of a path's route. A path without a GET is public: all pages may read its errors.
    fn of(path: &str, item: &PathItem) -> Self {
        let read = item.get.as_ref();
        let is_public = is_versioned(path) && read.is_none_or(|read| read.security.is_none());
        let found = read.and_then(|read| read.responses.responses.get("200"));
        let has = |content_type: &str| match found {
            Some(RefOr::T(response)) => response.content.contains_key(content_type),
            Some(RefOr::Ref(_)) | None => false,
        };
        let takes_put = item.put.is_some();
        let is_replaceable = takes_put && read.is_some();
        Self { is_public, is_stream: has(EVENT_STREAM), is_text: has(PLAIN_TEXT), takes_put, is_replaceable }
    }
}

/// Whether the path belongs to the public API, which is rate limited and fully documented.
pub(crate) fn is_versioned(path: &str) -> bool {
    path.strip_prefix(PUBLIC).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the path is a page's, or one below the pages.
pub(crate) fn is_page(path: &str) -> bool {
    path.strip_prefix(PAGES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_has_what_its_route_says() {
        let table = RouteTable::new(&crate::routes::document());
        let of = |path: &str| {
            let ReadRoute { is_public, is_stream, .. } = table.of(path);
            (is_public, is_stream)
        };
        for view in [
            "/v1/tournaments",
            "/v1/tournaments/cup/standings",
            "/v1/tournaments/cup/standings/",
            "/v1/unknown",
            "/v1/tournaments/cup/teams/stream",
        ] {
            assert_eq!(of(view), (true, false), "{view}");
        }
        for stream in ["/v1/stream", "/v1/tournaments/cup/stream"] {
            assert_eq!(of(stream), (true, true), "{stream}");
        }
        assert!(table.of("/v1/tournaments/cup/document/").is_replaceable && !table.of("/v1/me").is_replaceable);
        for private in [
            "/v1/tournaments/cup/document",
            "/v1/me",
            "/v1/me/tokens",
            "/v1/tournaments/cup/owners",
            "/health",
            "/",
            "/v10",
            "/docs",
        ] {
            assert_eq!(of(private), (false, false), "{private}");
        }
    }
}
