//! Decisions about single games of a series.

use domain::{
    clock::Timestamp,
    id::MatchId,
    limits,
    series::{GameDecision, Winner},
    view::series::SeriesRead,
};
use store::{
    read::matches,
    series::{self, Withdrawn},
};

use crate::{
    authorization::TournamentOwner,
    body::{Fields, PatchField},
    error::{Error, FieldError, Location},
    hosts::{Context, taken},
};

/// What the games of a series become.
pub(in crate::hosts::series) type GameChanges = Vec<GameChange>;

/// A decision about one game, or its withdrawal.
#[derive(Clone, Debug, Default)]
pub(in crate::hosts::series) struct GameChange {
    match_id: Option<MatchId>,
    decision_id: Option<i64>,
    /// `None` withdraws what was decided.
    counts: Option<bool>,
    winner: Option<Winner>,
    map_name: Option<String>,
}

impl GameChange {
    pub(in crate::hosts::series) fn read_all(body: &mut Fields) -> PatchField<GameChanges> {
        body.objects("games", limits::GAME_DECISIONS, Self::read)
    }

    fn read(game: &mut Fields) -> Self {
        let match_id = game.not_null("match_id", |game, name| game.integer(name, 1)).map(MatchId);
        let decision_id = game.not_null("decision_id", |game, name| game.integer(name, 1));
        let counts = match (game.boolean("counts"), match_id, decision_id) {
            (PatchField::Value(counts), _, _) => Some(counts),
            (PatchField::Absent, None, None) => Some(true),
            (PatchField::Absent | PatchField::Null, _, _) => None,
        };
        let winner = game.not_null("winner", Fields::value);
        let map_name = game.not_null("map", |game, name| game.text(name, limits::MAP_NAME));
        let message = if match_id.is_some() && decision_id.is_some() {
            "a game is named by its match or by its decision, not by both"
        } else if decision_id.is_some() && counts.is_some() {
            "a game without a match can only be withdrawn: counts is null"
        } else if match_id.is_none() && decision_id.is_none() && winner.is_none() {
            "a game without a match needs a winner"
        } else if match_id.is_none() && decision_id.is_none() && counts != Some(true) {
            "a game without a match counts"
        } else if match_id.is_some() && map_name.is_some() {
            "a match has its own map"
        } else {
            return Self { match_id, decision_id, counts, winner, map_name };
        };
        game.refuse(message);
        Self::default()
    }

    fn decision(&self, now: Timestamp) -> Option<GameDecision> {
        Some(GameDecision {
            match_id: self.match_id,
            counts: self.counts?,
            winner: self.winner,
            map_name: self.map_name.clone(),
            made_at: now,
        })
    }
}

/// Stores the decisions about games, or withdraws all of them.
///
/// # Errors
/// [`Error::Invalid`] when a match is not one of the roster's, [`Error::Conflict`] when another series has a decision
/// about it.
pub(in crate::hosts::series) async fn decide(
    context: &mut Context<'_, TournamentOwner>,
    series: &SeriesRead,
    changes: PatchField<GameChanges>,
) -> Result<(), Error> {
    let tournament = context.authorization.tournament.id;
    let changes = match changes {
        PatchField::Absent => return Ok(()),
        PatchField::Null => return Ok(series::withdraw(context.tx, series.series_id, Withdrawn::All).await?),
        PatchField::Value(changes) => changes,
    };
    for change in &changes {
        let replaced = match (change.match_id, change.decision_id) {
            (Some(id), _) => Some(Withdrawn::Match(id)),
            (None, Some(id)) => Some(Withdrawn::Decision(id)),
            (None, None) => None,
        };
        if let Some(replaced) = replaced {
            series::withdraw(context.tx, series.series_id, replaced).await?;
        }
        let Some(decision) = change.decision(context.now) else { continue };
        if let Some(id) = decision.match_id
            && matches::is_over(context.tx, tournament, id).await?.is_none()
        {
            let mistake = FieldError::refused(&Location::Field("games"), id.0, &format!("match {id} is not known"));
            return Err(Error::Invalid(vec![mistake]));
        }
        let decided = series::decide(context.tx, (tournament, series.series_id), &decision).await;
        decided.map_err(|error| taken(error, "Match belongs to another series"))?;
    }
    Ok(())
}
