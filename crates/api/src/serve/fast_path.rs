//! Hot reads: requests that were answered before, answered again from memory before any route is looked for.
//!
//! What is here decides nothing of its own. It answers when the answer is known to be the one the routes would
//! give, and leaves everything else to them.

use std::{collections::HashMap, convert::Infallible, net::IpAddr, sync::Arc, time::Instant};

use http::{
    HeaderMap, Method, Request, Response, StatusCode,
    header::{CONTENT_LENGTH, HOST, ORIGIN, TRANSFER_ENCODING, WARNING},
};

use http_server::RenderedBytes;
use parking_lot::RwLock;

use crate::{
    app::App,
    cache_entry::Freshness,
    cookie::cookie,
    headers::X_REQUEST_ID,
    limits::Class,
    metrics::{self, FastPathReads, Route},
    request_id,
    response::{self, FastPathView, STALE},
    route_table::ReadRoute,
    views::{Found, Policy},
};

/// Most addresses remembered; beyond that all are forgotten, and come back as they are asked for.
const REMEMBERED: usize = 4_096;
/// The longest address remembered, in bytes.
const LONGEST: usize = 256;

/// Where the addresses of tournaments begin.
const TOURNAMENTS: &str = "/v1/tournaments/";

/// What an address led to.
#[derive(Debug)]
struct KnownAddress {
    view: FastPathView,
    /// The state of the slug index that the address was looked up in.
    slug_index: u64,
    reads: Arc<FastPathReads>,
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
        let reads = Arc::new(FastPathReads::of(route, view.view.read.name));
        let mut paths = self.0.write();
        if paths.len() >= REMEMBERED {
            paths.clear();
        }
        paths.insert(address.into(), Arc::new(KnownAddress { view, slug_index, reads }));
    }

    /// The answer, when it is at hand.
    pub(super) fn answer<B>(&self, app: &App, request: &Request<B>, client: IpAddr) -> Option<Response<RenderedBytes>> {
        let path = self.known(request).filter(|path| path.leads(app))?;
        let entry = path.view.entry.upgrade()?;
        let (rendered, freshness) = entry.usable(app.clock.now(), app.versions.version(&path.view.view))?;
        if freshness == Freshness::Stale || rendered.as_ref().as_ref().is_none_or(|body| app.views.has_newer_poll(body))
        {
            return None;
        }
        path.respond(app, request, client, (&Found { rendered, freshness, is_hit: true }, Freshness::Fresh))
    }

    /// The answer, once the view that the address leads to is up to date, with everybody who waits for it: on a change
    /// they are many, and need not all come to the routes for that. The last good body instead while that takes long.
    pub(super) async fn answer_anew<B>(
        &self,
        app: &App,
        request: &Request<B>,
        client: IpAddr,
    ) -> Option<Response<RenderedBytes>> {
        // What a client chose is made at its own cost, which the routes count.
        let path = self.known(request).filter(|path| !path.view.view.is_chosen())?;
        let (path, resolved) =
            if path.leads(app) { (path, Freshness::Fresh) } else { self.look_up_again(app, request, path).await? };
        let found = app.views.get(&path.view.view, || Ok::<_, Infallible>(())).await.ok()?;
        if let Some(body) = found.rendered.as_ref()
            && let Some(coding) = response::coding(request.headers(), body.len())
        {
            body.encoded(coding).await;
        }
        path.respond(app, request, client, (&found, resolved))
    }

    /// Where the address led when it was last answered by the routes.
    fn known<B>(&self, request: &Request<B>) -> Option<Arc<KnownAddress>> {
        if !is_plain(request.method(), request.headers()) {
            return None;
        }
        let address = request.uri().path_and_query()?.as_str();
        self.0.read().get(address).cloned()
    }

    /// The same address in the slug index as it is now, if it leads to the same view, and how sure that is: of many
    /// tournaments, most do when the index is read again.
    async fn look_up_again<B>(
        &self,
        app: &App,
        request: &Request<B>,
        path: Arc<KnownAddress>,
    ) -> Option<(Arc<KnownAddress>, Freshness)> {
        // Before anything is looked up.
        let slug_index = app.versions.slug_index();
        let slug = request.uri().path().strip_prefix(TOURNAMENTS)?.split('/').next()?;
        let now = app.slug_index.resolve(slug).await.ok()?;
        if path.view.view.tournament() != Some(now.id) {
            return None;
        }
        if now.resolution.freshness == Freshness::Stale {
            return Some((path, Freshness::Stale));
        }
        let view = FastPathView { until: now.resolution.until, ..path.view.clone() };
        let again = Arc::new(KnownAddress { view, slug_index, reads: Arc::clone(&path.reads) });
        let address = request.uri().path_and_query()?.as_str();
        if let Some(known) = self.0.write().get_mut(address) {
            *known = Arc::clone(&again);
        }
        Some((again, Freshness::Fresh))
    }
}

impl KnownAddress {
    /// Whether the address still leads there. One without a slug always does.
    fn leads(&self, app: &App) -> bool {
        self.view.view.tournament().is_none()
            || (self.slug_index == app.versions.slug_index()
                && self.view.until.is_none_or(|until| app.clock.now() < until))
    }

    /// The response with what was found at an address, which may be out of date, if a representation that the client
    /// accepts is ready.
    fn respond<B>(
        &self,
        app: &App,
        request: &Request<B>,
        client: IpAddr,
        (found, resolved): (&Found, Freshness),
    ) -> Option<Response<RenderedBytes>> {
        let (headers, started) = (request.headers(), Instant::now());
        let body = found.rendered.as_ref().as_ref().filter(|body| body.policy() != Policy::NoStore)?;
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
            app.origins.allow((request.method(), ReadRoute::VIEW, headers), response.headers_mut());
        }
        response.headers_mut().insert(X_REQUEST_ID, request_id::of(headers));
        let is_stale = found.freshness == Freshness::Stale;
        if is_stale || resolved == Freshness::Stale {
            response.headers_mut().insert(WARNING, STALE);
        }
        if is_stale {
            metrics::stale(self.view.view.read.name);
        }
        self.reads.count(is_known, found.is_hit && !is_stale, started.elapsed());
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
