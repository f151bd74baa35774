//! Accounts, ratings and observations in memory.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::ProfileId,
    player::{PlayerStats, PolledRating, Rank},
};
use store::Tx;

/// Alias, country, clan, level.
type Person = (Option<String>, Option<String>, Option<String>, Option<i64>);
/// Current, peak, wins, rank.
type Place = (i64, i64, i64, Option<i64>);
type Ladder = (i64, i64);
/// Rows of the tables of accounts and of ratings.
type PersonRow = (i64, Option<String>, Option<String>, Option<String>, Option<i64>);
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
            let (alias, country, clan, level) = self.people.get(&id.0).cloned().unwrap_or_default();
            let told = player.clone();
            let clan = told.clan_name.map_or(clan, |tag| Some(tag).filter(|tag| !tag.is_empty()));
            let person = (told.alias.or(alias), told.country.or(country), clan, told.level.or(level));
            let is_new = self.people.insert(id.0, person.clone()) != Some(person);
            let moved = ratings.iter().filter(|rating| self.place(rating)).count();
            if is_new || moved > 0 {
                changed.insert(id);
            }
        }
        changed
    }

    /// Takes a rating in; whether it is news.
    fn place(&mut self, rating: &PolledRating) -> bool {
        let ladder = (rating.profile_id.0, rating.leaderboard_id.0);
        let known = self.places.get(&ladder).copied().unwrap_or((0, i64::MIN, 0, None));
        let current = rating.current_rating;
        let rank = rating.rank.map_or(known.3, Rank::number);
        let place = (current, rating.max_rating.unwrap_or(known.1).max(current), rating.wins.unwrap_or(known.2), rank);
        let before = self.places.insert(ladder, place);
        let observed = self.observed.entry(ladder).or_default();
        if observed.last() != Some(&(place.0, place.1)) {
            observed.push((place.0, place.1));
        }
        // A rank moves when others play: that one has a rank, or none any longer, is news, which one is not.
        let news = |(current, peak, wins, rank): Place| (current, peak, wins, rank.is_some());
        before.map(news) != Some(news(place))
    }

    pub(super) async fn read(tx: &mut Tx) -> Self {
        let people = sqlx::query_as("select profile_id, alias, country, clan_name, level from players");
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
            people: people
                .into_iter()
                .map(|(id, alias, country, clan, level)| (id, (alias, country, clan, level)))
                .collect(),
            places: places
                .into_iter()
                .map(|(p, l, current, max, wins, rank)| ((p, l), (current, max, wins, rank)))
                .collect(),
            observed,
        }
    }
}
