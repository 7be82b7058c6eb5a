//! The dialect, trap by trap.
#![allow(clippy::needless_pass_by_value, reason = "`json!(..)` stands in the calls of the helpers")]

use std::collections::{BTreeSet, HashMap};

use botpress_core::schema::{Nullable, Schema, SchemaOptions, Secret, UnionStyle, encode, schema_of};
use botpress_derive::Schema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The schema of an object with these fields.
fn object(properties: Value, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn assert_schema<T: Schema + ?Sized>(expected: Value) {
    let actual = schema_of::<T>();
    assert_eq!(actual, expected, "got {actual:#}");
}

#[test]
fn fields_keep_the_order_of_the_source_and_serdes_names() {
    #[derive(Schema, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Order {
        zulu_time: String,
        alpha: bool,
        #[serde(rename = "Mike")]
        mike: f64,
    }

    let schema = schema_of::<Order>();
    let names: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["zuluTime", "alpha", "Mike"]);
    assert_schema::<Order>(object(
        json!({ "zuluTime": { "type": "string" }, "alpha": { "type": "boolean" }, "Mike": { "type": "number" } }),
        &["zuluTime", "alpha", "Mike"],
    ));
}

/// This type's doc comment is for Rust programmers.
#[derive(Schema, Deserialize)]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
struct Documented {
    inner: Inner,
    /// The second
    /// inner value.
    ///
    /// With a second paragraph.
    second: Option<Inner>,
    list: Vec<Inner>,
}

/// So is this one's.
#[derive(Schema, Deserialize)]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
struct Inner {
    /// A letter.
    a: char,
}

#[test]
fn the_doc_comment_of_a_type_leaks_into_no_field_and_no_root() {
    let letter = json!({ "type": "string", "minLength": 1, "maxLength": 1, "description": "A letter." });
    let inner = object(json!({ "a": letter }), &["a"]);
    let mut second = inner.clone();
    second["description"] = json!("The second inner value.\n\nWith a second paragraph.");
    assert_schema::<Documented>(object(
        json!({ "inner": inner, "second": second, "list": { "type": "array", "items": inner } }),
        &["inner", "list"],
    ));
}

