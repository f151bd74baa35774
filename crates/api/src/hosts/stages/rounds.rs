//! Proposes, starts and takes back rounds of Swiss stages.

mod pairing;

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::StageId,
    limits,
    series::SeriesStatus,
    stages::{
        side::{Round, Side},
        stage::{Stage, StageSeries},
        swiss::pair_round,
        table::{StageFormat, TableCut},
    },
    view::{
        series::SideNames,
        stages::{ByeRead, PairedRound, PairingRead},
    },
};
use http::StatusCode;
use store::{
    read,
    series::{self, NewSeries},
    stages,
};

use super::{check_started, effect, find};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    hosts::{Context, Effect, Operation, perform},
    params::Parameters,
    rate_limits::Class,
    request_schemas::RoundCreate,
};
use pairing::{GivenPairing, Pairing, of_host, proposed};

/// Proposes the next round of a Swiss stage with the reason for each pairing, or starts it: as proposed, or with the
/// host's own pairings. The series of the round before must be decided.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/rounds",
    operation_id = "create_round_v1_tournaments__tournament_slug__stages__stage_id__rounds_post",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    request_body = RoundCreate,
    responses(
        (status = 200, body = PairedRound, description = "The proposal of a dry run."),
        (status = 201, body = PairedRound),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn create_round(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Create>(app, request).await
}

/// Takes back the newest round while none of its series has a game. What the host decided about them is lost.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/rounds/{round}",
    operation_id = "delete_round_v1_tournaments__tournament_slug__stages__stage_id__rounds__round__delete",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path), ("round" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn delete_round(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<TakeBack>(app, request).await
}

struct Create;

struct NewRound {
    stage: StageId,
    dry_run: bool,
    given: Option<GivenPairing>,
}

impl Operation for Create {
    const CLASS: Class = Class::Stages;
    type Authorization = TournamentOwner;
    type Input = NewRound;

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<NewRound> {
        let dry_run = body.required("dry_run", Fields::boolean);
        let pairings = body.not_null("pairings", Fields::value);
        let bye = body.integer("bye", 1).value();
        let given = pairings.map(|pairings| GivenPairing { pairings, bye });
        Some(NewRound { stage: StageId(parameters.id("stage_id")), dry_run: dry_run?, given })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, new: NewRound) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let stage = find(context.tx, tournament, new.stage).await?;
        let round = next_round(&stage)?;
        let rows = stage.table(TableCut::default(), None);
        let pairing = match new.given {
            Some(given) => of_host(&stage, &given)?,
            None => proposed(pair_round(&rows, &stage.results(None), stage.settings.half_pairing)),
        };
        let names = read::sides::names(context.tx, tournament).await?;
        let mut paired = paired(round, new.dry_run, &pairing, &names);
        if new.dry_run {
            return Effect::nothing().with(StatusCode::OK, &paired);
        }
        start(context, &stage, (round, &pairing), &mut paired).await?;
        let location = format!("/v1/tournaments/{}/stages/{}", context.authorization.tournament.slug, stage.id);
        let record = AuditRecord::of_stage("round_start", stage.id);
        Ok(effect(record, tournament, &stage).with(StatusCode::CREATED, &paired)?.at(location))
    }
}

/// The round that comes next.
///
/// # Errors
/// [`Error::Conflict`] when the stage has not been started, or its round is not over; [`Error::Unprocessable`] when it
/// has no further round.
fn next_round(stage: &Stage) -> Result<Round, Error> {
    if stage.settings.format != StageFormat::Swiss {
        return Err(Error::Unprocessable("Only a Swiss stage has rounds to start"));
    }
    check_started(stage)?;
    if stage.participants.iter().filter(|participant| !participant.withdrawn).count() < 2 {
        return Err(Error::Unprocessable("A round needs at least two participants"));
    }
    let Some(last) = stage.rounds.last() else { return Ok(Round(1)) };
    let undecided = stage.series_of(last.round).filter(|series| series.status.is_undecided()).count();
    if undecided > 0 {
        let message = format!("Round {} is not over: {undecided} of its series are not decided", last.round.0);
        return Err(Error::Conflict(message.into()));
    }
    let most = stage.settings.rounds.map_or(*limits::ROUNDS.end(), i64::from);
    if i64::from(last.round.0) >= most {
        return Err(Error::Unprocessable("The stage has no further round"));
    }
    Ok(Round(last.round.0 + 1))
}

async fn start(
    context: &mut Context<'_, TournamentOwner>,
    stage: &Stage,
    (round, pairing): (Round, &Pairing),
    paired: &mut PairedRound,
) -> Result<(), Error> {
    let tournament = context.authorization.tournament.id;
    let new: Vec<_> = pairing.pairs.iter().map(|(sides, reason)| new_series(stage, round, *sides, reason)).collect();
    if series::count(context.tx, tournament).await? + new.len() > limits::SERIES {
        return Err(Error::Unprocessable("Series limit reached"));
    }
    let bye = pairing.bye.as_ref().map(|(side, reason)| (*side, reason.as_str()));
    let ids = stages::start_round(context.tx, (tournament, stage), round, (&new, bye), context.now).await?;
    for (pairing, id) in paired.pairings.iter_mut().zip(ids) {
        pairing.series_id = Some(id);
    }
    Ok(())
}

fn new_series(stage: &Stage, round: Round, sides: [Side; 2], reason: &str) -> NewSeries {
    NewSeries { pairing_reason: Some(reason.to_owned()), ..NewSeries::of_stage(stage, round, sides) }
}

fn paired(round: Round, dry_run: bool, pairing: &Pairing, names: &SideNames) -> PairedRound {
    let read = |(sides, reason): &(_, String)| PairingRead {
        series_id: None,
        sides: <[_; 2]>::map(*sides, |side| names.of(side)),
        reason: reason.clone(),
    };
    PairedRound {
        round,
        dry_run,
        pairings: pairing.pairs.iter().map(read).collect(),
        bye: pairing.bye.as_ref().map(|(side, reason)| ByeRead { side: names.of(*side), reason: reason.clone() }),
    }
}

struct TakeBack;

impl Operation for TakeBack {
    const CLASS: Class = Class::Stages;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = (StageId, i64);

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<(StageId, i64)> {
        Some((StageId(parameters.id("stage_id")), parameters.id("round")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, (id, number): (StageId, i64)) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let stage = find(context.tx, tournament, id).await?;
        let started = stage.rounds.iter().find(|started| i64::from(started.round.0) == number);
        let round = started.ok_or(Error::NotFound("Round not found"))?.round;
        if stage.rounds.last().is_some_and(|last| last.round != round) {
            return Err(Error::Conflict("Only the newest round can be taken back".into()));
        }
        if stage.series_of(round).any(|series| series.has_games) {
            return Err(Error::Conflict("A series of the round has a game".into()));
        }
        stages::take_back_round(context.tx, (id, round)).await?;
        let targets = format!("stage {id} round {number}{}", lost_results(&stage, round));
        Ok(effect(AuditRecord::new("round_take_back", targets), tournament, &stage))
    }
}

/// What the host decided about the series of a round, for the audit log.
fn lost_results(stage: &Stage, round: Round) -> String {
    let decided = stage.series_of(round).filter(|series| series.status != SeriesStatus::Scheduled);
    let result = |series: &StageSeries| {
        let [first, second] = series.games;
        format!(" series {} {} {first}:{second}", series.id, series.status.as_str())
    };
    decided.map(result).collect()
}
