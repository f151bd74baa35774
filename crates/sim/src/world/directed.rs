//! Events that a test causes directly, at the present instant. The world's own life does not touch lobbies opened here.

use super::{Game, World};
use crate::fault::Fault;
use crate::game::Match;
use crate::ids::{MatchId, ProfileId};
use crate::ladder::{Ladder, MatchType};
use crate::lobby::{Lobby, Phase, Seat};
use crate::profile::{Profile, Standing};

/// A request about something that does not exist.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WorldError {
    /// No such lobby is listed.
    #[error("no lobby {}", .0.0)]
    UnknownLobby(MatchId),
    /// No history shows such a match.
    #[error("no match {}", .0.0)]
    UnknownMatch(MatchId),
    /// The game of the lobby is already over.
    #[error("lobby {} is over", .0.0)]
    Over(MatchId),
    /// No player is on that side.
    #[error("nobody on side {side} of lobby {}", .lobby.0)]
    NoSuchSide {
        /// The lobby.
        lobby: MatchId,
        /// The side that was to win.
        side: i64,
    },
}

impl World {
    /// Adds a player, or replaces the one with the same id.
    pub fn add_profile(&mut self, profile: Profile) -> ProfileId {
        let id = profile.id;
        self.profiles.insert(id, profile);
        self.next_opening = None;
        id
    }

    /// Plays a ranked 1v1 on random map that ends now; see [`World::play`].
    pub fn play_ranked(&mut self, winner: ProfileId, loser: ProfileId) -> MatchId {
        self.play(&Game::new(MatchType::SoloRm, &[winner], &[loser]))
    }

    /// Plays a game that ends now. Invents players that the world does not know.
    pub fn play(&mut self, game: &Game) -> MatchId {
        let mut seats = Vec::new();
        for (team, side) in [(0, &game.winners), (1, &game.losers)] {
            for profile in side {
                let mut seat = self.new_seat(*profile, team);
                game.apply_to(&mut seat);
                seats.push(seat);
            }
        }
        let Some(mut lobby) = self.new_lobby(game.match_type, seats) else {
            return self.next_match_id();
        };
        let id = lobby.id;
        lobby.map = game.map.clone().unwrap_or(lobby.map);
        let started = self.clock.minus(game.duration);
        self.settle(lobby, 0, started, self.clock);
        id
    }

    fn new_seat(&mut self, profile: ProfileId, team: i64) -> Seat {
        self.meet(profile);
        self.draw_seat(profile, team)
    }

    /// Opens a lobby with these players, the host first, on alternating sides. It stays in staging until it is started.
    /// Without players nothing is opened.
    pub fn open_lobby(&mut self, players: &[ProfileId], match_type: MatchType) -> MatchId {
        for player in players {
            self.meet(*player);
        }
        let mut seats = self.draw_seats(players);
        for seat in &mut seats {
            seat.random_pick = false;
        }
        let Some(lobby) = self.new_lobby(match_type, seats) else {
            return self.next_match_id();
        };
        let id = lobby.id;
        self.lobbies.insert(id, lobby);
        id
    }

    /// Changes anything about a listed lobby: its title, map, password, seats.
    ///
    /// # Errors
    /// If no such lobby is listed.
    pub fn edit_lobby(&mut self, id: MatchId, edit: impl FnOnce(&mut Lobby)) -> Result<(), WorldError> {
        edit(self.lobby_mut(id)?);
        Ok(())
    }

    /// Starts the game of a lobby.
    ///
    /// # Errors
    /// If no such lobby is listed.
    pub fn start_lobby(&mut self, id: MatchId) -> Result<(), WorldError> {
        let now = self.clock;
        let lobby = self.lobby_mut(id)?;
        lobby.phase = Phase::InProgress;
        lobby.started = Some(now);
        Ok(())
    }

