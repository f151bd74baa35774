//! Descriptions of responses, and of the errors that any operation may return.

use utoipa::openapi::{
    Content, Header, HttpMethod, Object, RefOr, Response, Type, path::Operation, response::ResponseBuilder,
};

use super::parameters::reference;
use crate::route_table::{PLAIN_TEXT, is_versioned};

/// The schema of an error's body, in the default shape.
const REFUSAL: &str = "Refusal";
/// The schema of an error's body that may be about the `Idempotency-Key`, or about fields.
const CONFLICT: &str = "Conflict";
const UNPROCESSABLE: &str = "Unprocessable";

/// Routes that are open to every signed-in user.
const FOR_EVERY_USER: [&str; 2] = ["/v1/me", "/v1/accounts"];

/// Describes the responses of `operation`, and adds the errors that it may return.
pub(super) fn describe(method: &HttpMethod, path: &str, operation: &mut Operation) {
    let is_write = *method != HttpMethod::Get;
    let is_signed_in = operation.security.is_some();
    let refusals = [
        ("401", is_signed_in),
        ("403", is_signed_in && !FOR_EVERY_USER.contains(&path)),
        ("404", path.contains('{') || path == "/v1/stream"),
        ("409", is_write),
        ("413", is_write),
        ("429", is_versioned(path)),
        ("503", is_versioned(path) && path != "/v1/flags"),
    ];
    let responses = &mut operation.responses.responses;
    let is_text = matches!(responses.get("200"), Some(RefOr::T(found)) if found.content.contains_key(PLAIN_TEXT));
    for (status, _) in refusals.into_iter().filter(|(_, is_possible)| *is_possible) {
        let body = if status == "409" { CONFLICT } else { REFUSAL };
        let mut refusal = refusal(body);
        if is_text {
            let text = Content::new(Some(Object::with_type(Type::String)));
            refusal.content.insert(PLAIN_TEXT.to_owned(), RefOr::T(text));
        }
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(refusal));
    }
    if is_write {
        responses.insert("422".to_owned(), RefOr::T(refusal(UNPROCESSABLE)));
    }
    for (status, response) in responses {
        if let RefOr::T(response) = response {
            complete(status, path, is_write, response);
        }
    }
}

fn complete(status: &str, path: &str, is_write: bool, response: &mut Response) {
    if response.description.is_empty() {
        meaning(status).clone_into(&mut response.description);
    }
    for (name, r#type, description) in headers(status, path, is_write) {
        let mut header = Header::new(Object::with_type(r#type.clone()));
        header.description = Some((*description).to_owned());
        response.headers.insert((*name).to_owned(), header.into());
    }
}

fn refusal(body: &str) -> Response {
    ResponseBuilder::new().content("application/json", Content::new(Some(reference(body)))).build()
}

/// The headers that a response with this status may have.
fn headers(status: &str, path: &str, is_write: bool) -> &'static [(&'static str, Type, &'static str)] {
    const WAIT: (&str, Type, &str) = ("Retry-After", Type::Integer, "Seconds after which to try again.");
    match status {
        "201" => &[("Location", Type::String, "Address of what was created.")],
        "409" if is_write => &[WAIT],
        "429" => &[
            WAIT,
            ("RateLimit", Type::String, "What is left of the limit, and when that changes."),
            ("RateLimit-Policy", Type::String, "The limit, and its window in seconds."),
        ],
        "503" if is_versioned(path) => &[WAIT],
        _ => &[],
    }
}

fn meaning(status: &str) -> &'static str {
    match status {
        "200" => "OK",
        "201" => "Created; `Location` names it",
        "204" => "Done; a `Location` names what was created",
        "401" => "Not authenticated: no cookie, or an invalid token",
        "403" => "Forbidden: the user does not own the tournament, or may not do this",
        "404" => "Not found",
        "409" => {
            "Conflict with what is stored; or the same request is still being processed, and `Retry-After` says when \
             to try again"
        }
        "412" => "The document was changed meanwhile: read it again",
        "413" => "The body is larger than 1 MiB",
        "422" => "Validation failed; every violated field is listed",
        "429" => "Too many requests; `Retry-After` says when to try again",
        "503" => "Temporarily unavailable; `Retry-After` says when to try again",
        _ => "Response",
    }
}
