//! A tournament as one document: reads it as a whole, and changes it into what a document says, in one request.

mod reading;

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use domain::{
    document::{CheckedDocument, Current, Document},
    view::document::DocumentApplied,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use store::{Snapshot, documents};

use super::{Context, Effect, Operation, perform, preconditions};
use crate::{
    app::App,
    authorization::{Authorization as _, SLUG, TournamentOwner},
    body::Fields,
    error::{Error, HttpValidationError, Refused},
    etag,
    openapi::example,
    params::Parameters,
    rate_limits::Class,
    response::is_known,
};

/// Without `no-transform`, proxies that compress would make the entity tag weak, and `If-Match` never matches a weak
/// tag.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store, no-transform");
const DRY_RUN: &str = "dry_run";

/// The tournament as a document: everything that its hosts decide. Its `ETag` goes into the `If-Match` of a change.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/document",
    operation_id = "get_tournament_document_v1_tournaments__tournament_slug__document_get",
    tag = "tournaments",
    security(("criticalbit_access" = [])),
    params(("tournament_slug" = String, Path)),
    responses(
        (
            status = 200,
            body = Document,
            headers(("ETag" = String, description = "The document's strong entity tag.")),
            example = json!(example("get_tournament_document")),
        ),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_tournament_document(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let user = app.authenticator.user(&headers, app.clock.now()).await?;
    TournamentOwner::check_path(&parameters)?;
    let mut snapshot = Snapshot::take(&app.pool).await?;
    let authorization = TournamentOwner::of(&mut snapshot, user, &parameters).await?;
    let current = documents::load_current(&mut snapshot, authorization.tournament).await?;
    snapshot.end().await;
    let Stored { body, etag } = Stored::of(&current)?;
    let head =
        [(header::CACHE_CONTROL, NO_STORE), (header::ETAG, quoted(&etag).try_into().map_err(|_| Error::Internal)?)];
    if is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, head).into_response());
    }
    Ok((head, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Makes the tournament what the document says: changes what differs, all of it or nothing. What is not in the document
/// stays, unless `prune` says otherwise.
#[utoipa::path(
    put,
    path = "/v1/tournaments/{tournament_slug}/document",
    operation_id = "put_tournament_document_v1_tournaments__tournament_slug__document_put",
    tag = "tournaments",
    params(
        ("tournament_slug" = String, Path, description = "The document's `slug` has to be the same."),
        ("dry_run" = Option<bool>, Query, description = "Whether to say only what would change. False unless said."),
        (
            "prune" = Option<bool>, Query,
            description = "Whether to remove the owners, entries, teams and stages that are not in the document. False \
                           unless said.",
        ),
        (
            "If-Match" = Option<String>, Header,
            description = "The `ETag` of the document that was edited: 412 when somebody else was faster.",
        ),
    ),
    request_body(content = Document, example = json!(example("get_tournament_document"))),
    responses(
        (
            status = 200,
            body = DocumentApplied,
            headers(("ETag" = String, description = "The entity tag of the document as it is now.")),
            example = json!(example("put_tournament_document")),
        ),
        (status = 412, body = Refused),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn put_tournament_document(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Apply>(app, request).await
}

struct Apply;

/// The document that a request applies, and how.
struct ApplyInput {
    document: CheckedDocument,
    prune: bool,
    dry_run: bool,
}

impl Operation for Apply {
    const CLASS: Class = Class::Document;
    const TAKES_QUERY: bool = true;
    type Authorization = TournamentOwner;
    type Input = ApplyInput;

    fn is_dry_run(parameters: &Parameters) -> bool {
        parameters.last(DRY_RUN).as_deref() == Some("true")
    }

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<ApplyInput> {
        let (dry_run, prune) = (parameters.flag(DRY_RUN), parameters.flag("prune"));
        let document = reading::document(parameters.text(SLUG), body)?;
        Some(ApplyInput { document, prune, dry_run })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, input: ApplyInput) -> Result<Effect, Error> {
        let ApplyInput { document, prune, dry_run } = input;
        let id = context.authorization.tournament.id;
        let facts = documents::facts(context.tx, &document).await?;
        let before = Stored::of(facts.current.as_ref().ok_or(Error::Internal)?)?;
        preconditions::check(context.headers, &before.etag)?;
        let plan = facts.plan_of_request(&document, prune);
        let plan = plan.map_err(|problems| reading::refusal(&document, &problems))?;
        let done = Effect::nothing().with(StatusCode::OK, &DocumentApplied::new(&plan, dry_run))?;
        if dry_run || plan.change_count() == 0 {
            return Ok(done.tagged(quoted(&before.etag)));
        }
        let executed = documents::execute(context.tx, &plan, Some(id), context.now).await?.ok_or(Error::Internal)?;
        context.refresh_series().await?;
        let after = documents::load(context.tx, &document.slug).await?.ok_or(Error::Internal)?;
        let events: Vec<_> = plan.events().into_iter().collect();
        Ok(done.recording(executed.records).nudging(&events, id).tagged(quoted(&Stored::of(&after)?.etag)))
    }
}

/// The stored document in its response's form, with its entity tag.
struct Stored {
    body: Vec<u8>,
    etag: String,
}

impl Stored {
    fn of(current: &Current) -> Result<Self, Error> {
        let body = serde_json::to_vec(&current.document()).map_err(|_| Error::Internal)?;
        let etag = etag::of(&body);
        Ok(Self { body, etag })
    }
}

fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}
