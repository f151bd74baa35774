//! Who takes part.

use domain::{
    entrant::Entrant,
    id::{EntryId, MatchId},
    roster::Team,
};
use proptest::{option, prelude::*};
use serde_json::json;

use super::{account, tick};
use crate::draft::Draft;

/// How much is known of an entry.
#[derive(Clone, Copy, Debug)]
enum Known {
    Unlinked,
    Linked,
    Polled,
    /// The peak, and how far below it the current rating is.
    Rated(i64, i64),
}

/// An entry before it has a number.
#[derive(Clone, Debug)]
pub(super) struct PlannedEntry {
    known: Known,
    name: &'static str,
    displayed: Option<&'static str>,
    alias: Option<&'static str>,
    pub(super) team: Option<usize>,
    is_captain: bool,
    totals: (i64, i64),
    live_match: Option<i64>,
}

/// Names that collide, case aside or in full.
const NAMES: [&str; 8] = ["ann", "Ann", "aNN", "bob", "Bob", "Ä", "ä", "zoe"];

pub(super) fn entries() -> impl Strategy<Value = PlannedEntry> {
    let known = prop_oneof![
        1 => Just(Known::Unlinked),
        1 => Just(Known::Linked),
        1 => Just(Known::Polled),
        5 => (1_000..1_008_i64, 0..4_i64).prop_map(|(peak, below)| Known::Rated(peak, below)),
    ];
    let name = || prop::sample::select(&NAMES[..]);
    let displayed = option::weighted(0.3, prop::sample::select(&["Shown", " \t", "bob"][..]));
    let team = (option::weighted(0.7, 0..3_usize), any::<bool>());
    let totals = (0..6_i64, 0..6_i64);
    let names = (name(), displayed, option::weighted(0.8, name()));
    (known, names, team, totals, option::weighted(0.1, 0..9_i64)).prop_map(
        |(known, (name, displayed, alias), (team, is_captain), totals, live_match)| PlannedEntry {
            known,
            name,
            displayed,
            alias,
            team,
            is_captain,
            totals,
            live_match,
        },
    )
}

impl PlannedEntry {
    pub(super) fn entrant(&self, index: usize, team: Option<Team>) -> Entrant {
        let id = i64::try_from(index).expect("small") + 1;
        let alone = Draft::ranked_by(domain::tournament::RankBy::PeakRating);
        let mut alone = match self.known {
            Known::Unlinked => alone.unlinked(id, self.name),
            Known::Linked => alone.linked(id, self.name),
            Known::Polled => alone.polled(id, self.name),
            Known::Rated(peak, below) => alone.rated(id, self.name, peak, peak - below),
        };
        let mut entrant = alone.entrants.pop().expect("the entrant");
        entrant.entry.id = EntryId(id);
        entrant.entry.profile_id = entrant.entry.profile_id.map(|_| account(index));
        if let Some(displayed) = self.displayed {
            entrant.entry.presentation.insert("displayName".into(), json!(displayed));
        }
        if let Some((player, _)) = &mut entrant.player {
            player.profile_id = account(index);
            player.alias = self.alias.map(Into::into);
        }
        if let Some((rating, changed)) = &mut entrant.rating {
            rating.profile_id = account(index);
            (rating.wins, rating.losses) = self.totals;
            rating.streak = self.totals.0 - self.totals.1;
            rating.rank = self.live_match;
            *changed = tick(self.totals.0);
        }
        entrant.team = team;
        entrant.is_captain = self.is_captain && entrant.team.is_some();
        entrant.live_match_id = entrant.entry.profile_id.and(self.live_match).map(MatchId);
        entrant
    }
}
