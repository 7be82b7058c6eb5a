//! Reading attributes. Problems are collected, so that the author sees all of them at once, each at the word it is about.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::{
    Attribute, Expr, ExprLit, Ident, Lit, LitStr, Meta, Path, Result, Token, Type,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream},
    parse_quote,
    spanned::Spanned,
};

use crate::names;

/// The problems found so far.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Notes a problem at a word.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// The value, or nothing and one more problem.
    pub(crate) fn ok<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// A `compile_error!` per problem.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.map(syn::Error::into_compile_error).unwrap_or_default()
    }
}

/// The options an attribute knows: each with the way to write it, which messages end in.
pub(crate) type Known = &'static [(&'static str, &'static str)];

/// One option that is being read: its word, and what follows.
pub(crate) struct Opt<'a> {
    pub(crate) key: &'static str,
    pub(crate) span: Span,
    write: &'static str,
    input: ParseStream<'a>,
}

impl Opt<'_> {
    /// The text of `key = ".."`.
    pub(crate) fn string(&self) -> Result<LitStr> {
        self.assign()?;
        let span = self.input.span();
        self.input
            .parse()
            .map_err(|_| syn::Error::new(span, format!("`{}` is a string: write `{}`", self.key, self.write)))
    }

    /// The path of `key = path::to::Type`, or what else can be parsed.
    pub(crate) fn value<T: Parse>(&self) -> Result<T> {
        self.assign()?;
        let span = self.input.span();
        self.input
            .parse()
            .map_err(|_| syn::Error::new(span, format!("not a value of `{}`: write `{}`", self.key, self.write)))
    }

    /// Makes sure that nothing follows `key`.
    pub(crate) fn flag(&self) -> Result<()> {
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Ok(());
        }
        Err(syn::Error::new(self.input.span(), format!("`{}` takes no value: write `{}`", self.key, self.write)))
    }

    /// The items of `key(a, b)`.
    pub(crate) fn items<T>(&self, item: impl FnMut(ParseStream<'_>) -> Result<T>) -> Result<Vec<T>> {
        self.inside(|input| items(input, item))
    }

    /// The options of `key(a = .., b)`.
    pub(crate) fn options(
        &self,
        attribute: &str,
        known: Known,
        errors: &mut Errors,
        each: &mut dyn FnMut(&Opt<'_>, &mut Errors) -> Result<()>,
    ) -> Result<()> {
        self.inside(|input| {
            options(input, &format!("{attribute}({}(..))", self.key), known, errors, each);
            Ok(())
        })
    }

    fn inside<T>(&self, read: impl FnOnce(ParseStream<'_>) -> Result<T>) -> Result<T> {
        if !self.input.peek(syn::token::Paren) {
            return Err(syn::Error::new(self.span, format!("`{}` is a list: write `{}`", self.key, self.write)));
        }
        let content;
        parenthesized!(content in self.input);
        read(&content).inspect_err(|_| drain(&content))
    }

    fn assign(&self) -> Result<()> {
        if !self.input.peek(Token![=]) {
            return Err(syn::Error::new(self.span, format!("`{}` needs a value: write `{}`", self.key, self.write)));
        }
        self.input.parse::<Token![=]>().map(drop)
    }
}

/// Items with commas between them.
pub(crate) fn items<T>(input: ParseStream<'_>, mut item: impl FnMut(ParseStream<'_>) -> Result<T>) -> Result<Vec<T>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(item(input)?);
        if !input.is_empty() {
            comma(input)?;
        }
    }
    Ok(items)
}

/// The options that stand in one place, which messages call `attribute`; `each` takes them one by one.
pub(crate) fn options(
    input: ParseStream<'_>,
    attribute: &str,
    known: Known,
    errors: &mut Errors,
    each: &mut dyn FnMut(&Opt<'_>, &mut Errors) -> Result<()>,
) {
    walk(input, attribute, known, &mut Vec::new(), errors, each);
}

/// Reads every `#[attribute(..)]` among `attrs`; `each` takes the options one by one.
pub(crate) fn read(
    attrs: &[Attribute],
    attribute: &'static str,
    known: Known,
    errors: &mut Errors,
    each: &mut dyn FnMut(&Opt<'_>, &mut Errors) -> Result<()>,
) {
    let mut seen = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(attribute)) {
        match &attr.meta {
            Meta::Path(_) => {}
            Meta::NameValue(meta) => {
                errors.at(meta.eq_token.span(), format!("options stand in parentheses: write `#[{attribute}(..)]`"));
            }
            Meta::List(list) => {
                let parsed = list.parse_args_with(|input: ParseStream<'_>| {
                    walk(input, attribute, known, &mut seen, errors, each);
                    Ok(())
                });
                errors.ok(parsed);
            }
        }
    }
}

