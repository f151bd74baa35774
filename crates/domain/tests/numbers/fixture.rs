//! Builds a tournament's facts by hand, in place of a database.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{
    clock::Timestamp,
    entrant::Entrant,
    freeze::{AtClose, Closing},
    head_to_head::{HeadToHeadFacts, HeadToHeadMatch, head_to_head},
    history::{HistoryFacts, Observation, PastRatings, StandingsHistory, standings_history},
    id::{CivilizationId, EntryId, LeaderboardId, MatchId, ProfileId, SideId, TeamId, TournamentId},
    matches::Outcome,
    participations::{Participation, Participations},
    player::{Player, Rating},
    roster::{Entry, Presentation, Team},
    standings::{Matchup, MatchupPlayer, RecentGames, StandingRow, StandingsFacts, standings},
    team_standings::{TeamStandingRow, TeamStandingsFacts, team_standings},
    tournament::{RankBy, Tournament, Window},
    tournament_facts::TournamentFacts,
};

/// The ladder of all fixtures.
pub(crate) const LADDER: LeaderboardId = LeaderboardId(3);

/// A tournament with everything that was ever observed and played; the views decide what counts.
#[derive(Clone, Debug)]
pub(crate) struct Fixture {
    pub(crate) tournament: Tournament,
    pub(crate) entrants: Vec<Entrant>,
    pub(crate) teams: Vec<Team>,
    /// Every game on the ladder, in or out of the window, by account.
    pub(crate) games: Vec<(ProfileId, Participation)>,
    /// Every observation, by account, the oldest first.
    pub(crate) observations: Vec<(ProfileId, Observation)>,
    /// The matches that the host excluded.
    pub(crate) excluded: HashSet<MatchId>,
}

/// Parses an instant.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().expect("RFC 3339")
}

/// A game won or lost, with the ratings before and after it; see [`Fixture::plays`].
pub(crate) fn game(
    number: i64,
    started: &str,
    completed: &str,
    outcome: Outcome,
    ratings: (i64, i64),
) -> Participation {
    Participation {
        match_id: MatchId(number),
        started_at: at(started),
        completed_at: Some(at(completed)),
        side: None,
        civilization_id: CivilizationId::UNKNOWN,
        outcome: Some(outcome),
        old_rating: Some(ratings.0),
        new_rating: Some(ratings.1),
    }
}

impl Fixture {
    pub(crate) fn ranked_by(rank_by: RankBy) -> Self {
        let tournament = Tournament {
            id: TournamentId(1),
            slug: "cup".into(),
            name: "The Cup".into(),
            leaderboard_id: LADDER,
            rank_by,
            window: Window::default(),
            prize_pool_cents: None,
            host_stream_urls: Vec::new(),
            presentation: Presentation::new(),
            host_stream_live: false,
            created_at: at("2026-05-01T00:00:00Z"),
        };
        Self {
            tournament,
            entrants: vec![],
            teams: vec![],
            games: vec![],
            observations: vec![],
            excluded: HashSet::new(),
        }
    }

    pub(crate) fn within(mut self, start: Option<&str>, end: Option<&str>) -> Self {
        self.tournament.window = Window { start: start.map(at), end: end.map(at) };
        self
    }

    /// Adds an entry that is linked to no account.
    pub(crate) fn unlinked(mut self, id: i64, name: &str) -> Self {
        self.entrants.push(Entrant {
            entry: Entry { id: EntryId(id), name: name.into(), profile_id: None, presentation: Presentation::new() },
            team: None,
            is_captain: false,
            player: None,
            rating: None,
            live_match_id: None,
            broadcast: None,
        });
        self
    }

    /// Adds an entry linked to the account of the same number, which has not been polled yet.
    pub(crate) fn linked(mut self, id: i64, name: &str) -> Self {
        self = self.unlinked(id, name);
        self.last().entry.profile_id = Some(ProfileId(id));
        self
    }

    /// Adds an entry whose account has been polled but is not on the ladder.
    pub(crate) fn polled(mut self, id: i64, name: &str) -> Self {
        self = self.linked(id, name);
        let player = Player { alias: Some(format!("{name} in game")), ..Player::new(ProfileId(id)) };
        self.last().player = Some((player, at("2026-06-01T00:00:00Z")));
        self
    }

    /// Adds an entry on the ladder with that peak and current rating today.
    pub(crate) fn rated(mut self, id: i64, name: &str, peak: i64, current: i64) -> Self {
        self = self.polled(id, name);
        let rating = Rating { max_rating: peak, ..Rating::new(ProfileId(id), LADDER, current) };
        self.last().rating = Some((rating, at("2026-06-01T00:00:00Z")));
        self
    }

    /// Adds a team of entries, of whom the first is the captain.
    pub(crate) fn team(mut self, id: i64, members: &[i64]) -> Self {
        let (name, initials) = (format!("Team {id}"), format!("T{id}"));
        let team = Team { id: TeamId(id), tournament_id: TournamentId(1), name, initials };
        for entrant in self.entrants.iter_mut().filter(|entrant| members.contains(&entrant.entry.id.0)) {
            entrant.team = Some(team.clone());
            entrant.is_captain = members.first() == Some(&entrant.entry.id.0);
        }
        self.teams.push(team);
        self
    }

