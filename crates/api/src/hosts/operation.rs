//! The trait that every host operation implements.

use domain::{id::TournamentId, nudge::Event};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use store::{Tx, documents::Record};

use super::authorization::Authorization;
use crate::{body::Fields, error::Error, limits::Class, params::Parameters};

/// A write. It runs only behind its authorization, within one transaction, with input that was checked.
pub(crate) trait Operation {
    /// What it counts as.
    const CLASS: Class;
    /// Whether it takes a body.
    const TAKES_BODY: bool = true;
    /// Whether parameters in its query decide what it does.
    const TAKES_QUERY: bool = false;
    /// Who may.
    type Authorization: Authorization;
    /// What it takes from the path and the body.
    type Input: Send;

    /// Whether the request asks only what would be done: then nothing of it stays, the answer's record included.
    fn is_dry_run(_: &Parameters) -> bool {
        false
    }

    /// Reads the input. What is wrong with it is noted in `path` and `body`; then the result is not used.
    fn read(path: &mut Parameters, body: &mut Fields) -> Option<Self::Input>;

    /// Does it.
    ///
    /// # Errors
    /// With what is in the way; then nothing of it stays.
    fn run(
        context: &mut Context<'_, Self::Authorization>,
        input: Self::Input,
    ) -> impl Future<Output = Result<Effect, Error>> + Send;
}

/// The transaction an operation runs in, who was allowed to run it, and the request's headers.
pub(crate) struct Context<'a, G> {
    pub(crate) tx: &'a mut Tx,
    pub(crate) authorization: &'a G,
    pub(crate) headers: &'a HeaderMap,
}

/// What an operation did, and how that is told.
#[derive(Debug)]
pub(crate) struct Effect {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    /// The entity tag, in quotes, of what was written.
    pub(crate) etag: Option<String>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) nudges: Vec<(Event, TournamentId)>,
    /// What was done, for the audit; none when nothing was.
    pub(crate) records: Vec<Record>,
}

impl Effect {
    /// 204 for something done to `tournament` that its viewers see in the standings.
    pub(crate) fn quietly(action: &'static str, tournament: TournamentId, targets: String) -> Self {
        Self { records: vec![Record { action, targets }], ..Self::nothing() }.nudging(&[Event::Standings], tournament)
    }

    /// 204 for what was so already.
    pub(crate) fn nothing() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            location: None,
            etag: None,
            body: None,
            nudges: Vec::new(),
            records: Vec::new(),
        }
    }

    /// The same, having done these things.
    pub(crate) fn recording(mut self, records: Vec<Record>) -> Self {
        self.records = records;
        self
    }

    /// The same, telling the entity tag of what stands now.
    pub(crate) fn tagged(mut self, etag: String) -> Self {
        self.etag = Some(etag);
        self
    }

    /// The same with a body.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be serialized.
    pub(crate) fn with(mut self, status: StatusCode, body: &impl Serialize) -> Result<Self, Error> {
        self.status = status;
        self.body = Some(serde_json::to_vec(body).map_err(|_| Error::Internal)?);
        Ok(self)
    }

    /// The same, naming what it created.
    pub(crate) fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    /// The same, nudging nobody unless something is different now.
    pub(crate) fn if_changed(mut self, is_changed: bool) -> Self {
        if !is_changed {
            self.nudges.clear();
        }
        self
    }

    /// The same, nudging about these events.
    pub(crate) fn nudging(mut self, events: &[Event], tournament: TournamentId) -> Self {
        self.nudges = events.iter().map(|event| (*event, tournament)).collect();
        self
    }
}