fn walk(
    input: ParseStream<'_>,
    attribute: &str,
    known: Known,
    seen: &mut Vec<&'static str>,
    errors: &mut Errors,
    each: &mut dyn FnMut(&Opt<'_>, &mut Errors) -> Result<()>,
) {
    while !input.is_empty() {
        let result = option(input, attribute, known, seen)
            .and_then(|option| each(&option, errors))
            .and_then(|()| if input.is_empty() { Ok(()) } else { comma(input) });
        if let Err(error) = result {
            errors.push(error);
            skip(input);
        }
    }
}

fn option<'a>(input: ParseStream<'a>, attribute: &str, known: Known, seen: &mut Vec<&'static str>) -> Result<Opt<'a>> {
    let span = input.span();
    let name = input.call(Ident::parse_any).map_err(|_| {
        syn::Error::new(span, format!("expected an option of `#[{}]`: {}", shown(attribute), list(known)))
    })?;
    let Some(&(key, write)) = known.iter().find(|(key, _)| name == *key) else {
        return Err(syn::Error::new(name.span(), unknown(&name.to_string(), attribute, known)));
    };
    if seen.contains(&key) {
        return Err(syn::Error::new(name.span(), format!("`{key}` is given twice: keep one `{write}`")));
    }
    seen.push(key);
    Ok(Opt { key, span: name.span(), write, input })
}

fn unknown(name: &str, attribute: &str, known: Known) -> String {
    let shown = shown(attribute);
    match names::nearest(name, known.iter().map(|(key, _)| *key)) {
        Some(near) => {
            let write = known.iter().find(|(key, _)| *key == near).map_or(near, |(_, write)| *write);
            format!("`#[{shown}]` has no option `{name}`: did you mean `{write}`?")
        }
        None if known.is_empty() => format!("an enum has no option `{name}`: write `#[{shown}]` above its variants"),
        None => format!("`#[{shown}]` has no option `{name}`: it has {}", list(known)),
    }
}

fn shown(attribute: &str) -> String {
    if attribute.contains('(') { attribute.to_owned() } else { format!("{attribute}(..)") }
}

fn list(known: Known) -> String {
    known.iter().map(|(_, write)| format!("`{write}`")).collect::<Vec<_>>().join(", ")
}

fn comma(input: ParseStream<'_>) -> Result<()> {
    let span = input.span();
    input.parse::<Token![,]>().map(drop).map_err(|_| syn::Error::new(span, "a comma is missing before this: write `,`"))
}

/// Takes what is left after an error, which would be a second one.
pub(crate) fn drain(input: ParseStream<'_>) {
    let _ = input.parse::<TokenStream>();
}

/// Goes on behind the next comma, so that one mistake does not hide the others.
fn skip(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
    if !input.is_empty() {
        let _ = input.parse::<Token![,]>();
    }
}

/// The path of the SDK: `::botpress_sdk`, or what `#[botpress(crate = ..)]` on the item says.
pub(crate) fn krate(attrs: &[Attribute], errors: &mut Errors) -> Path {
    let mut path = parse_quote!(::botpress_sdk);
    read(attrs, "botpress", &[("crate", "crate = path::to::botpress_sdk")], errors, &mut |option, _| {
        path = option.value()?;
        Ok(())
    });
    path
}

/// A text with the place it comes from.
#[derive(Clone)]
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) span: Span,
    from_doc: bool,
}

impl Text {
    /// What to do about a text that is too long.
    fn shorten(&self, what: &str) -> String {
        if self.from_doc {
            format!("shorten the doc comment's first paragraph, or write `{what} = \"..\"`")
        } else {
            format!("shorten `{what} = \"..\"`")
        }
    }
}

impl From<&LitStr> for Text {
    fn from(text: &LitStr) -> Self {
        Self { value: text.value(), span: text.span(), from_doc: false }
    }
}

/// The first paragraph of the doc comment, in one line.
pub(crate) fn doc(attrs: &[Attribute]) -> Option<Text> {
    let mut first = None;
    let mut words: Vec<String> = Vec::new();
    for attr in attrs {
        let Meta::NameValue(meta) = &attr.meta else { continue };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &meta.value else { continue };
        if !meta.path.is_ident("doc") {
            continue;
        }
        // Not `lines()`: an empty comment line is a line as well.
        for line in text.value().split('\n').map(|line| line.trim().trim_start_matches("* ").to_owned()) {
            if line.is_empty() && !words.is_empty() {
                return first.map(|span| Text { value: words.join(" "), span, from_doc: true });
            }
            if !line.is_empty() {
                first.get_or_insert(attr.span());
                words.push(line);
            }
        }
    }
    first.map(|span| Text { value: words.join(" "), span, from_doc: true })
}

/// Characters in the title of an integration or a tag.
pub(crate) const TITLE: usize = 64;
/// Characters in the description of an integration or a tag.
pub(crate) const DESCRIPTION: usize = 256;
/// Characters in the value of an attribute.
const ATTRIBUTE: usize = 200;

/// `name`, `title` and `description`, which nearly every member has.
#[derive(Default)]
pub(crate) struct Titled {
    pub(crate) name: Option<LitStr>,
    title: Option<LitStr>,
    description: Option<Text>,
}

