//! Parses database URLs, in the forms that hosting providers and tools use.

use std::str::FromStr as _;

use sqlx::{ConnectOptions as _, postgres::PgConnectOptions};

use crate::Error;

/// How to connect to a database.
#[derive(Clone, Debug)]
pub struct ConnectOptions(pub(crate) PgConnectOptions);

impl ConnectOptions {
    /// The same, with the `application_name` that the server shows.
    #[must_use]
    pub fn application_name(self, name: &str) -> Self {
        Self(self.0.application_name(name))
    }

    /// The same, with another port.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self(self.0.port(port))
    }

    /// The port.
    #[must_use]
    pub fn get_port(&self) -> u16 {
        self.0.get_port()
    }
}

/// Parses the URL of a database. The predecessor's `postgresql+asyncpg://` is accepted too.
///
/// # Errors
/// [`Error::Address`] when it is not a database URL.
pub fn options(url: &str) -> Result<ConnectOptions, Error> {
    let url = url.trim().replacen("postgresql+asyncpg://", "postgresql://", 1);
    let expected = || Error::Address("expected postgres://user:password@host/name".into());
    // sqlx would accept the URL of any other database.
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(expected());
    }
    // The driver's error may contain the URL with its password, so it is dropped.
    let options = PgConnectOptions::from_str(&with_host(&url)).map_err(|_| expected())?;
    // Poolers refuse to begin a session with `extra_float_digits`; the default loses no digit either. Statement logging
    // is off because callers log their own errors.
    Ok(ConnectOptions(options.extra_float_digits(None).disable_statement_logging()))
}

/// The URL with a host, if it has only a socket among its parameters
/// (`postgres://user:password@/name?host=/cloudsql/…`), which then replaces the host: a URL with a user and no host is
/// invalid.
fn with_host(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    match authority.strip_suffix('@') {
        Some(user) => format!("{scheme}://{user}@localhost{}", &rest[authority.len()..]),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_among_the_parameters_replaces_the_host() {
        let folder = "/cloudsql/project:region:instance";
        for scheme in ["postgres", "postgresql", "postgresql+asyncpg"] {
            for host in ["", "localhost"] {
                let read = options(&format!("{scheme}://user:p%40ss@{host}/standings?host={folder}")).unwrap().0;
                let socket = read.get_socket().map(|socket| socket.display().to_string());
                assert_eq!((socket.as_deref(), read.get_username()), (Some(folder), "user"), "{scheme} {host}");
                assert_eq!(read.get_database(), Some("standings"));
            }
        }
        let read = options(&format!("postgresql:///standings?host={folder}&user=user")).unwrap().0;
        assert_eq!(read.get_socket().map(|socket| socket.display().to_string()).as_deref(), Some(folder));
    }

    #[test]
    fn an_address_with_a_host_is_taken_as_it_is() {
        let read = options(" postgres://user@db.example.org:6543/standings?sslmode=require\n").unwrap().0;
        assert_eq!((read.get_host(), read.get_port(), read.get_socket()), ("db.example.org", 6_543, None));
    }

    #[test]
    fn an_invalid_address_is_refused_without_quoting_its_password() {
        for text in ["", "mysql://user:secret@db/standings", "postgres://user:secret@db:port/standings"] {
            let error = options(text).unwrap_err().to_string();
            assert!(error.contains("DATABASE_URL") && !error.contains("secret"), "{error}");
        }
    }
}
