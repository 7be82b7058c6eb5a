//! What stands in `#[integration(..)]`.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Ident, LitStr, Result, Token, Type, ext::IdentExt, parenthesized, parse::ParseStream, spanned::Spanned};

use super::interfaces::Implemented;
use crate::{
    attr::{self, Errors, Known, Opt, Text, Titled},
    item::Item,
    names,
};

const OPTIONS: Known = &[
    ("name", "name = \"my-integration\""),
    ("version", "version = \"0.1.0\""),
    attr::TITLE_OPTION,
    attr::DESCRIPTION_OPTION,
    ("icon", "icon = \"icon.svg\""),
    ("readme", "readme = \"hub.md\""),
    ("configuration", "configuration = Config"),
    ("secrets", "secrets = AppSecrets"),
    ("user", "user = UserTags"),
    ("channels", "channels(Dm)"),
    ("actions", "actions(AddReaction)"),
    ("events", "events(ReactionAdded)"),
    ("states", "states(Workspace)"),
    ("entities", "entities(Issue)"),
    ("interfaces", "interfaces(TypingIndicator)"),
    ("updates", "updates(Dm)"),
    ("extra", "extra(message_updated)"),
    ("creation", "creation(user(tag), conversation(Dm, tag))"),
    ("catch_all", "catch_all"),
    ("identifier", "identifier(extract = \"extract.vrl\", fallback = \"fallback.vrl\")"),
    attr::ATTRIBUTES,
    ("schema", "schema(discriminated_unions = \"any_of\")"),
];
const IDENTIFIER_OPTIONS: Known =
    &[("extract", "extract = \"extract.vrl\""), ("fallback", "fallback = \"fallback.vrl\"")];
const SCHEMA_OPTIONS: Known = &[("discriminated_unions", "discriminated_unions = \"any_of\"")];

const CREATION: &str = "write `creation(user(tag), conversation(Dm, tag))`";

#[derive(Default)]
pub(super) struct Model {
    /// `name`, title and description.
    pub(super) titled: Titled,
    pub(super) version: Option<LitStr>,
    pub(super) icon: Option<LitStr>,
    pub(super) readme: Option<LitStr>,
    pub(super) configuration: Option<Type>,
    pub(super) secrets: Option<Type>,
    pub(super) user: Option<Type>,
    pub(super) channels: Vec<Listed>,
    pub(super) actions: Vec<Listed>,
    pub(super) events: Vec<Listed>,
    pub(super) states: Vec<Listed>,
    pub(super) entities: Vec<Listed>,
    pub(super) interfaces: Vec<Implemented>,
    pub(super) updates: Vec<Type>,
    pub(super) extra: Vec<Text>,
    pub(super) create_user: Option<(Span, Vec<LitStr>)>,
    pub(super) create_conversation: Vec<(Type, Vec<LitStr>)>,
    pub(super) catch_all: Option<Span>,
    pub(super) extract: Option<LitStr>,
    pub(super) fallback: Option<LitStr>,
    pub(super) attributes: Vec<(LitStr, LitStr)>,
    pub(super) unions: Option<Unions>,
}

/// A type in one of the lists: `Type`, or `Type as "name"`.
pub(super) struct Listed {
    pub(super) ty: Type,
    pub(super) rename: Option<LitStr>,
}

impl Listed {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let ty = parse_type(input)?;
        let mut rename = None;
        if input.peek(Token![as]) {
            input.parse::<Token![as]>()?;
            let span = input.span();
            let wrong = || syn::Error::new(span, format!("the name is a string: write `{} as \"name\"`", shown(&ty)));
            rename = Some(input.parse().map_err(|_| wrong())?);
        }
        Ok(Self { ty, rename })
    }

    pub(super) fn span(&self) -> Span {
        self.ty.span()
    }
}

/// The keyword that lists the alternatives of a discriminated union.
#[derive(Clone, Copy)]
pub(super) enum Unions {
    AnyOf,
    OneOf,
}

pub(super) fn read(item: &mut Item<'_>) -> Model {
    let mut model = Model::default();
    attr::read(item.attrs(), "integration", OPTIONS, &mut item.errors, &mut |option, errors| {
        model.take(option, errors)
    });
    model.titled.finish(item.attrs(), true, &mut item.errors);
    model
}

