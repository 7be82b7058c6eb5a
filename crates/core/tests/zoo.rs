//! The dialect, against the official SDK's output for 166 shapes (`golden/zui/zoo.json`).
//!
//! The recording is read where it stands (`BOTPRESS_GOLDEN`, or beside the checkout), and nothing is tested without it. What runs
//! everywhere is in `tests/schema.rs`.
#![allow(dead_code, reason = "the types are there for their schemas")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use botpress_core::schema::{Both, Nullable, Secret, schema_of};
use botpress_derive::Schema;
use serde::Serialize;
use serde_json::{Value, json};

/// A shape in Rust: the official expression, the schema of the type alone where that says more than the field does, and the schema
/// of an object with one field of it.
struct Shape {
    expression: &'static str,
    alone: Option<Value>,
    as_field: Value,
}

macro_rules! shapes {
    ($( $expression:literal => $( #[$attribute:meta] )* $type:ty; )*) => {
        vec![$({
            #[derive(Schema)]
            #[botpress(crate = botpress_core)]
            struct Case {
                $( #[$attribute] )*
                field: $type,
            }

            let hints: &[&str] = &[$( stringify!($attribute) ),*];
            Shape {
                expression: $expression,
                alone: hints.is_empty().then(schema_of::<$type>),
                as_field: schema_of::<Case>(),
            }
        }),*]
    };
}

fn shapes() -> Vec<Shape> {
    shapes! {
        "z.string()" => String;
        "z.string().min(1)" => #[botpress(min_length = 1)] String;
        "z.string().max(5)" => #[botpress(max_length = 5)] String;
        "z.string().length(3)" => #[botpress(min_length = 3, max_length = 3)] String;
        "z.string().email()" => #[botpress(format = "email")] String;
        "z.string().url()" => #[botpress(format = "uri")] String;
        "z.string().uuid()" => #[botpress(format = "uuid")] String;
        "z.string().cuid()" => #[botpress(format = "cuid")] String;
        "z.string().cuid2()" => #[botpress(format = "cuid2")] String;
        "z.string().ulid()" => #[botpress(format = "ulid")] String;
        "z.string().datetime()" => #[botpress(format = "date-time")] String;
        "z.string().datetime({ offset: true, precision: 3 })" => #[botpress(
            format = "date-time",
            pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(([+-]\d{2}(:?\d{2})?)|Z)$",
            x(precision = 3, offset = true),
        )] String;
        "z.string().ip()" => std::net::Ipv4Addr;
        "z.string().ip({ version: 'v4' })" => #[botpress(format = "ipv4")] String;
        "z.string().regex(/^a+$/)" => #[botpress(pattern = "^a+$")] String;
        "z.string().regex(/^a+$/i)" => #[botpress(pattern = "^a+$")] String;
        "z.string().startsWith('a')" => #[botpress(pattern = "^a")] String;
        "z.string().endsWith('b')" => #[botpress(pattern = "b$")] String;
        "z.string().includes('c')" => #[botpress(pattern = "c")] String;
        "z.string().emoji()" => #[botpress(format = "emoji")] String;
        "z.string().base64 ? z.string().base64() : z.string()" => String;
        "z.string().min(1).max(5).email().describe('d').title('T').placeholder('P')" =>
            #[doc = "d"]
            #[botpress(min_length = 1, max_length = 5, format = "email", title = "T", placeholder = "P")]
            String;
        "z.string().secret()" => Secret;
        "z.string().hidden()" => #[botpress(hidden)] String;
        "z.string().hidden((v) => v === 'x')" => #[botpress(hidden = "(v) => v === 'x'")] String;
        "z.string().disabled()" => #[botpress(disabled)] String;
        "z.string().disabled(true)" => #[botpress(disabled)] String;
        "z.string().title('T')" => #[botpress(title = "T")] String;
        "z.string().describe('D')" => #[doc = "D"] String;
        "z.string().metadata({ custom: 1 })" => #[botpress(x(custom = 1))] String;
        "z.string().displayAs({ id: 'custombuttons', params: { a: 1 } })" =>
            #[botpress(display_as("custombuttons", { "a": 1 }))] String;
        "z.string().optional().title('after optional')" => #[botpress(title = "after optional")] Option<String>;
        "z.string().title('before optional').optional()" => #[botpress(title = "before optional")] Option<String>;
        "z.string().default('x').title('T').optional()" => #[serde(default = "x")] #[botpress(title = "T")] String;
        "z.number()" => f64;
        "z.number().int()" => i64;
        "z.number().min(1).max(2)" => #[botpress(min = 1, max = 2)] f64;
        "z.number().gt(1).lt(2)" => #[botpress(exclusive_min = 1, exclusive_max = 2)] f64;
        "z.number().positive()" => #[botpress(exclusive_min = 0)] f64;
        "z.number().negative()" => #[botpress(exclusive_max = 0)] f64;
        "z.number().nonnegative()" => #[botpress(min = 0)] f64;
        "z.number().multipleOf(0.5)" => #[botpress(multiple_of = 0.5)] f64;
        "z.number().finite()" => #[botpress(format = "finite")] f64;
        "z.number().safe()" => #[botpress(min = -9_007_199_254_740_991_i64, max = 9_007_199_254_740_991_i64)] f64;
        "z.boolean()" => bool;
        "z.null()" => ();
        "z.literal(null)" => ();
        "z.any()" => Value;
        "z.unknown()" => #[botpress(x(def = { "typeName": "ZodUnknown" }))] Value;
        "z.never()" => Never;
        "z.enum(['a', 'b'])" => AOrB;
        "z.enum(['a'])" => OnlyA;
        "z.array(z.string())" => Vec<String>;
        "z.array(z.string()).min(1).max(3)" => #[botpress(min_items = 1, max_items = 3)] Vec<String>;
        "z.array(z.string()).length(2)" => [String; 2];
        "z.array(z.string()).nonempty()" => #[botpress(min_items = 1)] Vec<String>;
        "z.array(z.any())" => Vec<Value>;
        "z.tuple([z.string(), z.number()])" => (String, f64);
        "z.tuple([])" => NoItems;
        "z.set(z.string())" => HashSet<String>;
        "z.set(z.string()).min(1)" => #[botpress(min_items = 1)] BTreeSet<String>;
        "z.record(z.string())" => HashMap<String, String>;
        "z.record(z.string(), z.number())" => BTreeMap<String, f64>;
        "z.record(z.enum(['a', 'b']), z.number())" => HashMap<AOrB, f64>;
        "z.record(z.string().min(2), z.number())" => HashMap<TwoLetters, f64>;
        "z.record(z.string().regex(/^x/), z.number())" => HashMap<WithX, f64>;
        "z.record(z.any())" => HashMap<String, Value>;
        "z.object({})" => Empty;
        "z.object({ a: z.string(), b: z.string().optional(), c: z.string().nullable(), d: z.string().nullish(), e: z.string().default('x') })" => Mixed;
        "z.object({ a: z.string() }).strict()" => A;
        "z.object({ a: z.string() }).passthrough()" => Open;
        "z.object({ a: z.string() }).strip()" => A;
        "z.object({ a: z.string() }).catchall(z.number())" => WithNumbers;
        "z.object({ a: z.string() }).partial()" => MaybeA;
        "z.object({ a: z.string() }).title('Obj').describe('Obj desc')" => Obj;
        "z.object({ a: z.object({ b: z.object({ c: z.number() }) }) })" => Nested<Nested2>;
        "z.object({ a: z.any() })" => Nested<Value>;
        "z.object({ a: z.unknown() })" => UnknownA;
        "z.object({ a: z.never() })" => Nested<Never>;
        "z.object({ a: z.string() }).extend({ b: z.number() })" => AAndB;
        "z.object({ a: z.string() }).merge(z.object({ b: z.number() }))" => Merged;
        "z.intersection(z.object({ a: z.string() }), z.object({ b: z.number() }))" => Both<A, B>;
        "z.object({ a: z.string() }).and(z.object({ b: z.number() }))" => Both<A, B>;
        "z.intersection(z.string(), z.number())" => Both<String, f64>;
        "z.object({ a: z.string(), b: z.number() }).omit({ a: true })" => B;
        "z.object({ 'weird key': z.string(), 'é': z.string() })" => Weird;
        "z.union([z.string(), z.number()])" => StringOrNumber;
        "z.union([z.string(), z.null()])" => StringOrNull;
        "z.union([z.object({ a: z.string() }), z.object({ b: z.number() })])" => AOrBObject;
        "z.union([z.string().title('S'), z.number().title('N')]).title('U')" => TitledUnion;
        "z.discriminatedUnion('type', [z.object({ type: z.literal('a'), x: z.string() }), z.object({ type: z.literal('b'), y: z.number() })])" => Tagged;
        "z.string().nullable()" => Nullable<String>;
        "z.string().optional()" => Option<String>;
        "z.string().nullish()" => Option<Nullable<String>>;
        "z.string().nullable().optional()" => Option<Nullable<String>>;
        "z.string().default('x')" => #[serde(default = "x")] String;
        "z.number().default(0)" => #[serde(default = "zero")] f64;
        "z.boolean().default(false)" => #[serde(default)] bool;
        "z.array(z.string()).default([])" => #[serde(default)] Vec<String>;
        "z.object({ a: z.string().default('q') }).default({})" => #[serde(default)] DefaultA;
        "z.string().default(() => 'computed')" => #[serde(default = "computed")] String;
        "z.string().nullable().default(null)" => #[serde(default)] Nullable<String>;
        "z.string().readonly()" => #[botpress(read_only)] String;
        "z.object({ a: z.string() }).readonly()" => #[botpress(read_only)] A;
        "z.object({ file: z.string().url().title('File') }).describe('x').metadata({ m: { deep: [1] } })" => Deep;
        "z.string().meta ? z.string().meta({ a: 1 }) : z.string()" => String;
        "z.json ? z.json() : z.any()" => Value;
        "z.object({ a: z.string() }).mandatory ? z.object({ a: z.string().optional() }).mandatory() : z.object({})" => MaybeA;
        "z.string().optional().describe('outer')" => #[doc = "outer"] Option<String>;
        "z.string().describe('inner').optional()" => #[doc = "inner"] Option<String>;
        "z.string().describe('inner').optional().describe('outer')" => #[doc = "outer"] Option<String>;
        "z.array(z.object({ a: z.string().title('x') })).title('arr')" => #[botpress(title = "arr")] Vec<TitledA>;
        "z.record(z.object({ a: z.string() })).title('rec')" => #[botpress(title = "rec")] HashMap<String, A>;
        "z.number().min(1).max(10).displayAs({ id: 'slider', params: { horizontal: true } })" =>
            #[botpress(min = 1, max = 10, display_as("slider", { "horizontal": true }))] f64;
        "z.object({ a: z.string().optional().default('x') })" => DefaultX;
        "z.object({ a: z.string().default('x').optional() })" => DefaultX;
    }
}

/// The shapes that no Rust type has, with the reason; beyond those that the official SDK itself rejects.
const NO_COUNTERPART: &[(&str, &str)] = &[
    ("z.coerce.string()", COERCION),
    ("z.coerce.number()", COERCION),
    ("z.coerce.boolean()", COERCION),
    ("z.undefined()", UNDEFINED),
    ("z.literal(undefined)", UNDEFINED),
    ("z.array(z.string().optional())", UNDEFINED),
    ("z.object({ a: z.undefined() })", UNDEFINED),
    ("z.union([z.string(), z.undefined()])", UNDEFINED),
    ("z.literal('a')", LITERAL),
    ("z.literal(1)", LITERAL),
    ("z.literal(1.5)", LITERAL),
    ("z.literal(true)", LITERAL),
    ("z.union([z.literal('a'), z.literal('b')])", LITERAL),
    ("z.union([z.literal('a'), z.literal(1)])", LITERAL),
    ("z.tuple([z.string()]).rest(z.number())", "serde has no tuples with a rest"),
    (
        "z.discriminatedUnion('type', [z.object({ type: z.literal('a') }).title('A'), z.object({ type: z.enum(['b', 'c']) })])",
        "a variant has one tag",
    ),
    ("z.enum(['a', 'b']).default('a').nullable()", "the default of a field is the default of the whole, null included"),
    ("z.ref('item')", REFERENCE),
    ("z.object({ item: z.ref('item') })", REFERENCE),
    ("z.object({ items: z.array(z.ref('item')) })", REFERENCE),
    ("z.object({ item: z.ref('item').optional().title('opt ref') })", REFERENCE),
    ("z.object({ item: z.intersection(z.ref('item'), z.object({ x: z.number() })) })", REFERENCE),
];

const COERCION: &str = "serde does not convert what arrives to another type";
const UNDEFINED: &str = "a value that is always absent has no type";
const LITERAL: &str = "Rust has no literal types; an enum with one variant is a list of one string";
const REFERENCE: &str = "references to entities are for definitions of interfaces";

#[test]
fn the_dialect_equals_the_official_one_shape_by_shape() {
    let golden = std::env::var("BOTPRESS_GOLDEN")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/golden").to_owned());
    let Ok(zoo) = std::fs::read_to_string(format!("{golden}/zui/zoo.json")) else {
        return println!("skipped: no recordings at {golden}");
    };
    let zoo: Vec<Value> = serde_json::from_str(&zoo).unwrap();
    let shapes = shapes();
    let mut failures = Vec::new();
    let (mut covered, mut rejected, mut without) = (0, 0, 0);
    for entry in &zoo {
        let expression = entry["expr"].as_str().unwrap();
        if entry["jsonSchema"].get("$error").is_some() {
            rejected += 1;
        } else if let Some(shape) = shapes.iter().find(|shape| shape.expression == expression) {
            covered += 1;
            compare(expression, "as a field", &shape.as_field, &entry["asObjectField"], &mut failures);
            if let Some(alone) = &shape.alone
                && stands_alone(&entry["jsonSchema"])
            {
                compare(expression, "alone", alone, &entry["jsonSchema"], &mut failures);
            }
        } else if let Some((_, reason)) = NO_COUNTERPART.iter().find(|(other, _)| *other == expression) {
            without += 1;
            println!("no Rust counterpart: {expression}: {reason}");
        } else {
            failures.push(format!("{expression} is neither covered nor explained"));
        }
    }
    println!(
        "{covered} of {} shapes covered, {} have no Rust counterpart ({rejected} of them are rejected by the official SDK too)",
        zoo.len(),
        without + rejected
    );
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(covered, shapes.len(), "a case stands for no shape of the recording");
}

/// An optional value alone, and `null` alone, are nothing that the platform takes; they differ on purpose.
fn stands_alone(schema: &Value) -> bool {
    schema["x-zui"]["def"]["typeName"] != "ZodOptional" && *schema != json!({ "type": "null" })
}

fn compare(expression: &str, how: &str, actual: &Value, expected: &Value, failures: &mut Vec<String>) {
    if actual != expected {
        failures.push(format!("{expression} {how}:\n  expected {expected}\n  got      {actual}"));
    }
}

fn x() -> String {
    "x".to_owned()
}

fn computed() -> String {
    "computed".to_owned()
}

fn zero() -> f64 {
    0.0
}

macro_rules! types {
    ($( $( #[$meta:meta] )* $keyword:ident $name:ident $( <$generic:ident> )? { $($body:tt)* } )*) => {$(
        #[derive(Schema)]
        #[botpress(crate = botpress_core)]
        $( #[$meta] )*
        $keyword $name $( <$generic> )? { $($body)* }
    )*};
}

types! {
    enum Never {}
    #[serde(rename_all = "lowercase")]
    enum AOrB { A, B }
    #[serde(rename_all = "lowercase")]
    enum OnlyA { A }
    struct Empty {}
    struct A { a: String }
    struct B { b: f64 }
    struct MaybeA { a: Option<String> }
    struct AAndB { a: String, b: f64 }
    struct Merged { #[serde(flatten)] a: A, #[serde(flatten)] b: B }
    struct Nested<T> { a: T }
    struct Nested2 { b: C }
    struct C { c: f64 }
    struct UnknownA { #[botpress(x(def = { "typeName": "ZodUnknown" }))] a: Value }
    struct Mixed {
        a: String,
        b: Option<String>,
        c: Nullable<String>,
        d: Option<Nullable<String>>,
        #[serde(default = "x")]
        e: String,
    }
    struct Open { a: String, #[serde(flatten)] rest: HashMap<String, Value> }
    struct WithNumbers { a: String, #[serde(flatten)] rest: HashMap<String, f64> }
    #[botpress(title = "Obj", description = "Obj desc")]
    struct Obj { a: String }
    struct Weird { #[serde(rename = "weird key")] weird: String, #[serde(rename = "é")] accent: String }
    #[serde(untagged)]
    enum StringOrNumber { String(String), Number(f64) }
    #[serde(untagged)]
    enum StringOrNull { String(String), Null }
    #[serde(untagged)]
    enum AOrBObject { A(A), B { b: f64 } }
    #[serde(untagged)]
    #[botpress(title = "U")]
    enum TitledUnion { #[botpress(title = "S")] S(String), #[botpress(title = "N")] N(f64) }
    #[serde(tag = "type", rename_all = "lowercase")]
    enum Tagged { A { x: String }, B { y: f64 } }
    struct DefaultX { #[serde(default = "x")] a: String }
    #[botpress(description = "x", x(m = { "deep": [1] }))]
    struct Deep { #[botpress(title = "File", format = "uri")] file: String }
    struct TitledA { #[botpress(title = "x")] a: String }
}

/// Its default is written as `{}`, as in the official expression: what is the default anyway is left out.
#[derive(Schema, Serialize, Default)]
#[botpress(crate = botpress_core)]
struct DefaultA {
    #[serde(default = "q", skip_serializing_if = "String::is_empty")]
    a: String,
}

fn q() -> String {
    "q".to_owned()
}

#[derive(Schema)]
#[botpress(crate = botpress_core)]
struct NoItems();

#[derive(Schema)]
#[botpress(crate = botpress_core)]
struct TwoLetters(#[botpress(min_length = 2)] String);

#[derive(Schema)]
#[botpress(crate = botpress_core)]
struct WithX(#[botpress(pattern = "^x")] String);
