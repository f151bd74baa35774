//! The event stream: one connection's way from joining to leaving.
//!
//! No listener has a timer or a queue: beats tell it when its time is up, and a reader that lags too far is told to
//! start over. Over HTTP/1.1 a listener is a bare socket ([`crate::lines`]); here is the way of those over HTTP/2.

use std::{convert::Infallible, sync::LazyLock, time::Duration};

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use domain::id::{NudgeId, TournamentId};
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::Instant,
};

use crate::{
    answer,
    app::App,
    error::Error,
    hub::{Hub, Missed, Signal},
    input::Parameters,
    lines::chunk,
    measure::{self, End, OpenStream},
};

/// Between two heartbeats; proxies are told of at most 20 s of silence.
pub(crate) const BEAT: Duration = Duration::from_secs(15);
/// The longest a stream lasts. Beats decide, so one beat less.
const LONGEST: Duration = Duration::from_secs(600 - 15);
/// The part of it that is left to chance, so that clients do not come back together.
const SPREAD: f64 = 0.2;
/// What a browser waits before it comes back, in milliseconds, from and to.
const RETRY: std::ops::Range<u32> = 1_000..5_000;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Word of changes as they happen, all of them or one tournament's. Carries no data: refetch what you show.
#[utoipa::path(
    get,
    path = "/v1/stream",
    operation_id = "stream_v1_stream_get",
    tag = "stream",
    params(
        ("tournament" = Option<String>, Query, description = "Only what concerns the tournament with this slug."),
        ("last_event_id" = Option<String>, Query, description = "Resume after this id; the `Last-Event-ID` header does the same."),
    ),
    responses((status = 200, content_type = "text/event-stream", body = String))
)]
pub(crate) async fn stream_all(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let slug = parameters.last("tournament");
    open(&app, &headers, &parameters, slug.as_deref()).await
}

/// Word of one tournament's changes as they happen.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stream",
    operation_id = "stream_tournament_v1_tournaments__tournament_slug__stream_get",
    tag = "stream",
    params(
        ("tournament_slug" = String, Path),
        ("last_event_id" = Option<String>, Query, description = "Resume after this id; the `Last-Event-ID` header does the same."),
    ),
    responses((status = 200, content_type = "text/event-stream", body = String))
)]
pub(crate) async fn stream_tournament(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let slug = parameters.text("tournament_slug").to_owned();
    open(&app, &headers, &parameters, Some(&slug)).await
}

async fn open(app: &App, headers: &HeaderMap, parameters: &Parameters, slug: Option<&str>) -> Result<Response, Error> {
    let watched = match slug {
        Some(slug) => Some(app.directory.find(app, slug).await?.id),
        None => None,
    };
    let listener = Listener { watched, last: last_event_id(headers, parameters) };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, answer::NO_STORE),
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    // What follows the head depends on the protocol, which only the connection knows.
    Ok((headers, Extension(listener)).into_response())
}

/// Somebody who asked for the stream, and what of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listener {
    /// The tournament that is watched; all of them, if none.
    pub(crate) watched: Option<TournamentId>,
    /// Where a returning client left off.
    pub(crate) last: Option<NudgeId>,
}

/// Where a client left off; what is no number cannot be resumed from and starts over.
fn last_event_id(headers: &HeaderMap, parameters: &Parameters) -> Option<NudgeId> {
    let is_told = |text: &String| !text.trim().is_empty();
    let header = headers.get(LAST_EVENT_ID).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let text = header.filter(is_told).or_else(|| parameters.last("last_event_id").filter(is_told))?;
    Some(NudgeId(text.trim().parse().unwrap_or(i64::MIN)))
}

/// What goes to one listener of a connection that carries other answers too.
pub(crate) fn frames(hub: &Hub, listener: Listener) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let Listener { watched, last } = listener;
    let subscription = hub.subscribe(last);
    let opening = Bytes::from(opening(&subscription.missed, subscription.newest, watched));
    let connection = Connection {
        signals: subscription.signals,
        watched,
        until: Instant::now() + lifetime(),
        counted: OpenStream::new(),
    };
    let rest = stream::unfold(Some(connection), |connection| async {
        let (bytes, connection) = connection?.next().await?;
        Some((Ok(bytes), connection))
    });
    futures_util::StreamExt::chain(stream::iter([Ok(opening)]), rest)
}

/// The first bytes: when to come back, where we are, and what was missed.
pub(crate) fn opening(missed: &Missed, newest: NudgeId, watched: Option<TournamentId>) -> Vec<u8> {
    let mut text = format!("retry: {}\n", rand::random_range(RETRY)).into_bytes();
    match missed {
        Missed::Frames(frames) => {
            let concerning = frames.iter().filter(|frame| frame.concerns(watched)).map(|frame| &frame.bytes);
            let mut concerning = concerning.peekable();
            if concerning.peek().is_some() {
                text.push(b'\n');
            }
            concerning.for_each(|frame| text.extend_from_slice(frame));
            // An id without data moves the client's place and raises no event.
            text.extend_from_slice(format!("id: {newest}\n\n").as_bytes());
        }
        Missed::TooMuch => text.extend_from_slice(&resync(newest)),
    }
    text
}

/// Tells the client to refetch everything.
pub(crate) fn resync(newest: NudgeId) -> Bytes {
    format!("id: {newest}\nevent: resync\ndata: {{\"polled_at\":null,\"tournament_ids\":null}}\n\n").into()
}

/// How long a stream lasts.
pub(crate) fn lifetime() -> Duration {
    LONGEST.mul_f64(1.0 - SPREAD * rand::random::<f64>())
}

/// One listener.
#[derive(Debug)]
struct Connection {
    signals: broadcast::Receiver<Signal>,
    watched: Option<TournamentId>,
    until: Instant,
    counted: OpenStream,
}

impl Connection {
    /// The next bytes, and the connection unless they are the last.
    async fn next(mut self) -> Option<(Bytes, Option<Self>)> {
        loop {
            match self.signals.recv().await {
                Ok(Signal::Frame(frame)) if !frame.concerns(self.watched) => {}
                Ok(Signal::Frame(frame)) => return Some((frame.bytes.clone(), Some(self))),
                Ok(Signal::Resync(newest)) => return Some((resync(newest), Some(self))),
                Ok(Signal::Beat(_)) if Instant::now() >= self.until => return self.ends(End::Expired, None),
                Ok(Signal::Beat(beat)) => return Some((beat, Some(self))),
                Ok(Signal::End) | Err(RecvError::Closed) => return self.ends(End::Stopped, Some(farewell())),
                Err(RecvError::Lagged(_)) => {
                    measure::lagged();
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

/// Sent to a reader that lagged: everything up to now is to be refetched, wherever it is now.
const LAGGED: Bytes = Bytes::from_static(b"event: resync\ndata: {\"polled_at\":null,\"tournament_ids\":null}\n\n");

/// The same as a chunk of an HTTP/1.1 body.
pub(crate) static LAGGED_CHUNK: LazyLock<Bytes> = LazyLock::new(|| chunk(&LAGGED));

/// The farewell as such a chunk.
pub(crate) fn farewell_chunk() -> Bytes {
    chunk(&farewell())
}

/// The last bytes before the instance stops: come back, but not all at once.
fn farewell() -> Bytes {
    format!("retry: {}\n\n", rand::random_range(RETRY)).into()
}
