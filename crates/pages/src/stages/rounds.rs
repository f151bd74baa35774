//! The rounds of a stage: their series in order, and who has a bye.

use std::collections::{BTreeSet, HashMap};

use domain::{
    id::SeriesId,
    stages::{
        side::Round,
        stage::{Stage, StageSeries},
    },
    view::series::{SeriesRead, SideNames},
};
use maud::{Markup, html};

use crate::series_markup;

pub(super) fn rounds(slug: &str, stage: &Stage, names: &SideNames, series: &HashMap<SeriesId, &SeriesRead>) -> Markup {
    let of_series = stage.series.iter().map(|series| series.round);
    let rounds: BTreeSet<_> = of_series.chain(stage.rounds.iter().map(|round| Some(round.round))).collect();
    html! {
        @for round in rounds {
            h3 {
                @match round {
                    Some(round) => { "Round " (round.0) },
                    None => "Series",
                }
            }
            (list(slug, stage.series.iter().filter(|series| series.round == round), series))
            @if let Some(round) = round { (bye(stage, round, names)) }
        }
    }
}

/// The series by group, then by schedule.
fn list<'a>(
    slug: &str,
    of_round: impl Iterator<Item = &'a StageSeries>,
    series: &HashMap<SeriesId, &SeriesRead>,
) -> Markup {
    let mut found: Vec<_> = of_round.filter_map(|known| series.get(&known.id).copied()).collect();
    found.sort_by_key(|series| {
        let at = series_markup::time_of(series);
        (series.group, at.is_none(), at, series.series_id)
    });
    let about = |series: &SeriesRead| {
        let group = series.group.map(|group| format!("Group {}", group.0));
        group.into_iter().chain(series.label.clone()).collect()
    };
    html! { @if !found.is_empty() { (series_markup::list(slug, found, about, true)) } }
}

fn bye(stage: &Stage, round: Round, names: &SideNames) -> Markup {
    let started = stage.rounds.iter().find(|started| started.round == round);
    html! {
        @if let Some((side, reason)) = started.and_then(|started| started.bye.as_ref()) {
            p class="bye" {
                strong { "Bye: " } bdi { (names.of(*side).name) } " "
                span class="soft reason" { (reason) }
            }
        }
    }
}
