//! What `#[derive(Schema)]` expands to, apart from the shadow item: the pieces that sit between a type and schemars.

use std::borrow::Cow;
use std::cell::RefCell;
use std::marker::PhantomData;

use serde_json::{Map, Value, json};

use super::Schema;
use super::dialect::{ERROR, OPTIONAL, UNION, recursion, without_null};
use crate::__private::schemars::{self, JsonSchema, SchemaGenerator};

/// Stands for the type of a named field: the same schema, an `Option` being optional instead of nullable.
pub type Field<T> = StandIn<T, AsField>;

/// Stands for the type of any other field. It exists for the message that a type without schema gives.
pub type Element<T> = StandIn<T, AsElement>;

/// Stands for the type of a flattened field: its fields, without what is said about it as a whole.
pub type Flattened<T> = StandIn<T, AsFlattened>;

/// Stands for the type of a field in a shadow.
#[derive(Debug)]
pub struct StandIn<T: ?Sized, P>(PhantomData<(P, T)>);

/// What a type stands in.
pub trait Position: 'static {
    /// The schema of the type in that position.
    fn schema<T: Schema + ?Sized>(generator: &mut SchemaGenerator) -> schemars::Schema;
}

/// A named field.
#[derive(Debug)]
pub enum AsField {}

/// A field without a name.
#[derive(Debug)]
pub enum AsElement {}

/// A flattened field.
#[derive(Debug)]
pub enum AsFlattened {}

impl Position for AsField {
    fn schema<T: Schema + ?Sized>(generator: &mut SchemaGenerator) -> schemars::Schema {
        field(generator.subschema_for::<T>(), is_option::<T>())
    }
}

impl Position for AsElement {
    fn schema<T: Schema + ?Sized>(generator: &mut SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<T>()
    }
}

impl Position for AsFlattened {
    fn schema<T: Schema + ?Sized>(generator: &mut SchemaGenerator) -> schemars::Schema {
        flattened(T::json_schema(generator), is_option::<T>())
    }
}

impl<T: Schema + ?Sized, P: Position> JsonSchema for StandIn<T, P> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        format!("{}<{}>", std::any::type_name::<P>(), T::schema_id()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        P::schema::<T>(generator)
    }
}

/// schemars gives an option this id, also within a `Box`; ids of other types begin with a path.
fn is_option<T: Schema + ?Sized>() -> bool {
    T::schema_id().starts_with("Option<")
}

fn field(schema: schemars::Schema, optional: bool) -> schemars::Schema {
    if !optional {
        return schema;
    }
    rewritten(schema, |value| {
        without_null(value);
        object_of(value).insert(OPTIONAL.to_owned(), Value::Bool(true));
    })
}

fn flattened(schema: schemars::Schema, optional: bool) -> schemars::Schema {
    rewritten(schema, |value| {
        if optional {
            without_null(value);
        }
        let map = object_of(value);
        map.shift_remove("description");
        map.shift_remove("x-zui");
        if !optional {
            return;
        }
        map.shift_remove("required");
        for key in ["oneOf", "anyOf"] {
            if let Some(Value::Array(alternatives)) = map.get_mut(key) {
                alternatives.push(json!({ "type": "object" }));
            }
        }
    })
}

/// The schema of a derived type: its shadow's, unless the type is being generated already.
///
/// Where schemars itself does not look for recursion (flattened and internally tagged types), this is what stops it.
pub fn shape(
    id: Cow<'static, str>,
    name: &str,
    is_enum: bool,
    generator: &mut SchemaGenerator,
    shadow: fn(&mut SchemaGenerator) -> schemars::Schema,
) -> schemars::Schema {
    thread_local! {
        static OPEN: RefCell<Vec<Cow<'static, str>>> = const { RefCell::new(Vec::new()) };
    }

    if OPEN.with_borrow(|open| open.iter().filter(|other| **other == id).count() > 1) {
        return rewritten(schemars::Schema::default(), |value| *value = recursion(name));
    }
    OPEN.with_borrow_mut(|open| open.push(id));
    let schema = shadow(generator);
    OPEN.with_borrow_mut(Vec::pop);
    if is_enum { rewritten(schema, |value| mark_enum(object_of(value))) } else { schema }
}

