//! Parameters of requests beyond those the routes name: defaults and nulls of query parameters, the cookie of signed-
//! in users, the `Idempotency-Key` of writes.

use serde_json::json;
use utoipa::openapi::{
    Components, HttpMethod, KnownFormat, Object, Ref, RefOr, Required, SchemaFormat, Type,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::{AnyOfBuilder, ObjectBuilder, Schema},
    security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
};

use crate::cookie::ACCESS_COOKIE;

/// What a query parameter is when it is left out: how its path ends, its name, its value.
const DEFAULTS: [(&str, &str, i64); 5] = [
    ("/v1/tournaments", "limit", 500),
    ("/summary", "win_rate_min_games", 5),
    ("/head-to-head", "limit", 50),
    ("/matches", "limit", 50),
    ("/players/{tournament_player_id}", "match_limit", 20),
];

/// Query parameters that may be null, which says as much as leaving them out.
const NULLABLE: [&str; 3] = ["profile_id", "leaderboard_id", "state"];

/// Adds to `operation` what its route does not tell of it.
pub(super) fn describe(method: &HttpMethod, path: &str, operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.parameter_in == ParameterIn::Query
        {
            complete(path, parameter);
        }
    }
    if *method != HttpMethod::Get {
        operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
    }
    if needs_user(method, path) {
        operation.security = Some(vec![SecurityRequirement::new(ACCESS_COOKIE, [""; 0])]);
    }
}

/// Whether only somebody who is signed in may.
pub(super) fn needs_user(method: &HttpMethod, path: &str) -> bool {
    *method != HttpMethod::Get || path == "/v1/me" || path.ends_with("/owners")
}

/// Names the cookie.
pub(super) fn add_cookie(components: &mut Components) {
    let description = "The sign-on service's token: a JWT signed with RS256 for the audience `fastapi-users:auth`.";
    let cookie = ApiKeyValue::with_description(ACCESS_COOKIE, description);
    components.add_security_scheme(ACCESS_COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
}

/// Gives a query parameter its default, or lets it be null.
fn complete(path: &str, parameter: &mut Parameter) {
    let default = DEFAULTS.iter().find(|(end, name, _)| path.ends_with(end) && parameter.name == *name);
    match (default, parameter.schema.take()) {
        (Some((_, _, default)), Some(RefOr::T(Schema::Object(mut number)))) => {
            number.default = Some(json!(default));
            parameter.schema = Some(Schema::Object(number).into());
        }
        (None, Some(schema)) if NULLABLE.contains(&parameter.name.as_str()) => {
            parameter.schema = Some(nullable(schema));
        }
        (_, schema) => parameter.schema = schema,
    }
}

fn nullable(schema: RefOr<Schema>) -> RefOr<Schema> {
    AnyOfBuilder::new().item(schema).item(Object::with_type(Type::Null)).into()
}

fn idempotency_key() -> Parameter {
    let uuid =
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The same request with the same key runs once; later ones get the same answer, for 24 hours.",
        ))
        .schema(Some(uuid))
        .build()
}

/// A reference to a schema of the document.
pub(super) fn reference(name: &str) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}
