//! Runs a host operation: the body's size, rate limit, token, origin, idempotency key, authorization and validation,
//! then its effect, the refresh of the tournament's series, its idempotency record and its nudges in one transaction,
//! which a dry run rolls back.

use std::collections::BTreeSet;

use axum::{extract::Request, response::Response};
use bytes::Bytes;
use domain::{
    audit::AuditRecord,
    clock::Timestamp,
    id::{TournamentId, UserId},
    nudge::{Event, Scope},
};
use http::{Method, request::Parts, uri::PathAndQuery};
use store::{
    Tx,
    idempotency::{self, Claim, Key},
    nudges, series,
};

use tracing::Instrument as _;

use super::{
    idempotency_record,
    operation::{Context, Effect, Operation},
};
use crate::{
    app::App,
    authorization::Authorization,
    body::{self, Fields},
    client_ip::Client,
    error::{Error, ErrorContext, Shape},
    metrics,
    params::Parameters,
    rate_limits::Class,
    request_id,
};

/// Runs an operation, or fails with the first check that does, in the contract's order.
///
/// # Errors
/// The error of the check that failed.
#[tracing::instrument(target = "trace", name = "api.hosts.perform", skip_all)]
pub(crate) async fn perform<O: Operation + 'static>(app: App, request: Request) -> Result<Response, Error> {
    // In a task of its own, so that a commit is audited even if the client disconnects in the middle.
    let performed = tokio::spawn(check_and_run::<O>(app, request).in_current_span()).await;
    let performed = performed.map_err(|_| Error::Internal).flatten();
    outcome(&performed).count();
    performed
}

/// The outcome that alerts see.
fn outcome(performed: &Result<Response, Error>) -> metrics::Write {
    match performed {
        Ok(response) if response.status().is_success() => metrics::Write::Done,
        Err(Error::Unavailable | Error::Contended) => metrics::Write::Unavailable,
        Err(Error::KeysUnknown { .. }) => metrics::Write::KeysUnknown,
        Err(Error::Internal) => metrics::Write::Failed,
        // A stored response that is replayed may be an error.
        Ok(_) | Err(_) => metrics::Write::Refused,
    }
}

async fn check_and_run<O: Operation>(app: App, request: Request) -> Result<Response, Error> {
    let (mut parts, body) = request.into_parts();
    let now = app.clock.now();
    let user = match authenticate(&app, &parts, O::CLASS, now).await {
        Ok(user) => user,
        Err(refused) => {
            // The size is the first check, but bodies of strangers that were kept meanwhile could fill the memory.
            body::discard(body).await?;
            return Err(refused);
        }
    };
    let body = body::read(body).await?;
    // The body may have taken ten seconds.
    let now = app.clock.now();
    if app.origins.is_foreign(&parts.uri, &parts.headers) {
        return Err(Error::Forbidden("Origin not allowed"));
    }
    let key = idempotency_record::key(&parts.headers)?;
    let parameters = <Parameters as axum::extract::FromRequestParts<()>>::from_request_parts(&mut parts, &()).await?;
    O::Authorization::check_path(&parameters)?;
    let call = Call { app: &app, parts: &parts, body: &body, user, now };
    match call.attempt::<O>(parameters.clone(), key).await {
        // The transaction was rolled back as a whole, so that retrying it does not apply it twice.
        Err(Error::Contended) => call.attempt::<O>(parameters, key).await,
        answered => answered,
    }
}

/// Counts the request, and returns the user who makes it.
async fn authenticate(app: &App, parts: &Parts, class: Class, now: Timestamp) -> Result<UserId, Error> {
    app.rate_limits.count(Client::of(&parts.extensions), class)?;
    app.authenticator.user(&parts.headers, now).await
}

/// A request that passed the checks before the transaction.
struct Call<'a> {
    app: &'a App,
    parts: &'a Parts,
    body: &'a Bytes,
    user: UserId,
    now: Timestamp,
}

