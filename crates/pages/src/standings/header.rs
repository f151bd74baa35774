//! What a tournament is and when: its name, its window, and whether it is to come, under way or final.

use domain::{
    clock::Timestamp,
    tournament::{Tournament, Window},
};
use maud::{Markup, html};

use crate::{link, time};

/// Where a tournament is in its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Coming,
    Running,
    Final,
}

impl Phase {
    pub(crate) fn of(window: &Window, now: Timestamp) -> Self {
        if window.closed(now).is_some() {
            Self::Final
        } else if window.start.is_some_and(|start| now < start) {
            Self::Coming
        } else {
            Self::Running
        }
    }
}

/// The next time after `now` at which the phase changes.
pub(crate) fn changes_at(window: &Window, now: Timestamp) -> Option<Timestamp> {
    [window.start, window.end].into_iter().flatten().filter(|&at| now < at).min()
}

pub(crate) fn header(tournament: &Tournament, now: Timestamp) -> Markup {
    let window = &tournament.window;
    let phase = Phase::of(window, now);
    html! {
        header.event {
            h1 data-key="name" { (tournament.name) }
            p.when {
                span.phase.(phase.class()) { (phase.label()) }
                @match (window.start, window.end) {
                    (Some(start), Some(end)) => { " " (time::instant(start)) " – " (time::instant(end)) }
                    (Some(start), None) => { " from " (time::instant(start)) }
                    (None, Some(end)) => { " until " (time::instant(end)) }
                    (None, None) => {}
                }
            }
            @for address in tournament.host_stream_urls.iter().filter_map(|address| link::web(address)) {
                p { a href=(address) rel="noopener nofollow" { (address) } }
            }
        }
    }
}

impl Phase {
    const fn label(self) -> &'static str {
        match self {
            Self::Coming => "Coming",
            Self::Running => "Live",
            Self::Final => "Final",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Coming => "coming",
            Self::Running => "running",
            Self::Final => "final",
        }
    }
}
