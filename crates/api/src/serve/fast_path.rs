//! Hot reads: requests that were answered before, answered again from memory before any route is looked for.
//!
//! What is here decides nothing of its own. It answers when the answer is known to be the one the routes would
//! give, and leaves everything else to them.

use std::{collections::HashMap, net::IpAddr, sync::Arc, time::Instant};

use http::{
    HeaderMap, Method, Request, Response, StatusCode,
    header::{CONTENT_LENGTH, HOST, ORIGIN, TRANSFER_ENCODING},
};

use http_server::RenderedBytes;
use parking_lot::RwLock;

use crate::{
    app::App,
    cache_entry::Freshness,
    cookie::cookie,
    limits::Class,
    metrics::{FastPathReads, Route},
    request_id::{self, X_REQUEST_ID},
    response::{self, FastPathView},
    views::Policy,
};

/// Most addresses remembered; beyond that all are forgotten, and come back as they are asked for.
const REMEMBERED: usize = 4_096;
/// The longest address remembered, in bytes.
const LONGEST: usize = 256;

/// What an address led to.
#[derive(Debug)]
struct KnownAddress {
    view: FastPathView,
    /// The state of the slug index that the address was looked up in.
    slug_index: u64,
    reads: FastPathReads,
}

/// The addresses of one instance's hot reads.
#[derive(Debug, Default)]
pub(super) struct FastPath(RwLock<HashMap<Box<str>, Arc<KnownAddress>>>);

impl FastPath {
    /// Remembers that the address led to the view by this route, in the slug index as it was before.
    pub(super) fn remember(&self, address: &str, view: FastPathView, route: &Route, slug_index: u64) {
        // Slashes too many are the routes' business: what is decided by the path is decided by the one they see.
        if address.len() > LONGEST || address.starts_with("//") {
            return;
        }
        let reads = FastPathReads::of(route, view.view.name());
        let mut paths = self.0.write();
        if paths.len() >= REMEMBERED {
            paths.clear();
        }
        paths.insert(address.into(), Arc::new(KnownAddress { view, slug_index, reads }));
    }

    /// Makes the view the address leads to up to date, in the coding the client likes, with everybody who waits for it:
    /// on a change they are many, and need not all come to the routes for that. Whether it was so already.
    pub(super) async fn refresh<B>(&self, app: &App, request: &Request<B>) -> bool {
        // What a client chose is made at its own cost, which the routes count.
        let Some(path) = self.path(app, request).filter(|path| !path.view.view.is_chosen()) else {
            return true;
        };
        let Ok(found) = app.views.get(app, &path.view.view, || Ok(())).await else { return false };
        if let Some(body) = found.rendered.as_ref()
            && let Some(coding) = response::coding(request.headers(), body.len())
        {
            body.encoded(coding).await;
        }
        found.is_hit
    }

    /// Where the address leads, if it still does.
    fn path<B>(&self, app: &App, request: &Request<B>) -> Option<Arc<KnownAddress>> {
        if !is_plain(request.method(), request.headers()) {
            return None;
        }
        let address = request.uri().path_and_query()?.as_str();
        let path = self.0.read().get(address).cloned()?;
        let leads = path.slug_index == app.views.versions().slug_index()
            && path.view.until.is_none_or(|until| app.clock.now() < until);
        leads.then_some(path)
    }

    /// The answer, when it is at hand; a hit unless it was made for this request.
    pub(super) fn answer<B>(
        &self,
        app: &App,
        request: &Request<B>,
        client: IpAddr,
        is_hit: bool,
    ) -> Option<Response<RenderedBytes>> {
        let (headers, started) = (request.headers(), Instant::now());
        let path = self.path(app, request)?;
        let entry = path.view.entry.upgrade()?;
        let (rendered, freshness) = entry.usable(app.clock.now(), app.views.versions().version(&path.view.view))?;
        let body = rendered.as_ref().as_ref()?;
        if freshness == Freshness::Stale || body.policy() == Policy::NoStore || app.views.has_newer_poll(body) {
            return None;
        }
        let representation = response::at_hand(body, response::coding(headers, body.len()))?;
        // Counted last: whoever is refused here is counted, and refused, by the routes.
        app.limits.count(client, Class::Default).ok()?;
        let is_known = response::is_known(headers, body.etag());
        let mut response = Response::new(if is_known { representation.nothing() } else { representation.rendered() });
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let head = if is_known { &representation.not_modified } else { &representation.head };
        *response.headers_mut() = head.clone();
        if headers.contains_key(ORIGIN) {
            app.origins.allow((request.method(), request.uri(), headers), response.headers_mut());
        }
        response.headers_mut().insert(X_REQUEST_ID, request_id::of(headers));
        path.reads.count(is_known, is_hit, started.elapsed());
        Some(response)
    }
}

/// A request that nothing but its address, and what its client has and likes, decides.
fn is_plain(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET
        && cookie(headers).is_none()
        // Two are an error.
        && headers.get_all(HOST).iter().nth(1).is_none()
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
        // A hot read is in no trace, unless its client records one.
        && !trace_context::is_sampled(headers)
        // Whoever wants to see each request in the log sees it.
        && !tracing::enabled!(tracing::Level::DEBUG)
}
