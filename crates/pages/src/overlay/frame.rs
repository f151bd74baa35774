//! The document around an overlay: its script and its stylesheet, and nothing that a broadcast would show.

use api::{PageFacts, RenderedPage};
use domain::{nudge::Event, tournament::Tournament};
use maud::{DOCTYPE, Markup, html};

use super::EVENTS;
use crate::{assets, time};

/// How a page looks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Style {
    /// Transparent, over video.
    Overlay,
    /// As a part of another page.
    Embed,
}

/// A page in a frame or a browser source.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// By which the script knows what it updates.
    pub(super) kind: &'a str,
    pub(super) style: Style,
    pub(super) head: Markup,
    pub(super) content: Markup,
}

impl Frame<'_> {
    /// Renders the page of a tournament's standings as a whole document, which pages of all origins may frame.
    pub(super) fn render(&self, facts: &PageFacts<'_>) -> RenderedPage {
        self.following(&facts.facts.tournament_facts.tournament, EVENTS)
    }

    /// The same of a page that its script fetches again after `events`.
    pub(super) fn following(&self, tournament: &Tournament, events: &[Event]) -> RenderedPage {
        let events = events.iter().map(|event| event.as_str()).collect::<Vec<_>>().join(" ");
        let head = html! {
            title { (tournament.name) }
            (self.head)
        };
        let body = html! {
            main #overlay data-kind=(self.kind) data-stream={ "/v1/tournaments/" (tournament.slug) "/stream" }
                data-events=(events) {
                (self.content)
            }
        };
        RenderedPage::html(document(self.style, &head, &body).into_string(), time::last_polled).framed_by_all()
    }
}

/// What is shown instead of an error: nothing. The script tries again until there is an overlay.
pub(crate) fn blank() -> String {
    let head = html! { title { "Overlay" } };
    let body = html! { main #overlay data-kind="none" {} };
    document(Style::Overlay, &head, &body).into_string()
}

fn document(style: Style, head: &Markup, body: &Markup) -> Markup {
    let stylesheet = match style {
        Style::Overlay => "overlay.css",
        Style::Embed => "embed.css",
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                link rel="stylesheet" href=(assets::address(stylesheet));
                script type="module" src=(assets::address("overlay.js")) {}
                (head)
            }
            body { (body) }
        }
    }
}
