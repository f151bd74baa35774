//! Creates a series.

use domain::{
    audit::AuditRecord,
    id::StageId,
    limits,
    series::{Admits, SeriesFormat},
    stages::{settings::SideKind, side::Side, stage::Stage, table::StageFormat},
};
use http::StatusCode;
use store::{
    read,
    series::{self, NewSeries, SeriesDetails},
};

use super::{StageOfSeries, find};
use crate::{
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, FieldError, Location},
    hosts::{Context, Effect, Operation, stages::ADMITS},
    params::Parameters,
    rate_limits::Class,
    reads::NO_STAGE,
};

pub(super) struct Create;

/// A series as the host gives it.
pub(super) struct CreateInput {
    stage: Option<StageId>,
    kind: Option<SideKind>,
    sides: [i64; 2],
    format: Option<SeriesFormat>,
    admits: Option<Admits>,
    details: SeriesDetails,
}

impl Operation for Create {
    const CLASS: Class = Class::Series;
    type Authorization = TournamentOwner;
    type Input = CreateInput;

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<CreateInput> {
        let stage = body.integer("stage_id", 1).value().map(StageId);
        let sides = body.required("sides", Fields::value::<[i64; 2]>);
        if let Some([first, second]) = sides
            && first == second
        {
            body.note(FieldError::refused(&Location::Field("sides"), first, "the sides are the same"));
        }
        let format = match stage {
            Some(_) => body.not_null("format", Fields::value),
            None => body.required("format", Fields::value),
        };
        let kinds = SideKind::ALL.map(|kind| (kind.as_str(), kind));
        let kind = body.not_null("kind", |body, name| body.choice(name, &kinds));
        let admits = body.not_null("admits", |body, name| body.choice(name, &ADMITS));
        let details = SeriesDetails {
            scheduled_at: body.time("scheduled_at").value(),
            stream_url: body.text("stream_url", limits::STREAM_URL).value(),
            label: body.text("label", limits::SERIES_LABEL).value(),
            note: body.text("note", limits::SERIES_NOTE).value(),
        };
        Some(CreateInput { stage, kind, sides: sides?, format, admits, details })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, input: CreateInput) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        if series::count(context.tx, tournament.id).await? >= limits::SERIES {
            return Err(Error::Unprocessable("Series limit reached"));
        }
        let stage = match input.stage {
            Some(id) => Some(read::stages::one(context.tx, tournament.id, id).await?.ok_or(NO_STAGE)?),
            None => None,
        };
        if stage.as_ref().is_some_and(|stage| stage.settings.format != StageFormat::Manual) {
            return Err(Error::Unprocessable("The stage makes its series itself"));
        }
        if stage.as_ref().is_some_and(|stage| stage.started_at.is_none()) {
            return Err(Error::Conflict("Stage has not been started".into()));
        }
        let names = read::sides::names(context.tx, tournament.id).await?;
        let new = input.series(stage.as_ref(), |side| names.has(side))?;
        let ids = series::create(context.tx, tournament.id, &[new], context.now).await?;
        let id = *ids.first().ok_or(Error::Internal)?;
        context.refresh_series().await?;
        let events = StageOfSeries::find(context.tx, tournament.id, input.stage).await?.events();
        let created = find(context.tx, tournament.id, id).await?;
        let location = format!("/v1/tournaments/{}/series/{id}", tournament.slug);
        Ok(Effect::no_content(AuditRecord::new("series_create", format!("series {id}")))
            .nudging(events, tournament.id)
            .with(StatusCode::CREATED, &created)?
            .at(location))
    }
}

impl CreateInput {
    /// The series in its stage, if it has one.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the sides are not two of the stage, or of the tournament.
    fn series(&self, stage: Option<&Stage>, exists: impl Fn(Side) -> bool) -> Result<NewSeries, Error> {
        let kind = stage.map(|stage| stage.settings.sides).or(self.kind).unwrap_or_default();
        let sides = self.sides.map(|id| kind.side(id));
        let mut mistakes = Vec::new();
        for side in sides {
            if !stage.map_or_else(|| exists(side), |stage| stage.has(side)) {
                let message =
                    if stage.is_some() { "does not take part in the stage" } else { "is not of this tournament" };
                mistakes.push(FieldError::refused(&Location::Field("sides"), side.id(), message));
            }
        }
        Error::invalid(mistakes)?;
        let settings = stage.map(|stage| &stage.settings);
        Ok(NewSeries {
            stage: self.stage,
            round: None,
            group: None,
            sides,
            format: self.format.or(settings.map(|settings| settings.series_format)).ok_or(Error::Internal)?,
            admits: self.admits.or(settings.map(|settings| settings.admits)).unwrap_or_default(),
            pairing_reason: None,
            details: self.details.clone(),
        })
    }
}
