//! Creates, edits and deletes tournaments.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::LeaderboardId,
    limits,
    nudge::Event,
    roster::Presentation,
    tournament::{self, RankBy, SLUG_PATTERN, UnfitSlug, Window},
    view::tournaments::TournamentRead,
};
use http::StatusCode;
use store::{
    owners, read,
    tournaments::{self, NewTournament},
};

use super::{Context, Effect, Operation, perform};
use crate::{
    app::App,
    authorization::{Creator, TournamentOwner},
    body::{Fields, PatchField},
    error::{Error, FieldError, HttpValidationError, Location},
    params::Parameters,
    rate_limits::Class,
    request_schemas::{TournamentCreate, TournamentUpdate},
};

pub(super) const RANK_BY: [(&str, RankBy); 2] =
    [(RankBy::PeakRating.as_str(), RankBy::PeakRating), (RankBy::CurrentRating.as_str(), RankBy::CurrentRating)];

/// Sets a tournament up; whoever does is its first owner.
#[utoipa::path(
    post,
    path = "/v1/tournaments",
    operation_id = "create_tournament_v1_tournaments_post",
    tag = "tournaments",
    request_body = TournamentCreate,
    responses((status = 201, body = TournamentRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn create_tournament(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Create>(app, request).await
}

/// Edits a tournament; what is not named stays.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}",
    operation_id = "update_tournament_v1_tournaments__tournament_slug__patch",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    request_body = TournamentUpdate,
    responses((status = 200, body = TournamentRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn update_tournament(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Update>(app, request).await
}

/// Deletes a tournament with its roster, teams and owners. Matches stay.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}",
    operation_id = "delete_tournament_v1_tournaments__tournament_slug__delete",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn delete_tournament(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Delete>(app, request).await
}

struct Create;

impl Operation for Create {
    const CLASS: Class = Class::CreateTournament;
    type Authorization = Creator;
    type Input = NewTournament;

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<NewTournament> {
        let slug = body.required("slug", |body, name| body.text(name, limits::SLUG));
        if let Some(slug) = &slug {
            check_slug(slug, body);
        }
        let name = body.required("name", |body, name| body.text(name, limits::TOURNAMENT_NAME));
        let leaderboard = body.required("leaderboard_id", |body, name| body.integer(name, 1));
        let rank_by = body.not_null("rank_by", |body, name| body.choice(name, &RANK_BY)).unwrap_or_default();
        let window = Window { start: body.time("start_date").value(), end: body.time("end_date").value() };
        check_window(&window, body);
        let prize_pool_cents = body.integer("prize_pool_cents", 0).value();
        let host_stream_urls = stream_urls(body).unwrap_or_default();
        let presentation = presentation(body).unwrap_or_default();
        let (slug, name, leaderboard_id) = (slug?, name?, LeaderboardId(leaderboard?));
        Some(NewTournament {
            slug,
            name,
            leaderboard_id,
            rank_by,
            window,
            prize_pool_cents,
            host_stream_urls,
            presentation,
        })
    }

    async fn run(context: &mut Context<'_, Creator>, new: NewTournament) -> Result<Effect, Error> {
        let user = context.authorization.user;
        check_ladder(context, new.leaderboard_id).await?;
        if tournaments::created_by(context.tx, user).await? >= limits::CREATED_TOURNAMENTS {
            return Err(Error::Unprocessable("Tournament limit reached"));
        }
        let created = tournaments::create(context.tx, &new, user).await;
        let id = created.map_err(|error| super::taken(error, "A tournament with this slug already exists"))?;
        owners::grant(context.tx, id, user).await?;
        let tournament = read::tournaments::one(context.tx, id).await?.ok_or(Error::Internal)?;
        let location = format!("/v1/tournaments/{}", tournament.slug);
        Ok(Effect::no_content(AuditRecord::tournament_create(id, &tournament.slug, &tournament.presentation))
            .nudging(&[Event::Standings, Event::Live], id)
            .with(StatusCode::CREATED, &TournamentRead::from(tournament))?
            .at(location))
    }
}

struct Update;

/// The fields that an edit changes.
struct Changes {
    name: Option<String>,
    leaderboard_id: Option<LeaderboardId>,
    rank_by: Option<RankBy>,
    start: PatchField<domain::clock::Timestamp>,
    end: PatchField<domain::clock::Timestamp>,
    prize_pool_cents: PatchField<i64>,
    host_stream_urls: Option<Vec<String>>,
    presentation: Option<Presentation>,
}

impl Operation for Update {
    const CLASS: Class = Class::EditTournament;
    type Authorization = TournamentOwner;
    type Input = Changes;

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<Changes> {
        Some(Changes {
            name: body.not_null("name", |body, name| body.text(name, limits::TOURNAMENT_NAME)),
            leaderboard_id: body.not_null("leaderboard_id", |body, name| body.integer(name, 1)).map(LeaderboardId),
            rank_by: body.not_null("rank_by", |body, name| body.choice(name, &RANK_BY)),
            start: body.time("start_date"),
            end: body.time("end_date"),
            prize_pool_cents: body.integer("prize_pool_cents", 0),
            host_stream_urls: stream_urls(body),
            presentation: presentation(body),
        })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, changes: Changes) -> Result<Effect, Error> {
        let mut tournament = context.authorization.tournament.clone();
        changes.start.replace(&mut tournament.window.start);
        changes.end.replace(&mut tournament.window.end);
        let mut late = Fields::of(serde_json::Map::new());
        check_window(&tournament.window, &mut late);
        late.check()?;
        if let Some(leaderboard_id) = changes.leaderboard_id {
            check_ladder(context, leaderboard_id).await?;
            tournament.leaderboard_id = leaderboard_id;
        }
        changes.prize_pool_cents.replace(&mut tournament.prize_pool_cents);
        tournament.name = changes.name.unwrap_or(tournament.name);
        tournament.rank_by = changes.rank_by.unwrap_or(tournament.rank_by);
        tournament.host_stream_urls = changes.host_stream_urls.unwrap_or(tournament.host_stream_urls);
        let has_presentation = changes.presentation.is_some();
        tournament.presentation = changes.presentation.unwrap_or(tournament.presentation);
        tournaments::update(context.tx, &tournament).await?;
        let (id, is_changed) = (tournament.id, tournament != context.authorization.tournament);
        let record = AuditRecord::tournament_update(id, has_presentation.then_some(&tournament.presentation));
        Effect::no_content(record)
            .nudging(&[Event::Standings, Event::Live], id)
            .if_changed(is_changed)
            .with(StatusCode::OK, &TournamentRead::from(tournament))
    }
}

struct Delete;

impl Operation for Delete {
    const CLASS: Class = Class::DeleteTournament;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = ();

    fn read(_: &mut Parameters, _: &mut Fields) -> Option<()> {
        Some(())
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, (): ()) -> Result<Effect, Error> {
        let id = context.authorization.tournament.id;
        tournaments::delete(context.tx, id).await?;
        Ok(Effect::no_content(AuditRecord::new("tournament_delete", format!("tournament {id}")))
            .nudging(&[Event::Standings, Event::Live], id))
    }
}

fn check_slug(slug: &str, body: &mut Fields) {
    let at = Location::Field("slug");
    match tournament::check_slug(slug) {
        Ok(()) => {}
        Err(UnfitSlug::Pattern) => body.note(FieldError::bad_pattern(&at, slug, SLUG_PATTERN)),
        Err(UnfitSlug::Reserved) => body.note(FieldError::refused(&at, slug, "this slug is reserved")),
    }
}

fn check_window(window: &Window, body: &mut Fields) {
    if !window.is_in_order() {
        let end = window.end.map(|end| end.to_string()).unwrap_or_default();
        body.note(FieldError::refused(&Location::Field("end_date"), end, "end_date must not be before start_date"));
    }
}

/// Refuses an unknown ladder, and one whose games change no ratings.
async fn check_ladder<G: Send + Sync>(context: &mut Context<'_, G>, ladder: LeaderboardId) -> Result<(), Error> {
    let is_ranked = tournaments::is_ranked(context.tx, ladder).await?;
    if ladder.holds_tournaments(is_ranked) {
        Ok(())
    } else {
        Err(Error::Unprocessable("Unknown or unsupported leaderboard"))
    }
}

fn stream_urls(body: &mut Fields) -> Option<Vec<String>> {
    body.not_null("host_stream_urls", |body, name| body.texts(name, limits::STREAM_URLS, limits::STREAM_URL))
}

fn presentation(body: &mut Fields) -> Option<Presentation> {
    body.not_null("presentation", |body, name| body.object(name, limits::TOURNAMENT_PRESENTATION_BYTES))
}
