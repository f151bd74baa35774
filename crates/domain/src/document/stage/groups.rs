//! The groups of a round robin in a document: their shortest form, and their schema.

use utoipa::openapi::{
    RefOr,
    schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type},
};

use crate::stages::groups::{self, Groups};

/// The groups whose members are these places among `names`: their number, if snake seeding gives the same ones.
pub(in crate::document) fn shortest_groups(names: &[String], groups: &[Vec<usize>]) -> Groups<String> {
    if groups.is_empty() {
        return Groups::default();
    }
    let places: Vec<_> = (0..names.len()).collect();
    let number = u16::try_from(groups.len()).map_or(Groups::Lists(Vec::new()), Groups::Number);
    let is_drawn = number.of(&places).is_ok_and(|drawn| {
        places.iter().all(|place| groups::group_of(place, &drawn) == groups::group_of(place, groups))
    });
    let shortest = if is_drawn { number } else { Groups::Lists(groups.to_vec()) };
    shortest.map(|place| names[*place].clone())
}

/// The schema of groups. With an inline schema beside the default, documents would also call it an object.
pub(super) fn schema() -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)).maximum(Some(128));
    let lists = ArrayBuilder::new().items(ArrayBuilder::new().items(text));
    let description = "The groups of a round robin: how many, by snake seeding, or who is in each.";
    let groups = OneOfBuilder::new().item(number).item(lists).default(Some(1.into()));
    groups.description(Some(description)).into()
}
