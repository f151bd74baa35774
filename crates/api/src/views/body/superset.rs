//! Supersets: the data from which variants of a body are cut, so that parameters apply to what is in memory.

use std::{any::Any, fmt, io, sync::Arc};

use super::{Body, rows::Rows};

/// The value of the parameter that decides what a body shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut(pub(crate) i64);

/// The data from which a body can be made for every value of its parameter.
pub(crate) trait Superset: Any + fmt::Debug + Send + Sync {
    /// Roughly the bytes in memory.
    fn weight(&self) -> usize;

    /// The number of the variant for `value`, `None` for the body itself. Whatever clients request, there are at most
    /// as many variants as the body has rows, entries or ladders. Data that is only stored beside a body has none.
    fn variant(&self, _value: i64) -> Option<usize> {
        None
    }

    /// Makes the variant of `body` for `value`.
    ///
    /// # Errors
    /// As [`Body::new`].
    fn cut(&self, body: &Body, _value: i64) -> io::Result<Body> {
        body.again()
    }
}

/// The source from which the variants of a body are cut.
#[derive(Clone, Debug)]
pub(super) enum VariantSource {
    /// None, because the body has no parameter.
    None,
    /// More rows than the body shows by default.
    Rows { rows: Rows, shown: usize },
    /// Data of the read's own type.
    Superset(Arc<dyn Superset>),
}

impl VariantSource {
    /// Roughly the bytes in memory.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Rows { rows, shown } => rows.weight(*shown),
            Self::Superset(superset) => superset.weight(),
        }
    }

    pub(super) fn with_last_polled_at(&self, before: usize, after: &str) -> Self {
        match self {
            Self::Rows { rows, shown } => Self::Rows { rows: rows.with_last_polled_at(before, after), shown: *shown },
            other => other.clone(),
        }
    }
}

impl Body {
    /// Sets the superset from which the body's variants are cut.
    pub(crate) fn with(self, superset: impl Superset) -> Self {
        self.with_variant_source(VariantSource::Superset(Arc::new(superset)))
    }

    /// The number of the variant that `cut` selects, `None` for this body itself.
    pub(crate) fn variant(&self, Cut(value): Cut) -> Option<usize> {
        match self.variant_source() {
            VariantSource::None => None,
            VariantSource::Rows { rows, shown } => {
                let limit = usize::try_from(value).unwrap_or_default().min(rows.count());
                (limit != rows.count().min(*shown)).then_some(limit)
            }
            VariantSource::Superset(superset) => superset.variant(value),
        }
    }

    /// Makes the body that `cut` selects.
    ///
    /// # Errors
    /// As [`Body::new`].
    pub(crate) fn cut(&self, Cut(value): Cut) -> io::Result<Self> {
        match self.variant_source() {
            VariantSource::None => self.again(),
            VariantSource::Rows { rows, .. } => {
                let limit = usize::try_from(value).unwrap_or_default();
                Ok(Self::of(rows.cut(limit), self.policy(), self.last_polled()))
            }
            VariantSource::Superset(superset) => superset.cut(self, value),
        }
    }

    /// Makes a body with the same bytes.
    ///
    /// # Errors
    /// When they cannot be decompressed.
    pub(crate) fn again(&self) -> io::Result<Self> {
        Ok(Self::of(self.identity()?, self.policy(), self.last_polled()).of_type(self.content_type()))
    }

    /// The superset from which variants are cut, if it is a `T`.
    pub(crate) fn superset<T: Superset>(&self) -> Option<&T> {
        let VariantSource::Superset(superset) = self.variant_source() else { return None };
        let any: &dyn Any = superset.as_ref();
        any.downcast_ref()
    }
}
