//! The page of a tournament's stages: the tables of their groups, what hosts decided, what the next results would
//! change, and the rounds with their series.

mod outlook;
mod rounds;
mod table;

use std::collections::HashMap;

use api::{MATCHES_POLL, Page, RenderedPage, StagesFacts, StagesLayout};
use domain::{
    id::SeriesId,
    stages::{
        settings::{SideKind, StageStatus},
        stage::Stage,
        table::StageFormat,
    },
    view::series::SeriesRead,
};
use maud::{Markup, html};

use crate::{
    html_document::{HtmlDocument, Tab},
    phase::Phase,
    series_markup::{self, EVENTS},
    standings::header,
};

pub(crate) use table::{decimal, groups, tie_break, value};

pub(crate) static PAGE: Page = Page::of_stages("stages_page", EVENTS, StagesLayout { polls: &[MATCHES_POLL], render });

fn render(facts: &StagesFacts<'_>) -> Option<RenderedPage> {
    if !facts.has.stages {
        return None;
    }
    let series = facts.series.iter().map(|series| (series.series_id, series)).collect();
    let document = HtmlDocument {
        path: "/stages",
        tab: Some(Tab::Stages),
        title: "Stages",
        description: "The tables and rounds of all stages.",
        events: EVENTS,
        json: &["/stages", "/series"],
        main: html! {
            (header::header(facts.tournament, facts.now, false))
            @for stage in facts.stages { (self::stage(facts, stage, &series)) }
        },
    };
    Some(document.render(facts).until(Phase::next(&facts.tournament.window, facts.now)))
}

fn stage(facts: &StagesFacts<'_>, stage: &Stage, series: &HashMap<SeriesId, &SeriesRead>) -> Markup {
    let (slug, names) = (facts.tournament.slug.as_str(), facts.names);
    let id = format!("stage-{}", stage.id);
    html! {
        section class="stage" aria-labelledby=(id) {
            h2 id=(id) { bdi { (stage.settings.name) } }
            p class="soft" { (about(stage)) }
            (table::tables(slug, stage, names))
            (adjustments(facts, stage))
            (outlook::outlooks(stage, names, series))
            (rounds::rounds(slug, stage, names, series))
        }
    }
}

/// The stage's settings in a sentence.
fn about(stage: &Stage) -> String {
    let settings = &stage.settings;
    let format = match (settings.format, settings.rounds) {
        (StageFormat::RoundRobin, _) => "Round robin".to_owned(),
        (StageFormat::Swiss, Some(rounds)) => format!("Swiss system, {rounds} rounds"),
        (StageFormat::Swiss, None) => "Swiss system".to_owned(),
        (StageFormat::Manual, _) => "Series by the host’s choice".to_owned(),
    };
    let sides = match settings.sides {
        SideKind::Entries => "players",
        SideKind::Teams => "teams",
    };
    let is_grouped = stage.participants.iter().any(|participant| participant.group.is_some());
    let advance = match (settings.advance, is_grouped) {
        (0, _) => String::new(),
        (count, true) => format!(" {count} of each group advance."),
        (1, false) => " The first advances.".to_owned(),
        (count, false) => format!(" The first {count} advance."),
    };
    let status = match stage.status() {
        StageStatus::NotStarted => "Not started.",
        StageStatus::Running => "Under way.",
        StageStatus::Completed => "Completed.",
    };
    let count = stage.participants.len();
    format!("{format}, {count} {sides}, {}.{advance} {status}", series_markup::format(settings.series_format))
}

/// The points that the host gave or took, with the reasons.
fn adjustments(facts: &StagesFacts<'_>, stage: &Stage) -> Markup {
    html! {
        @if !stage.adjustments.is_empty() {
            h3 { "Adjustments" }
            ul class="adjustments" {
                @for adjustment in &stage.adjustments {
                    li data-key={ "adjustment-" (stage.id) "-" (series_markup::side_key(adjustment.side)) } {
                        bdi { (facts.names.of(adjustment.side).name) }
                        " " span class="points" { (table::signed(adjustment.points)) } ": "
                        bdi class="reason" { (adjustment.reason) }
                    }
                }
            }
        }
    }
}
