//! The `Cache-Control` policies of responses.

use http::HeaderValue;

use crate::headers::NO_STORE;

/// Which caches may keep a response, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// Shared caches; a request with the access cookie gets a response of its own that no cache keeps.
    SharedOrPrivate(MaxAge),
    /// Shared caches, for requests with the access cookie too.
    Shared(MaxAge),
    /// No cache.
    NoStore,
}

/// How many seconds shared caches may keep a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxAge {
    Ten,
    Fifteen,
    Sixty,
}

impl Policy {
    /// The `Cache-Control` header for viewers and shared caches.
    pub(crate) const fn for_viewers(self) -> HeaderValue {
        match self {
            Self::NoStore => NO_STORE,
            Self::SharedOrPrivate(age) | Self::Shared(age) => HeaderValue::from_static(match age {
                MaxAge::Ten => "public, s-maxage=10, max-age=0, must-revalidate",
                MaxAge::Fifteen => "public, s-maxage=15, max-age=0, must-revalidate",
                MaxAge::Sixty => "public, s-maxage=60, max-age=0, must-revalidate",
            }),
        }
    }
}
