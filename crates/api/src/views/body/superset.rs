//! Supersets: what variants of a body are cut from, so that parameters apply to what is in memory.

use std::{any::Any, fmt, io, sync::Arc};

use super::{Body, rows::Rows};

/// The value of a parameter that decides what of a body is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut(pub(crate) i64);

/// Everything that a body with another value of its parameter would be made of.
pub(crate) trait Superset: Any + fmt::Debug + Send + Sync {
    /// The bytes kept, about.
    fn weight(&self) -> usize;

    /// The number of the variant with that value, `None` for the body itself. There are no more of them than the body has
    /// rows, entries or ladders, whatever is asked for.
    fn variant(&self, value: i64) -> Option<usize>;

    /// The variant of `body` with that value.
    ///
    /// # Errors
    /// As [`Body::new`].
    fn cut(&self, body: &Body, value: i64) -> io::Result<Body>;
}

/// What the variants of a body are cut from.
#[derive(Clone, Debug)]
pub(super) enum VariantSource {
    /// Nothing: it has no parameter.
    None,
    /// More rows than are shown unless told.
    Rows { rows: Rows, shown: usize },
    /// What its read cuts variants from.
    Superset(Arc<dyn Superset>),
}

impl VariantSource {
    /// The bytes kept, about.
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
    /// The same body, with what its variants are cut from.
    pub(crate) fn with(self, superset: impl Superset) -> Self {
        self.with_variant_source(VariantSource::Superset(Arc::new(superset)))
    }

    /// The number of the variant that `cut` asks for, `None` for this body itself.
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

    /// The body that `cut` asks for.
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

    /// The same bytes.
    ///
    /// # Errors
    /// When they cannot be decompressed.
    pub(crate) fn again(&self) -> io::Result<Self> {
        Ok(Self::of(self.identity()?, self.policy(), self.last_polled()).of_type(self.content_type()))
    }

    /// What its variants are cut from, if that is a `T`.
    pub(crate) fn superset<T: Superset>(&self) -> Option<&T> {
        let VariantSource::Superset(superset) = self.variant_source() else { return None };
        let any: &dyn Any = superset.as_ref();
        any.downcast_ref()
    }
}
