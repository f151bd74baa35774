//! The OpenAPI document, built from the routes themselves, with responses from the simulated event as examples.

mod bodies;
mod parameters;
mod refusals;

use include_dir::{Dir, include_dir};
use serde_json::Value;
use utoipa::{
    OpenApi as _,
    openapi::{
        Components, HttpMethod, OpenApi, Ref, RefOr,
        path::{Operation, PathItem},
        schema::{ArrayItems, Schema},
    },
};

use crate::error::{Conflict, HttpValidationError, Refused, Unprocessable};

/// What the routes cannot tell of themselves.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(
    info(
        title = "AoE2 Live Standings",
        description = "Live standings for Age of Empires II: DE tournaments.\n\nAge of Empires II © Microsoft \
        Corporation. This project was created under Microsoft's \"Game Content Usage Rules\" using assets from Age of \
        Empires II, and it is not endorsed by or affiliated with Microsoft.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Conflict, HttpValidationError, Refused, Unprocessable))
)]
struct About;

/// Responses from the simulated event, one file for each operation; `make openapi` writes them.
static EXAMPLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/openapi/examples");

/// Returns the example response of an operation.
pub(crate) fn example(operation: &str) -> Value {
    let file = EXAMPLES.get_file(format!("{operation}.json"));
    file.and_then(|file| serde_json::from_slice(file.contents()).ok()).unwrap_or_default()
}

/// Completes the document of `routes` with what the routes do not declare.
pub(crate) fn document(routes: OpenApi) -> OpenApi {
    let mut document = About::openapi();
    document.merge(routes);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            parameters::describe(&method, operation);
            refusals::describe(&method, path, operation);
        }
    }
    if let Some(components) = &mut document.components {
        name_rows(components);
        bodies::complete(components);
        parameters::add_cookie(components);
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    let all = [
        (HttpMethod::Get, get),
        (HttpMethod::Post, post),
        (HttpMethod::Put, put),
        (HttpMethod::Patch, patch),
        (HttpMethod::Delete, delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Makes the rows of each list refer to the schema after which the list is named, and not to another one that looks the
/// same, because clients are generated from the document.
fn name_rows(components: &mut Components) {
    let names: Vec<_> = components.schemas.keys().cloned().collect();
    for (list, schema) in &mut components.schemas {
        let Some(row) = list.strip_prefix("ListEnvelope_").filter(|row| names.iter().any(|name| name == row)) else {
            continue;
        };
        if let RefOr::T(Schema::Object(list)) = schema
            && let Some(RefOr::T(Schema::Array(rows))) = list.properties.get_mut("items")
        {
            rows.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(row).into()));
        }
    }
}
