//! Matches, who played them, the lobbies and the names, in memory.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    clock::Timestamp,
    live::Lobby,
    matches::{Match, MatchPlayer, Outcome, UNNAMED_MAP},
    player::Alias,
};
use store::Tx;

use super::payloads::Poll;

type Time = chrono::DateTime<chrono::Utc>;
/// Match type, ladder, map, title, start, end, state.
type Played = (i64, Option<i64>, String, Option<String>, Time, Option<Time>, String);
/// Civilization, side, outcome, ratings before and after, experience.
type Part = (i64, Option<i64>, Option<String>, Option<i64>, Option<i64>, i64);
/// Rows of the tables of matches and of their players.
type PlayedRow = (i64, i64, Option<i64>, String, Option<String>, Time, Option<Time>, String);
type PartRow = (i64, i64, i64, Option<i64>, Option<String>, Option<i64>, Option<i64>, i64);
/// A match and an account.
type In = (i64, i64);

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Model {
    played: BTreeMap<i64, Played>,
    parts: BTreeMap<In, Part>,
    live: BTreeMap<In, (i64, Option<i64>)>,
    names: BTreeMap<i64, String>,
}

impl Model {
    pub(super) fn save(&mut self, poll: &Poll, now: Timestamp) -> BTreeSet<i64> {
        match poll {
            Poll::Histories(found) => found.iter().filter(|found| self.history(found)).map(|m| m.match_id.0).collect(),
            Poll::Lobbies(lobbies) => self.lobbies(lobbies, now),
            Poll::Names(names) => self.names(names),
        }
    }

    fn history(&mut self, found: &Match) -> bool {
        let id = found.match_id.0;
        let known = self.played.get(&id);
        let end = found.completed_at.map(Timestamp::inner).or(known.and_then(|known| known.5));
        let end = end.map(|end| end.max(found.started_at.inner()));
        let named = known.map(|known| known.2.clone()).filter(|name| name != UNNAMED_MAP);
        let played = (
            found.matchtype_id.0,
            found.leaderboard_id.map(|id| id.0).or(known.and_then(|known| known.1)),
            named.filter(|_| found.map_is_guess).unwrap_or_else(|| found.map_name.clone()),
            found.description.clone().or(known.and_then(|known| known.3.clone())),
            found.started_at.inner(),
            end,
            if end.is_some() { "completed" } else { "in_progress" }.to_owned(),
        );
        let mut is_news = self.played.insert(id, played.clone()) != Some(played);
        let tells_outcome = |profile: i64| {
            found.players.iter().any(|player| player.profile_id.0 == profile && player.outcome.is_some())
        };
        let is_corrected = self.parts.iter().all(|(key, part)| key.0 != id || part.2.is_none() || tells_outcome(key.1));
        for player in &found.players {
            is_news |= self.part(id, player, is_corrected);
        }
        is_news
    }

    fn part(&mut self, id: i64, player: &MatchPlayer, is_corrected: bool) -> bool {
        let key = (id, player.profile_id.0);
        let known = self.parts.get(&key);
        let told = Some(player.civilization_id.0).filter(|civilization| *civilization != -1);
        let known_civilization = known.map(|known| known.0).filter(|civilization| *civilization != -1);
        let civilization =
            if player.civilization_is_guess { known_civilization.or(told) } else { told.or(known_civilization) };
        let known_outcome = known.and_then(|known| known.2.clone());
        let outcome = player.outcome.map(|outcome| if outcome == Outcome::Win { "win" } else { "loss" }.to_owned());
        let part = (
            civilization.unwrap_or(-1),
            player.side.map(|side| side.0).or(known.and_then(|known| known.1)),
            if is_corrected { outcome.or(known_outcome) } else { known_outcome.or(outcome) },
            player.old_rating.or(known.and_then(|known| known.3)),
            player.new_rating.or(known.and_then(|known| known.4)),
            player.xp_gained.or(known.map(|known| known.5)).unwrap_or(0),
        );
        self.parts.insert(key, part.clone()) != Some(part)
    }

    fn lobbies(&mut self, lobbies: &[Lobby], now: Timestamp) -> BTreeSet<i64> {
        let mut changed = BTreeSet::new();
        let mut live = BTreeMap::new();
        for lobby in lobbies {
            let id = lobby.match_id.0;
            if self.opened(lobby, now) {
                changed.insert(id);
            }
            live.extend(
                lobby.members.iter().map(|member| {
                    ((id, member.profile_id.0), (member.civilization_id.0, member.side.map(|side| side.0)))
                }),
            );
        }
        let both = self.live.keys().chain(live.keys());
        changed.extend(both.filter(|key| self.live.get(key) != live.get(key)).map(|key| key.0));
        let both = self.live.keys().chain(live.keys());
        let told = both.filter(|key| changed.contains(&key.0)).map(|key| key.1).collect();
        self.live = live;
        told
    }

    /// Takes in how far a lobby is; whether that is news.
    fn opened(&mut self, lobby: &Lobby, now: Timestamp) -> bool {
        let state = if lobby.started { "in_progress" } else { "staging" };
        let Some(known) = self.played.get_mut(&lobby.match_id.0) else {
            let ladder = lobby.leaderboard_id.map(|id| id.0);
            let (map, title) = (lobby.map_name.clone(), lobby.description.clone());
            let played = (lobby.matchtype_id.0, ladder, map, title, now.inner(), None, state.to_owned());
            self.played.insert(lobby.match_id.0, played);
            return true;
        };
        lobby.started && known.6 == "staging" && std::mem::replace(&mut known.6, state.to_owned()) != state
    }

    fn names(&mut self, names: &[Alias]) -> BTreeSet<i64> {
        let renamed =
            |alias: &&Alias| self.names.insert(alias.profile_id.0, alias.alias.clone()).as_ref() != Some(&alias.alias);
        let renamed: Vec<i64> = names.iter().filter(renamed).map(|alias| alias.profile_id.0).collect();
        self.parts.keys().filter(|key| renamed.contains(&key.1)).map(|key| key.0).collect()
    }

    pub(super) async fn read(tx: &mut Tx) -> Self {
        let played: Vec<PlayedRow> = sqlx::query_as(
            "select match_id, matchtype_id, leaderboard_id, map_name, description, started_at, completed_at, state
            from matches",
        )
        .fetch_all(&mut **tx)
        .await
        .unwrap();
        // A copy of ladder or start that is not its match's makes a row disappear.
        let parts: Vec<PartRow> = sqlx::query_as(
            "select match_id, profile_id, civilization_id, team_id, outcome, old_rating, new_rating, xp_gained
            from match_players part join matches m using (match_id)
            where (part.leaderboard_id, part.started_at, part.completed_at)
                is not distinct from (m.leaderboard_id, m.started_at, m.completed_at)",
        )
        .fetch_all(&mut **tx)
        .await
        .unwrap();
        let live = sqlx::query_as("select match_id, profile_id, civilization_id, team_id from live_match_players");
        let live: Vec<(i64, i64, i64, Option<i64>)> = live.fetch_all(&mut **tx).await.unwrap();
        let names = sqlx::query_as("select profile_id, alias from profile_aliases").fetch_all(&mut **tx).await.unwrap();
        Self {
            played: played.into_iter().map(|(id, a, b, c, d, e, f, g)| (id, (a, b, c, d, e, f, g))).collect(),
            parts: parts.into_iter().map(|(id, who, a, b, c, d, e, f)| ((id, who), (a, b, c, d, e, f))).collect(),
            live: live.into_iter().map(|(id, who, a, b)| ((id, who), (a, b))).collect(),
            names: names.into_iter().collect(),
        }
    }
}
