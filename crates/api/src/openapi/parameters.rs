//! Parameters of requests that the routes do not declare: defaults and nulls of query parameters, the cookie of
//! signed-in users, the `Idempotency-Key` of writes.

use utoipa::openapi::{
    Components, HttpMethod, KnownFormat, Object, Ref, RefOr, Required, SchemaFormat, Type,
    path::{Operation, Parameter, ParameterBuilder, ParameterIn},
    schema::{AnyOfBuilder, ObjectBuilder, Schema},
    security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme},
};

use crate::cookie::ACCESS_COOKIE;

/// Query parameters that may be null, which means the same as leaving them out.
const NULLABLE: [&str; 3] = ["profile_id", "leaderboard_id", "state"];

/// Adds to `operation` the parameters that its route does not declare.
pub(super) fn describe(method: &HttpMethod, operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter
            && parameter.parameter_in == ParameterIn::Query
        {
            complete(parameter);
        }
    }
    if *method != HttpMethod::Get {
        operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
        operation.security = Some(vec![SecurityRequirement::new(ACCESS_COOKIE, [""; 0])]);
    }
}

/// Adds the cookie as a security scheme.
pub(super) fn add_cookie(components: &mut Components) {
    let description = "A token of the sign-on service or of the built-in sign-in: a JWT signed with RS256 for the \
        audience `fastapi-users:auth`.";
    let cookie = ApiKeyValue::with_description(ACCESS_COOKIE, description);
    components.add_security_scheme(ACCESS_COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
}

/// Makes a query parameter nullable if it is one of [`NULLABLE`].
fn complete(parameter: &mut Parameter) {
    if NULLABLE.contains(&parameter.name.as_str()) {
        parameter.schema = parameter.schema.take().map(nullable);
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

/// Returns a reference to a schema of the document.
pub(super) fn reference(name: &str) -> RefOr<Schema> {
    Ref::from_schema_name(name).into()
}
