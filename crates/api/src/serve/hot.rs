//! Hot reads: requests that were answered before, answered again from memory before any route is looked for.
//!
//! What is here decides nothing of its own. It answers when the answer is known to be the one the routes would
//! give, and leaves everything else to them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use bytes::Bytes;
use http::{
    Extensions, HeaderMap, Method, Request, Response, StatusCode,
    header::{CONTENT_LENGTH, ORIGIN, TRANSFER_ENCODING},
};

use crate::{
    answer::{self, HotView},
    app::App,
    client_ip::{Peer, client_ip},
    fresh::Freshness,
    limits::Class,
    measure::{HotReads, Route},
    request_id::{self, X_REQUEST_ID},
    views::Policy,
};

/// Most addresses remembered; beyond that all are forgotten, and come back as they are asked for.
const REMEMBERED: usize = 4_096;
/// The longest address remembered, in bytes.
const LONGEST: usize = 256;

/// What an address led to.
#[derive(Debug)]
struct HotPath {
    view: HotView,
    /// The state of the directory of tournaments that the address was looked up in.
    directory: u64,
    reads: HotReads,
}

/// The addresses of one instance's hot reads.
#[derive(Debug, Default)]
pub(super) struct HotPaths(RwLock<HashMap<Box<str>, Arc<HotPath>>>);

impl HotPaths {
    /// Remembers that the address led to the view by this route, in the directory as it was before.
    pub(super) fn remember(&self, address: &str, view: HotView, route: &Route, directory: u64) {
        if address.len() > LONGEST {
            return;
        }
        let reads = HotReads::of(route, view.view.name());
        let mut paths = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if paths.len() >= REMEMBERED {
            paths.clear();
        }
        paths.insert(address.into(), Arc::new(HotPath { view, directory, reads }));
    }

    /// The answer, when it is at hand.
    pub(super) fn answer<B>(&self, app: &App, request: &Request<B>, peer: SocketAddr) -> Option<Response<Bytes>> {
        let headers = request.headers();
        if !is_plain(request.method(), headers) {
            return None;
        }
        let started = Instant::now();
        let address = request.uri().path_and_query()?.as_str();
        let path = self.0.read().unwrap_or_else(PoisonError::into_inner).get(address).cloned()?;
        let (now, marks) = (app.clock.now(), app.views.marks());
        if path.directory != marks.directory() || path.view.until.is_some_and(|until| until <= now) {
            return None;
        }
        let (rendered, freshness) = path.view.cell.usable(now, marks.version(&path.view.view))?;
        let body = rendered.as_ref().as_ref()?;
        if freshness == Freshness::Stale || body.policy() == Policy::NoStore || app.views.is_dated(body) {
            return None;
        }
        let form = body.ready(answer::coding(headers))?;
        // Counted last: whoever is refused here is counted, and refused, by the routes.
        let mut extensions = Extensions::new();
        extensions.insert(Peer(peer));
        app.limits.count(client_ip(&extensions, headers, &app.trusted_proxies), Class::Default).ok()?;
        let is_known = answer::is_known(headers, body.tag());
        let mut response = Response::new(if is_known { Bytes::new() } else { form.bytes.clone() });
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        *response.headers_mut() = if is_known { form.not_modified.clone() } else { form.head.clone() };
        if headers.contains_key(ORIGIN) {
            app.origins.allow((request.method(), request.uri(), headers), response.headers_mut());
        }
        response.headers_mut().insert(X_REQUEST_ID, request_id::of(headers));
        path.reads.count(is_known, started.elapsed());
        Some(response)
    }
}

/// A request that nothing but its address, and what its client has and likes, decides.
fn is_plain(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET
        && answer::cookie(headers).is_none()
        && !headers.contains_key(CONTENT_LENGTH)
        && !headers.contains_key(TRANSFER_ENCODING)
        // Whoever wants to see each request in the log sees it.
        && !tracing::enabled!(tracing::Level::DEBUG)
}
