//! Limits in the query: each is declared once, for the validator and for the OpenAPI document.

use std::marker::PhantomData;

use serde_json::json;
use utoipa::{
    IntoParams,
    openapi::{
        KnownFormat, Required, SchemaFormat, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::ObjectBuilder,
    },
};

use crate::params::Parameters;

/// A number of at least one in the query.
pub(crate) trait QueryLimit {
    const NAME: &'static str;
    /// What it is unless told.
    const DEFAULT: i64;
    /// The most it may be.
    const MAXIMUM: Option<i64>;
    const DESCRIPTION: &'static str;
}

/// The value of the limit in a request; a violation is noted.
pub(crate) fn read<L: QueryLimit>(parameters: &mut Parameters) -> i64 {
    parameters.limit(L::NAME, L::DEFAULT, 1..=L::MAXIMUM.unwrap_or(i64::MAX))
}

/// The limit as a parameter of the OpenAPI document.
pub(crate) struct Documented<L>(PhantomData<L>);

impl<L: QueryLimit> IntoParams for Documented<L> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let number = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(1))
            .maximum(L::MAXIMUM)
            .default(Some(json!(L::DEFAULT)));
        let parameter = ParameterBuilder::new()
            .name(L::NAME)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(L::DESCRIPTION))
            .schema(Some(number));
        vec![parameter.build()]
    }
}
