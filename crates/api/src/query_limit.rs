//! Limits in the query: each is declared once, for validation and for the OpenAPI document.

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

/// A query parameter that is a number of at least one.
pub(crate) trait QueryLimit {
    const NAME: &'static str;
    /// The value when the parameter is absent.
    const DEFAULT: i64;
    /// The largest value.
    const MAXIMUM: Option<i64>;
    const DESCRIPTION: &'static str;
}

/// Reads the limit of a request, and records a violation if there is one.
pub(crate) fn read<L: QueryLimit>(parameters: &mut Parameters) -> i64 {
    parameters.limit(L::NAME, L::DEFAULT, 1..=L::MAXIMUM.unwrap_or(i64::MAX))
}

/// The limit as a parameter in the OpenAPI document.
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