#[test]
fn numbers_have_bounds_but_no_rust_formats() {
    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Numbers {
        signed: i64,
        unsigned: u32,
        small: u8,
        float: f32,
        #[botpress(min = 1, max = 5)]
        rating: i32,
        #[botpress(exclusive_min = 0, multiple_of = 0.5, format = "finite")]
        half: f64,
    }

    assert_schema::<Numbers>(object(
        json!({
            "signed": { "type": "integer" },
            "unsigned": { "type": "integer", "minimum": 0 },
            "small": { "type": "integer", "minimum": 0, "maximum": 255 },
            "float": { "type": "number" },
            "rating": { "type": "integer", "minimum": 1, "maximum": 5 },
            "half": { "type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5, "format": "finite" },
        }),
        &["signed", "unsigned", "small", "float", "rating", "half"],
    ));
}

#[test]
fn an_option_may_be_absent_and_a_nullable_may_be_null() {
    #[derive(Schema, Deserialize, Serialize, Debug, PartialEq)]
    #[botpress(crate = botpress_core)]
    struct Both {
        #[botpress(title = "Optional")]
        optional: Option<String>,
        /// May be null.
        #[botpress(min_length = 1)]
        nullable: Nullable<String>,
        both: Option<Nullable<String>>,
        list: Vec<Option<u8>>,
        kind: Option<Kind>,
        boxed: Box<Option<bool>>,
    }

    let nullable = |inner: Value| json!({ "anyOf": [inner, { "type": "null" }], "x-zui": { "def": { "typeName": "ZodNullable" } } });
    let byte = json!({ "type": "integer", "minimum": 0, "maximum": 255 });
    assert_schema::<Both>(object(
        json!({
            "optional": { "type": "string", "x-zui": { "title": "Optional" } },
            "nullable": nullable(json!({ "type": "string", "description": "May be null.", "minLength": 1 })),
            "both": nullable(json!({ "type": "string" })),
            "list": { "type": "array", "items": nullable(byte) },
            "kind": { "type": "string", "enum": ["public", "private"] },
            "boxed": { "type": "boolean" },
        }),
        &["nullable", "list"],
    ));

    let value = Both {
        optional: None,
        nullable: Nullable::Null,
        both: Some(Nullable::Null),
        list: vec![Some(1), None],
        kind: None,
        boxed: Box::new(None),
    };
    assert_eq!(encode(&value).unwrap(), json!({ "nullable": null, "both": null, "list": [1, null] }));
    let missing = serde_json::from_value::<Both>(json!({ "list": [] })).unwrap_err().to_string();
    assert!(missing.contains("nullable"), "{missing}");
    assert_eq!(serde_json::from_value::<Nullable<u8>>(json!(null)).unwrap(), Nullable::Null);
    assert_eq!(serde_json::from_value::<Nullable<u8>>(json!(3)).unwrap(), Nullable::Value(3));
}

#[derive(Schema, Deserialize, Serialize, Debug, PartialEq, Eq, Hash, Default)]
#[serde(rename_all = "lowercase")]
#[botpress(crate = botpress_core)]
enum Kind {
    /// Everybody sees it.
    #[default]
    Public,
    /// Nobody does.
    Private,
}

#[test]
fn documented_unit_variants_stay_a_list_of_strings() {
    assert_schema::<Kind>(json!({ "type": "string", "enum": ["public", "private"] }));
}

#[derive(Schema, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
enum Shape {
    /// A dot.
    Dot,
    Circle {
        radius: f64,
    },
    Named(Inside),
}

#[derive(Schema, Deserialize, Serialize)]
#[botpress(crate = botpress_core)]
struct Inside {
    name: Option<String>,
}

fn shapes() -> [Value; 3] {
    let tag = |name: &str| json!({ "type": "string", "const": name });
    let mut dot = object(json!({ "type": tag("dot") }), &["type"]);
    dot["description"] = json!("A dot.");
    [
        dot,
        object(json!({ "type": tag("circle"), "radius": { "type": "number" } }), &["type", "radius"]),
        object(json!({ "type": tag("named"), "name": { "type": "string" } }), &["type"]),
    ]
}

fn discriminated(alternatives: &[Value]) -> Value {
    json!({
        "oneOf": alternatives,
        "discriminator": { "propertyName": "type" },
        "x-zui": { "def": { "typeName": "ZodDiscriminatedUnion", "discriminator": "type" } },
    })
}

#[test]
fn a_tagged_enum_is_a_discriminated_union() {
    assert_schema::<Shape>(discriminated(&shapes()));

    let mut schema = json!({ "type": "array", "items": schema_of::<Shape>() });
    SchemaOptions::new().discriminated_unions(UnionStyle::AnyOf).apply(&mut schema);
    let hint = json!({ "def": { "typeName": "ZodDiscriminatedUnion", "discriminator": "type" } });
    assert_eq!(schema, json!({ "type": "array", "items": { "anyOf": shapes(), "x-zui": hint } }));
}

#[test]
fn the_tag_of_a_struct_is_required() {
    #[derive(Schema, Deserialize)]
    #[serde(tag = "type", rename = "plain_text")]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct PlainText {
        text: String,
        emoji: Option<bool>,
    }

    let properties = json!({
        "type": { "type": "string", "const": "plain_text" },
        "text": { "type": "string" },
        "emoji": { "type": "boolean" },
    });
    assert_schema::<PlainText>(object(properties, &["type", "text"]));
}

