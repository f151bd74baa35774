//! The routes of the event stream, and its subscribers over HTTP/2.
//!
//! No subscriber has a timer or a queue: heartbeats end it when its time is up, and a reader that lags too far is told to
//! start over. Over HTTP/1.1 a subscriber is a bare socket ([`crate::subscribers`]); here is the way of those over HTTP/2.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use domain::{
    id::{NudgeId, TournamentId},
    tournament::CURRENT,
};
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::Instant,
};

use crate::{
    app::App,
    client_counts::ClientPermit,
    client_ip::Client,
    error::Error,
    frame::{LAGGED, closing_frame, opening, resync},
    hub::{Hub, Signal, StreamRequest},
    metrics::{self, End, OpenStream},
    params::Parameters,
    resume_point::ResumePoint,
};

/// The header in which a client says where it left off.
pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// A proxy that compresses would keep frames back until it has enough of them.
const NOT_STORED_NOR_ENCODED: HeaderValue = HeaderValue::from_static("no-store, no-transform");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Word of changes as they happen, all of them or one tournament's. Carries no data: refetch what you show.
#[utoipa::path(
    get,
    path = "/v1/stream",
    operation_id = "stream_v1_stream_get",
    tag = "stream",
    params(
        ("tournament" = Option<String>, Query, description = "Only what concerns the tournament with this slug."),
        ("last_event_id" = Option<String>, Query, description = "Resume after this id; the `Last-Event-ID` header does the same, and `lastEventId` in the query, as polyfills write it."),
    ),
    responses((status = 200, content_type = "text/event-stream", body = String))
)]
pub(crate) async fn stream_all(
    State(app): State<App>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let slug = parameters.last("tournament");
    open(&app, client, (&headers, &parameters), slug.as_deref()).await
}

/// Word of one tournament's changes as they happen.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stream",
    operation_id = "stream_tournament_v1_tournaments__tournament_slug__stream_get",
    tag = "stream",
    params(
        ("tournament_slug" = String, Path),
        ("last_event_id" = Option<String>, Query, description = "Resume after this id; the `Last-Event-ID` header does the same, and `lastEventId` in the query, as polyfills write it."),
    ),
    responses((status = 200, content_type = "text/event-stream", body = String))
)]
pub(crate) async fn stream_tournament(
    State(app): State<App>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let slug = parameters.text("tournament_slug").to_owned();
    open(&app, client, (&headers, &parameters), Some(&slug)).await
}

async fn open(
    app: &App,
    client: Option<Extension<Client>>,
    (headers, parameters): (&HeaderMap, &Parameters),
    slug: Option<&str>,
) -> Result<Response, Error> {
    let Client(client) = client.map(|Extension(client)| client).unwrap_or_default();
    let found = match slug {
        Some(slug) => Some(app.slug_index.resolve(app, slug).await?),
        None => None,
    };
    let moves_at = found.and_then(|found| found.resolution.until).filter(|_| slug == Some(CURRENT));
    let stream_request = StreamRequest {
        watched: found.map(|found| found.id),
        last: last_event_id(headers, parameters),
        most: moves_at.map(|at| (at - app.clock.now()).to_std().unwrap_or_default()),
        permit: Arc::new(app.streams.take(client).ok_or(Error::TooManyStreams)?),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, NOT_STORED_NOR_ENCODED),
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    // What follows the head depends on the protocol, which only the connection knows.
    Ok((headers, Extension(stream_request)).into_response())
}

/// Where a client left off; what is no number cannot be resumed from and starts over.
fn last_event_id(headers: &HeaderMap, parameters: &Parameters) -> Option<NudgeId> {
    let is_told = |text: &String| !text.trim().is_empty();
    let header = headers.get(LAST_EVENT_ID).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    // What a polyfill adds when it comes back is newer than what the page wrote into the address.
    let queries = ["lastEventId", "last_event_id"];
    let query = || queries.iter().find_map(|name| parameters.last(name).filter(is_told));
    let text = header.filter(is_told).or_else(query)?;
    Some(NudgeId(text.trim().parse().unwrap_or(i64::MIN)))
}

/// The frames of one subscriber over HTTP/2, whose connection carries other responses too, for so long.
pub(crate) fn frames(
    hub: &Hub,
    stream_request: StreamRequest,
    lifetime: Duration,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let now = Instant::now();
    let StreamRequest { watched, last, permit, .. } = stream_request;
    let subscription = hub.subscribe(last);
    let opening = Bytes::from(opening(&subscription.missed, subscription.newest, watched));
    let connection = Connection {
        signals: subscription.signals,
        watched,
        until: now + lifetime,
        resume_point: ResumePoint::new(subscription.newest, now.into_std()),
        counted: OpenStream::new(),
        _permit: permit,
    };
    let rest = stream::unfold(Some(connection), |connection| async {
        let (bytes, connection) = connection?.next().await?;
        Some((Ok(bytes), connection))
    });
    futures_util::StreamExt::chain(stream::iter([Ok(opening)]), rest)
}

/// One subscriber over HTTP/2.
#[derive(Debug)]
struct Connection {
    signals: broadcast::Receiver<Signal>,
    watched: Option<TournamentId>,
    until: Instant,
    resume_point: ResumePoint,
    counted: OpenStream,
    _permit: Arc<ClientPermit>,
}

impl Connection {
    /// The next bytes, and the connection unless they are the last.
    async fn next(mut self) -> Option<(Bytes, Option<Self>)> {
        loop {
            match self.signals.recv().await {
                Ok(Signal::Frame(frame)) if !frame.concerns(self.watched) => {}
                Ok(Signal::Frame(frame)) => {
                    self.resume_point = ResumePoint::new(frame.id, Instant::now().into_std());
                    return Some((frame.bytes(self.watched), Some(self)));
                }
                Ok(Signal::Resync(newest)) => return Some((resync(newest), Some(self))),
                Ok(Signal::Heartbeat(_)) if Instant::now() >= self.until => return self.ends(End::Expired, None),
                Ok(Signal::Heartbeat(heartbeat)) => {
                    let bytes = heartbeat.bytes(&mut self.resume_point, Instant::now().into_std());
                    return Some((bytes, Some(self)));
                }
                Ok(Signal::End) | Err(RecvError::Closed) => return self.ends(End::Stopped, Some(closing_frame())),
                Err(RecvError::Lagged(_)) => {
                    metrics::lagged();
                    self.signals = self.signals.resubscribe();
                    return Some((LAGGED, Some(self)));
                }
            }
        }
    }

    /// The last bytes, if any.
    fn ends(mut self, end: End, last: Option<Bytes>) -> Option<(Bytes, Option<Self>)> {
        self.counted.ends(end);
        last.map(|bytes| (bytes, None))
    }
}
