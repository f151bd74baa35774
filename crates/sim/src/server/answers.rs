//! Answers a request: logs it, applies a fault if one is pending, renders the world.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use flate2::Compression;
use flate2::read::GzEncoder;

use super::parameters::Parameters;
use super::responses::{json, truthful};
use super::{Shared, faulty, locked};
use crate::endpoint::Endpoint;
use crate::fault::Fault;
use crate::ids::ProfileId;
use crate::wire::{self, Extent};
use crate::world::World;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    for endpoint in Endpoint::ALL {
        let answer = move |state, uri, headers| answer(endpoint, state, uri, headers);
        router = router.route(endpoint.path(), get(answer));
    }
    router.with_state(shared)
}

/// A request that is being answered; its end is recorded even if the client has left.
struct UnderWay(Arc<Shared>, Endpoint);

impl UnderWay {
    fn begin(shared: &Arc<Shared>, endpoint: Endpoint, uri: &Uri, headers: &HeaderMap) -> Self {
        let header = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
        locked(&shared.log).begin(endpoint, uri.query(), header);
        Self(Arc::clone(shared), endpoint)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        locked(&self.0.log).end(self.1);
    }
}

async fn answer(endpoint: Endpoint, State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap) -> Response {
    let _under_way = UnderWay::begin(&shared, endpoint, &uri, &headers);
    let due = locked(&shared.faults).take(endpoint);
    if let Some(Fault::Late(by)) = due {
        tokio::time::sleep(by).await;
    }
    let extent = match due {
        Some(Fault::EmptyCatalogue) => Extent::Empty,
        Some(Fault::UnmappedCatalogue) => Extent::Unmapped,
        _ => Extent::Full,
    };
    let first_page = due == Some(Fault::IgnoredStart);
    let right = || body(&shared, endpoint, &uri, extent, first_page);
    match due.or_else(|| poison(&shared, endpoint, &uri)) {
        Some(fault) => faulty::answer(endpoint.list(), &fault, right),
        None => sound(&shared, endpoint, &headers, right()),
    }
}

/// An answer without a fault: compressed if the client accepts it, as upstream.
fn sound(shared: &Shared, endpoint: Endpoint, headers: &HeaderMap, right: Option<Vec<u8>>) -> Response {
    let accepts = headers.get(ACCEPT_ENCODING).and_then(|codings| codings.to_str().ok()).unwrap_or_default();
    let Some(body) = right.as_deref().filter(|_| accepts.contains("gzip")) else {
        let length = right.as_ref().map_or(0, Vec::len);
        locked(&shared.log).sends(endpoint, length, length);
        return truthful(right);
    };
    let packed = gzip(body);
    locked(&shared.log).sends(endpoint, body.len(), packed.len());
    let mut response = json(StatusCode::OK, packed);
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    // Reading from memory and writing to it do not fail.
    let _read = GzEncoder::new(body, Compression::fast()).read_to_end(&mut packed);
    packed
}

/// The fault of a poisoned profile in the request.
fn poison(shared: &Shared, endpoint: Endpoint, uri: &Uri) -> Option<Fault> {
    let about_profiles = matches!(endpoint, Endpoint::PersonalStat | Endpoint::MatchHistory);
    let parameters = Parameters::of(uri).filter(|_| about_profiles)?;
    let world = locked(&shared.world);
    let ids = asked_about(&world, endpoint, &parameters)?;
    ids.iter().find_map(|id| world.poison_of(*id)).cloned()
}

fn body(shared: &Shared, endpoint: Endpoint, uri: &Uri, extent: Extent, first_page: bool) -> Option<Vec<u8>> {
    let parameters = Parameters::of(uri)?;
    if endpoint == Endpoint::Catalogue {
        return Some(wire::catalogue(extent));
    }
    let world = locked(&shared.world);
    match endpoint {
        Endpoint::Lobbies => lobbies(&world, &parameters, first_page),
        Endpoint::Catalogue | Endpoint::PersonalStat | Endpoint::MatchHistory => {
            about_profiles(&world, endpoint, &parameters)
        }
    }
}

fn lobbies(world: &World, parameters: &Parameters, first_page: bool) -> Option<Vec<u8>> {
    let start = parameters.number_or("start", 0)?;
    let count = parameters.number_or("count", wire::LARGEST_PAGE)?;
    Some(wire::advertisements(world, if first_page { 0 } else { start }, count))
}

fn about_profiles(world: &World, endpoint: Endpoint, given: &Parameters) -> Option<Vec<u8>> {
    let ids = asked_about(world, endpoint, given)?;
    if ids.is_empty() && given.aliases().is_some() {
        return Some(wire::refusal(wire::UNREGISTERED_PROFILE_NAME));
    }
    Some(if endpoint == Endpoint::PersonalStat {
        wire::personal_stat(world, &ids)
    } else {
        wire::recent_match_history(world, &ids)
    })
}

/// Whom a request is about: profiles by number, or, where the stats are asked for, by their exact names.
fn asked_about(world: &World, endpoint: Endpoint, given: &Parameters) -> Option<BTreeSet<ProfileId>> {
    let named = || {
        let names = given.aliases().filter(|_| endpoint == Endpoint::PersonalStat)?;
        Some(world.profiles().filter(|profile| names.contains(&profile.alias)).map(|profile| profile.id).collect())
    };
    given.profile_ids().or_else(named)
}