#[test]
fn other_enums_are_any_of() {
    #[derive(Schema, Deserialize)]
    #[serde(untagged)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    enum Untagged {
        Text(String),
        Nothing,
    }

    #[derive(Schema, Deserialize)]
    #[serde(rename_all = "camelCase")]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    enum External {
        Nothing,
        /// A text.
        Text(String),
        Pair(u8, bool),
    }

    #[derive(Schema, Deserialize)]
    #[serde(tag = "kind", content = "value", rename_all = "camelCase")]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    enum Adjacent {
        Nothing,
        Text(String),
    }

    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    enum Never {}

    assert_schema::<Untagged>(json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }));
    let mut text = object(json!({ "text": { "type": "string" } }), &["text"]);
    text["description"] = json!("A text.");
    let byte = json!({ "type": "integer", "minimum": 0, "maximum": 255 });
    let pair = json!({ "type": "array", "items": [byte, { "type": "boolean" }] });
    assert_schema::<External>(json!({ "anyOf": [
        { "type": "string", "enum": ["nothing"] }, text, object(json!({ "pair": pair }), &["pair"]),
    ] }));
    let tag = |name: &str| json!({ "type": "string", "const": name });
    assert_schema::<Adjacent>(json!({
        "oneOf": [
            object(json!({ "kind": tag("nothing") }), &["kind"]),
            object(json!({ "kind": tag("text"), "value": { "type": "string" } }), &["kind", "value"]),
        ],
        "discriminator": { "propertyName": "kind" },
        "x-zui": { "def": { "typeName": "ZodDiscriminatedUnion", "discriminator": "kind" } },
    }));
    assert_schema::<Never>(json!({ "not": true }));
}

#[test]
fn tuples_have_no_bounds_and_sets_are_unique() {
    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Lists {
        tuple: (String, f64),
        fixed: [bool; 2],
        set: BTreeSet<String>,
        #[botpress(min_items = 1, max_items = 3)]
        few: Vec<String>,
    }

    let string = json!({ "type": "string" });
    assert_schema::<Lists>(object(
        json!({
            "tuple": { "type": "array", "items": [string, { "type": "number" }] },
            "fixed": { "type": "array", "items": { "type": "boolean" }, "minItems": 2, "maxItems": 2 },
            "set": { "type": "array", "uniqueItems": true, "items": string },
            "few": { "type": "array", "items": string, "minItems": 1, "maxItems": 3 },
        }),
        &["tuple", "fixed", "set", "few"],
    ));
}

#[test]
fn a_json_value_is_anything_and_not_required() {
    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Anything {
        value: Value,
        /// Whatever it is.
        described: Value,
        list: Vec<Value>,
    }

    assert_schema::<Anything>(object(
        json!({
            "value": {},
            "described": { "description": "Whatever it is." },
            "list": { "type": "array", "items": {} },
        }),
        &["list"],
    ));
}

#[test]
fn what_has_no_fields_is_an_empty_object() {
    #[derive(Schema, Serialize)]
    #[botpress(crate = botpress_core)]
    struct Unit;

    #[derive(Schema, Serialize)]
    #[botpress(crate = botpress_core)]
    struct Empty {}

    assert_schema::<Unit>(object(json!({}), &[]));
    assert_schema::<Empty>(object(json!({}), &[]));
    assert_schema::<()>(object(json!({}), &[]));
    assert_eq!(encode(&()).unwrap(), json!({}));
    assert_eq!(encode(&Unit).unwrap(), json!({}));
}

#[test]
fn maps_drop_the_type_of_their_keys() {
    let values = json!({ "type": "object", "additionalProperties": { "type": "number" } });
    assert_schema::<HashMap<String, f64>>(values.clone());
    assert_schema::<HashMap<u32, f64>>(values.clone());
    assert_schema::<HashMap<Kind, f64>>(values);
    assert_schema::<HashMap<String, Value>>(json!({ "type": "object", "additionalProperties": {} }));
}

#[test]
fn defaults_of_fields_and_of_the_whole_are_written_and_none_is_not() {
    #[derive(Schema, Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Whole<T: Default> {
        #[botpress(title = "How many")]
        page_size: u32,
        kind: Kind,
        label: Option<String>,
        nullable: Nullable<String>,
        generic: T,
        secret: Secret,
        #[botpress(schema_as = bool)]
        next: Option<Box<Self>>,
    }

    impl<T: Default> Default for Whole<T> {
        fn default() -> Self {
            Self {
                page_size: 20,
                kind: Kind::Private,
                label: None,
                nullable: Nullable::Null,
                generic: T::default(),
                secret: "hidden".into(),
                next: None,
            }
        }
    }

    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Fields {
        #[serde(default)]
        on: bool,
        #[serde(default = "seven")]
        days: u8,
        #[serde(default)]
        tags: Vec<String>,
    }

    fn seven() -> u8 {
        7
    }

    assert_schema::<Whole<Vec<bool>>>(object(
        json!({
            "pageSize": { "type": "integer", "minimum": 0, "default": 20, "x-zui": { "title": "How many" } },
            "kind": { "type": "string", "enum": ["public", "private"], "default": "private" },
            "label": { "type": "string" },
            "nullable": {
                "anyOf": [{ "type": "string" }, { "type": "null" }],
                "default": null,
                "x-zui": { "def": { "typeName": "ZodNullable" } },
            },
            "generic": { "type": "array", "items": { "type": "boolean" } },
            "secret": { "type": "string", "x-zui": { "secret": true } },
            "next": { "type": "boolean" },
        }),
        &[],
    ));
    assert_schema::<Fields>(object(
        json!({
            "on": { "type": "boolean", "default": false },
            "days": { "type": "integer", "minimum": 0, "maximum": 255, "default": 7 },
            "tags": { "type": "array", "items": { "type": "string" }, "default": [] },
        }),
        &[],
    ));
}

