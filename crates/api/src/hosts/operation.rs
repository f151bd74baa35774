//! The trait that every host operation implements.

use domain::{audit::AuditRecord, clock::Timestamp, id::TournamentId, nudge::Event};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use store::{Tx, series};

use crate::{
    authorization::{Authorization, TournamentOwner},
    body::Fields,
    error::Error,
    params::Parameters,
    rate_limits::Class,
};

/// A write. It runs only after its authorization, within one transaction, with validated input.
pub(crate) trait Operation {
    /// The rate limit class under which it is counted.
    const CLASS: Class;
    /// Whether it has a body.
    const TAKES_BODY: bool = true;
    /// Whether query parameters decide what it does.
    const TAKES_QUERY: bool = false;
    /// The authorization that it requires.
    type Authorization: Authorization;
    /// The input that it reads from the parameters and the body.
    type Input: Send;

    /// Whether the request is a dry run: then everything is rolled back, including the idempotency record.
    fn is_dry_run(_: &Parameters) -> bool {
        false
    }

    /// Reads the input. Violations are recorded in `parameters` and `body`; if there are any, the result is not used.
    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<Self::Input>;

    /// Runs the operation.
    ///
    /// # Errors
    /// The error that prevents it; then everything is rolled back.
    fn run(
        context: &mut Context<'_, Self::Authorization>,
        input: Self::Input,
    ) -> impl Future<Output = Result<Effect, Error>> + Send;
}

/// The transaction that an operation runs in, its authorization, and the request's headers.
pub(crate) struct Context<'a, G> {
    pub(crate) tx: &'a mut Tx,
    pub(crate) authorization: &'a G,
    pub(crate) headers: &'a HeaderMap,
    /// When the whole request had come.
    pub(crate) now: Timestamp,
    /// The tournament whose series the operation brought in step, if it did, and whether any changed that everybody may
    /// see.
    pub(crate) refreshed: Option<(TournamentId, bool)>,
}

impl Context<'_, TournamentOwner> {
    /// Brings the tournament's series in step before the operation is over, because its response shows them.
    ///
    /// # Errors
    /// Those of [`series::refresh`].
    pub(crate) async fn refresh_series(&mut self) -> Result<(), Error> {
        let tournament = self.authorization.tournament.id;
        let was_changed = self.refreshed.is_some_and(|(_, is_changed)| is_changed);
        let is_changed = series::refresh(self.tx, tournament).await?;
        self.refreshed = Some((tournament, is_changed || was_changed));
        Ok(())
    }
}

/// What an operation did, and how the response reports it.
#[derive(Debug)]
pub(crate) struct Effect {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    /// The entity tag of the new version, in quotes.
    pub(crate) etag: Option<String>,
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) nudges: Vec<(Event, TournamentId)>,
    /// The audit records; empty when there was nothing to do.
    pub(crate) records: Vec<AuditRecord>,
}

impl Effect {
    /// 204 for a change with this audit record. It nudges nobody until [`Effect::nudging`] says whom.
    pub(crate) fn no_content(record: AuditRecord) -> Self {
        Self { records: vec![record], ..Self::nothing() }
    }

    /// 204 when there was nothing to change.
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

    /// Sets the audit records.
    pub(crate) fn recording(mut self, records: Vec<AuditRecord>) -> Self {
        self.records = records;
        self
    }

    /// Sets the entity tag of the current version.
    pub(crate) fn tagged(mut self, etag: String) -> Self {
        self.etag = Some(etag);
        self
    }

    /// Sets the status and the body.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be serialized.
    pub(crate) fn with(mut self, status: StatusCode, body: &impl Serialize) -> Result<Self, Error> {
        self.status = status;
        self.body = Some(serde_json::to_vec(body).map_err(|_| Error::Internal)?);
        Ok(self)
    }

    /// Changes the status to 201, with the location of what was created.
    pub(crate) fn created(self, location: String) -> Self {
        Self { status: StatusCode::CREATED, ..self.at(location) }
    }

    /// Sets the location of what was created.
    pub(crate) fn at(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    /// Removes the nudges unless something has changed. An edit to what was there already is recorded nonetheless.
    pub(crate) fn if_changed(mut self, is_changed: bool) -> Self {
        if !is_changed {
            self.nudges.clear();
        }
        self
    }

    /// Adds a nudge unless there is the same one.
    pub(crate) fn nudge_also(&mut self, event: Event, tournament: TournamentId) {
        if !self.nudges.contains(&(event, tournament)) {
            self.nudges.push((event, tournament));
        }
    }

    /// Sets nudges for these events.
    pub(crate) fn nudging(mut self, events: &[Event], tournament: TournamentId) -> Self {
        self.nudges = events.iter().map(|event| (*event, tournament)).collect();
        self
    }
}
