//! How a definition's schemas are written.

use serde_json::{Map, Value};

/// How a definition's schemas are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SchemaOptions {
    /// How discriminated unions are written.
    pub discriminated_unions: UnionStyle,
}

/// The keyword that lists the alternatives of a discriminated union.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnionStyle {
    /// `oneOf`, with the discriminator named: what the platform's own tools write.
    #[default]
    OneOf,
    /// `anyOf`, which tools of JSON Schema know better. The hint for the Botpress Studio stays.
    AnyOf,
}

impl SchemaOptions {
    /// The platform's defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how discriminated unions are written.
    #[must_use]
    pub fn discriminated_unions(mut self, style: UnionStyle) -> Self {
        self.discriminated_unions = style;
        self
    }

    /// Rewrites a schema that [`schema_of`](super::schema_of) gave.
    pub fn apply(self, schema: &mut Value) {
        if self.discriminated_unions == UnionStyle::AnyOf {
            super::dialect::each_schema(schema, &mut plain_union);
        }
    }
}

fn plain_union(schema: &mut Map<String, Value>) {
    if schema.remove("discriminator").is_none() {
        return;
    }
    if let Some(alternatives) = schema.shift_remove("oneOf") {
        schema.insert("anyOf".to_owned(), alternatives);
    }
}
