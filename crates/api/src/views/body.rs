//! A rendered body: its bytes, its etag, and its compressed representations, each made when first requested. Large
//! bodies are kept only compressed.

mod coded;
mod last_polled;
mod packed;
mod rows;
mod superset;
#[cfg(test)]
mod tests;
mod uncompressed;
mod writer;

use std::{
    io,
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use domain::view::envelope::ListEnvelope;
use http::HeaderValue;
use serde::Serialize;
use store::poll_status::PollTimes;

pub(crate) use last_polled::LastPolled;
pub(crate) use last_polled::WriteTime;
pub(crate) use packed::PackedBody;
pub(crate) use superset::{Cut, Superset};
pub(crate) use uncompressed::{OnDemand, Uncompressed};

use self::{
    coded::Coded,
    rows::{Rows, replace},
    superset::VariantSource,
    uncompressed::StoredBytes,
    writer::BodyWriter,
};
use super::{ContentEncoding, ContentType, Policy};
use crate::etag;

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// A rendered body.
#[derive(Debug)]
pub(crate) struct Body {
    /// Unique among the bodies of one instance.
    id: u64,
    uncompressed: Uncompressed,
    etag: String,
    policy: Policy,
    content_type: ContentType,
    last_polled: Option<LastPolled>,
    /// The `Link` header to the next page of the list.
    link: Option<HeaderValue>,
    coded: Coded,
    variant_source: VariantSource,
}

impl Body {
    /// Serializes `value` as JSON.
    ///
    /// # Errors
    /// When the value cannot be serialized, or its bytes cannot be compressed.
    pub(crate) fn new(value: &impl Serialize, policy: Policy) -> io::Result<Self> {
        Self::written(policy, |writer| Ok(serde_json::to_writer(writer, value)?))
    }

    /// Creates a body from text of the given content type.
    pub(crate) fn text(text: String, content_type: ContentType, policy: Policy) -> Self {
        Self::of(text, policy, None).of_type(content_type)
    }

    /// Creates a page's body, which shows `last_polled` if that is given.
    pub(crate) fn page(
        bytes: impl Into<Bytes>,
        content_type: ContentType,
        policy: Policy,
        last_polled: Option<LastPolled>,
    ) -> Self {
        Self::of(bytes, policy, last_polled).of_type(content_type)
    }

    /// Creates a body from the bytes that `write` writes.
    ///
    /// # Errors
    /// The error of `write`, or when the bytes cannot be compressed.
    pub(crate) fn written(policy: Policy, write: impl FnOnce(&mut BodyWriter) -> io::Result<()>) -> io::Result<Self> {
        let mut writer = BodyWriter::default();
        write(&mut writer)?;
        Ok(Self::of_stored(writer.finish()?, policy, None))
    }

    /// Creates the body of a list, which shows `last_polled_at` unless the list is empty.
    ///
    /// # Errors
    /// As [`Body::new`].
    pub(crate) fn list<T: Serialize>(rows: Vec<T>, policy: Policy, last_polled: LastPolled) -> io::Result<Self> {
        let last_polled = Some(last_polled).filter(|_| !rows.is_empty());
        Self::polled(&ListEnvelope::new(last_polled.and_then(LastPolled::at), rows), policy, last_polled)
    }

    /// Creates the body of a list, which shows `last_polled_at` unless the list is empty. It shows the first `shown`
    /// rows; variants with another number of rows can be cut from it.
    ///
    /// # Errors
    /// As [`Body::new`].
    pub(crate) fn long_list<T: Serialize>(
        rows: &[T],
        policy: Policy,
        last_polled: LastPolled,
        shown: usize,
    ) -> io::Result<Self> {
        let last_polled = Some(last_polled).filter(|_| !rows.is_empty());
        let head = ListEnvelope::<()> { last_polled_at: last_polled.and_then(LastPolled::at), items: Vec::new() };
        Self::rows(&head, rows, (policy, last_polled), shown)
    }

    /// Creates a body that begins with `last_polled_at`, if there is one.
    ///
    /// # Errors
    /// As [`Body::new`].
    pub(crate) fn polled(value: &impl Serialize, policy: Policy, last_polled: Option<LastPolled>) -> io::Result<Self> {
        let body = Self::new(value, policy)?;
        debug_assert!(last_polled.is_none_or(|last_polled| {
            body.identity().is_ok_and(|bytes| bytes.starts_with(last_polled.text().as_bytes()))
        }));
        Ok(Self { last_polled, ..body })
    }

    /// Creates the body of a value that ends in an empty list, and fills that list with `rows`. It shows the first
    /// `shown` rows; variants with another number of rows can be cut from it.
    ///
    /// # Errors
    /// As [`Body::new`].
    pub(crate) fn rows<T: Serialize>(
        head: &impl Serialize,
        rows: &[T],
        (policy, last_polled): (Policy, Option<LastPolled>),
        shown: usize,
    ) -> io::Result<Self> {
        let rows = Rows::new(head, rows, last_polled.unwrap_or_default().text().len())?;
        Ok(Self::of(rows.cut(shown), policy, last_polled).with_variant_source(VariantSource::Rows { rows, shown }))
    }

    /// Sets what the body's variants are cut from.
    fn with_variant_source(self, variant_source: VariantSource) -> Self {
        Self { variant_source, ..self }
    }

    pub(super) fn of(identity: impl Into<Bytes>, policy: Policy, last_polled: Option<LastPolled>) -> Self {
        Self::of_stored(StoredBytes::new(identity.into()), policy, last_polled)
    }

    fn of_stored(bytes: StoredBytes, policy: Policy, last_polled: Option<LastPolled>) -> Self {
        let etag = etag::of(bytes.as_stored());
        Self::with_etag(bytes, etag, policy, last_polled)
    }

    /// Creates a body whose etag is known.
    fn with_etag(bytes: StoredBytes, etag: String, policy: Policy, last_polled: Option<LastPolled>) -> Self {
        let uncompressed = Uncompressed::new(bytes, policy, &etag);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        let variant_source = VariantSource::None;
        let (content_type, coded) = (ContentType::Json, Coded::default());
        let body =
            Self { id, uncompressed, etag, policy, content_type, last_polled, link: None, coded, variant_source };
        if let Some(zstd) = body.uncompressed.zstd() {
            body.provide(ContentEncoding::Zstd, &zstd.bytes);
        }
        body
    }

    /// Sets the content type.
    pub(crate) fn of_type(mut self, content_type: ContentType) -> Self {
        self.uncompressed.set_type(content_type);
        self.coded.iter_mut().filter_map(|coded| coded.get_mut()).for_each(|coded| coded.set_type(content_type));
        Self { content_type, ..self }
    }

    /// Adds a `Link` header with the address of the next page.
    pub(crate) fn linked(mut self, link: HeaderValue) -> Self {
        self.uncompressed.link(&link);
        self.coded.iter_mut().filter_map(|coded| coded.get_mut()).for_each(|coded| coded.link(&link));
        Self { link: Some(link), ..self }
    }

    /// Returns the body with a later `last_polled_at` when its poll has succeeded since, late enough for an update.
    ///
    /// # Errors
    /// When it cannot be decompressed.
    pub(crate) fn with_last_polled_at(&self, polled: &PollTimes) -> io::Result<Option<Self>> {
        let newer = self.last_polled.and_then(|before| Some((before, before.newer(polled)?)));
        let Some((before, newer)) = newer else { return Ok(None) };
        let (offset, before, after) = (before.offset(), before.text(), newer.text());
        let variant_source = self.variant_source.with_last_polled_at(before.len(), &after);
        let identity = match &variant_source {
            VariantSource::Rows { rows, shown } => rows.cut(*shown),
            _ => replace(&self.identity()?, offset, before.len(), &after),
        };
        let body = Self::of(identity, self.policy, Some(newer)).with_variant_source(variant_source);
        Ok(Some(if self.content_type == ContentType::Json { body } else { body.of_type(self.content_type) }))
    }

    /// Whether a poll behind the body has succeeded since, late enough to update `last_polled_at`.
    pub(crate) fn has_newer_poll(&self, polled: &PollTimes) -> bool {
        self.last_polled.is_some_and(|last_polled| last_polled.newer(polled).is_some())
    }

    /// The etag of the uncompressed body. The etag of a compressed representation ends in the encoding's name.
    pub(crate) fn etag(&self) -> &str {
        &self.etag
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy
    }

    pub(crate) fn content_type(&self) -> ContentType {
        self.content_type
    }

    pub(super) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn last_polled(&self) -> Option<LastPolled> {
        self.last_polled
    }

    fn variant_source(&self) -> &VariantSource {
        &self.variant_source
    }

    /// Estimates the bytes in memory: the body, its compressed representations (together about half of it), and what
    /// its variants are cut from.
    pub(crate) fn weight(&self) -> usize {
        let bytes = match self.uncompressed.zstd() {
            Some(zstd) => zstd.bytes.len() * 2,
            None => self.len() * 3 / 2,
        };
        bytes + self.variant_source.weight()
    }

    /// The length in bytes without compression.
    pub(crate) fn len(&self) -> usize {
        self.uncompressed.len()
    }

    /// The body without compression.
    pub(crate) fn uncompressed(&self) -> &Uncompressed {
        &self.uncompressed
    }

    /// Returns the uncompressed bytes, decompressing them if they are kept compressed.
    ///
    /// # Errors
    /// When they cannot be decompressed.
    pub(crate) fn identity(&self) -> io::Result<Bytes> {
        self.uncompressed.source()()
    }
}
