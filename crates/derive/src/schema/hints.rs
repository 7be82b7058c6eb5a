//! The options of `#[botpress(..)]`, and what they become in a schema.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Result, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    parse_quote,
};

use crate::{
    attr::{self, Errors, Known, Opt},
    names,
};

/// What carries the hints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Type,
    Field,
    Flattened,
    Variant,
    /// A variant that is nothing but a string in a list.
    UnitVariant,
}

/// What an author says about a schema.
#[derive(Default)]
pub(super) struct Hints {
    pub(super) krate: Option<Path>,
    pub(super) schema_as: Option<Type>,
    /// Keys and values under `x-zui`.
    zui: Vec<(String, TokenStream)>,
    /// Keywords of JSON Schema.
    keywords: Vec<(&'static str, TokenStream)>,
}

const KNOWN: Known = &[
    ("title", "title = \"..\""),
    ("description", "description = \"..\""),
    ("placeholder", "placeholder = \"..\""),
    ("tooltip", "tooltip = \"..\""),
    ("hidden", "hidden"),
    ("disabled", "disabled"),
    ("secret", "secret"),
    ("display_as", "display_as(\"..\", { .. })"),
    ("x", "x(key = value)"),
    ("read_only", "read_only"),
    ("format", "format = \"..\""),
    ("pattern", "pattern = \"..\""),
    ("min", "min = 0"),
    ("max", "max = 10"),
    ("exclusive_min", "exclusive_min = 0"),
    ("exclusive_max", "exclusive_max = 10"),
    ("multiple_of", "multiple_of = 5"),
    ("min_length", "min_length = 1"),
    ("max_length", "max_length = 100"),
    ("min_items", "min_items = 1"),
    ("max_items", "max_items = 10"),
    ("schema_as", "schema_as = Type"),
];

/// What may stand on a type or a variant, whose schema is more than one value.
const KNOWN_WHOLE: Known = &[
    ("crate", "crate = path::to::botpress_sdk"),
    ("title", "title = \"..\""),
    ("description", "description = \"..\""),
    ("hidden", "hidden"),
    ("disabled", "disabled"),
    ("display_as", "display_as(\"..\", { .. })"),
    ("x", "x(key = value)"),
];

/// The formats that the platform's own tools write.
const FORMATS: [&str; 11] =
    ["email", "uri", "uuid", "cuid", "cuid2", "ulid", "date-time", "ipv4", "ipv6", "emoji", "finite"];

impl Hints {
    /// Reads `#[botpress(..)]`, and the doc comment where it says something about the schema.
    pub(super) fn read(attrs: &[Attribute], place: Place, errors: &mut Errors) -> Self {
        let mut hints = Self::default();
        let known = if place == Place::Type { KNOWN_WHOLE } else { KNOWN };
        let known = if place == Place::Variant { &KNOWN_WHOLE[1..] } else { known };
        attr::read(attrs, "botpress", known, errors, &mut |option, errors| {
            let nothing_here = match place {
                Place::UnitVariant => Some("a plain variant is only a string in the schema: remove this"),
                Place::Flattened => {
                    Some("a flattened field has no schema of its own: put this on the fields of its type")
                }
                _ => None,
            };
            match nothing_here {
                Some(message) => Err(syn::Error::new(option.span, message)),
                None => hints.take(option, errors),
            }
        });
        let described = hints.keywords.iter().any(|(key, _)| *key == "description");
        if !described
            && matches!(place, Place::Field | Place::Variant)
            && let Some(description) = doc(attrs)
        {
            hints.keywords.push(("description", quote!(#description)));
        }
        hints
    }

    fn take(&mut self, option: &Opt<'_>, errors: &mut Errors) -> Result<()> {
        match option.key {
            "crate" => self.krate = Some(option.value()?),
            "schema_as" => self.schema_as = Some(option.value()?),
            "description" => self.keyword("description", &option.string()?),
            "pattern" => self.keyword("pattern", &option.string()?),
            "read_only" => {
                option.flag()?;
                self.keyword("readOnly", &quote!(true));
            }
            "format" => {
                let format = option.string()?;
                if !FORMATS.contains(&format.value().as_str()) {
                    errors.at(format.span(), unknown_format(&format.value()));
                }
                self.keyword("format", &format);
            }
            "min" => self.number("minimum", option)?,
            "max" => self.number("maximum", option)?,
            "exclusive_min" => self.number("exclusiveMinimum", option)?,
            "exclusive_max" => self.number("exclusiveMaximum", option)?,
            "multiple_of" => self.number("multipleOf", option)?,
            "min_length" => self.count("minLength", option)?,
            "max_length" => self.count("maxLength", option)?,
            "min_items" => self.count("minItems", option)?,
            "max_items" => self.count("maxItems", option)?,
            "secret" => {
                option.flag()?;
                self.zui("secret", quote!(true));
            }
            key @ ("hidden" | "disabled") => {
                self.zui(key, condition(option)?);
            }
            key @ ("title" | "placeholder" | "tooltip") => self.zui(key, option.string()?.to_token_stream()),
            "display_as" => {
                let items = option.items(Json::parse)?;
                match items.as_slice() {
                    [Json(id)] if syn::parse2::<LitStr>(id.clone()).is_ok() => self.zui("displayAs", quote!([#id, {}])),
                    [Json(id), Json(params)] if syn::parse2::<LitStr>(id.clone()).is_ok() => {
                        self.zui("displayAs", quote!([#id, #params]));
                    }
                    _ => {
                        let message = "`display_as` names a display and its parameters: \
                            write `display_as(\"..\", { .. })`";
                        errors.at(option.span, message);
                    }
                }
            }
            _ => {
                for (key, Json(value)) in option.items(free_key)? {
                    self.zui.push((key, value));
                }
            }
        }
        Ok(())
    }

    fn zui(&mut self, key: &str, value: TokenStream) {
        self.zui.push((key.to_owned(), value));
    }

    fn keyword(&mut self, key: &'static str, value: &impl ToTokens) {
        self.keywords.push((key, value.to_token_stream()));
    }

    /// A number, or an expression that gives one.
    fn number(&mut self, key: &'static str, option: &Opt<'_>) -> Result<()> {
        let value: Expr = option.value()?;
        if let Expr::Lit(ExprLit { lit, .. }) = &value
            && !matches!(lit, Lit::Int(_) | Lit::Float(_))
        {
            return Err(syn::Error::new(lit.span(), format!("`{0}` is a number: write `{0} = 1`", option.key)));
        }
        self.keyword(key, &quote!((#value)));
        Ok(())
    }

    /// A number of things, or an expression that gives one.
    fn count(&mut self, key: &'static str, option: &Opt<'_>) -> Result<()> {
        let value: Expr = option.value()?;
        if let Expr::Lit(ExprLit { lit, .. }) = &value
            && !matches!(lit, Lit::Int(_))
        {
            return Err(syn::Error::new(lit.span(), format!("`{0}` is a whole number: write `{0} = 1`", option.key)));
        }
        self.keyword(key, &quote!((#value)));
        Ok(())
    }

    /// The transform that puts the hints into the schema; none if there are none.
    pub(super) fn to_attribute(&self, krate: &Path) -> Option<Attribute> {
        if self.zui.is_empty() && self.keywords.is_empty() {
            return None;
        }
        let keywords = self.keywords.iter().map(|(key, value)| quote!(#key: #value));
        let zui = self.zui.iter().map(|(key, value)| quote!(#key: #value));
        let zui = (!self.zui.is_empty()).then(|| quote!("x-zui": { #(#zui),* }));
        let members = keywords.chain(zui);
        let private = quote!(#krate::__private);
        Some(parse_quote! {
            #[schemars(transform = |schema: &mut #private::schemars::Schema| {
                #private::hints(schema, #private::serde_json::json!({ #(#members),* }))
            })]
        })
    }
}

fn unknown_format(format: &str) -> String {
    match names::nearest(format, FORMATS.into_iter()) {
        Some(near) => format!("the platform has no format `{format}`: did you mean `format = \"{near}\"`?"),
        None => {
            let known = FORMATS.map(|format| format!("`{format}`")).join(", ");
            format!("the platform has no format `{format}`: write `format = \"..\"` with one of {known}")
        }
    }
}

/// Always, or when a function says so, whose source is JavaScript.
fn condition(option: &Opt<'_>) -> Result<TokenStream> {
    if option.flag().is_ok() {
        return Ok(quote!(true));
    }
    let key = option.key;
    let message =
        format!("`{key}` stands alone or has a function's source: write `{key}` or `{key} = \"(data) => ..\"`");
    match option.string() {
        Ok(source) => Ok(source.to_token_stream()),
        Err(error) => Err(syn::Error::new(error.span(), message)),
    }
}

/// `key = value`, the key being a word or a string, the value JSON.
fn free_key(input: ParseStream<'_>) -> Result<(String, Json)> {
    let span = input.span();
    let key =
        if input.peek(LitStr) { input.parse::<LitStr>()?.value() } else { input.call(Ident::parse_any)?.to_string() };
    if !input.peek(Token![=]) {
        return Err(syn::Error::new(span, "a free key needs a value: write `x(key = value)`"));
    }
    input.parse::<Token![=]>()?;
    Ok((key, input.parse()?))
}

/// JSON, up to the next comma.
struct Json(TokenStream);

impl Parse for Json {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let span = input.span();
        let mut tokens = TokenStream::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            tokens.extend([input.parse::<TokenTree>()?]);
        }
        if tokens.is_empty() { Err(syn::Error::new(span, "expected a value")) } else { Ok(Self(tokens)) }
    }
}

/// The doc comment: lines of a paragraph joined, an empty line between paragraphs.
fn doc(attrs: &[Attribute]) -> Option<String> {
    let mut paragraphs = vec![String::new()];
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("doc")) {
        let Meta::NameValue(meta) = &attr.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &meta.value else { continue };
        for line in text.value().split('\n').map(|line| line.trim().trim_start_matches("* ").to_owned()) {
            match paragraphs.last_mut() {
                Some(paragraph) if line.is_empty() && !paragraph.is_empty() => paragraphs.push(String::new()),
                Some(paragraph) if !line.is_empty() => {
                    if !paragraph.is_empty() {
                        paragraph.push(' ');
                    }
                    paragraph.push_str(&line);
                }
                _ => {}
            }
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}
