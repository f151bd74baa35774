//! The shell that all pages of a tournament share: the head, the navigation, and where the data comes from.

use api::{HasStages, LAST_POLLED, PageFacts, RenderedPage, StagesFacts};
use domain::{id::EntryId, nudge::Event, tournament::Tournament};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{assets, card, time};

/// The modules that `main.js` imports, which the browser loads at once.
const MODULES: [&str; 4] = ["cached.js", "live.js", "time.js", "update.js"];

/// The pages of a tournament that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Standings,
    Stages,
    Schedule,
    History,
    Statistics,
    Matches,
}

/// What the shell shows of the tournament.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShellFacts<'a> {
    tournament: &'a Tournament,
    has: HasStages,
    entry: Option<EntryId>,
    base_url: &'a str,
    /// Whether the page shows stages or series. Of others only the navigation changes with them.
    shows_series: bool,
}

impl<'a> From<&PageFacts<'a>> for ShellFacts<'a> {
    fn from(facts: &PageFacts<'a>) -> Self {
        let PageFacts { facts, has, entry, base_url, .. } = *facts;
        let tournament = &facts.tournament_facts.tournament;
        Self { tournament, has, entry, base_url, shows_series: false }
    }
}

impl<'a> From<&StagesFacts<'a>> for ShellFacts<'a> {
    fn from(facts: &StagesFacts<'a>) -> Self {
        let StagesFacts { tournament, has, base_url, .. } = *facts;
        Self { tournament, has, entry: None, base_url, shows_series: true }
    }
}

/// A page of a tournament.
#[derive(Debug)]
pub(crate) struct HtmlDocument<'a> {
    /// The page's path after the tournament's.
    pub(crate) path: &'a str,
    /// Which tab of the navigation it is, if it is one.
    pub(crate) tab: Option<Tab>,
    /// What it shows of the tournament, as a title.
    pub(crate) title: &'a str,
    /// What it says, in a sentence or two.
    pub(crate) description: &'a str,
    /// The events of the stream after which its script fetches it again.
    pub(crate) events: &'a [Event],
    /// The JSON behind it, as paths after the tournament's.
    pub(crate) json: &'a [&'a str],
    /// What it shows.
    pub(crate) main: Markup,
}

impl Tab {
    const ALL: [Self; 6] =
        [Self::Standings, Self::Stages, Self::Schedule, Self::History, Self::Statistics, Self::Matches];

    /// Whether the navigation leads to it.
    const fn is_shown(self, has: HasStages) -> bool {
        match self {
            Self::Stages => has.stages,
            Self::Schedule => has.series,
            Self::Standings | Self::History | Self::Statistics | Self::Matches => true,
        }
    }

    /// Its path after the tournament's.
    const fn path(self) -> &'static str {
        match self {
            Self::Standings => "",
            Self::Stages => "/stages",
            Self::Schedule => "/schedule",
            Self::History => "/history",
            Self::Statistics => "/stats",
            Self::Matches => "/matches",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Standings => "Standings",
            Self::Stages => "Stages",
            Self::Schedule => "Schedule",
            Self::History => "History",
            Self::Statistics => "Statistics",
            Self::Matches => "Matches",
        }
    }
}

impl HtmlDocument<'_> {
    /// Renders the page as a whole document.
    pub(crate) fn render<'a>(&self, facts: impl Into<ShellFacts<'a>>) -> RenderedPage {
        let facts = facts.into();
        let tournament = facts.tournament;
        let body = html! {
            a.skip href="#main" { "Skip to the content" }
            header.bar {
                (self.navigation(&facts))
                (status())
            }
            main #main data-stream={ "/v1/tournaments/" (tournament.slug) "/stream" } data-events=(self.events(&facts)) {
                (self.main)
            }
            (footer(&self.sources(tournament)))
        };
        RenderedPage::html(shell(&self.head(&facts), &body).into_string(), time::last_polled)
    }

    fn head(&self, facts: &ShellFacts<'_>) -> Markup {
        let ShellFacts { tournament, entry, base_url, .. } = *facts;
        let title = format!("{} · {}", self.title, tournament.name);
        let home = format!("{base_url}/t/{}", tournament.slug);
        let address = format!("{home}{}", self.path);
        let card = match entry {
            Some(entry) => format!("{home}/players/{entry}/card.png"),
            None => format!("{home}/card.png"),
        };
        html! {
            title { (title) }
            meta name="description" content=(self.description);
            link rel="canonical" href=(address);
            meta property="og:type" content="website";
            meta property="og:title" content=(title);
            meta property="og:description" content=(self.description);
            meta property="og:url" content=(address);
            meta property="og:image" content=(card);
            meta property="og:image:type" content="image/png";
            meta property="og:image:width" content=(card::WIDTH);
            meta property="og:image:height" content=(card::HEIGHT);
            meta name="twitter:card" content="summary_large_image";
            (scripts())
        }
    }

    fn navigation(&self, facts: &ShellFacts<'_>) -> Markup {
        html! {
            nav.tabs aria-label="Tournament" {
                @for tab in Tab::ALL.into_iter().filter(|tab| tab.is_shown(facts.has)) {
                    a href={ "/t/" (facts.tournament.slug) (tab.path()) } aria-current=[(self.tab == Some(tab)).then_some("page")] {
                        (tab.label())
                    }
                }
            }
        }
    }

    /// The names of the events that change the content, with spaces between them.
    fn events(&self, facts: &ShellFacts<'_>) -> String {
        let events = self.events.iter().filter(|event| facts.shows_series || **event != Event::Series);
        events.map(|event| event.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The JSON behind the page, as addresses and labels.
    fn sources(&self, tournament: &Tournament) -> Vec<(String, String)> {
        let home = format!("/v1/tournaments/{}", tournament.slug);
        let source = |path: &&str| {
            let label = if path.is_empty() { "tournament" } else { path.trim_start_matches('/') };
            (format!("{home}{path}"), format!("{label}.json"))
        };
        self.json.iter().map(source).collect()
    }
}

/// Where the data comes from: the documentation of the API, and the JSON behind the page.
pub(crate) fn footer(sources: &[(String, String)]) -> Markup {
    html! {
        footer {
            p {
                a href="/" { "All events" }
                " · "
                a href="/docs" { "API" }
                @for (address, label) in sources {
                    " · "
                    a href=(address) { (label) }
                }
            }
        }
    }
}

/// How old the data is, and whether the page follows it.
fn status() -> Markup {
    html! {
        p.status {
            span #connection role="status" {}
            span #polled { "Polled " (PreEscaped(LAST_POLLED)) }
        }
    }
}

/// The script that every page runs, and its modules.
pub(crate) fn scripts() -> Markup {
    html! {
        script type="module" src=(assets::address("main.js")) {}
        @for module in MODULES {
            link rel="modulepreload" href=(assets::address(module));
        }
    }
}

/// An HTML document with the head that every page has.
pub(crate) fn shell(head: &Markup, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="stylesheet" href=(assets::address("style.css"));
                (head)
            }
            body { (body) }
        }
    }
}
