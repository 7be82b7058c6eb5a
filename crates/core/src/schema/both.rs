//! The intersection of two schemas.

use std::borrow::Cow;
use std::marker::PhantomData;

use crate::__private::schemars::{self, JsonSchema, SchemaGenerator};

/// Stands for a type that has the fields of `A` and those of `B`, in `#[botpress(schema_as = Both<A, B>)]`: `allOf` of the two.
///
/// Interfaces use it for an integration's entity of which they know a part.
#[derive(Debug)]
pub struct Both<A, B>(PhantomData<(A, B)>);

impl<A: JsonSchema, B: JsonSchema> JsonSchema for Both<A, B> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}And{}", A::schema_name(), B::schema_name()).into()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("botpress::Both<{},{}>", A::schema_id(), B::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "allOf": [generator.subschema_for::<A>(), generator.subschema_for::<B>()] })
    }
}
