//! Events that a test causes directly, at the present instant. The world's own life does not touch lobbies opened here.

mod players;

use super::{Game, World, WorldError};
use crate::game::Match;
use crate::ids::{MatchId, ProfileId};
use crate::ladder::MatchType;
use crate::lobby::{Lobby, Phase, Seat};

impl World {
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

    fn lobby_mut(&mut self, id: MatchId) -> Result<&mut Lobby, WorldError> {
        self.lobbies.get_mut(&id).ok_or(WorldError::UnknownLobby(id))
    }
}