    /// Adds a game of the account with that number.
    pub(crate) fn plays(mut self, profile: i64, game: Participation) -> Self {
        self.games.push((ProfileId(profile), game));
        self
    }

    /// Adds a match of two accounts on opposing sides.
    pub(crate) fn duel(self, winner: i64, loser: i64, one: Participation) -> Self {
        let other = Participation { outcome: Some(Outcome::Loss), side: Some(SideId(1)), ..one };
        self.plays(winner, Participation { outcome: Some(Outcome::Win), side: Some(SideId(0)), ..one })
            .plays(loser, other)
    }

    /// Adds an observation of the account with that number: its peak and its current rating.
    pub(crate) fn observed(mut self, profile: i64, when: &str, peak: i64, current: i64) -> Self {
        self.observations.push((ProfileId(profile), Observation { at: at(when), peak, current }));
        self.observations.sort_by_key(|(_, seen)| seen.at);
        self
    }

    /// Excludes the match with that number.
    pub(crate) fn excluding(mut self, number: i64) -> Self {
        self.excluded.insert(MatchId(number));
        self
    }

    fn last(&mut self) -> &mut Entrant {
        self.entrants.last_mut().expect("an entrant")
    }

    /// The facts as a database would return them at `now`.
    pub(crate) fn tournament_facts(&self, now: Timestamp) -> TournamentFacts {
        let window = self.tournament.window;
        let in_window = self.games.iter().filter(|(_, game)| window.contains(game.started_at)).copied();
        TournamentFacts::new(
            self.tournament.clone(),
            self.entrants.clone(),
            (in_window.collect(), &self.excluded),
            window.closed(now).map(|end| self.closing(end)),
        )
    }

    fn closing(&self, end: Timestamp) -> Closing {
        let mut accounts: HashMap<ProfileId, AtClose> = HashMap::new();
        for (profile, seen) in self.observations.iter().filter(|(_, seen)| seen.at <= end) {
            let at_close = accounts.entry(*profile).or_default();
            at_close.observed_peak = at_close.observed_peak.max(Some(seen.peak));
            at_close.observed = Some(seen.current);
        }
        let mut games: Vec<_> = self.games.iter().filter(|(_, game)| game.started_at <= end).collect();
        games.sort_by_key(|(_, game)| (game.started_at, game.match_id));
        for (profile, game) in games {
            let at_close = accounts.entry(*profile).or_default();
            at_close.played_peak = at_close.played_peak.max(game.new_rating);
            at_close.played = game.new_rating.or(at_close.played);
        }
        accounts.into_iter().collect()
    }

    pub(crate) fn standings(&self, now: Timestamp) -> Vec<StandingRow> {
        let mut matchups: HashMap<MatchId, Matchup> = HashMap::new();
        for (profile, game) in &self.games {
            let empty = || Matchup { map_name: "Arabia".into(), completed_at: game.completed_at, players: vec![] };
            let (profile_id, civilization_id, side) = (*profile, game.civilization_id, game.side);
            let player = MatchupPlayer { profile_id, civilization_id, side };
            matchups.entry(game.match_id).or_insert_with(empty).players.push(player);
        }
        let matchups = matchups.into_iter().map(|(id, matchup)| (id, Arc::new(matchup))).collect();
        let recent = RecentGames { matchups, ..RecentGames::default() };
        standings(&StandingsFacts {
            tournament_facts: &self.tournament_facts(now),
            recent: &recent,
            civilizations: &HashMap::new(),
        })
    }

    pub(crate) fn team_standings(&self, now: Timestamp) -> Vec<TeamStandingRow> {
        let (tournament_facts, civilizations) = (&self.tournament_facts(now), &HashMap::new());
        team_standings(&TeamStandingsFacts { tournament_facts, teams: &self.teams, civilizations })
    }

    pub(crate) fn head_to_head(&self, now: Timestamp) -> Vec<HeadToHeadMatch> {
        let maps = &self.games.iter().map(|(_, game)| (game.match_id, "Arabia".to_owned())).collect();
        let (tournament_facts, civilizations) = (&self.tournament_facts(now), &HashMap::new());
        head_to_head(&HeadToHeadFacts { tournament_facts, limit: 50, maps, civilizations })
    }

    pub(crate) fn history(&self, now: Timestamp) -> StandingsHistory {
        self.with_history_facts(now, standings_history)
    }

    /// Calls `of` with the facts from which the history is computed.
    pub(crate) fn with_history_facts<T>(&self, now: Timestamp, of: impl FnOnce(&HistoryFacts<'_>) -> T) -> T {
        let window = self.tournament.window;
        let mut observations: HashMap<_, Vec<_>> = HashMap::new();
        for (profile, seen) in &self.observations {
            if window.end.is_none_or(|end| seen.at <= end) {
                observations.entry(*profile).or_default().push(*seen);
            }
        }
        let is_earlier = |game: &Participation| window.start.is_some_and(|start| game.started_at < start);
        let unseen =
            |(profile, game): &&(ProfileId, Participation)| !observations.contains_key(profile) && is_earlier(game);
        let earlier: Participations = self.games.iter().filter(unseen).copied().collect();
        let observations = observations.into_iter().map(|(profile, seen)| (profile, seen.into())).collect();
        let past = PastRatings { observations, earlier };
        of(&HistoryFacts { tournament_facts: &self.tournament_facts(now), teams: &self.teams, past: &past })
    }
}