#[test]
fn flattened_fields_join_the_fields_around_them() {
    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Outer {
        id: String,
        #[serde(flatten)]
        inside: Inside,
        #[serde(flatten)]
        maybe: Option<Inner>,
        last: bool,
    }

    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct WithEnum {
        id: String,
        #[serde(flatten)]
        shape: Shape,
    }

    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Open {
        id: String,
        #[serde(flatten)]
        rest: HashMap<String, Value>,
    }

    let string = json!({ "type": "string" });
    let letter = json!({ "type": "string", "minLength": 1, "maxLength": 1, "description": "A letter." });
    assert_schema::<Outer>(object(
        json!({ "id": string, "name": string, "a": letter, "last": { "type": "boolean" } }),
        &["id", "last"],
    ));
    let mut alternatives = shapes();
    for alternative in &mut alternatives {
        let old = alternative["properties"].take();
        let mut properties = json!({ "id": string });
        properties.as_object_mut().unwrap().extend(old.as_object().unwrap().clone());
        alternative["properties"] = properties;
        alternative["required"].as_array_mut().unwrap().insert(0, json!("id"));
    }
    assert_schema::<WithEnum>(discriminated(&alternatives));
    let mut open = object(json!({ "id": string }), &["id"]);
    open["additionalProperties"] = json!(true);
    assert_schema::<Open>(open);
}

#[test]
fn hints_reach_every_kind_of_field() {
    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core, title = "Hinted", x(layout = { "columns": [1, 2] }))]
    #[allow(dead_code)]
    struct Hinted {
        #[botpress(title = "Name", placeholder = "thumbsup", tooltip = "As in the picker", min_length = 1)]
        name: String,
        #[botpress(secret, hidden = "(data) => !data.name", disabled)]
        key: Option<String>,
        #[botpress(display_as("slider", { "horizontal": true }), max = 1.5)]
        weight: f32,
        #[botpress(format = "email", read_only, description = "Where to write to.")]
        address: String,
        #[botpress(pattern = "^a+$", x(custom = 1, "other key" = [true]))]
        word: Word,
        #[botpress(title = "Inner")]
        inner: Generic<bool>,
        #[serde(with = "as_text")]
        #[botpress(schema_as = String, format = "date-time")]
        at: u64,
    }

    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core)]
    #[allow(dead_code)]
    struct Word(String);

    #[derive(Schema, Deserialize)]
    #[botpress(crate = botpress_core, title = "Generic", description = "Said on purpose.")]
    #[allow(dead_code)]
    struct Generic<T> {
        #[botpress(title = "Item")]
        item: T,
    }

    mod as_text {
        use serde::{Deserialize, Deserializer, de::Error};

        pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        }
    }

    let mut inner = object(json!({ "item": { "type": "boolean", "x-zui": { "title": "Item" } } }), &["item"]);
    inner["x-zui"] = json!({ "title": "Inner" });
    inner["description"] = json!("Said on purpose.");
    let email = r"^(?!\.)(?!.*\.\.)([a-zA-Z0-9_+-\.]*)[a-zA-Z0-9_+-]@([a-zA-Z0-9][a-zA-Z0-9\-]*\.)+[a-zA-Z]{2,}$";
    let mut expected = object(
        json!({
            "name": {
                "type": "string",
                "x-zui": { "title": "Name", "placeholder": "thumbsup", "tooltip": "As in the picker" },
                "minLength": 1,
            },
            "key": {
                "type": "string",
                "x-zui": { "secret": true, "hidden": "(data) => !data.name", "disabled": true },
            },
            "weight": { "type": "number", "x-zui": { "displayAs": ["slider", { "horizontal": true }] }, "maximum": 1.5 },
            "address": {
                "type": "string",
                "format": "email",
                "pattern": email,
                "readOnly": true,
                "description": "Where to write to.",
            },
            "word": { "type": "string", "pattern": "^a+$", "x-zui": { "custom": 1, "other key": [true] } },
            "inner": inner,
            "at": { "type": "string", "format": "date-time" },
        }),
        &["name", "weight", "address", "word", "inner", "at"],
    );
    expected["x-zui"] = json!({ "title": "Hinted", "layout": { "columns": [1, 2] } });
    assert_schema::<Hinted>(expected);
}

