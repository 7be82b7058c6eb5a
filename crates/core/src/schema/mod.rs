//! JSON Schema in the platform's dialect, from Rust types.
//!
//! [`schema_of`] gives the schema of a type that derives `Schema`: everything in one piece, objects closed
//! (`additionalProperties: false`), fields in source order, hints for the Botpress Studio under `x-zui`.
//!
//! - `Option<T>` is a field that may be absent; it is never `null`. [`Nullable<T>`] is a field that is there and may be
//!   `null`.
//! - Fields with a serde default may be absent and carry the default.
//! - Enums of plain variants are lists of strings; enums with `#[serde(tag = "..")]` are discriminated unions; all others
//!   are `anyOf`.
//! - [`Secret`] is a string that is shown to nobody.

mod both;
mod dialect;
mod encode;
pub(crate) mod engine;
mod nullable;
mod options;
mod secret;

use serde_json::Value;

pub use self::both::Both;
pub(crate) use self::dialect::errors_in;
pub use self::encode::encode;
pub use self::nullable::Nullable;
pub use self::options::{SchemaOptions, UnionStyle};
pub use self::secret::Secret;
use crate::__private::schemars;

/// A type with a schema. Derived by `#[derive(Schema)]`, never written by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "no schema",
    note = "add `#[derive(Schema)]` to the type; for a type of another crate, say which type it looks like in JSON: \
            `#[botpress(schema_as = String)]` on the field"
)]
pub trait Schema: schemars::JsonSchema {}

#[diagnostic::do_not_recommend]
impl<T: schemars::JsonSchema + ?Sized> Schema for T {}

/// The schema of a type, in the platform's dialect.
///
/// A type whose schema cannot be written (it contains itself) is reported when the definition is built.
pub fn schema_of<T: Schema + ?Sized>() -> Value {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let schema = settings.into_generator().into_root_schema_for::<T>();
    dialect::from_schemars(schema.to_value(), &T::schema_name())
}