    /// Ends the game of a lobby with a win of `side` (0 or 1), and removes the lobby.
    ///
    /// # Errors
    /// If no such lobby is listed, its game is over, or no player is on that side.
    pub fn finish(&mut self, id: MatchId, side: i64) -> Result<(), WorldError> {
        self.finish_but_list(id, side)?;
        self.close_lobby(id)
    }

    /// Like [`World::finish`], but the lobby stays listed as being played, as sometimes happens upstream, until
    /// [`World::close_lobby`].
    ///
    /// # Errors
    /// As for [`World::finish`].
    pub fn finish_but_list(&mut self, id: MatchId, side: i64) -> Result<(), WorldError> {
        let now = self.clock;
        let lobby = self.lobby_mut(id)?;
        if lobby.phase == Phase::Stale {
            return Err(WorldError::Over(id));
        }
        if !lobby.has_side(side) {
            return Err(WorldError::NoSuchSide { lobby: id, side });
        }
        lobby.phase = Phase::Stale;
        lobby.next = None;
        let played = lobby.clone();
        let started = played.started.unwrap_or(now);
        self.settle(played, side, started, now);
        Ok(())
    }

    /// Closes a lobby; its game, if any, is cancelled.
    ///
    /// # Errors
    /// If no such lobby is listed.
    pub fn close_lobby(&mut self, id: MatchId) -> Result<(), WorldError> {
        let closed = self.lobbies.remove(&id);
        closed.map(drop).ok_or(WorldError::UnknownLobby(id))
    }

    /// Renames a player; invents one that the world does not know.
    pub fn set_alias(&mut self, id: ProfileId, alias: &str) {
        alias.clone_into(&mut self.meet(id).alias);
    }

    /// Sets a rating, as a reset of the ladder would: no game is recorded, and the peak of a ranked row rises with it.
    pub fn set_rating(&mut self, id: ProfileId, ladder: Ladder, rating: i64) {
        let row = self.row_mut(id, ladder);
        row.rating = rating;
        if row.is_ranked() {
            row.highest_rating = row.highest_rating.max(rating);
        }
    }

    /// Sets `highestrating`, even below the rating, as the upstream does when it rebases a season.
    pub fn rebase(&mut self, id: ProfileId, ladder: Ladder, max: i64) {
        self.row_mut(id, ladder).highest_rating = max;
    }

    /// Sets the time of the last ranked game, which the stats show before a history shows the game.
    pub fn set_last_match(&mut self, id: ProfileId, ladder: Ladder, at: i64) {
        self.row_mut(id, ladder).last_match = Some(at);
    }

    /// Corrects a finished match late: a civilization, a rating, the outcome. The players' rows stay as they are.
    ///
    /// # Errors
    /// If no history shows such a match.
    pub fn correct_match(&mut self, id: MatchId, correct: impl FnOnce(&mut Match)) -> Result<(), WorldError> {
        let game = self.history.get_mut(id).ok_or(WorldError::UnknownMatch(id))?;
        correct(game);
        game.rendered.take();
        Ok(())
    }

    /// Makes every request that names this player fail: `UNREGISTERED_PROFILE_NAME`.
    pub fn poison(&mut self, id: ProfileId) {
        self.poison_with(id, Fault::ResultCode { code: 3 });
    }

    /// Makes every request that names this player fail with `fault`; a [`Fault::Late`] has no delay.
    pub fn poison_with(&mut self, id: ProfileId, fault: Fault) {
        self.poisoned.insert(id, fault);
    }

    /// Undoes [`World::poison`].
    pub fn cure(&mut self, id: ProfileId) {
        self.poisoned.remove(&id);
    }

    fn lobby_mut(&mut self, id: MatchId) -> Result<&mut Lobby, WorldError> {
        self.lobbies.get_mut(&id).ok_or(WorldError::UnknownLobby(id))
    }

    fn row_mut(&mut self, id: ProfileId, ladder: Ladder) -> &mut Standing {
        self.meet(id).standings.entry(ladder).or_insert_with(|| Standing::fresh(ladder))
    }
}
