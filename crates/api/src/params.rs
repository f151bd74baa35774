//! Path and query parameters with validation: an error lists every violation.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, RawPathParams};
use http::request::Parts;

use crate::{
    client_ip::Client,
    error::{Error, FieldError, Location},
};

/// How generated clients write a filter that is null, which means no filter.
const NULL: &str = "null";

/// A request's parameters. Read those that the route takes, then call [`Parameters::check`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters {
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    errors: Vec<FieldError>,
    client: Client,
}

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        let query = parts.uri.query().unwrap_or_default();
        let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // This fails when a decoded parameter is not UTF-8; nothing has such a name.
        let path = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound("Not Found"))?;
        let path = path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let client = parts.extensions.get().copied().unwrap_or_default();
        Ok(Self { path, query, errors: Vec::new(), client })
    }
}

impl Parameters {
    /// The client's address.
    pub(crate) fn client(&self) -> IpAddr {
        self.client.0
    }

    /// The text of a path parameter.
    pub(crate) fn text(&self, name: &'static str) -> &str {
        let found = self.path.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Removes the ending of a path parameter, and returns whether it had it.
    pub(crate) fn strip_ending(&mut self, name: &'static str, ending: &str) -> bool {
        let Some((_, value)) = self.path.iter_mut().find(|(known, _)| known == name) else { return false };
        let Some(length) = value.strip_suffix(ending).map(str::len) else { return false };
        value.truncate(length);
        true
    }

    /// A number in the path; anything else is a violation.
    pub(crate) fn id(&mut self, name: &'static str) -> i64 {
        let value = self.text(name).to_owned();
        self.number(&Location::Path(name), &value).unwrap_or_default()
    }

    /// A number in the query, which must lie within `range`; `default` when absent.
    pub(crate) fn limit(&mut self, name: &'static str, default: i64, range: std::ops::RangeInclusive<i64>) -> i64 {
        let at = Location::Query(name);
        let Some(value) = self.last(name) else { return default };
        let Some(number) = self.number(&at, &value) else { return default };
        if number < *range.start() {
            self.errors.push(FieldError::below(&at, value.as_str(), *range.start()));
        } else if number > *range.end() {
            self.errors.push(FieldError::above(&at, value.as_str(), *range.end()));
        }
        number
    }

    /// A number in the query; `None` when absent or `null`.
    pub(crate) fn optional(&mut self, name: &'static str) -> Option<i64> {
        let value = self.last(name).filter(|value| value != NULL)?;
        self.number(&Location::Query(name), &value)
    }

    /// One of several names in the query; `None` when absent or `null`.
    pub(crate) fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&'static str, T)]) -> Option<T> {
        let value = self.last(name).filter(|value| value != NULL)?;
        let chosen = choices.iter().find(|(known, _)| *known == value);
        if chosen.is_none() {
            let names: Vec<_> = choices.iter().map(|(known, _)| *known).collect();
            self.errors.push(FieldError::not_one_of(&Location::Query(name), value.as_str(), &names));
        }
        chosen.map(|(_, choice)| *choice)
    }

    /// Whether a query parameter is `true`; other values than `true` and `false` are a violation.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        self.choice(name, &[("true", true), ("false", false)]).unwrap_or_default()
    }

    /// Parses a query parameter, if present. A parse error is a violation, described in `msg`.
    pub(crate) fn parsed<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        msg: &str,
    ) -> Option<T> {
        let value = self.last(name)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.errors.push(FieldError::refused(&Location::Query(name), value, msg));
        }
        parsed
    }

    /// The text of a query parameter; of several, the last one.
    pub(crate) fn last(&self, name: &str) -> Option<String> {
        self.query.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Ends the reading of parameters.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every violation.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        Error::invalid(self.errors())
    }

    /// Takes the violations recorded so far, to report them together with others.
    pub(crate) fn errors(&mut self) -> Vec<FieldError> {
        std::mem::take(&mut self.errors)
    }

    /// A decimal number within 64 bits.
    fn number(&mut self, at: &Location, value: &str) -> Option<i64> {
        let text = value.trim();
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            self.errors.push(FieldError::not_an_integer(at, value));
            return None;
        }
        let number = text.parse().ok();
        if number.is_none() {
            self.errors.push(FieldError::beyond_64_bits(at, value));
        }
        number
    }
}
