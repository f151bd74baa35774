//! A rendered body: its bytes, its tag, and its compressed forms, each made when first asked for.

mod packed;

use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use chrono::TimeDelta;
use domain::{clock::Timestamp, view::envelope::ListEnvelope};
use http::HeaderValue;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use store::poll_status::{Poll, PollTimes};
use tokio::sync::OnceCell;

pub(crate) use packed::PackedBody;

use super::{ContentEncoding, Policy, Representation, rows::Rows, superset::Superset};

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// Shorter bodies fit in one packet as they are.
const WORTH_COMPRESSING: usize = 1_000;

/// A rendered body.
#[derive(Debug)]
pub(crate) struct Body {
    /// No two bodies of one instance have the same.
    id: u64,
    plain: Representation,
    tag: String,
    policy: Policy,
    dated: Option<Dated>,
    /// Where the next page of the same list is.
    link: Option<HeaderValue>,
    coded: [OnceCell<Representation>; ContentEncoding::ALL.len()],
    superset: Superset,
}

/// The polls a body is dated by, the latest success of which it opens with as `last_polled_at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dated {
    polls: &'static [Poll],
    at: Option<Timestamp>,
}

impl Dated {
    /// By the latest success of `polls`, of which none may have succeeded yet.
    pub(crate) fn by(polls: &'static [Poll], times: &PollTimes) -> Self {
        Self { polls, at: latest(polls, times) }
    }

    pub(crate) fn at(self) -> Option<Timestamp> {
        self.at
    }
}

fn latest(polls: &[Poll], times: &PollTimes) -> Option<Timestamp> {
    polls.iter().filter_map(|poll| times.of(*poll)).max()
}

/// A body is dated anew once its poll succeeded this much later: often enough to show that polls work,
/// rarely enough that clients which ask every few seconds mostly hear that nothing changed.
const REDATED_AFTER: TimeDelta = TimeDelta::seconds(60);

impl Body {
    pub(crate) fn new(value: &impl Serialize, policy: Policy) -> Self {
        // A value of ours always serializes: no map has keys that are not text.
        Self::of(serde_json::to_vec(value).unwrap_or_default(), policy, None)
    }

    /// The body of a list, which is dated unless it is empty.
    pub(crate) fn list<T: Serialize>(rows: Vec<T>, policy: Policy, dated: Dated) -> Self {
        let dated = Some(dated).filter(|_| !rows.is_empty());
        Self::polled(&ListEnvelope::new(dated.and_then(Dated::at), rows), policy, dated)
    }

    /// The body of a list that is dated unless it is empty, of which the first `shown` rows are shown unless told.
    pub(crate) fn long_list<T: Serialize>(rows: &[T], policy: Policy, dated: Dated, shown: usize) -> Self {
        let dated = Some(dated).filter(|_| !rows.is_empty());
        let head = ListEnvelope::<()> { last_polled_at: dated.and_then(Dated::at), items: Vec::new() };
        Self::rows(&head, rows, (policy, dated), shown)
    }

    /// A body that opens with the date it is given, if any.
    pub(crate) fn polled(value: &impl Serialize, policy: Policy, dated: Option<Dated>) -> Self {
        let body = Self::new(value, policy);
        debug_assert!(dated.is_none_or(|dated| body.identity().starts_with(date(dated.at).as_bytes())));
        Self { dated, ..body }
    }

    /// The body of a value that ends in an empty list, with `rows` in it: the first `shown` of them, unless another
    /// number is asked for.
    pub(crate) fn rows<T: Serialize>(
        head: &impl Serialize,
        rows: &[T],
        (policy, dated): (Policy, Option<Dated>),
        shown: usize,
    ) -> Self {
        let rows = Rows::new(head, rows, date(dated.and_then(Dated::at)).len());
        let identity = rows.cut(shown);
        Self { dated, ..Self::of(identity, policy, None) }.with(Superset::Rows { rows, shown })
    }

    /// The same body, with what its other variants are cut from.
    pub(crate) fn with(self, superset: Superset) -> Self {
        Self { superset, ..self }
    }