#[derive(Schema, Deserialize)]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
struct Tree {
    children: Vec<Self>,
}

#[derive(Schema, Deserialize)]
#[serde(tag = "type")]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
enum Ring {
    Again(Box<Ring>),
}

#[derive(Schema, Deserialize)]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
struct Flat {
    #[serde(flatten)]
    again: Option<Box<Flat>>,
}

#[derive(Schema, Deserialize)]
#[botpress(crate = botpress_core)]
#[allow(dead_code)]
struct Misplaced {
    #[botpress(min_length = 1)]
    number: u8,
    tree: Tree,
}

#[test]
fn recursion_and_misplaced_hints_are_errors_of_the_definition() {
    use botpress_core::definition::{EntityDefinition, IntegrationDefinition};

    let entity = |schema| EntityDefinition::new(schema);
    let error = IntegrationDefinition::builder("demo", "0.1.0")
        .entity("tree", entity(schema_of::<Tree>()))
        .entity("ring", entity(schema_of::<Ring>()))
        .entity("flat", entity(schema_of::<Flat>()))
        .entity("misplaced", entity(schema_of::<Misplaced>()))
        .try_build()
        .unwrap_err();
    let report = error.to_string();
    for expected in [
        "entities.tree.schema: at `children.items`: the type `Tree` contains itself",
        "entities.ring.schema: ",
        "the type `Ring` contains itself",
        "entities.flat.schema: ",
        "the type `Flat` contains itself",
        "entities.misplaced.schema: at `number`: `minLength` is for strings, and this is of type integer",
        "entities.misplaced.schema: at `tree.children.items`: the type `Tree` contains itself",
    ] {
        assert!(report.contains(expected), "{expected:?} is missing in\n{report}");
    }
}

#[test]
fn a_secret_shows_itself_to_nobody_but_the_sdks_encoder() {
    #[derive(Debug, Schema, Serialize, Deserialize)]
    #[botpress(crate = botpress_core)]
    struct Token {
        #[botpress(title = "Token")]
        token: Secret,
    }

    let token = Token { token: Secret::new("xoxb-1") };
    assert_eq!(format!("{token:?} {}", token.token), "Token { token: [secret] } [secret]");
    let refused = serde_json::to_string(&token).unwrap_err().to_string();
    assert!(refused.contains("a secret is not serialised") && !refused.contains("xoxb"), "{refused}");
    assert_eq!(encode(&token).unwrap(), json!({ "token": "xoxb-1" }));
    assert!(serde_json::to_string(&token).is_err(), "only while the encoder is at work");
    assert_eq!(serde_json::from_value::<Token>(json!({ "token": "a" })).unwrap().token.expose(), "a");
    assert!(Secret::new("a") == Secret::new("a") && Secret::new("a") != Secret::new("b"));
    let field = json!({ "type": "string", "x-zui": { "secret": true, "title": "Token" } });
    assert_schema::<Token>(object(json!({ "token": field }), &["token"]));
}

