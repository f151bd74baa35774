//! The built-in sign-in: the service issues the access cookie itself, to hosts who come with a link that an operator made.

mod link;
mod signing_key;

pub use link::LinkToken;
pub use signing_key::new_signing_key;
