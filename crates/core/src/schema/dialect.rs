//! From the schemas that schemars writes to the platform's dialect.
//!
//! What goes on between [`engine`](super::engine) and here is marked by keywords beginning with `x-botpress-`, none of
//! which stays.

use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

/// A field that may be absent, since it is an `Option`.
pub(super) const OPTIONAL: &str = "x-botpress-optional";
/// An untagged enum with a `null` variant, which is no nullable value.
pub(super) const UNION: &str = "x-botpress-union";
/// A schema that cannot be written. This one stays until the definition is checked, which reports it.
pub(super) const ERROR: &str = "x-botpress-error";

/// Rewrites a root schema. `name` is the type's, for messages.
pub(super) fn from_schemars(mut schema: Value, name: &str) -> Value {
    if let Value::Object(root) = &mut schema {
        root.shift_remove("$defs");
    }
    normalise(&mut schema, name);
    // What has no value of its own, such as `()`, is an object without fields for the platform.
    if schema.get("type").is_some_and(|name| name == "null") {
        schema = json!({ "type": "object", "properties": {}, "additionalProperties": false });
    }
    schema
}

/// The messages of all errors in a schema, each beginning with the place where it is not the root.
pub(crate) fn errors_in(schema: &Value) -> Vec<String> {
    fn walk(schema: &Value, path: &str, errors: &mut Vec<String>) {
        match schema {
            Value::Object(map) => {
                if let Some(Value::String(error)) = map.get(ERROR) {
                    let place = path.trim_start_matches('.');
                    errors.push(if place.is_empty() { error.clone() } else { format!("at `{place}`: {error}") });
                }
                for (key, value) in map {
                    let key = if key == "properties" { String::new() } else { format!(".{key}") };
                    walk(value, &format!("{path}{key}"), errors);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, path, errors)),
            _ => {}
        }
    }

    let mut errors = Vec::new();
    walk(schema, "", &mut errors);
    errors
}

/// Calls `f` for a schema and all schemas within it, innermost first.
pub(super) fn each_schema(schema: &mut Value, f: &mut impl FnMut(&mut Object)) {
    let Value::Object(map) = schema else { return };
    for child in children(map) {
        each_schema(child, f);
    }
    f(map);
}

/// The schemas directly within a schema.
fn children(map: &mut Object) -> Vec<&mut Value> {
    let mut children = Vec::new();
    for (key, value) in map {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => children.extend(properties.values_mut()),
            ("anyOf" | "oneOf" | "allOf" | "items", Value::Array(items)) => children.extend(items),
            ("items" | "additionalProperties" | "additionalItems", value @ Value::Object(_)) => children.push(value),
            _ => {}
        }
    }
    children
}

/// Rewrites a schema and all schemas within it.
fn normalise(schema: &mut Value, root: &str) {
    let map = match schema {
        Value::Object(map) => map,
        Value::Bool(false) => return *schema = json!({ "not": true }),
        _ => return *schema = json!({}),
    };
    if let Some(Value::String(reference)) = map.get("$ref")
        && let Some(path) = reference.strip_prefix('#')
    {
        let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(root);
        return *schema = recursion(name);
    }
    for key in ["title", "deprecated", "$schema"] {
        map.shift_remove(key);
    }
    tuples(map);
    maps(map);
    nullable_types(map);
    distribute(map);
    scalars(map);
    for key in ["items", "additionalItems"] {
        if map.get(key) == Some(&Value::Bool(true)) {
            map.insert(key.to_owned(), json!({}));
        }
    }
    for child in children(map) {
        normalise(child, root);
    }
    for key in ["default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
        map.entry(key).and_modify(whole_numbers);
    }
    union(map);
    intersection(map);
    object(map);
    order(map);
}

/// What stands for a type that contains itself.
pub(super) fn recursion(name: &str) -> Value {
    json!({ ERROR: format!(
        "the type `{name}` contains itself, which a schema of the platform cannot express: \
         hold the inner value as a `serde_json::Value`"
    ) })
}

