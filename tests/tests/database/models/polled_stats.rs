//! Accounts, ratings and observations in memory.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::ProfileId,
    player::{PlayerStats, Rating},
};
use store::Write;

/// Alias, country, level.
type Person = (Option<String>, Option<String>, Option<i64>);
/// Current, peak, wins, rank.
type Place = (i64, i64, i64, Option<i64>);
type Ladder = (i64, i64);
/// Rows of the tables of accounts and of ratings.
type PersonRow = (i64, Option<String>, Option<String>, Option<i64>);
type PlaceRow = (i64, i64, i64, i64, i64, Option<i64>);

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Model {
    people: BTreeMap<i64, Person>,
    places: BTreeMap<Ladder, Place>,
    /// The pairs of current and peak, oldest first.
    observed: BTreeMap<Ladder, Vec<(i64, i64)>>,
}

impl Model {
    pub(super) fn save(&mut self, poll: &[PlayerStats]) -> BTreeSet<ProfileId> {
        let mut changed = BTreeSet::new();
        for PlayerStats { player, ratings } in poll {
            let id = player.profile_id;
            let known = self.people.get(&id.0).and_then(|person| person.0.clone());
            let person = (player.alias.clone().or(known), player.country.clone(), player.level);
            let is_new = self.people.insert(id.0, person.clone()) != Some(person);
            let moved = ratings.iter().filter(|rating| self.place(rating)).count();
            if is_new || moved > 0 {
                changed.insert(id);
            }
        }
        changed
    }

    /// Takes a rating in; whether it is news.
    fn place(&mut self, rating: &Rating) -> bool {
        let ladder = (rating.profile_id.0, rating.leaderboard_id.0);
        let place = (rating.current_rating, rating.max_rating, rating.wins, rating.rank);
        if self.places.insert(ladder, place) == Some(place) {
            return false;
        }
        let observed = self.observed.entry(ladder).or_default();
        if observed.last() != Some(&(place.0, place.1)) {
            observed.push((place.0, place.1));
        }
        true
    }

    pub(super) async fn read(tx: &mut Write) -> Self {
        let people = sqlx::query_as("select profile_id, alias, country, level from players");
        let people: Vec<PersonRow> = people.fetch_all(&mut **tx).await.unwrap();
        let places = "select profile_id, leaderboard_id, current_rating, max_rating, wins, rank from player_ratings";
        let places: Vec<PlaceRow> = sqlx::query_as(places).fetch_all(&mut **tx).await.unwrap();
        let observations = "select profile_id, leaderboard_id, current_rating, max_rating \
            from player_rating_snapshots order by observed_at, id";
        let observations: Vec<(i64, i64, i64, i64)> = sqlx::query_as(observations).fetch_all(&mut **tx).await.unwrap();
        let mut observed: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (profile, ladder, current, max) in observations {
            observed.entry((profile, ladder)).or_default().push((current, max));
        }
        Self {
            people: people.into_iter().map(|(id, alias, country, level)| (id, (alias, country, level))).collect(),
            places: places
                .into_iter()
                .map(|(p, l, current, max, wins, rank)| ((p, l), (current, max, wins, rank)))
                .collect(),
            observed,
        }
    }
}
