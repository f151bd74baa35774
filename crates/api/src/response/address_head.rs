//! What the address of a response adds to the head of its body, which may be the body of several addresses.

use axum::response::Response;
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CONTENT_DISPOSITION, VARY},
};

use super::FastPathView;
use crate::headers::VARY_ON_ACCEPT;

/// The headers of an address, an extension of its responses that the middleware writes.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressHead {
    /// Whether the `Accept` header decides which body the address has.
    pub(crate) is_negotiated: bool,
    /// The `Content-Disposition` of a file.
    pub(crate) disposition: Option<HeaderValue>,
}

impl AddressHead {
    /// Adds itself to a response, and to what the fast path remembers of it.
    pub(crate) fn on(self, mut response: Response) -> Response {
        let extensions = response.extensions_mut();
        if let Some(view) = extensions.get_mut::<FastPathView>() {
            view.head = self.clone();
        }
        extensions.insert(self);
        response
    }

    /// Writes the headers.
    pub(crate) fn write(&self, status: StatusCode, headers: &mut HeaderMap) {
        if self.is_negotiated {
            headers.insert(VARY, VARY_ON_ACCEPT);
        }
        if status == StatusCode::OK {
            headers.extend(self.disposition.iter().map(|disposition| (CONTENT_DISPOSITION, disposition.clone())));
        }
    }
}