impl Call<'_> {
    /// Runs the operation in one transaction.
    async fn attempt<O: Operation>(&self, parameters: Parameters, key: Option<uuid::Uuid>) -> Result<Response, Error> {
        match key {
            _ if O::is_dry_run(&parameters) => self.dry_run::<O>(parameters).await,
            None => self.run_without_key::<O>(parameters).await,
            Some(key) => self.run_with_key::<O>(parameters, key).await,
        }
    }

    /// Runs the operation and rolls it back, without a record and without nudges.
    async fn dry_run<O: Operation>(&self, parameters: Parameters) -> Result<Response, Error> {
        let mut tx = self.app.pool.begin().await?;
        let (_, effect) = self.effect::<O>(&mut tx, parameters).await?;
        tx.rollback().await?;
        Ok(idempotency_record::send(idempotency_record::response_of(&effect), false))
    }

    /// Runs the operation without an idempotency record.
    async fn run_without_key<O: Operation>(&self, parameters: Parameters) -> Result<Response, Error> {
        let mut tx = self.app.pool.begin().await?;
        let (authorization, effect) = self.effect::<O>(&mut tx, parameters).await?;
        self.publish(&mut tx, &effect).await?;
        tx.commit().await?;
        self.invalidate(&effect);
        audit(&authorization, &effect);
        Ok(idempotency_record::send(idempotency_record::response_of(&effect), false))
    }

    /// Runs the operation unless the key was used, and stores the response.
    async fn run_with_key<O: Operation>(&self, parameters: Parameters, key: uuid::Uuid) -> Result<Response, Error> {
        let (method, uri): (&Method, _) = (&self.parts.method, &self.parts.uri);
        let whole = uri.path_and_query().filter(|_| O::TAKES_QUERY);
        let target = whole.map_or(uri.path(), PathAndQuery::as_str);
        let fingerprint = idempotency_record::fingerprint(method, target, self.body);
        let key = Key { user: self.user, key, fingerprint: &fingerprint };
        let mut tx = self.app.pool.begin().await?;
        match idempotency::claim(&mut tx, &key).await? {
            Claim::Ours => {}
            Claim::Recorded(response) => return Ok(idempotency_record::send(response, true)),
            Claim::Reused => return Err(Error::KeyReused),
            Claim::UnderWay => return Err(Error::UnderWay),
        }
        tx.savepoint().await?;
        match self.effect::<O>(&mut tx, parameters).await {
            Ok((authorization, effect)) => {
                let response = idempotency_record::response_of(&effect);
                idempotency::keep(&mut tx, &key, &response).await?;
                self.publish(&mut tx, &effect).await?;
                tx.commit().await?;
                self.invalidate(&effect);
                audit(&authorization, &effect);
                Ok(idempotency_record::send(response, false))
            }
            Err(error) => {
                // Roll back to where the key was claimed, which undoes the operation's effect.
                let Some(response) = self.refusal(&error) else { return Err(error) };
                tx.rollback_to_savepoint().await?;
                idempotency::keep(&mut tx, &key, &response).await?;
                tx.commit().await?;
                Ok(idempotency_record::send(response, false))
            }
        }
    }

    /// Authorizes the user, reads the input, and runs the operation.
    async fn effect<O: Operation>(
        &self,
        tx: &mut Tx,
        mut parameters: Parameters,
    ) -> Result<(O::Authorization, Effect), Error> {
        let authorization = O::Authorization::open(self.app, tx, self.user, &parameters).await?;
        let (given, broken) = match self.given::<O>() {
            Ok(given) => (given, Vec::new()),
            Err(Error::Invalid(broken)) => (serde_json::Map::new(), broken),
            Err(error) => return Err(error),
        };
        let mut fields = Fields::of(given);
        let input = O::read(&mut parameters, &mut fields);
        // If the body cannot be parsed, do not report its fields as missing.
        let of_body = if broken.is_empty() { fields.errors() } else { broken };
        Error::invalid([parameters.errors(), of_body].concat())?;
        let input = input.ok_or(Error::Internal)?;
        let mut context =
            Context { tx, authorization: &authorization, headers: &self.parts.headers, now: self.now, refreshed: None };
        let mut effect = O::run(&mut context, input).await?;
        let refreshed = context.refreshed;
        refresh_series(tx, &mut effect, refreshed).await?;
        Ok((authorization, effect))
    }

    fn given<O: Operation>(&self) -> Result<serde_json::Map<String, serde_json::Value>, Error> {
        if O::TAKES_BODY { body::parse(&self.parts.headers, self.body) } else { Ok(serde_json::Map::new()) }
    }

    async fn publish(&self, tx: &mut Tx, effect: &Effect) -> Result<(), Error> {
        for (event, tournament) in &effect.nudges {
            nudges::publish(tx, *event, &Scope::one(*tournament), self.now).await?;
        }
        Ok(())
    }

    /// Invalidates the views that the write changed before the response is sent, so that the next read shows the
    /// change, although the nudge reaches this instance a moment later.
    fn invalidate(&self, effect: &Effect) {
        for (event, tournament) in &effect.nudges {
            self.app.versions.invalidate(*event, &Scope::one(*tournament));
        }
    }

    fn refusal(&self, error: &Error) -> Option<store::idempotency::RecordedResponse> {
        let shape = Shape::choose(&self.parts.headers, self.app.flags.error_envelope_v2());
        let request_id = request_id::of(&self.parts.headers);
        let request_id = request_id.to_str().unwrap_or_default();
        idempotency_record::refused(
            error,
            shape,
            &ErrorContext { path: self.parts.uri.path(), request_id, now: self.now },
        )
    }
}

/// Brings the series of the tournaments that were changed in step, unless the operation did: their games follow from
/// rosters, exclusions and what hosts decide. A change of a draft, which causes no event, may move a game to a series
/// that everybody sees.
async fn refresh_series(
    tx: &mut Tx,
    effect: &mut Effect,
    by_operation: Option<(TournamentId, bool)>,
) -> Result<(), Error> {
    let refreshed = match by_operation {
        Some(refreshed) => vec![refreshed],
        None => {
            let tournaments: BTreeSet<_> = effect.nudges.iter().map(|(_, tournament)| *tournament).collect();
            let mut refreshed = Vec::new();
            for tournament in tournaments {
                refreshed.push((tournament, series::refresh(tx, tournament).await?));
            }
            refreshed
        }
    };
    for (tournament, _) in refreshed.into_iter().filter(|(_, is_changed)| *is_changed) {
        effect.nudge_also(Event::Series, tournament);
    }
    Ok(())
}

/// Logs the audit events of a committed write; none if there was nothing to do.
fn audit(authorization: &impl Authorization, effect: &Effect) {
    for AuditRecord { action, targets } in &effect.records {
        tracing::info!(
            target: "audit",
            action,
            actor = %authorization.user(),
            tournament = authorization.slug(),
            targets,
            "done"
        );
    }
}
