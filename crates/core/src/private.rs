//! What the derives' output refers to. Not for people, and not covered by any promise.

pub use schemars;
pub use serde;
pub use serde_json;

pub use crate::definition::{
    ActionDefinition, ChannelDefinition, ConfigurationDefinition, DefinitionErrors, EntityDefinition, EventDefinition,
    IntegrationDefinition, SecretDefinition, StateDefinition, StateScope, TagDefinition, UserDefinition,
};
pub use crate::schema::engine::{Element, Field, Flattened, hints, shape};
pub use crate::schema::{Schema, SchemaOptions, UnionStyle, encode, schema_of};
pub use crate::{
    decode::decode,
    dispatch,
    tags::{TagValue, patch_tag},
};
