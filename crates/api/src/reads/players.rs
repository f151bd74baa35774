//! The roster of a tournament, with the account of each entry.

use std::{collections::BTreeSet, io};

use axum::{extract::State, response::Response};
use domain::{
    entrant::Entrant,
    id::LeaderboardId,
    nudge::Event,
    view::{envelope::ListEnvelope, players::PlayerRead},
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Cut, LastPolled, Read, Render, Superset, Table},
};

static PLAYERS: Read = Read {
    name: "players",
    events: &[Event::Standings],
    render: Render::Table(Table { parts: RATINGS, is_live: false, changes_at_end: false, body }),
};

/// The facts that are needed to show an entry's ratings.
pub(super) const RATINGS: FactParts = FactParts { ratings: true, ..FactParts::NONE };

/// The roster by name, with every entry's place on each ladder.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/players",
    operation_id = "list_players_v1_tournaments__tournament_slug__players_get",
    tag = "players",
    params(
        ("tournament_slug" = String, Path),
        ("leaderboard_id" = Option<i64>, Query, description = "Narrows `ratings` to this ladder."),
    ),
    responses(
        (status = 200, body = ListEnvelope<PlayerRead>, example = json!(example("list_players"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_players(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let cut = parameters.optional("leaderboard_id").map(Cut);
    of_tournament(&app, &headers, parameters, (&PLAYERS, cut), NO_TOURNAMENT).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let mut roster: Vec<_> = loaded.facts.tournament_facts.listed().collect();
    roster.sort_by(|a, b| a.entry.by_name(&b.entry));
    let rows: Vec<_> = roster.into_iter().map(|known| shown(loaded, known)).collect();
    let ladders = Ladders(rows.iter().flat_map(|row| &row.ratings).map(|rating| rating.leaderboard_id).collect());
    let body = Body::list(rows, POLICY, LastPolled::of(&[store::stats::STATUS_ROW], &loaded.polled));
    Some(body.map(|body| body.with(ladders)))
}

/// An entry of the list, with its account and its ratings.
pub(super) fn shown(loaded: &LoadedFacts, known: &Entrant) -> PlayerRead {
    let ratings = loaded.facts.ratings.as_ref();
    let rated = known.entry.profile_id.and_then(|profile| ratings?.get(&profile)).cloned();
    PlayerRead::new(known.entry.clone(), known.player.clone(), rated.unwrap_or_default())
}

/// The ladders on which some entry has a rating.
#[derive(Debug)]
struct Ladders(BTreeSet<LeaderboardId>);

impl Superset for Ladders {
    fn weight(&self) -> usize {
        self.0.len() * 16
    }

    fn variant(&self, ladder: i64) -> Option<usize> {
        // All ladders without any rating share one variant.
        Some(self.0.iter().position(|known| *known == LeaderboardId(ladder)).unwrap_or(self.0.len()))
    }

    fn cut(&self, body: &Body, ladder: i64) -> io::Result<Body> {
        let mut list: ListEnvelope<PlayerRead> = serde_json::from_slice(&body.identity()?)?;
        for player in &mut list.items {
            player.ratings.retain(|rating| rating.leaderboard_id == LeaderboardId(ladder));
        }
        Body::polled(&list, body.policy(), body.last_polled())
    }
}
