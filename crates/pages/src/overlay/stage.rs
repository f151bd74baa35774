//! An overlay of a stage: the table of each group, of which the page's script selects one.

use api::{Page, RenderedPage, StagesFacts, StagesLayout};
use domain::stages::{
    side::Side,
    stage::Stage,
    table::{TableCut, TableRow},
};
use maud::{Markup, html};

use super::frame::{Frame, Style};
use crate::{
    series_markup::{EVENTS, side_key},
    stages::{decimal, groups, tie_break, value},
};

pub(super) static PAGE: Page = Page::of_stages("overlay_stage", EVENTS, StagesLayout { polls: &[], render });

fn render(facts: &StagesFacts<'_>) -> Option<RenderedPage> {
    let stage = facts.stages.first()?;
    let rows = stage.table(TableCut::default(), None);
    let content = html! {
        div.groups {
            @for (group, rows) in groups(&rows) {
                div data-group=[group.map(|group| group.0)] {
                    @let title = group.map(|group| format!("Group {}", group.0));
                    (table(facts, stage, rows, title.as_deref()))
                }
            }
        }
    };
    let frame = Frame { kind: "stage", style: Style::Overlay, head: html! {}, content };
    Some(frame.following(facts.tournament, EVENTS))
}

fn table(facts: &StagesFacts<'_>, stage: &Stage, rows: &[TableRow], title: Option<&str>) -> Markup {
    html! {
        table {
            caption {
                bdi { (stage.settings.name) }
                @if let Some(title) = title { " · " (title) }
            }
            thead {
                tr {
                    th scope="col" data-column="place" { abbr title="Place" { "#" } }
                    th scope="col" data-column="player" { "Name" }
                    th.number scope="col" data-column="played" hidden { "Played" }
                    th.number scope="col" data-column="record" { abbr title="Series won, drawn, lost" { "W–D–L" } }
                    th.number scope="col" data-column="games" { "Games" }
                    th.number scope="col" data-column="points" { "Points" }
                    @for of in &stage.settings.tie_breaks {
                        @let (short, long) = tie_break(*of);
                        th.number scope="col" data-column=(of.as_str()) hidden { abbr title=(long) { (short) } }
                    }
                }
            }
            tbody {
                @for row in rows { (self::row(facts, row)) }
            }
        }
    }
}

fn row(facts: &StagesFacts<'_>, row: &TableRow) -> Markup {
    let (entry, team) = match row.side {
        Side::Entry(id) => (Some(id), None),
        Side::Team(id) => (None, Some(id)),
    };
    html! {
        tr data-key=(side_key(row.side)) data-entry=[entry] data-team=[team]
            class=[row.advances.then_some("advances").or_else(|| row.withdrawn.then_some("withdrawn"))] {
            td.place data-column="place" { (row.rank) }
            th.player scope="row" data-column="player" { bdi { (facts.names.of(row.side).name) } }
            td.number data-column="played" hidden { (row.played) }
            td.number data-column="record" { (row.won) "–" (row.drawn) "–" (row.lost) }
            td.number data-column="games" { (row.games_won) "–" (row.games_lost) }
            td.number.rating data-column="points" { (decimal(&row.total)) }
            @for of in &row.tie_breaks {
                td.number data-column=(of.tie_break.as_str()) hidden { (value(of.value)) }
            }
        }
    }
}