    pub(super) fn of(identity: impl Into<Bytes>, policy: Policy, dated: Option<Dated>) -> Self {
        let identity = identity.into();
        let digest = Sha256::digest(&identity);
        let tag = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
        Self::tagged(identity, tag, policy, dated)
    }

    /// A body of which the tag is known.
    fn tagged(identity: Bytes, tag: String, policy: Policy, dated: Option<Dated>) -> Self {
        let plain = Representation::new(identity, policy, &tag, None);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Self { id, plain, tag, policy, dated, link: None, coded: Default::default(), superset: Superset::None }
    }

    /// The same body, of which a header `Link` tells where it goes on.
    pub(crate) fn linked(mut self, link: HeaderValue) -> Self {
        self.plain.link(&link);
        Self { link: Some(link), ..self }
    }

    /// The same body with a later date, when its poll has succeeded since and that is worth telling.
    pub(crate) fn redated(&self, polled: &PollTimes) -> Option<Self> {
        let at = self.later(polled)?;
        let dated = self.dated?;
        let (before, after) = (date(dated.at), date(Some(at)));
        let dated = Some(Dated { at: Some(at), ..dated });
        let superset = self.superset.redated(before.len(), &after);
        let identity = match &superset {
            Superset::Rows { rows, shown } => rows.cut(*shown),
            _ => redate(self.identity(), before.len(), &after),
        };
        Some(Self::of(identity, self.policy, dated).with(superset))
    }

    /// The date to have instead, when that is worth telling.
    pub(crate) fn later(&self, polled: &PollTimes) -> Option<Timestamp> {
        let dated = self.dated?;
        latest(dated.polls, polled).filter(|&at| dated.at.is_none_or(|known| at - known >= REDATED_AFTER))
    }

    /// The tag of the uncompressed body; a compressed form's ends in the coding's name.
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    pub(super) fn id(&self) -> u64 {
        self.id
    }

    pub(super) fn dated(&self) -> Option<Dated> {
        self.dated
    }

    pub(super) fn superset(&self) -> &Superset {
        &self.superset
    }

    /// An estimate of the bytes kept: the body, its compressed forms together about half of it, and what its variants
    /// are cut from.
    pub(crate) fn weight(&self) -> usize {
        self.identity().len() * 3 / 2 + self.superset.weight()
    }

    /// The body as it is, without a coding.
    pub(crate) fn plain(&self) -> &Representation {
        &self.plain
    }

    pub(crate) fn identity(&self) -> &Bytes {
        &self.plain.bytes
    }

    /// The form in `coding`, or in none, if it was made already.
    pub(crate) fn ready(&self, coding: Option<ContentEncoding>) -> Option<&Representation> {
        match coding.filter(|_| self.is_worth_coding()) {
            Some(coding) => self.coded[coding as usize].get(),
            None => Some(&self.plain),
        }
    }

    /// Whether compressed forms are worth making.
    pub(crate) fn is_worth_coding(&self) -> bool {
        self.identity().len() >= WORTH_COMPRESSING
    }

    /// The form in `coding`, or as it is when that is not worth it, or cannot be made.
    pub(crate) async fn form(&self, coding: Option<ContentEncoding>) -> &Representation {
        let Some(coding) = coding.filter(|_| self.is_worth_coding()) else { return &self.plain };
        let make = async || {
            let identity = self.identity().clone();
            // Not in the pool: whoever waits for this would wait for all renders that came before.
            let made = tokio::task::spawn_blocking(move || coding.compress(&identity)).await;
            let bytes = made.map_err(std::io::Error::other)??;
            let mut form = Representation::new(bytes.into(), self.policy, &self.tag, Some(coding));
            self.link.iter().for_each(|link| form.link(link));
            Ok::<_, std::io::Error>(form)
        };
        self.coded[coding as usize].get_or_try_init(make).await.unwrap_or_else(|error| {
            tracing::error!(%error, coding = coding.name(), "cannot compress a body");
            &self.plain
        })
    }
}

