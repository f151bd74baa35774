//! The `Cache-Control` policies of responses.

use http::HeaderValue;

use crate::headers::NO_STORE;

/// Which caches may keep a response, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Shared caches, for so many seconds; a request with the access cookie gets a response of its own that no cache
    /// keeps.
    SharedOrPrivate(u32),
    /// Shared caches, for so many seconds, for requests with the access cookie too.
    Shared(u32),
    /// No cache.
    NoStore,
}

impl Policy {
    /// The `Cache-Control` header for viewers and shared caches.
    pub(crate) const fn for_viewers(self) -> HeaderValue {
        match self {
            Self::NoStore => NO_STORE,
            Self::SharedOrPrivate(seconds) | Self::Shared(seconds) => match seconds {
                10 => HeaderValue::from_static("public, s-maxage=10, max-age=0, must-revalidate"),
                60 => HeaderValue::from_static("public, s-maxage=60, max-age=0, must-revalidate"),
                _ => HeaderValue::from_static("public, s-maxage=15, max-age=0, must-revalidate"),
            },
        }
    }
}
