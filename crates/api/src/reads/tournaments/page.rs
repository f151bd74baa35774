//! Pages of the list of tournaments: keyset pagination, from the newest to the oldest.
//!
//! The first page of full length is a cached view, and shorter first pages are cut from it. Later pages are read from
//! the database index by their cursor.

use std::io;

use chrono::{DateTime, Datelike as _, Utc};
use domain::{clock::Timestamp, id::TournamentId, tournament::Tournament, view::tournaments::TournamentRead};
use http::HeaderValue;
use serde::Deserialize;
use serde_json::value::RawValue;
use store::read::tournaments::Position;

use crate::views::{Body, MaxAge, Policy, Superset};

/// The most tournaments on a page, and the default.
pub(super) const LARGEST_PAGE: i64 = 500;

/// The number of rows to read for a page of `limit`: one more, which shows whether another page follows.
pub(super) const fn to_read(limit: i64) -> i64 {
    limit.saturating_add(1)
}

/// Makes a page of `limit` from its rows; one row beyond `limit` means that another page follows.
///
/// # Errors
/// As [`Body::new`].
pub(super) fn page(mut rows: Vec<Tournament>, limit: i64) -> io::Result<Body> {
    let shown = usize::try_from(limit).unwrap_or_default();
    let is_last = rows.len() <= shown;
    rows.truncate(shown);
    let last = rows.last().map(|last| Position { created_at: last.created_at, id: last.id });
    let rows: Vec<_> = rows.into_iter().map(TournamentRead::from).collect();
    let body = Body::new(&rows, Policy::Shared(MaxAge::Fifteen))?.with(FullPage { rows: rows.len() });
    Ok(link(body, last.filter(|_| !is_last), limit))
}

/// A page of full length, from which shorter ones are cut.
#[derive(Debug)]
struct FullPage {
    rows: usize,
}

impl Superset for FullPage {
    fn weight(&self) -> usize {
        0
    }

    fn variant(&self, limit: i64) -> Option<usize> {
        usize::try_from(limit).ok().filter(|limit| *limit < self.rows)
    }

    fn cut(&self, body: &Body, limit: i64) -> io::Result<Body> {
        let list = body.identity()?;
        let rows: Vec<&RawValue> = serde_json::from_slice(&list)?;
        let shown = usize::try_from(limit).unwrap_or_default();
        let last = shown.checked_sub(1).and_then(|last| rows.get(last)).filter(|_| rows.len() > shown);
        let Some(last) = last else { return body.again() };
        let last: Row = serde_json::from_str(last.get())?;
        let body = Body::new(&&rows[..shown], body.policy())?;
        Ok(link(body, Some(Position { created_at: last.created_at, id: last.id }), limit))
    }
}

/// The parts of a cursor.
#[derive(Deserialize)]
struct Row {
    id: TournamentId,
    created_at: Timestamp,
}

/// Adds a `Link` to the page after `last`. The address has neither scheme nor host, because only proxies know which
/// ones the client used (RFC 8288, section 3.1).
fn link(body: Body, last: Option<Position>, limit: i64) -> Body {
    let Some(last) = last else { return body };
    let limit = if limit == LARGEST_PAGE { String::new() } else { format!("limit={limit}&") };
    let link = format!("</v1/tournaments?{limit}cursor={}>; rel=\"next\"", cursor(last));
    match HeaderValue::try_from(link) {
        Ok(link) => body.linked(link),
        // The link contains only visible ASCII, so this does not happen.
        Err(_) => body,
    }
}

/// Encodes a position as two numbers of sixteen digits each.
fn cursor(position: Position) -> String {
    format!("{:016x}{:016x}", position.created_at.inner().timestamp_micros(), position.id.0)
}

/// Decodes a cursor.
pub(super) fn position(cursor: &str) -> Option<Position> {
    if cursor.len() != 32 || !cursor.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    let (micros, id) = cursor.split_at(16);
    let number = |digits| u64::from_str_radix(digits, 16).ok().map(u64::cast_signed);
    let created_at: DateTime<Utc> = DateTime::from_timestamp_micros(number(micros)?)?;
    // The database knows fewer years than chrono.
    if !(1..=9_999).contains(&created_at.year()) {
        return None;
    }
    let id = number(id).filter(|id| *id > 0)?;
    Some(Position { created_at: created_at.into(), id: TournamentId(id) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_position() {
        let created_at: Timestamp = "2026-06-10T12:00:00.123456Z".parse().unwrap();
        let there = Position { created_at, id: TournamentId(7) };
        assert_eq!(position(&cursor(there)), Some(there));
    }

    #[test]
    fn what_is_no_cursor_is_none() {
        let cursors = ["", "7", &"0".repeat(32), &"f".repeat(32), &"F".repeat(32), &"é".repeat(16), &"0".repeat(33)];
        let of_other_years = ["90fa4a62c4e000000000000000000001", "f3828a0afa9c00000000000000000001"];
        for text in cursors.into_iter().chain(of_other_years) {
            assert_eq!(position(text), None, "{text}");
        }
    }
}
