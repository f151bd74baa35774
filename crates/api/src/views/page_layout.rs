//! How a page is rendered from a tournament's facts: the function that another crate declares, and what it returns.

use bytes::Bytes;
use domain::{clock::Timestamp, id::EntryId, table_facts::TableFacts, tournament::Tournament};
use store::{
    poll_status::{PollTimes, StatusRow},
    read::facts::{FactParts, HasStages, LoadedFacts},
};

use super::{Body, ContentType, LastPolled, MaxAge, PageMatches, Policy, body::WriteTime};

/// Where a page shows when its data was last polled: this text is replaced by that time, and again when a poll succeeds
/// without a change. Escaped text never contains it.
pub const LAST_POLLED: &str = "<!--last polled-->";

/// How long shared caches keep a page, in seconds: as long as a table.
const POLICY: Policy = Policy::Shared(MaxAge::Fifteen);

/// How a page is rendered.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The facts that it needs besides the tournament's games.
    pub parts: FactParts,
    /// Whether it shows which entries are in a game or on air.
    pub is_live: bool,
    /// The polls whose latest success it shows.
    pub polls: &'static [StatusRow],
    /// Renders it; `None` when what it shows does not exist.
    pub render: fn(&PageFacts<'_>) -> Option<RenderedPage>,
}

/// What a page shows, as of one moment.
#[derive(Clone, Copy, Debug)]
pub struct PageFacts<'a> {
    /// The tournament's facts, with the parts that the page needs.
    pub facts: &'a TableFacts,
    /// Whether there are stages and series. Only a page that the event `series` changes is rendered again with them.
    pub has: HasStages,
    /// The time as of which the page is rendered.
    pub now: Timestamp,
    /// The entry that the address names, on pages of one entry.
    pub entry: Option<EntryId>,
    /// The matches that the page shows; empty on pages that show none.
    pub matches: &'a PageMatches,
    /// The address at which the service is found, without a slash at its end; empty if it is not configured.
    pub base_url: &'a str,
}

/// What the page of all tournaments shows, as of one moment.
#[derive(Clone, Copy, Debug)]
pub struct IndexFacts<'a> {
    /// The newest tournaments, the newest first.
    pub tournaments: &'a [Tournament],
    /// The time as of which the page is rendered.
    pub now: Timestamp,
    /// The address at which the service is found, without a slash at its end; empty if it is not configured.
    pub base_url: &'a str,
}

impl IndexFacts<'_> {
    /// Renders the page, with the time at which it expires without a nudge.
    pub(super) fn body(&self, render: fn(&IndexFacts<'_>) -> RenderedPage) -> (Option<Body>, Option<Timestamp>) {
        let RenderedPage { bytes, content_type, until, .. } = render(self);
        (Some(Body::page(bytes, content_type, POLICY, None)), until.filter(|&until| self.now < until))
    }
}

/// A rendered page.
#[derive(Clone, Debug)]
pub struct RenderedPage {
    bytes: Bytes,
    content_type: ContentType,
    until: Option<Timestamp>,
    last_polled: Option<(usize, WriteTime)>,
}

impl RenderedPage {
    /// An HTML document. At the first [`LAST_POLLED`] it shows the time of the latest poll as `last_polled` writes it,
    /// which must be HTML.
    #[must_use]
    pub fn html(document: String, last_polled: WriteTime) -> Self {
        let at = document.find(LAST_POLLED).map(|offset| (offset, last_polled));
        Self { last_polled: at, ..Self::new(document, ContentType::Html) }
    }

    /// An image in the PNG format.
    #[must_use]
    pub fn png(image: Vec<u8>) -> Self {
        Self::new(image, ContentType::Png)
    }

    fn new(bytes: impl Into<Bytes>, content_type: ContentType) -> Self {
        Self { bytes: bytes.into(), content_type, until: None, last_polled: None }
    }

    /// The same page, which pages of all origins may show in a frame.
    #[must_use]
    pub fn framed_by_all(self) -> Self {
        Self { content_type: ContentType::FramedHtml, ..self }
    }

    /// The same page, which expires at `until` without a nudge, if that is given.
    #[must_use]
    pub fn until(self, until: Option<Timestamp>) -> Self {
        Self { until, ..self }
    }

    /// The body, with the latest success of `polls`, and the time after `now` at which it expires without a nudge.
    pub(super) fn into_body(
        self,
        (polls, polled): (&'static [StatusRow], &PollTimes),
        now: Timestamp,
    ) -> (Body, Option<Timestamp>) {
        let until = self.until.filter(|&until| now < until);
        let Some((offset, write)) = self.last_polled else {
            return (Body::page(self.bytes, self.content_type, POLICY, None), until);
        };
        let last_polled = LastPolled::of(polls, polled).within_page(offset, write);
        let (before, after) = (&self.bytes[..offset], &self.bytes[offset + LAST_POLLED.len()..]);
        let bytes = [before, last_polled.text().as_bytes(), after].concat();
        (Body::page(bytes, self.content_type, POLICY, Some(last_polled)), until)
    }
}

impl Layout {
    /// Renders the page as of `now`, with the time at which it expires without a nudge.
    pub(super) fn body(
        &self,
        loaded: &LoadedFacts,
        (entry, matches): (Option<EntryId>, &PageMatches),
        base_url: &str,
        now: Timestamp,
    ) -> (Option<Body>, Option<Timestamp>) {
        let has = loaded.has;
        let rendered = (self.render)(&PageFacts { facts: &loaded.facts, has, now, entry, matches, base_url });
        let Some(rendered) = rendered else { return (None, None) };
        let (body, until) = rendered.into_body((self.polls, &loaded.polled), now);
        (Some(body), until)
    }
}