fn mark_enum(map: &mut Map<String, Value>) {
    if map.contains_key("anyOf") {
        map.insert(UNION.to_owned(), Value::Bool(true));
    }
    // As a map's key, an enum would make schemars list all keys; the platform's tools drop the type of keys.
    if map.get("type") == Some(&json!("string")) && map.contains_key("enum") {
        map.insert("type".to_owned(), json!(["string"]));
    }
}

/// Applies hints: JSON Schema keywords, and `x-zui`, whose keys join those that are there.
///
/// They go to the value within a [`Nullable`](super::Nullable), as the platform's tools do it.
pub fn hints(schema: &mut schemars::Schema, hints: Value) {
    let Value::Object(hints) = hints else { return };
    let mut value = std::mem::take(schema).to_value();
    let map = naked(&mut value);
    for (key, hint) in hints {
        if let Some(error) = misplaced(map, &key, &hint) {
            map.insert(ERROR.to_owned(), Value::String(error));
            continue;
        }
        match (map.get_mut(&key), hint) {
            (Some(Value::Object(old)), Value::Object(new)) if key == "x-zui" => old.extend(new),
            (_, hint) => {
                map.insert(key, hint);
            }
        }
    }
    if let Ok(rewritten) = schemars::Schema::try_from(value) {
        *schema = rewritten;
    }
}

/// Adds a struct's tag, the first of its fields.
pub fn struct_tag(schema: &mut schemars::Schema, field: &str, value: &str) {
    let map = schema.ensure_object();
    if let Value::Object(properties) = map.entry("properties").or_insert_with(|| json!({})) {
        properties.shift_insert(0, field.to_owned(), json!({ "type": "string", "const": value }));
    }
    if let Value::Array(required) = map.entry("required").or_insert_with(|| json!([])) {
        required.insert(0, field.into());
    }
}

/// Why a hint has no meaning for a value of this type.
fn misplaced(map: &Map<String, Value>, key: &str, hint: &Value) -> Option<String> {
    let numbers: &[&str] = &["integer", "number"];
    let (types, what): (&[&str], &str) = match key {
        "minLength" | "maxLength" | "pattern" => (&["string"], "strings"),
        "format" if hint == "finite" => (numbers, "numbers"),
        "format" => (&["string"], "strings"),
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => (numbers, "numbers"),
        "minItems" | "maxItems" => (&["array"], "lists"),
        "x-zui" if hint.get("secret").is_some() => (&["string"], "strings"),
        _ => return None,
    };
    let key = if key == "x-zui" { "secret" } else { key };
    let actual = map.get("type").map(|actual| actual.as_array().and_then(|types| types.first()).unwrap_or(actual));
    match actual.and_then(Value::as_str) {
        Some(actual) if types.contains(&actual) => None,
        Some(actual) => Some(format!("`{key}` is for {what}, and this is of type {actual}: remove the hint")),
        None => Some(format!("`{key}` is for {what}, and this may be of several types: remove the hint")),
    }
}

/// The schema within nullable wrappers.
fn naked(value: &mut Value) -> &mut Map<String, Value> {
    let nullable = value.pointer("/x-zui/def/typeName").is_some_and(|name| name == "ZodNullable");
    if nullable && value.pointer("/anyOf/0").is_some() {
        return naked(&mut value["anyOf"][0]);
    }
    object_of(value)
}

/// The keywords of a schema, `true` and `false` being written with keywords.
fn object_of(value: &mut Value) -> &mut Map<String, Value> {
    if let Value::Bool(anything) = value {
        *value = if *anything { json!({}) } else { json!({ "not": true }) };
    }
    if !value.is_object() {
        *value = json!({});
    }
    match value {
        Value::Object(map) => map,
        _ => unreachable!("it was made an object above"),
    }
}

fn rewritten(schema: schemars::Schema, rewrite: impl FnOnce(&mut Value)) -> schemars::Schema {
    let mut value = schema.to_value();
    rewrite(&mut value);
    schemars::Schema::try_from(value).unwrap_or_default()
}
