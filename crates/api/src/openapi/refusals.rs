//! What every answer is called, and which refusals an operation may meet besides its own.

use utoipa::openapi::{Content, HttpMethod, Ref, RefOr, Response, path::Operation, response::ResponseBuilder};

/// The body of a refusal, in its first shape.
const REFUSAL: &str = "Refusal";

/// Names what `operation` answers, and adds what it may refuse.
pub(super) fn describe(method: &HttpMethod, path: &str, operation: &mut Operation) {
    let is_write = *method != HttpMethod::Get;
    let is_signed_in = is_write || path == "/v1/me" || path.ends_with("/owners");
    let refusals = [
        ("401", is_signed_in),
        ("403", is_signed_in && path != "/v1/me"),
        ("404", path.contains('{')),
        ("409", is_write),
        ("413", is_write),
        ("429", path.starts_with("/v1")),
        ("503", path.starts_with("/v1") && path != "/v1/flags"),
    ];
    let responses = &mut operation.responses.responses;
    for (status, _) in refusals.into_iter().filter(|(_, is_possible)| *is_possible) {
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal()));
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            meaning(status).clone_into(&mut response.description);
        }
    }
}

fn refusal() -> Response {
    let body = Content::new(Some(Ref::from_schema_name(REFUSAL)));
    ResponseBuilder::new().content("application/json", body).build()
}

fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "What was asked for",
        "201" => "Created; `Location` names it",
        "204" => "Done; a `Location` names what was created",
        "401" => "Nobody we know: no cookie, or a token that is not good",
        "403" => "Somebody who may not",
        "404" => "There is no such thing",
        "409" => "Something is in the way, or the same request is under way",
        "413" => "A body of more than 1 MiB",
        "422" => "What was sent does not fit; every violated field is listed",
        "429" => "Too many requests; `Retry-After` says when to come back",
        "503" => "Not now: `Retry-After` says when to come back",
        _ => "An answer",
    }
}