#[test]
fn the_encoder_drops_absent_fields_and_keeps_null_elements() {
    #[derive(Serialize)]
    struct Flattening {
        absent: Option<u8>,
        #[serde(flatten)]
        inner: Inside,
        map: HashMap<&'static str, Option<u8>>,
    }

    #[derive(Serialize)]
    enum External {
        Struct { absent: Option<u8>, there: Option<u8> },
        Tuple(Option<u8>, u8),
        New(i8),
        Unit,
    }

    let flattening = Flattening { absent: None, inner: Inside { name: None }, map: HashMap::from([("a", None)]) };
    assert_eq!(encode(&flattening).unwrap(), json!({ "map": { "a": null } }));
    let external = [
        External::Struct { absent: None, there: Some(1) },
        External::Tuple(None, 2),
        External::New(-3),
        External::Unit,
    ];
    assert_eq!(
        encode(&external).unwrap(),
        json!([{ "Struct": { "there": 1 } }, { "Tuple": [null, 2] }, { "New": -3 }, "Unit"])
    );
    assert_eq!(encode(&HashMap::from([(1, 'a')])).unwrap(), json!({ "1": "a" }));
    assert_eq!(encode(&Shape::Named(Inside { name: None })).unwrap(), json!({ "type": "named" }));
    assert!(encode(&HashMap::from([((1, 2), 'a')])).is_err());
}

mod forms {
    //! Items of every form that a derive may meet.
    #![allow(dead_code)]

    use std::{borrow::Cow, collections::HashMap};

    use botpress_derive::Schema;
    use serde::{Deserialize, Serialize};

    #[derive(Schema, Serialize)]
    #[botpress(crate = botpress_core)]
    pub(super) struct Borrowed<'a, T: ?Sized, const N: usize>
    where
        T: ToOwned,
        Cow<'a, T>: Clone,
    {
        pub text: &'a str,
        #[serde(skip)]
        pub skipped: std::marker::PhantomData<HashMap<std::time::Instant, Cow<'a, T>>>,
        pub r#type: [u8; 2],
    }

    #[derive(Schema, Deserialize)]
    #[serde(transparent)]
    #[botpress(crate = botpress_core)]
    pub(super) struct Id(String);

    #[derive(Schema, Deserialize)]
    #[serde(from = "Id")]
    #[botpress(crate = botpress_core)]
    pub(super) struct From(std::time::Duration);

    impl std::convert::From<Id> for From {
        fn from(_: Id) -> Self {
            Self(std::time::Duration::ZERO)
        }
    }

    #[derive(Schema, Deserialize)]
    #[serde(rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", bound = "T: Deserialize<'de>")]
    #[botpress(crate = botpress_core)]
    pub(super) enum Generic<T> {
        FirstOne {
            /// With a hint.
            #[botpress(title = "Inner")]
            inner_value: Option<T>,
        },
        #[serde(skip)]
        Hidden(std::time::Instant),
        #[serde(rename = "2nd")]
        Second(Box<Self>),
    }

    macro_rules! by_macro {
        ($name:ident, $type:ty) => {
            #[derive(Schema, Deserialize)]
            #[botpress(crate = botpress_core)]
            pub(super) struct $name {
                pub field: Option<$type>,
            }
        };
    }

    by_macro!(ByMacro, Vec<Id>);
}

#[test]
fn the_derive_takes_items_of_every_form() {
    let string = json!({ "type": "string" });
    let byte = json!({ "type": "integer", "minimum": 0, "maximum": 255 });
    assert_schema::<forms::Borrowed<'_, String, 2>>(object(
        json!({ "text": string, "type": { "type": "array", "items": byte, "minItems": 2, "maxItems": 2 } }),
        &["text", "type"],
    ));
    assert_schema::<forms::Id>(string.clone());
    assert_schema::<forms::From>(string.clone());
    assert_schema::<forms::ByMacro>(object(json!({ "field": { "type": "array", "items": string } }), &[]));
    let first = json!({ "type": "boolean", "description": "With a hint.", "x-zui": { "title": "Inner" } });
    let schema = schema_of::<forms::Generic<bool>>();
    assert_eq!(
        schema["anyOf"][0],
        object(json!({ "FIRST_ONE": object(json!({ "innerValue": first }), &[]) }), &["FIRST_ONE"])
    );
    assert_eq!(schema["anyOf"][1]["required"], json!(["2nd"]));
    assert_eq!(schema["anyOf"].as_array().unwrap().len(), 2);
}
