//! What the results of the next series would change: who advances if either side wins.

use std::collections::HashMap;

use domain::{
    id::SeriesId,
    stages::{
        outlook::{self, Outlook, SeriesEnd},
        side::Side,
        stage::Stage,
    },
    view::series::{SeriesRead, SideNames},
};
use maud::{Markup, html};

/// The most sides that are all named; of more only those that change are.
const MOST_NAMED: usize = 4;

pub(super) fn outlooks(stage: &Stage, names: &SideNames, series: &HashMap<SeriesId, &SeriesRead>) -> Markup {
    let outlooks = outlook::outlooks(stage, |id| series.get(&id).and_then(|series| series.scheduled_at));
    html! {
        @if !outlooks.is_empty() {
            h3 { "What if" }
            p class="soft" { "Who advances when one of the next series ends, all else as it stands." }
            ul class="outlooks" {
                @for outlook in &outlooks { (item(outlook, names)) }
            }
        }
    }
}

fn item(outlook: &Outlook, names: &SideNames) -> Markup {
    let name = |index: usize| names.of(outlook.sides[index]).name;
    html! {
        li data-key={ "outlook-" (outlook.series) } {
            details id={ "what-if-" (outlook.series) } {
                summary { bdi { (name(0)) } " – " bdi { (name(1)) } }
                ul {
                    @for end in &outlook.ends {
                        li {
                            @match end.winner {
                                Some(winner) => { "If " bdi { (name(winner.index())) } " wins" },
                                None => "If they draw",
                            }
                            @if !end.is_any { " " (scores(end)) }
                            ": " (advance(end, names)) "."
                        }
                    }
                }
            }
        }
    }
}

/// The scores, the winner's games first.
fn scores(end: &SeriesEnd) -> String {
    let score = |[first, second]: &[u8; 2]| format!("{}–{}", first.max(second), first.min(second));
    end.scores.iter().map(score).collect::<Vec<_>>().join(" or ")
}

fn advance(end: &SeriesEnd, names: &SideNames) -> Markup {
    let verb = |sides: &[Side]| if sides.len() == 1 { " advances" } else { " advance" };
    html! {
        @if end.advance.len() <= MOST_NAMED {
            @if end.advance.is_empty() { "nobody advances" } @else { (named(&end.advance, names)) (verb(&end.advance)) }
        } @else if end.rise.is_empty() && end.fall.is_empty() {
            "those who lead now advance"
        } @else {
            (named(&end.rise, names)) (verb(&end.rise)) " instead of " (named(&end.fall, names))
        }
    }
}

/// Names with commas and an "and" between them.
fn named(sides: &[Side], names: &SideNames) -> Markup {
    html! {
        @for (index, side) in sides.iter().enumerate() {
            @if index > 0 { @if index + 1 == sides.len() { " and " } @else { ", " } }
            bdi { (names.of(*side).name) }
        }
    }
}
