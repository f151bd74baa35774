//! The simulated sign-on service on a real socket: it publishes keys, tells who users are, and its tokens are
//! minted here, good ones and bad. Like the rest of the simulator it never looks at the machine's clock.

mod answers;
mod keyring;
mod signing_key;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use self::keyring::Keyring;
pub use self::token::Token;
use crate::fault::Fault;
use crate::server::{connections, locked};

/// What the sign-on service can be asked.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum SsoEndpoint {
    /// `GET /auth/jwks`: the public keys.
    Keys,
    /// `GET /users/lookup?ids=…`: who users are.
    Lookup,
}

/// What the server and its handle share.
#[derive(Default)]
struct Shared {
    keyring: Mutex<Keyring>,
    faults: Mutex<BTreeMap<SsoEndpoint, Fault>>,
    requests: Mutex<BTreeMap<SsoEndpoint, usize>>,
    looked_up: Mutex<Vec<String>>,
    deleted: Mutex<BTreeSet<String>>,
    without_emails: Mutex<BTreeSet<String>>,
}

/// A running simulated sign-on service, in which every user exists. Dropping it stops it and closes every
/// connection.
pub struct Sso {
    shared: Arc<Shared>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Sso {
    /// Starts it on a free port of this machine alone. Its first key is made when it is first needed.
    ///
    /// # Errors
    /// If no port can be bound.
    pub async fn local() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let router = answers::router(Arc::clone(&shared));
        Ok(Self { shared, address, serving: tokio::spawn(connections::serve(listener, router)) })
    }

    /// What to put in place of the service's base URL; without a slash at the end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it publishes its keys.
    #[must_use]
    pub fn keys_url(&self) -> String {
        format!("{}{}", self.base_url(), SsoEndpoint::Keys.path())
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A good token of a user, issued `now` (unix seconds) for an hour; see [`Token`] for others.
    pub fn token(&self, user: &str, now: i64) -> Token {
        let keyring = *locked(&self.shared.keyring);
        Token::new(keyring, user, now)
    }

    /// Signs with a new key from now on. It is published at once, and the old ones stay so.
    pub fn rotate(&self) {
        locked(&self.shared.keyring).rotate();
    }

    /// Publishes no key any longer but the one it signs with.
    pub fn retire_old(&self) {
        locked(&self.shared.keyring).retire_old();
    }

    /// Forgets who a user is; their tokens stay good.
    pub fn delete_user(&self, user: &str) {
        locked(&self.shared.deleted).insert(user.to_owned());
    }

    /// Tells that user nobody's e-mail address any longer.
    pub fn hide_emails_from(&self, user: &str) {
        locked(&self.shared.without_emails).insert(user.to_owned());
    }

    /// Publishes the keys without their ids, or with them again.
    pub fn publish_ids(&self, are_published: bool) {
        locked(&self.shared.keyring).publish_ids(are_published);
    }

    /// Lets an endpoint fail until [`Sso::clear_faults`]. [`Fault::CloseConnection`] is how it goes away, and
    /// faults that spoil an upstream's body in ways of its own leave this one's right.
    pub fn fault(&self, endpoint: SsoEndpoint, fault: Fault) {
        locked(&self.shared.faults).insert(endpoint, fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        locked(&self.shared.faults).clear();
    }

    /// How many requests an endpoint has seen, failed ones too.
    #[must_use]
    pub fn requests(&self, endpoint: SsoEndpoint) -> usize {
        locked(&self.shared.requests).get(&endpoint).copied().unwrap_or_default()
    }

    /// The users that were looked up, in the order in which they were asked for.
    #[must_use]
    pub fn looked_up(&self) -> Vec<String> {
        locked(&self.shared.looked_up).clone()
    }
}

impl Drop for Sso {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl SsoEndpoint {
    const fn path(self) -> &'static str {
        match self {
            Self::Keys => "/auth/jwks",
            Self::Lookup => "/users/lookup",
        }
    }
}
