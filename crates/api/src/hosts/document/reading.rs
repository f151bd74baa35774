//! Reads a tournament's document from a request's body, and reports every mistake with its place: a wrong type, a
//! violated rule for documents, or a conflict with what is stored.

use domain::{
    document::{CheckedDocument, Document, EntryDocument, Place, Problem, StageDocument, Step, TeamDocument},
    id::{LeaderboardId, UserId},
    limits,
    roster::Presentation,
};
use serde_json::{Map, Value};

use crate::{
    body::{Fields, PatchField},
    error::{Error, FieldError, Location},
    hosts::{stages, tournaments::RANK_BY},
};

/// The most mistakes that are listed.
const LISTED: usize = 200;

/// Reads the document in `body`, which must be that of the tournament with this slug. Violations are recorded in
/// `body`.
pub(super) fn document(slug: &str, body: &mut Fields) -> Option<CheckedDocument> {
    let document = read(slug, body);
    body.refuse_others();
    let mut checked = None;
    // A value that could not be read was replaced by a default; problems of that default are not reported.
    match document.check() {
        Ok(document) => checked = Some(document),
        Err(problems) if body.wrong() <= LISTED => note(problems, body),
        Err(_) => {}
    }
    body.list_at_most(LISTED);
    checked
}

/// The error for a document that conflicts with what is stored.
pub(super) fn refusal(document: &CheckedDocument, problems: &[Problem]) -> Error {
    let given = match serde_json::to_value(&**document) {
        Ok(Value::Object(given)) => given,
        _ => Map::new(),
    };
    let body = Fields::of(given);
    Error::Invalid(problems.iter().map(|problem| told(problem, &body)).collect())
}

/// Checks only the types of values; the document checks the other rules itself.
fn read(slug: &str, body: &mut Fields) -> Document {
    let given = body.required("slug", Fields::free_text);
    if let Some(other) = given.filter(|given| given != slug) {
        let at = Location::Field("slug");
        body.note(FieldError::refused(
            &at,
            other,
            &format!("this is the document of {slug:?}: a slug cannot be changed"),
        ));
    }
    Document {
        slug: slug.to_owned(),
        name: body.required("name", Fields::free_text).unwrap_or_default(),
        leaderboard_id: LeaderboardId(
            body.required("leaderboard_id", |body, name| body.integer(name, i64::MIN)).unwrap_or_default(),
        ),
        rank_by: body.not_null("rank_by", |body, name| body.choice(name, &RANK_BY)).unwrap_or_default(),
        start_date: body.time("start_date").value(),
        end_date: body.time("end_date").value(),
        prize_pool_cents: body.integer("prize_pool_cents", i64::MIN).value(),
        host_stream_urls: list(body, "host_stream_urls", |body, name| body.free_texts(name, limits::STREAM_URLS)),
        presentation: presentation(body),
        owners: list(body, "owners", |body, name| body.uuids(name, limits::DOCUMENT_OWNERS))
            .into_iter()
            .map(UserId)
            .collect(),
        entries: list(body, "entries", |body, name| body.objects(name, limits::ENTRIES, entry)),
        teams: list(body, "teams", |body, name| body.objects(name, limits::DOCUMENT_TEAMS, team)),
        stages: body.not_null("stages", |body, name| body.objects(name, limits::STAGES, stage)),
    }
}

fn entry(fields: &mut Fields) -> EntryDocument {
    EntryDocument {
        name: fields.required("name", Fields::free_text).unwrap_or_default(),
        account: fields.account("account").value(),
        presentation: presentation(fields),
    }
}

fn team(fields: &mut Fields) -> TeamDocument {
    TeamDocument {
        name: fields.required("name", Fields::free_text).unwrap_or_default(),
        initials: fields.required("initials", Fields::free_text).unwrap_or_default(),
        captain: fields.free_text("captain").value(),
        members: list(fields, "members", |fields, name| fields.free_texts(name, limits::ENTRIES)),
    }
}

fn stage(fields: &mut Fields) -> StageDocument {
    let name = fields.required("name", Fields::free_text);
    let format = fields.required("format", |fields, name| fields.choice(name, &stages::FORMATS));
    let series_format = fields.required("series_format", Fields::value);
    let groups = fields.not_null("groups", Fields::value);
    let other = StageDocument::default();
    StageDocument {
        name: name.unwrap_or_default(),
        format: format.unwrap_or(other.format),
        sides: fields.not_null("sides", |fields, name| fields.choice(name, &stages::KINDS)).unwrap_or_default(),
        participants: list(fields, "participants", |fields, name| fields.free_texts(name, limits::PARTICIPANTS)),
        // Without a format nobody knows whether the stage has groups.
        groups: groups.filter(|_| format.is_some()).unwrap_or_default(),
        legs: fields.not_null("legs", Fields::value).unwrap_or_default(),
        // What does not fit is replaced by a number that the document's check refuses, too.
        rounds: fields
            .integer("rounds", i64::MIN)
            .value()
            .map(|rounds| u16::try_from(rounds.max(0)).unwrap_or(u16::MAX)),
        half_pairing: fields
            .not_null("half_pairing", |fields, name| fields.choice(name, &stages::HALF_PAIRINGS))
            .unwrap_or_default(),
        series_format: series_format.unwrap_or(other.series_format),
        admits: fields.not_null("admits", |fields, name| fields.choice(name, &stages::ADMITS)).unwrap_or_default(),
        points: fields.not_null("points", Fields::value).unwrap_or_default(),
        tie_breaks: fields.not_null("tie_breaks", Fields::value),
        advance: fields
            .not_null("advance", |fields, name| fields.integer(name, 0))
            .map_or(0, |advance| u32::try_from(advance).unwrap_or(u32::MAX)),
        visibility: fields
            .not_null("visibility", |fields, name| fields.choice(name, &stages::VISIBILITIES))
            .unwrap_or_default(),
    }
}

/// A list that must not be null; an empty one when it is missing.
fn list<T>(
    fields: &mut Fields,
    name: &'static str,
    read: impl FnOnce(&mut Fields, &'static str) -> PatchField<Vec<T>>,
) -> Vec<T> {
    fields.not_null(name, read).unwrap_or_default()
}

fn presentation(fields: &mut Fields) -> Presentation {
    fields.not_null("presentation", |fields, name| fields.object(name, usize::MAX)).unwrap_or_default()
}

/// Records problems at places that have no violation yet.
fn note(problems: Vec<Problem>, body: &mut Fields) {
    // If the roster could not be read, teams' members are not missing from it.
    let has_roster = !body.is_wrong_at(&Place::of("entries"));
    let is_new = |problem: &Problem| {
        let is_of_team = problem.place.steps().first() == Some(&Step::Key("teams"));
        (has_roster || !is_of_team) && !body.is_wrong_at(&problem.place)
    };
    let problems: Vec<_> = problems.into_iter().filter(is_new).collect();
    let errors: Vec<_> = problems.iter().map(|problem| told(problem, body)).collect();
    errors.into_iter().for_each(|error| body.note(error));
}

fn told(problem: &Problem, body: &Fields) -> FieldError {
    let at = Location::In(problem.place.clone());
    FieldError::refused(&at, body.value_at(&problem.place), problem.in_request())
}