impl Model {
    fn take(&mut self, option: &Opt<'_>, errors: &mut Errors) -> Result<()> {
        if self.titled.take(option)? {
            return Ok(());
        }
        match option.key {
            "version" => self.version = Some(option.string()?),
            "icon" => self.icon = Some(option.string()?),
            "readme" => self.readme = Some(option.string()?),
            "configuration" => self.configuration = Some(option.value()?),
            "secrets" => self.secrets = Some(option.value()?),
            "user" => self.user = Some(option.value()?),
            "channels" => self.channels = option.items(Listed::parse)?,
            "actions" => self.actions = option.items(Listed::parse)?,
            "events" => self.events = option.items(Listed::parse)?,
            "states" => self.states = option.items(Listed::parse)?,
            "entities" => self.entities = option.items(Listed::parse)?,
            "interfaces" => self.interfaces = option.items(|input| Implemented::parse(input, errors))?,
            "updates" => self.updates = option.items(parse_type)?,
            "extra" => self.extra = option.items(parse_word)?.iter().map(Text::from).collect(),
            "creation" => drop(option.items(|input| self.take_creation(input))?),
            "catch_all" => {
                option.flag()?;
                self.catch_all = Some(option.span);
            }
            "identifier" => option.options("integration", IDENTIFIER_OPTIONS, errors, &mut |option, errors| {
                let path = option.string()?;
                attr::check_extension(&path, option.key, ".vrl", errors);
                match option.key {
                    "extract" => self.extract = Some(path),
                    _ => self.fallback = Some(path),
                }
                Ok(())
            })?,
            "attributes" => self.attributes = attr::attributes(option, errors)?,
            _ => option.options("integration", SCHEMA_OPTIONS, errors, &mut |option, errors| {
                let style = option.string()?;
                match style.value().as_str() {
                    "any_of" => self.unions = Some(Unions::AnyOf),
                    "one_of" => self.unions = Some(Unions::OneOf),
                    other => errors.at(
                        style.span(),
                        format!("unions are written as `any_of` or `one_of`, not `{other}`: write `discriminated_unions = \"any_of\"`"),
                    ),
                }
                Ok(())
            })?,
        }
        Ok(())
    }

    /// All listed types in the order in which a definition is read, each with the trait it has to have.
    pub(super) fn members(&self) -> impl Iterator<Item = (&'static str, &Listed)> {
        let lists = [
            ("Channel", &self.channels),
            ("Action", &self.actions),
            ("Event", &self.events),
            ("State", &self.states),
            ("Entity", &self.entities),
        ];
        lists.into_iter().flat_map(|(member, listed)| listed.iter().map(move |listed| (member, listed)))
    }

    /// The tags for the creation of conversations of a channel, if it is asked for.
    pub(super) fn creation(&self, channel: &Type) -> Option<&[LitStr]> {
        let channel = shown(channel);
        let mut creations = self.create_conversation.iter();
        creations.find(|(other, _)| shown(other) == channel).map(|(_, tags)| tags.as_slice())
    }

    /// `user(tag, ..)` or `conversation(Channel, tag, ..)`.
    fn take_creation(&mut self, input: ParseStream<'_>) -> Result<()> {
        let span = input.span();
        let wrong =
            |span| syn::Error::new(span, format!("what can be created is a user or a conversation: {CREATION}"));
        let word = input.call(Ident::parse_any).map_err(|_| wrong(span))?;
        if word != "user" && word != "conversation" {
            return Err(wrong(word.span()));
        }
        if !input.peek(syn::token::Paren) {
            return Err(syn::Error::new(word.span(), format!("`{word}` is a list: {CREATION}")));
        }
        let content;
        parenthesized!(content in input);
        self.take_created(&word, &content).inspect_err(|_| attr::drain(&content))
    }

    fn take_created(&mut self, word: &Ident, content: ParseStream<'_>) -> Result<()> {
        if word == "conversation" {
            if content.is_empty() {
                return Err(syn::Error::new(word.span(), format!("conversations of which channel? {CREATION}")));
            }
            let channel = parse_type(content)?;
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
            self.create_conversation.push((channel, words(content)?));
        } else if self.create_user.is_some() {
            return Err(syn::Error::new(word.span(), "`user(..)` is given twice: keep one `user(tag)`"));
        } else {
            self.create_user = Some((word.span(), words(content)?));
        }
        Ok(())
    }
}

fn words(input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    Ok(input.parse_terminated(parse_word, Token![,])?.into_iter().collect())
}

/// `word` or `"word"`.
fn parse_word(input: ParseStream<'_>) -> Result<LitStr> {
    if input.peek(LitStr) {
        return input.parse();
    }
    let span = input.span();
    let word = input.call(Ident::parse_any).map_err(|_| syn::Error::new(span, "expected a word or a string"))?;
    Ok(LitStr::new(&word.unraw().to_string(), word.span()))
}

pub(crate) fn parse_type(input: ParseStream<'_>) -> Result<Type> {
    let span = input.span();
    if let Ok(name) = input.fork().parse::<LitStr>() {
        let ty = names::pascal(&name.value());
        return Err(syn::Error::new(span, format!("a type stands here, which knows its name: write `{ty}`")));
    }
    input.parse().map_err(|_| syn::Error::new(span, "expected a type"))
}

/// A type as the author wrote it, more or less.
pub(crate) fn shown(ty: &Type) -> String {
    ty.to_token_stream().to_string().replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",")
}

/// The extra operation that was meant, if the given one is none of those that have a handler.
pub(super) fn nearest_operation(name: &str) -> Option<&'static str> {
    names::nearest(name, OPERATIONS.into_iter())
}

/// Extra operations that the SDK hands to a handler.
pub(super) const OPERATIONS: [&str; 2] = ["message_updated", "conversation_updated"];
