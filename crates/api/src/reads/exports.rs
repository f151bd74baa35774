//! Exports: reads as CSV and as NDJSON, at addresses of their own and by `Accept` at the addresses of their JSON.

mod columns;

use std::io::{self, Write};

use axum::response::Response;
use http::{HeaderMap, HeaderValue};
use serde::Serialize;

use super::{NO_TOURNAMENT, POLICY, SLUG, chosen, drafts};
use crate::{
    app::App,
    error::Error,
    negotiation::preferred,
    params::Parameters,
    response::{AddressHead, FastPathView},
    views::{Body, Choice, ContentType, Read},
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

    /// The head of an address that has the table `name` of a tournament in this format.
    pub(super) fn head(self, slug: &str, name: &str, is_negotiated: bool) -> AddressHead {
        let ending = match self {
            Self::Json => return AddressHead { is_negotiated, disposition: None },
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        };
        AddressHead { is_negotiated, disposition: disposition(slug, &format!("{name}.{ending}")) }
    }
}

/// The `Content-Disposition` of a tournament's file. The slug is in the file's name, as far as it consists of the
/// characters that slugs have.
pub(super) fn disposition(slug: &str, name: &str) -> Option<HeaderValue> {
    let slug: String = slug.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    HeaderValue::try_from(format!("attachment; filename=\"{slug}-{name}\"")).ok()
}

/// The format in which a client requests a table.
#[derive(Clone, Copy, Debug)]
pub(super) enum RequestedFormat {
    /// At the table's own address: the one that it prefers.
    Negotiated,
    /// At a file's address: that of the file.
    File(Format),
}

impl RequestedFormat {
    pub(super) fn format(self, headers: &HeaderMap) -> Format {
        match self {
            Self::Negotiated => Format::accepted(headers),
            Self::File(format) => format,
        }
    }

    const fn is_negotiated(self) -> bool {
        matches!(self, Self::Negotiated)
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
    /// Those of [`chosen`].
    pub(super) async fn negotiated(
        &self,
        app: &App,
        headers: &HeaderMap,
        parameters: Parameters,
    ) -> Result<Response, Error> {
        self.chosen(app, headers, parameters, (Choice::None, NO_TOURNAMENT), RequestedFormat::Negotiated).await
    }

    /// Responds with a file.
    ///
    /// # Errors
    /// Those of [`chosen`].
    pub(super) async fn file(
        &self,
        app: &App,
        headers: &HeaderMap,
        parameters: Parameters,
        format: Format,
    ) -> Result<Response, Error> {
        self.chosen(app, headers, parameters, (Choice::None, NO_TOURNAMENT), RequestedFormat::File(format)).await
    }

    /// Responds with what the client chose, or with the error `missing` when there is no such thing.
    ///
    /// # Errors
    /// Those of [`chosen`].
    pub(super) async fn chosen(
        &self,
        app: &App,
        headers: &HeaderMap,
        parameters: Parameters,
        (choice, missing): (Choice, Error),
        requested: RequestedFormat,
    ) -> Result<Response, Error> {
        let format = requested.format(headers);
        let head = format.head(parameters.text(SLUG), self.name, requested.is_negotiated());
        let response = chosen(app, headers, parameters, (self.read(format), choice, None), missing).await?;
        let mut response = head.on(response);
        if requested.is_negotiated() && format != Format::Json {
            // The fast path remembers one response for each address: the one that most clients prefer.
            response.extensions_mut().remove::<FastPathView>();
        }
        Ok(response)
    }

    /// Responds to an owner with what nobody else sees: no cache may keep it.
    ///
    /// # Errors
    /// [`Error::Internal`] when it cannot be written.
    pub(super) fn draft(
        &self,
        headers: &HeaderMap,
        parameters: &Parameters,
        body: io::Result<Body>,
        requested: RequestedFormat,
    ) -> Result<Response, Error> {
        let head = requested.format(headers).head(parameters.text(SLUG), self.name, requested.is_negotiated());
        drafts::body(body).map(|response| head.on(response))
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
