//! Schemas of bodies that their Rust types cannot describe.

use serde_json::json;
use utoipa::openapi::{
    Components, RefOr,
    schema::{AnyOfBuilder, Schema},
};

/// Bodies whose `presentation` defaults to an empty object.
const WITH_BAG: [&str; 2] = ["TournamentCreate", "RosterPlayerCreate"];
/// The schema of a number that may be whole or not. It is an `anyOf`, because a whole number matches both variants.
const NUMBER: &str = "Figure";

/// Completes the schemas of bodies.
pub(super) fn complete(components: &mut Components) {
    for name in WITH_BAG {
        if let Some(RefOr::T(Schema::Object(body))) = components.schemas.get_mut(name)
            && let Some(RefOr::T(Schema::Object(presentation))) = body.properties.get_mut("presentation")
        {
            presentation.default = Some(json!({}));
        }
    }
    if let Some(RefOr::T(Schema::OneOf(either))) = components.schemas.get(NUMBER) {
        let start = AnyOfBuilder::new().description(either.description.clone());
        let any = either.items.iter().cloned().fold(start, AnyOfBuilder::item);
        components.schemas.insert(NUMBER.to_owned(), any.into());
    }
}
