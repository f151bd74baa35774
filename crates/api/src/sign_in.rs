//! The built-in sign-in: the service itself issues the access cookie to hosts who open a link that an operator made.

mod cookie;
mod link;
mod origin;
mod pages;
mod renewal;
mod routes;
mod session;
mod signing_key;

use tokio_util::sync::CancellationToken;

use crate::app::App;

pub use link::LinkToken;
pub(crate) use link::without_token;
pub(crate) use pages::{page, refused};
pub(crate) use renewal::renew;
pub(crate) use routes::{__path_get_keys, get_keys, sign_in, sign_out, sign_out_everywhere};
pub use signing_key::new_signing_key;

/// Keeps the hosts' sessions in memory up to date until `stop` is cancelled.
pub async fn watch_sessions(app: App, stop: CancellationToken) {
    match app.authenticator.built_in() {
        Some(built_in) => _ = stop.run_until_cancelled(built_in.watch()).await,
        None => stop.cancelled().await,
    }
}

/// Whether `path` is a page for people.
pub(crate) fn is_page(app: &App, path: &str) -> bool {
    app.authenticator.built_in().is_some() && path.starts_with("/auth/sign-")
}
