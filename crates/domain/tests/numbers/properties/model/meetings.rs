//! The model of head to head.

use std::cmp::Reverse;

use domain::{
    entrant::Entrant,
    head_to_head::{HeadToHeadMatch, HeadToHeadPlayer},
    id::{MatchId, ProfileId},
    matches::Outcome,
    participations::Participation,
};

use super::{Model, shown};

impl Model<'_> {
    pub(in crate::properties) fn head_to_head(&self) -> Vec<HeadToHeadMatch> {
        let mut numbers: Vec<MatchId> = self.fixture.games.iter().map(|(_, game)| game.match_id).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut meetings: Vec<_> = numbers.into_iter().filter_map(|number| self.meeting(number)).collect();
        // As in the record, of games that started together the one with the higher id is the newer one.
        meetings.sort_by_key(|meeting| (Reverse(meeting.started_at), meeting.match_id));
        meetings
    }

    fn meeting(&self, number: MatchId) -> Option<HeadToHeadMatch> {
        let mut players: Vec<(&Entrant, ProfileId, Participation)> = vec![];
        for (profile, game) in self.fixture.games.iter().filter(|(_, game)| game.match_id == number) {
            let entry = self.fixture.entrants.iter().find(|entrant| entrant.entry.profile_id == Some(*profile));
            players.extend(entry.map(|entrant| (entrant, *profile, *game)));
        }
        let (_, _, first) = *players.first()?;
        let completed_at = first.completed_at?;
        // As in matchups, an unknown side counts as a different one.
        let differ = |a: &Participation, b: &Participation| a.side.is_none() || b.side.is_none() || a.side != b.side;
        let mut pairs = players.iter().flat_map(|a| players.iter().map(move |b| (a, b)));
        let have_met = pairs.any(|(a, b)| a.1 != b.1 && differ(&a.2, &b.2));
        if !have_met || !self.window_holds(first.started_at) || self.fixture.excluded.contains(&number) {
            return None;
        }
        players.sort_by_key(|(entrant, _, game)| {
            (game.outcome != Some(Outcome::Win), Reverse(game.old_rating.unwrap_or(0)), entrant.entry.id)
        });
        Some(HeadToHeadMatch {
            match_id: number,
            map_name: "Arabia".into(),
            started_at: first.started_at,
            completed_at: Some(completed_at),
            duration_seconds: Some((completed_at - first.started_at).num_seconds()),
            entrants: players.into_iter().map(|(entrant, profile, game)| player(entrant, profile, &game)).collect(),
        })
    }
}

fn player(entrant: &Entrant, profile_id: ProfileId, game: &Participation) -> HeadToHeadPlayer {
    HeadToHeadPlayer {
        tournament_player_id: entrant.entry.id,
        profile_id,
        name: shown(&entrant.entry),
        civilization_id: game.civilization_id,
        civilization_name: None,
        team_id: game.side,
        old_rating: game.old_rating,
        new_rating: game.new_rating,
        outcome: game.outcome,
    }
}
