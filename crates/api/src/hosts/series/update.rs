//! Changes a series and decides about its games and its result.

mod games;

use domain::{
    audit::AuditRecord,
    clock::Timestamp,
    id::SeriesId,
    limits,
    series::{DecidedBy, Ruling, SeriesStatus, Winner},
    view::series::SeriesRead,
};
use http::StatusCode;
use store::series::{self, SeriesDetails};

use super::{StageOfSeries, find};
use crate::{
    authorization::TournamentOwner,
    body::{Fields, PatchField},
    error::{Error, FieldError, Location},
    hosts::{Context, Effect, Operation},
    params::Parameters,
    rate_limits::Class,
};
use games::{GameChange, GameChanges};

pub(super) struct Update;

/// Changes to a series.
pub(super) struct Changes {
    id: SeriesId,
    scheduled_at: PatchField<Timestamp>,
    stream_url: PatchField<String>,
    label: PatchField<String>,
    note: PatchField<String>,
    games: PatchField<GameChanges>,
    result: ResultChange,
}

/// A change of the decision about the series as a whole. Each kind of decision has a field, and null in it takes back a
/// decision of that kind alone.
struct ResultChange {
    score: PatchField<Ruling>,
    walkover: PatchField<Ruling>,
    /// `false` is read as null.
    cancelled: PatchField<Ruling>,
}

impl Operation for Update {
    const CLASS: Class = Class::Series;
    type Authorization = TournamentOwner;
    type Input = Changes;

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<Changes> {
        Some(Changes {
            id: SeriesId(parameters.id("series_id")),
            scheduled_at: body.time("scheduled_at"),
            stream_url: body.text("stream_url", limits::STREAM_URL),
            label: body.text("label", limits::SERIES_LABEL),
            note: body.text("note", limits::SERIES_NOTE),
            games: GameChange::read_all(body),
            result: ResultChange::read(body),
        })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, changes: Changes) -> Result<Effect, Error> {
        let (tournament, now) = (context.authorization.tournament.id, context.now);
        let id = changes.id;
        let before = find(context.tx, tournament, id).await?;
        let stage = StageOfSeries::find(context.tx, tournament, before.stage_id).await?;
        series::update(context.tx, id, &changes.details(&before)).await?;
        match changes.result.ruling_of(&before) {
            PatchField::Absent => {}
            PatchField::Null => series::rule(context.tx, id, None).await?,
            PatchField::Value(ruling) => {
                check(ruling, &before)?;
                series::rule(context.tx, id, Some((ruling, ruled_at(&before, now)))).await?;
            }
        }
        games::decide(context, &before, changes.games).await?;
        context.refresh_series().await?;
        let after = find(context.tx, tournament, id).await?;
        if after == before {
            return Effect::nothing().with(StatusCode::OK, &after);
        }
        let action = if before.status.is_undecided() { "series_update" } else { "series_correct" };
        let record = AuditRecord::new(action, targets(&before, &after));
        Effect::nothing().recording(vec![record]).nudging(stage.events(), tournament).with(StatusCode::OK, &after)
    }
}

impl Changes {
    fn details(&self, before: &SeriesRead) -> SeriesDetails {
        let mut details = SeriesDetails {
            scheduled_at: before.scheduled_at,
            stream_url: before.stream_url.clone(),
            label: before.label.clone(),
            note: before.note.clone(),
        };
        self.scheduled_at.clone().replace(&mut details.scheduled_at);
        self.stream_url.clone().replace(&mut details.stream_url);
        self.label.clone().replace(&mut details.label);
        self.note.clone().replace(&mut details.note);
        details
    }
}

impl ResultChange {
    /// Reads the decision, which is in one of three fields.
    fn read(body: &mut Fields) -> Self {
        let score = body.value::<[u8; 2]>("score").map(Ruling::Score);
        let walkover = body.value::<Winner>("walkover").map(Ruling::Walkover);
        let cancelled = match body.boolean("cancelled") {
            PatchField::Absent => PatchField::Absent,
            PatchField::Null | PatchField::Value(false) => PatchField::Null,
            PatchField::Value(true) => PatchField::Value(Ruling::Cancelled),
        };
        let is_set = |field: &&PatchField<Ruling>| matches!(field, PatchField::Value(_));
        if [&score, &walkover, &cancelled].into_iter().filter(is_set).count() > 1 {
            let message = "only one of score, walkover and cancelled can be set";
            body.note(FieldError::refused(&Location::Body, serde_json::Value::Null, message));
        }
        Self { score, walkover, cancelled }
    }

    /// What it makes of the decision about a series that was `before`.
    fn ruling_of(self, before: &SeriesRead) -> PatchField<Ruling> {
        let of_its_kind = match before.status {
            SeriesStatus::Cancelled => &self.cancelled,
            SeriesStatus::Walkover => &self.walkover,
            // A score need not decide the series. If there is no decision, there is nothing to take back.
            SeriesStatus::Scheduled | SeriesStatus::Live | SeriesStatus::Completed => &self.score,
        };
        let is_taken_back = *of_its_kind == PatchField::Null;
        match [self.score, self.walkover, self.cancelled].into_iter().find_map(PatchField::value) {
            Some(ruling) => PatchField::Value(ruling),
            None if is_taken_back => PatchField::Null,
            None => PatchField::Absent,
        }
    }
}

/// When the series was decided for games that start later: a host who corrects a decision does not move it, or games
/// that were played meanwhile would become the series'.
fn ruled_at(before: &SeriesRead, now: Timestamp) -> Timestamp {
    let is_ruled = matches!(before.decided_by, Some(DecidedBy::Host | DecidedBy::Walkover));
    before.decided_at.filter(|_| is_ruled).unwrap_or(now)
}

/// Refuses a score that the series' format does not allow.
fn check(ruling: Ruling, series: &SeriesRead) -> Result<(), Error> {
    match ruling {
        Ruling::Score(score) if !series.format.allows(score) => {
            let message = "the series' format does not allow this score";
            let mistake = FieldError::refused(&Location::Field("score"), score.to_vec(), message);
            Err(Error::Invalid(vec![mistake]))
        }
        Ruling::Score(_) | Ruling::Walkover(_) | Ruling::Cancelled => Ok(()),
    }
}

/// What the audit log says of a change.
fn targets(before: &SeriesRead, after: &SeriesRead) -> String {
    let result = |series: &SeriesRead| {
        let [first, second] = series.score;
        format!("{} {first}:{second}", SeriesStatus::as_str(series.status))
    };
    let (was, is) = (result(before), result(after));
    let change = if was == is { was } else { format!("{was} -> {is}") };
    format!("series {} {change}", after.series_id)
}