/// The same bytes, opening with another date instead of the first so many.
pub(super) fn redate(identity: &[u8], before: usize, after: &str) -> Bytes {
    [after.as_bytes(), &identity[before..]].concat().into()
}

/// How a dated body begins.
fn date(at: Option<Timestamp>) -> String {
    let at = at.map_or_else(|| "null".to_owned(), |at| format!("\"{at}\""));
    format!("{{\"last_polled_at\":{at}")
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[tokio::test]
    async fn every_coding_gives_the_same_body_back() {
        let text = "standings ".repeat(500);
        let body = Body::new(&text, Policy::NoStore);
        let brotli = &body.form(Some(ContentEncoding::Brotli)).await.bytes;
        let mut decoded = Vec::new();
        brotli::Decompressor::new(brotli.as_ref(), 4_096).read_to_end(&mut decoded).unwrap();
        assert_eq!(&decoded, body.identity());
        let zstd = &body.form(Some(ContentEncoding::Zstd)).await.bytes;
        assert_eq!(&zstd::bulk::decompress(zstd, 100_000).unwrap(), body.identity());
        let mut decoded = Vec::new();
        let gzip = &body.form(Some(ContentEncoding::Gzip)).await.bytes;
        flate2::read::GzDecoder::new(gzip.as_ref()).read_to_end(&mut decoded).unwrap();
        assert_eq!(&decoded, body.identity());
    }

    #[tokio::test]
    async fn a_short_body_stays_as_it_is() {
        let body = Body::new(&"short", Policy::NoStore);
        assert_eq!(body.form(Some(ContentEncoding::Gzip)).await.bytes, body.identity());
    }

    #[test]
    fn the_tag_follows_the_bytes() {
        let tag = |text: &str| Body::new(&text, Policy::NoStore).tag().to_owned();
        assert_eq!(tag("a"), tag("a"));
        assert_ne!(tag("a"), tag("b"));
    }

    #[test]
    fn a_body_is_dated_anew_only_when_that_is_worth_telling() {
        let at = |second: i64| Timestamp::from_unix_seconds(1_780_000_000 + second);
        let polled = |second| PollTimes::from_iter([(Poll::Stats, at(second).unwrap())]);
        let list =
            |items: Vec<u8>, times: &PollTimes| Body::list(items, Policy::NoStore, Dated::by(&[Poll::Stats], times));
        let body = list(vec![1, 2], &polled(0));
        assert!(body.redated(&polled(59)).is_none());
        let later = body.redated(&polled(60)).unwrap();
        assert_eq!(later.identity(), r#"{"last_polled_at":"2026-05-28T20:27:40Z","items":[1,2]}"#);
        assert_ne!(later.tag(), body.tag());
        assert!(later.redated(&polled(61)).is_none());
        assert!(body.redated(&PollTimes::default()).is_none());
        let empty = list(vec![], &polled(0));
        assert!(empty.redated(&polled(600)).is_none(), "an empty list has no date");
        let never = list(vec![1], &PollTimes::default());
        assert_eq!(never.identity(), r#"{"last_polled_at":null,"items":[1]}"#);
        let first = never.redated(&polled(5)).unwrap();
        assert_eq!(first.identity(), r#"{"last_polled_at":"2026-05-28T20:26:45Z","items":[1]}"#);
    }

    #[test]
    fn of_several_polls_the_latest_dates_a_body() {
        let at = |second: i64| Timestamp::from_unix_seconds(1_780_000_000 + second).unwrap();
        let times = |matches, live| PollTimes::from_iter([(Poll::Matches, at(matches)), (Poll::Live, at(live))]);
        let dated = Dated::by(&[Poll::Matches, Poll::Live], &times(10, 70));
        assert_eq!(dated.at(), Some(at(70)));
        let body = Body::list(vec![1], Policy::NoStore, dated);
        assert_eq!((body.later(&times(90, 70)), body.later(&times(130, 70))), (None, Some(at(130))));
    }
}
