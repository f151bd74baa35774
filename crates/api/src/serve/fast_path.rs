//! Fast path for reads: answers requests for known addresses without routing, from memory, or after a render that all
//! requests for the view share.
//!
//! It answers only when the response is the one that the routes would give, and leaves all other requests to the
//! routes.

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
    metrics::{self, FastPathReads, Route},
    rate_limits::Class,
    reads::exports::Format,
    request_id,
    response::{self, FastPathView, STALE},
    route_table::{ReadRoute, is_page},
    views::{FoundView, Policy},
};

/// The most addresses that are remembered. Beyond that all are forgotten, and return as they are requested again.
const REMEMBERED: usize = 4_096;
/// The longest address that is remembered, in bytes.
const LONGEST: usize = 256;

/// The prefixes of the addresses of tournaments and of their pages.
const TOURNAMENTS: [&str; 2] = ["/v1/tournaments/", "/t/"];

/// The view that an address led to.
#[derive(Debug)]
struct KnownAddress {
    view: FastPathView,
    /// The version of the slug index in which the address was looked up.
    slug_index: u64,
    reads: Arc<FastPathReads>,
}

/// The known addresses of one instance.
#[derive(Debug, Default)]
pub(super) struct FastPath(RwLock<HashMap<Box<str>, Arc<KnownAddress>>>);

impl FastPath {
    /// Remembers that this route answered `address` with `view`; `slug_index` is the slug index's version before that.
    pub(super) fn insert(&self, address: &str, view: FastPathView, route: &Route, slug_index: u64) {
        // The routes remove superfluous slashes, and decide by the path without them.
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

    /// Returns the response if the view in the cache is up to date.
    pub(super) fn answer<B>(&self, app: &App, request: &Request<B>, client: IpAddr) -> Option<Response<RenderedBytes>> {
        let path = self.known(request).filter(|path| path.leads(app))?;
        let entry = path.view.entry.upgrade()?;
        let (rendered, freshness) = entry.usable(app.clock.now(), app.versions.version(&path.view.view))?;
        if freshness == Freshness::Stale || rendered.as_ref().as_ref().is_none_or(|body| app.views.has_newer_poll(body))
        {
            return None;
        }
        path.respond(app, request, client, (&FoundView { rendered, freshness, is_hit: true }, Freshness::Fresh))
    }

    /// Waits until the view is up to date, together with all other requests for it, and returns the response: after a
    /// change there are many, and they need not all go through the routes. Uses the last good body if the render takes
    /// long.
    pub(super) async fn answer_anew<B>(
        &self,
        app: &App,
        request: &Request<B>,
        client: IpAddr,
    ) -> Option<Response<RenderedBytes>> {
        // The routes charge views that a client chose to that client.
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

    /// Returns what the routes last found at the address.
    fn known<B>(&self, request: &Request<B>) -> Option<Arc<KnownAddress>> {
        if !is_plain(request.method(), request.headers()) {
            return None;
        }
        let address = request.uri().path_and_query()?.as_str();
        let known = self.0.read().get(address).cloned()?;
        let is_wanted = !known.view.head.is_negotiated || Format::accepted(request.headers()) == Format::Json;
        is_wanted.then_some(known)
    }

    /// Looks the slug up in the current slug index. Returns the address if it leads to the same view, with the
    /// freshness of that finding: after the index is read again, most of many tournaments' addresses do.
    async fn look_up_again<B>(
        &self,
        app: &App,
        request: &Request<B>,
        path: Arc<KnownAddress>,
    ) -> Option<(Arc<KnownAddress>, Freshness)> {
        // Read the version before the lookup.
        let slug_index = app.versions.slug_index();
        let slug =
            TOURNAMENTS.iter().find_map(|prefix| request.uri().path().strip_prefix(prefix))?.split('/').next()?;
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
    /// Whether the address still leads to the view. An address without a slug always does.
    fn leads(&self, app: &App) -> bool {
        self.view.view.tournament().is_none()
            || (self.slug_index == app.versions.slug_index()
                && self.view.until.is_none_or(|until| app.clock.now() < until))
    }

    /// Builds the response from what was found at the address, which may be stale, if a representation that the client
    /// accepts is ready.
    fn respond<B>(
        &self,
        app: &App,
        request: &Request<B>,
        client: IpAddr,
        (found, resolved): (&FoundView, Freshness),
    ) -> Option<Response<RenderedBytes>> {
        let (headers, started) = (request.headers(), Instant::now());
        let body = found.rendered.as_ref().as_ref().filter(|body| body.policy() != Policy::NoStore)?;
        // The routes cut the variant.
        if self.view.cut.is_some_and(|cut| body.variant(cut).is_some()) {
            return None;
        }
        let representation = response::ready_representation(body, response::coding(headers, body.len()))?;
        // Count the request last: the routes count, and refuse, the requests that are not answered here.
        app.rate_limits.count(client, Class::Default).ok()?;
        let is_known = response::is_known(headers, body.etag());
        let mut response = Response::new(if is_known { representation.nothing() } else { representation.rendered() });
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let head = if is_known { &representation.not_modified } else { &representation.head };
        *response.headers_mut() = head.clone();
        if headers.contains_key(ORIGIN) {
            let route = if is_page(request.uri().path()) { ReadRoute::default() } else { ReadRoute::VIEW };
            app.origins.allow((request.method(), route, headers), response.headers_mut());
        }
        self.view.head.write(response.status(), response.headers_mut());
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

/// Whether only the address, the validators, the encodings and, where formats are negotiated, the format of a request
/// decide its response.
fn is_plain(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET
        && cookie(headers).is_none()
        // Two `Host` headers are an error.
        && headers.get_all(HOST).iter().nth(1).is_none()
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
        // The fast path writes no trace, so requests whose client records one take the routes.
        && !trace_context::is_sampled(headers)
        // At the debug level every request is logged, which the routes do.
        && !tracing::enabled!(tracing::Level::DEBUG)
}
