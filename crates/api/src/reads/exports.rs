//! Exports: reads as CSV and as NDJSON, at addresses of their own and by `Accept` at the addresses of their JSON.

mod columns;

use std::io::{self, Write};

use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

use super::{NO_TOURNAMENT, POLICY, SLUG, of_tournament};
use crate::{
    app::App,
    error::Error,
    negotiation::preferred,
    params::Parameters,
    response::{AddressHead, FastPathView},
    views::{Body, ContentType, Read},
};
pub(super) use columns::Columns;

/// The content types of exports, as the OpenAPI document names them.
pub(super) const CSV: &str = "text/csv";
pub(super) const NDJSON: &str = "application/x-ndjson";

/// The format of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
    Ndjson,
}

impl Format {
    /// The format that a client prefers at a negotiated address.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        preferred(headers, ("application/json", Self::Json), &[(CSV, Self::Csv), (NDJSON, Self::Ndjson)])
    }

    pub(super) const fn content_type(self) -> ContentType {
        match self {
            Self::Json => ContentType::Json,
            Self::Csv => ContentType::Csv,
            Self::Ndjson => ContentType::Ndjson,
        }
    }

    /// The head of an address that has the table `name` of a tournament in this format. The slug is in the file's name,
    /// as far as it consists of the characters that slugs have.
    pub(super) fn head(self, slug: &str, name: &str, is_negotiated: bool) -> AddressHead {
        let ending = match self {
            Self::Json => return AddressHead { is_negotiated, disposition: None },
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        };
        let slug: String = slug.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
        let disposition = format!("attachment; filename=\"{slug}-{name}.{ending}\"");
        AddressHead { is_negotiated, disposition: HeaderValue::try_from(disposition).ok() }
    }
}

/// A table in every format.
pub(super) struct Exported {
    /// Its name in the names of files.
    pub(super) name: &'static str,
    pub(super) json: &'static Read,
    pub(super) csv: &'static Read,
    pub(super) ndjson: &'static Read,
}

impl Exported {
    fn read(&self, format: Format) -> &'static Read {
        match format {
            Format::Json => self.json,
            Format::Csv => self.csv,
            Format::Ndjson => self.ndjson,
        }
    }

    /// Responds in the format that the client prefers.
    ///
    /// # Errors
    /// Those of [`of_tournament`].
    pub(super) async fn negotiated(
        &self,
        app: &App,
        headers: &HeaderMap,
        parameters: Parameters,
    ) -> Result<Response, Error> {
        let format = Format::accepted(headers);
        let mut response = self.answer(app, headers, parameters, format, true).await?;
        if format != Format::Json {
            // The fast path remembers one response for each address: the one that most clients prefer.
            response.extensions_mut().remove::<FastPathView>();
        }
        Ok(response)
    }

    /// Responds with a file.
    ///
    /// # Errors
    /// Those of [`of_tournament`].
    pub(super) async fn file(
        &self,
        app: &App,
        headers: &HeaderMap,
        parameters: Parameters,
        format: Format,
    ) -> Result<Response, Error> {
        self.answer(app, headers, parameters, format, false).await
    }

    async fn answer(
        &self,
        app: &App,
        headers: &HeaderMap,
        parameters: Parameters,
        format: Format,
        is_negotiated: bool,
    ) -> Result<Response, Error> {
        let head = format.head(parameters.text(SLUG), self.name, is_negotiated);
        let response = of_tournament(app, headers, parameters, (self.read(format), None), NO_TOURNAMENT).await?;
        Ok(head.on(response))
    }
}

/// The body of a table as CSV.
pub(super) fn csv<T: Serialize>(columns: &Columns, rows: impl IntoIterator<Item = T>) -> io::Result<Body> {
    let body = Body::written(POLICY, |body| {
        columns.write_names(body)?;
        columns.write_rows(body, rows)
    });
    Ok(body?.of_type(ContentType::Csv))
}

/// The body of a table as NDJSON.
pub(super) fn ndjson<T: Serialize>(rows: impl IntoIterator<Item = T>) -> io::Result<Body> {
    Ok(Body::written(POLICY, |body| write_lines(body, rows))?.of_type(ContentType::Ndjson))
}

/// Writes each row as a line of JSON.
pub(super) fn write_lines<T: Serialize>(lines: &mut impl Write, rows: impl IntoIterator<Item = T>) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *lines, &row)?;
        lines.write_all(b"\n")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_contain_nothing_but_the_slug() {
        let name = |slug: &str| Format::Csv.head(slug, "standings", false).disposition.unwrap();
        assert_eq!(name("my-cup"), "attachment; filename=\"my-cup-standings.csv\"");
        assert_eq!(name("a\"; filename*=x/..\\\r\né"), "attachment; filename=\"afilenamex-standings.csv\"");
        assert!(Format::Json.head("my-cup", "standings", true).disposition.is_none());
    }
}