/// `prefixItems` becomes a list of `items`; the bounds that schemars adds go.
fn tuples(map: &mut Object) {
    let items = match map.shift_remove("prefixItems") {
        Some(items) => items,
        None if map.get("type") == Some(&json!("array")) && !map.contains_key("items") => json!([]),
        None => return,
    };
    map.shift_remove("minItems");
    map.shift_remove("maxItems");
    map.insert("items".to_owned(), items);
}

/// Maps: the type of the keys is not kept.
fn maps(map: &mut Object) {
    if let Some(value) = map.shift_remove("unevaluatedProperties") {
        map.entry("additionalProperties").or_insert(value);
    }
    if let Some(Value::Object(patterns)) = map.shift_remove("patternProperties")
        && let Some((_, value)) = patterns.into_iter().next()
    {
        map.insert("additionalProperties".to_owned(), value);
    }
}

/// `type: [T, "null"]`, which schemars writes for an `Option` that is no field, becomes a nullable value.
fn nullable_types(map: &mut Object) {
    if let Some(Value::Array(types)) = map.get_mut("type") {
        let nullable = types.contains(&json!("null")) && types.len() > 1;
        types.retain(|name| !nullable || name != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            map.insert("type".to_owned(), only);
        }
        if nullable {
            without_null_values(map);
            let inner = std::mem::take(map);
            map.insert("anyOf".to_owned(), json!([inner, { "type": "null" }]));
        }
    }
    let union = map.shift_remove(UNION).is_some();
    if let Some(Value::Array(alternatives)) = map.get("anyOf")
        && !union
        && let [_, last] = alternatives.as_slice()
        && is_null(last)
        && !map.contains_key("x-zui")
    {
        map.insert("x-zui".to_owned(), json!({ "def": { "typeName": "ZodNullable" } }));
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

fn without_null_values(map: &mut Object) {
    if let Some(Value::Array(values)) = map.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// Takes the `null` out of the schema of an `Option`: as a field, it may be absent and is never `null`.
pub(super) fn without_null(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    match map.get_mut("type") {
        Some(Value::Array(types)) => {
            types.retain(|name| name != "null");
            if let [only] = types.as_mut_slice() {
                let only = only.take();
                map.insert("type".to_owned(), only);
            }
            without_null_values(map);
            return;
        }
        Some(_) => return,
        None => {}
    }
    let Some(Value::Array(alternatives)) = map.get_mut("anyOf") else { return };
    if alternatives.len() != 2 || !is_null(&alternatives[1]) {
        return;
    }
    let inner = alternatives.swap_remove(0);
    map.shift_remove("anyOf");
    if let Value::Object(inner) = inner {
        let outer = std::mem::replace(map, inner);
        map.extend(outer);
    }
}

/// Fields beside alternatives (a flattened enum, or a tagged one within a tagged one) become alternatives that each have
/// all fields: closed objects cannot be put together with `allOf`.
fn distribute(map: &mut Object) {
    let grouped = ["oneOf", "anyOf", "allOf"].iter().any(|key| map.contains_key(*key));
    if !grouped || !(map.contains_key("properties") || map.get("type") == Some(&json!("object"))) {
        return;
    }
    let outer: Object = ["description", "x-zui", OPTIONAL, "default", "readOnly"]
        .iter()
        .filter_map(|key| map.shift_remove_entry(*key))
        .collect();
    let alternatives = alternatives(std::mem::replace(map, outer));
    map.insert("oneOf".to_owned(), alternatives.into_iter().map(Value::Object).collect());
}

fn alternatives(mut schema: Object) -> Vec<Object> {
    let groups: Vec<Vec<Object>> = ["oneOf", "anyOf", "allOf"]
        .iter()
        .filter_map(|key| Some((*key, schema.shift_remove(*key)?)))
        .flat_map(|(key, members)| {
            let members = members.as_array().into_iter().flatten().filter_map(Value::as_object).cloned();
            let members: Vec<Vec<Object>> = members.map(alternatives).collect();
            if key == "allOf" { members } else { vec![members.concat()] }
        })
        .collect();
    groups.into_iter().fold(vec![schema], |bases, group| {
        bases.iter().flat_map(|base| group.iter().map(|member| merged(base.clone(), member))).collect()
    })
}

/// An object with the fields of both.
fn merged(mut base: Object, other: &Object) -> Object {
    for (key, value) in other {
        match (base.get_mut(key), value) {
            (Some(Value::Object(properties)), Value::Object(others)) if key == "properties" => {
                properties.extend(others.clone());
            }
            (Some(Value::Array(required)), Value::Array(others)) if key == "required" => {
                required.extend(others.iter().cloned());
            }
            (Some(_), _) => {}
            (None, value) => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
    base
}

/// Formats: those of numbers go, those of strings come with the official pattern.
fn scalars(map: &mut Object) {
    let Some(Value::String(format)) = map.get("format") else { return };
    match map.get("type").and_then(Value::as_str) {
        Some("integer" | "number") if format != "finite" => {
            map.shift_remove("format");
        }
        Some("string") if format == "ip" => {
            map.shift_remove("format");
        }
        Some("string") if !map.contains_key("pattern") => {
            if let Some((_, pattern)) = PATTERNS.iter().find(|(name, _)| name == format) {
                map.insert("pattern".to_owned(), json!(pattern));
            }
        }
        _ => {}
    }
}

/// Whole numbers are written without a fraction, as JavaScript writes them: `0`, where a Rust float gives `0.0`.
fn whole_numbers(value: &mut Value) {
    /// From here on, floats have gaps between whole numbers.
    const LIMIT: f64 = 9_007_199_254_740_992.0;

    match value {
        Value::Number(number) if number.is_f64() => {
            if let Some(float) = number.as_f64()
                && float.fract() == 0.0
                && float.abs() < LIMIT
            {
                *value = json!(float as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(members) => members.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// The patterns that the platform's tools write beside a format.
const PATTERNS: &[(&str, &str)] = &[
    ("email", r"^(?!\.)(?!.*\.\.)([a-zA-Z0-9_+-\.]*)[a-zA-Z0-9_+-]@([a-zA-Z0-9][a-zA-Z0-9\-]*\.)+[a-zA-Z]{2,}$"),
    ("uuid", r"^[0-9a-fA-F]{8}\b-[0-9a-fA-F]{4}\b-[0-9a-fA-F]{4}\b-[0-9a-fA-F]{4}\b-[0-9a-fA-F]{12}$"),
    ("cuid", r"^[cC][^\s-]{8,}$"),
    ("cuid2", r"^[a-z][a-z0-9]*$"),
    ("ulid", r"^[0-9A-HJKMNP-TV-Z]{26}$"),
    (
        "ipv4",
        r"^(((25[0-5])|(2[0-4][0-9])|(1[0-9]{2})|([0-9]{1,2}))\.){3}((25[0-5])|(2[0-4][0-9])|(1[0-9]{2})|([0-9]{1,2}))$",
    ),
    ("emoji", r"^(\p{Extended_Pictographic}|\p{Emoji_Component})+$"),
];

/// `oneOf` becomes a list of strings, a discriminated union, or `anyOf`.
fn union(map: &mut Object) {
    let Some(Value::Array(alternatives)) = map.shift_remove("oneOf") else { return };
    if let Some(values) = string_values(&alternatives) {
        map.insert("type".to_owned(), json!("string"));
        map.insert("enum".to_owned(), Value::Array(values));
        return;
    }
    match discriminator(&alternatives) {
        Some(tag) => {
            map.insert("oneOf".to_owned(), Value::Array(alternatives));
            map.insert("discriminator".to_owned(), json!({ "propertyName": tag }));
            let hints = map.entry("x-zui").or_insert_with(|| json!({}));
            if let Value::Object(hints) = hints {
                hints.insert("def".to_owned(), json!({ "typeName": "ZodDiscriminatedUnion", "discriminator": tag }));
            }
        }
        None => {
            map.insert("anyOf".to_owned(), Value::Array(alternatives));
        }
    }
}

/// The values, if the alternatives are nothing but strings.
fn string_values(alternatives: &[Value]) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for alternative in alternatives {
        let map = alternative.as_object()?;
        if map.get("type") != Some(&json!("string")) {
            return None;
        }
        match (map.get("const"), map.get("enum")) {
            (Some(value), None) => values.push(value.clone()),
            (None, Some(Value::Array(several))) => values.extend(several.iter().cloned()),
            _ => return None,
        }
    }
    Some(values)
}

/// The required field that has a value of its own in each alternative.
fn discriminator(alternatives: &[Value]) -> Option<String> {
    let tags = |alternative: &Value| -> Vec<(String, Value)> {
        let required = alternative.get("required").and_then(Value::as_array);
        let properties = alternative.get("properties").and_then(Value::as_object);
        let (Some(required), Some(properties)) = (required, properties) else { return Vec::new() };
        let tags = properties.iter().filter(|(name, _)| required.iter().any(|other| other == *name));
        tags.filter_map(|(name, schema)| Some((name.clone(), schema.get("const")?.clone()))).collect()
    };
    let (first, rest) = alternatives.split_first()?;
    tags(first)
        .into_iter()
        .map(|(name, _)| name)
        .find(|name| rest.iter().all(|alternative| tags(alternative).iter().any(|(other, _)| other == name)))
}

/// Objects that are put together are open each, or none would leave room for the others' fields.
fn intersection(map: &mut Object) {
    for member in map.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::Object(member) = member
            && member.get("properties").is_some()
        {
            member.shift_remove("additionalProperties");
        }
    }
}

/// Objects are closed, say what is in them, and require what is neither optional nor anything at all.
fn object(map: &mut Object) {
    if map.get("type") != Some(&json!("object")) {
        return;
    }
    let is_map = map.contains_key("additionalProperties") && !map.contains_key("properties");
    if is_map {
        if map.get("additionalProperties") == Some(&Value::Bool(true)) {
            map.insert("additionalProperties".to_owned(), json!({}));
        }
        return;
    }
    map.entry("additionalProperties").or_insert(Value::Bool(false));
    let mut required = match map.shift_remove("required") {
        Some(Value::Array(required)) => required,
        _ => Vec::new(),
    };
    let properties = map.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(properties) = properties {
        for (name, schema) in properties {
            let is_required = required.iter().any(|other| other == name);
            if field(schema, is_required) {
                required.retain(|other| other != name);
            }
        }
    }
    if !required.is_empty() {
        map.insert("required".to_owned(), Value::Array(required));
    }
}

/// Finishes the schema of a field; answers whether the field may be absent.
fn field(schema: &mut Value, required: bool) -> bool {
    let Value::Object(map) = schema else { return false };
    let optional = map.shift_remove(OPTIONAL).is_some();
    if optional && map.get("default").is_some_and(Value::is_null) {
        map.shift_remove("default");
    }
    // A type with schemars' own derive does not mark its options.
    if !required && !optional && !map.contains_key("default") && is_option(map) {
        map.shift_remove("x-zui");
        without_null(schema);
        return true;
    }
    optional || !required || map.keys().all(|key| matches!(key.as_str(), "description" | "x-zui" | "default"))
}

fn is_option(map: &Object) -> bool {
    map.len() == 2 && map.get("x-zui").is_some_and(|hints| *hints == json!({ "def": { "typeName": "ZodNullable" } }))
}

/// Keywords in the order in which a person would write them.
fn order(map: &mut Object) {
    const FIRST: [&str; 11] = [
        "type",
        "description",
        "properties",
        "required",
        "additionalProperties",
        "anyOf",
        "oneOf",
        "discriminator",
        "enum",
        "const",
        "items",
    ];
    let rank = |key: &String| FIRST.iter().position(|first| first == key).unwrap_or(FIRST.len());
    let mut entries: Vec<(String, Value)> = std::mem::take(map).into_iter().collect();
    entries.sort_by_key(|(key, _)| rank(key));
    map.extend(entries);
}