pub(crate) const NAME: (&str, &str) = ("name", "name = \"..\"");
pub(crate) const TITLE_OPTION: (&str, &str) = ("title", "title = \"..\"");
pub(crate) const DESCRIPTION_OPTION: (&str, &str) = ("description", "description = \"..\"");

impl Titled {
    /// Takes the option if it is one of the three.
    pub(crate) fn take(&mut self, option: &Opt<'_>) -> Result<bool> {
        match option.key {
            "name" => self.name = Some(option.string()?),
            "title" => self.title = Some(option.string()?),
            "description" => self.description = Some(Text::from(&option.string()?)),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes the description from the doc comment unless there is one, and checks the texts.
    pub(crate) fn finish(&mut self, attrs: &[Attribute], limited: bool, errors: &mut Errors) {
        if self.description.is_none() {
            self.description = doc(attrs);
        }
        if let Some(title) = &self.title {
            check_text("title", &title.into(), limited.then_some(TITLE), errors);
        }
        if let Some(description) = &self.description {
            check_text("description", description, limited.then_some(DESCRIPTION), errors);
        }
    }

    /// `.title("..").description("..")`.
    pub(crate) fn setters(&self) -> TokenStream {
        let title = self.title.iter();
        let description = self.description();
        let description = description.iter();
        quote::quote!(#(.title(#title))* #(.description(#description))*)
    }

    /// The description alone, for what has no title.
    pub(crate) fn description(&self) -> Option<String> {
        self.description.as_ref().map(|description| description.value.clone())
    }
}

fn check_text(what: &str, text: &Text, limit: Option<usize>, errors: &mut Errors) {
    let length = text.value.chars().count();
    if text.value.trim().is_empty() {
        errors.at(text.span, format!("the {what} is empty: write one, or leave `{what}` out"));
    } else if let Some(limit) = limit.filter(|limit| length > *limit) {
        let todo = text.shorten(what);
        errors.at(text.span, format!("the {what} has {length} characters, Botpress takes {limit}: {todo}"));
    }
}

/// The way to write `attributes(..)`.
pub(crate) const ATTRIBUTES: (&str, &str) = ("attributes", "attributes(\"key\" = \"value\")");

/// The pairs of `attributes("key" = "value", ..)`.
pub(crate) fn attributes(option: &Opt<'_>, errors: &mut Errors) -> Result<Vec<(LitStr, LitStr)>> {
    let (key, write) = ATTRIBUTES;
    let wrong = |span| syn::Error::new(span, format!("`{key}` takes pairs of strings: write `{write}`"));
    let pairs: Vec<(LitStr, LitStr)> = option.items(|input| {
        let span = input.span();
        let name = input.parse().map_err(|_| wrong(span))?;
        let span = input.span();
        input.parse::<Token![=]>().map_err(|_| wrong(span))?;
        let span = input.span();
        Ok((name, input.parse().map_err(|_| wrong(span))?))
    })?;
    for (index, (name, value)) in pairs.iter().enumerate() {
        let length = value.value().chars().count();
        if length > ATTRIBUTE {
            errors
                .at(value.span(), format!("the value has {length} characters, Botpress takes {ATTRIBUTE}: shorten it"));
        }
        if pairs[..index].iter().any(|(earlier, _)| earlier.value() == name.value()) {
            errors.at(name.span(), format!("the attribute \"{}\" is given twice: keep one of the two", name.value()));
        }
    }
    Ok(pairs)
}

/// `.attribute("key", "value")` for each.
pub(crate) fn attribute_setters(pairs: &[(LitStr, LitStr)]) -> TokenStream {
    let (names, values): (Vec<_>, Vec<_>) = pairs.iter().map(|(name, value)| (name, value)).unzip();
    quote::quote!(#(.attribute(#names, #values))*)
}

/// Makes sure that a path ends as the platform wants it.
pub(crate) fn check_extension(path: &LitStr, key: &str, extension: &str, errors: &mut Errors) {
    let value = path.value();
    if value.strip_suffix(extension).is_none_or(str::is_empty) {
        let stem = value.rsplit_once('.').map_or(value.as_str(), |(stem, _)| stem);
        let stem = if stem.is_empty() { key } else { stem };
        errors.at(path.span(), format!("the file's name ends in `{extension}`: write `{key} = \"{stem}{extension}\"`"));
    }
}

/// Makes sure that the name of an action, channel, message, event or state is one for the platform.
pub(crate) fn check_member_name(name: &str, span: Span, errors: &mut Errors) {
    if let Some(better) = names::member_problem(name) {
        errors.at(span, better);
    }
}

/// The inner type of `Option<T>`, as far as its spelling tells.
pub(crate) fn option_inner(ty: &Type) -> Option<&Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == "Option")?;
    let syn::PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(syn::GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
        _ => None,
    }
}

/// The last word of a type's path: `Secret` of `botpress_sdk::Secret`.
pub(crate) fn last_segment(ty: &Type) -> Option<&syn::PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}
