//! Tournaments without rhyme or reason: few accounts, overlapping sides, and hosts who decide anything.

use domain::{
    id::{MatchId, MatchTypeId, SeriesId},
    matches::Outcome,
    series::{Admits, GameDecision, HostDecision, PlayedGame, Ruling, SeriesFacts, SeriesFormat, SideAccounts},
    stages::result::Winner,
};
use proptest::{collection::vec, option, prelude::*};

use crate::fixture::{entry, minute, player, team};

#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) series: Vec<SeriesFacts>,
    pub(super) games: Vec<PlayedGame>,
}

/// How many matches there are; the hosts know two more.
const MATCHES: i64 = 14;

fn winners() -> impl Strategy<Value = Winner> {
    prop_oneof![Just(Winner::First), Just(Winner::Second)]
}

fn formats() -> impl Strategy<Value = SeriesFormat> {
    prop_oneof![
        3 => (0..5_u8).prop_map(|half| SeriesFormat::BestOf(2 * half + 1)),
        2 => (1..=9_u8).prop_map(SeriesFormat::PlayAll),
    ]
}

fn sides() -> impl Strategy<Value = [SideAccounts; 2]> {
    prop_oneof![
        5 => Just([entry(1), entry(2)]),
        2 => Just([entry(2), entry(1)]),
        2 => Just([team(&[1, 3]), team(&[2, 4])]),
        1 => Just([team(&[1, 4]), entry(2)]),
        1 => Just([entry(1), entry(3)]),
        1 => Just([SideAccounts::Entry(None), entry(2)]),
    ]
}

fn decisions() -> impl Strategy<Value = GameDecision> {
    (option::weighted(0.8, 0..MATCHES + 2), any::<bool>(), option::of(winners()), 0..400_i64).prop_map(
        |(id, counts, winner, made_at)| GameDecision {
            match_id: id.map(MatchId),
            counts: counts || id.is_none(),
            winner: if id.is_none() { winner.or(Some(Winner::First)) } else { winner },
            map_name: None,
            made_at: minute(made_at),
        },
    )
}

fn rulings(format: SeriesFormat) -> impl Strategy<Value = Ruling> {
    let score = (0..=9_u8, 0..=9_u8).prop_map(move |(a, b)| {
        let score = [a % (format.games() + 1), b % (format.games() + 1)];
        Ruling::Score(if format.allows(score) { score } else { [0, 0] })
    });
    prop_oneof![2 => score, 1 => winners().prop_map(Ruling::Walkover), 1 => Just(Ruling::Cancelled)]
}

fn any_series() -> impl Strategy<Value = SeriesFacts> {
    formats().prop_flat_map(|format| {
        let admits = prop_oneof![4 => Just(Admits::Lobby), 1 => Just(Admits::Ranked), 1 => Just(Admits::Any)];
        let host = (vec(decisions(), 0..4), option::weighted(0.25, (rulings(format), 0..400_i64)));
        (sides(), admits, option::of(0..300_i64), 0..200_i64, host).prop_map(
            move |(sides, admits, scheduled_at, created_at, (games, ruling))| SeriesFacts {
                id: SeriesId(0),
                sides,
                format,
                admits,
                scheduled_at: scheduled_at.map(minute),
                created_at: minute(created_at),
                host: HostDecision { ruling: ruling.map(|(ruling, at)| (ruling, minute(at))), games },
            },
        )
    })
}

fn any_game() -> impl Strategy<Value = PlayedGame> {
    let lineups = prop_oneof![
        8 => Just(vec![(1, 1), (2, 2)]),
        2 => Just(vec![(1, 1), (3, 1), (2, 2), (4, 2)]),
        1 => Just(vec![(1, 1), (3, 2)]),
        1 => Just(vec![(1, 1), (2, 2), (3, 3)]),
        1 => Just(vec![(1, 1), (4, 1), (2, 2)]),
    ];
    let outcome = option::weighted(0.8, any::<bool>());
    let kinds = prop_oneof![5 => Just(0), 1 => Just(6)];
    (lineups, kinds, 0..400_i64, option::weighted(0.9, 1..40_i64), outcome, prop::bool::weighted(0.1)).prop_map(
        |(lineups, kind, start, minutes, first_won, is_excluded)| {
            let outcome = |side| first_won.map(|won| if won == (side == 1) { Outcome::Win } else { Outcome::Loss });
            let players = lineups.into_iter().map(|(account, side)| player(account, Some(side), outcome(side)));
            PlayedGame {
                match_id: MatchId(0),
                matchtype_id: MatchTypeId(kind),
                started_at: minute(start),
                completed_at: minutes.map(|minutes| minute(start + minutes)),
                players: players.collect(),
                is_excluded,
            }
        },
    )
}

pub(super) fn any_games() -> impl Strategy<Value = Vec<PlayedGame>> {
    vec(any_game(), 0..usize::try_from(MATCHES).unwrap()).prop_map(|mut games| {
        for (id, game) in (0..).zip(&mut games) {
            game.match_id = MatchId(id);
        }
        games
    })
}

pub(super) fn any_facts() -> impl Strategy<Value = Facts> {
    (vec(any_series(), 1..6), any_games()).prop_map(|(mut series, games)| {
        for (id, facts) in (1..).zip(&mut series) {
            facts.id = SeriesId(id);
        }
        Facts { series, games }
    })
}

/// Facts, and the same in another order.
pub(super) fn shuffled() -> impl Strategy<Value = (Facts, Facts)> {
    any_facts().prop_flat_map(|facts| {
        let orders = (Just(facts.series.clone()).prop_shuffle(), Just(facts.games.clone()).prop_shuffle());
        orders.prop_map(move |(series, mut games)| {
            games.iter_mut().for_each(|game| game.players.reverse());
            (facts.clone(), Facts { series, games })
        })
    })
}

/// The games as others than those that are known, and that hosts decided about.
pub(super) fn moved_ids(games: Vec<PlayedGame>) -> impl Iterator<Item = PlayedGame> {
    games.into_iter().map(|game| PlayedGame { match_id: MatchId(game.match_id.0 + 100), ..game })
}

/// The facts without the hosts' decisions about games.
pub(super) fn without_decisions(mut facts: Facts) -> Facts {
    facts.series.iter_mut().for_each(|series| series.host.games.clear());
    facts
}
