//! The end of a game: ratings change, and the lobby becomes a match in every player's history.

use std::sync::OnceLock;

use rand::RngExt;

use super::World;
use crate::civilizations::CIVILIZATIONS;
use crate::clock::Moment;
use crate::elo;
use crate::game::{Match, Participant};
use crate::ids::{CivilizationId, ProfileId};
use crate::ladder::Ladder;
use crate::lobby::{Lobby, Seat};
use crate::profile::{Profile, Standing};

impl World {
    /// Ends the lobby's game with a win of `side`.
    pub(super) fn settle(&mut self, lobby: Lobby, side: i64, started: Moment, ended: Moment) {
        let ladder = lobby.match_type.ladder();
        let stake = self.stake(&lobby.seats, side, ladder);
        let completed = ended.unix();
        let participants =
            lobby.seats.iter().map(|seat| self.play_out(seat, seat.team == side, ladder, stake, completed)).collect();
        self.note_ranks(&lobby.seats, ladder);
        self.keep(lobby, participants, true, started, ended);
    }

    /// Ends the lobby's game without an outcome: no row changes.
    pub(super) fn settle_without_outcome(&mut self, lobby: Lobby, started: Moment, ended: Moment) {
        let ladder = lobby.match_type.ladder();
        let participants = lobby.seats.iter().map(|seat| self.leave_open(seat, ladder)).collect();
        self.keep(lobby, participants, false, started, ended);
    }

    fn keep(
        &mut self,
        lobby: Lobby,
        participants: Vec<Participant>,
        has_outcome: bool,
        started: Moment,
        ended: Moment,
    ) {
        self.history.keep(Match {
            id: lobby.id,
            match_type: lobby.match_type,
            creator: lobby.host,
            map: lobby.map,
            description: lobby.description,
            started: started.unix(),
            completed: ended.unix(),
            observers: lobby.observers,
            has_outcome,
            participants,
            rendered: OnceLock::new(),
        });
    }

    fn stake(&self, seats: &[Seat], side: i64, ladder: Ladder) -> i64 {
        let (winners, losers): (Vec<&Seat>, Vec<&Seat>) = seats.iter().partition(|seat| seat.team == side);
        elo::stake(&self.ratings(&winners, ladder), &self.ratings(&losers, ladder))
    }

    fn ratings(&self, seats: &[&Seat], ladder: Ladder) -> Vec<i64> {
        seats.iter().map(|seat| self.rating_or_first(seat.profile, ladder)).collect()
    }

    pub(super) fn rating_or_first(&self, id: ProfileId, ladder: Ladder) -> i64 {
        self.profiles.get(&id).map_or(ladder.first_rating(), |one| one.rating_or_first(ladder))
    }

    /// Applies the result to one player.
    fn play_out(&mut self, seat: &Seat, won: bool, ladder: Ladder, stake: i64, completed: i64) -> Participant {
        let reported = self.misreport(seat);
        let dropped = !won && self.rng.random_ratio(1, 40);
        let profile = self.meet(seat.profile);
        profile.xp += if won { 5 } else { 1 };
        let standing = profile.standings.entry(ladder).or_insert_with(|| Standing::fresh(ladder));
        let old_rating = standing.rating;
        standing.record(won, stake, completed);
        standing.drops += i64::from(dropped);
        let standing = standing.clone();
        participant(seat, reported, won, old_rating, &standing, profile)
    }

    /// One player's part in a game without an outcome.
    fn leave_open(&mut self, seat: &Seat, ladder: Ladder) -> Participant {
        let reported = self.misreport(seat);
        let profile = self.meet(seat.profile);
        let standing = profile.standings.get(&ladder).cloned().unwrap_or_else(|| Standing::fresh(ladder));
        participant(seat, reported, false, standing.rating, &standing, profile)
    }

    /// The report row's civilization: 0 or another one for random picks.
    fn misreport(&mut self, seat: &Seat) -> CivilizationId {
        if !seat.random_pick {
            seat.civilization
        } else if self.rng.random_bool(0.5) {
            CivilizationId(0)
        } else {
            CIVILIZATIONS[self.rng.random_range(0..CIVILIZATIONS.len())].0
        }
    }

    fn note_ranks(&mut self, seats: &[Seat], ladder: Ladder) {
        for seat in seats {
            let rank = self.rank(seat.profile, ladder);
            let row = self.profiles.get_mut(&seat.profile).and_then(|profile| profile.standings.get_mut(&ladder));
            if let Some(row) = row {
                row.highest_rank = [row.highest_rank, rank].into_iter().flatten().min();
            }
        }
    }
}

/// A player's part in a match, with the row as it is after it.
fn participant(
    seat: &Seat,
    reported: CivilizationId,
    won: bool,
    old_rating: i64,
    row: &Standing,
    profile: &Profile,
) -> Participant {
    Participant {
        profile: seat.profile,
        team: seat.team,
        civilization: seat.civilization,
        reported,
        won,
        old_rating,
        new_rating: row.rating,
        wins: row.wins,
        losses: row.losses,
        streak: row.streak,
        statgroup_id: profile.statgroup_id(),
    }
}
