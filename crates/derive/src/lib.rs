//! The derives of botpress-sdk.
//!
//! People depend on `botpress-sdk`, which re-exports these. Each derive goes the same way: the attributes are read into a model, the
//! model is checked, and the impls are written; all problems are reported together, each at the word it is about.

mod action;
mod attr;
mod channel;
mod configuration;
mod entity;
mod event;
mod integration;
mod item;
mod messages;
mod names;
mod schema;
mod secrets;
mod state;
mod tags;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Declares an integration.
#[proc_macro_derive(Integration, attributes(integration, botpress))]
pub fn integration(input: TokenStream) -> TokenStream {
    integration::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares the configuration that a bot's owner fills in.
#[proc_macro_derive(Configuration, attributes(configuration, botpress))]
pub fn configuration(input: TokenStream) -> TokenStream {
    configuration::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares secrets.
#[proc_macro_derive(Secrets, attributes(secret, serde, botpress))]
pub fn secrets(input: TokenStream) -> TokenStream {
    secrets::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares tags.
#[proc_macro_derive(Tags, attributes(tag, serde, botpress))]
pub fn tags(input: TokenStream) -> TokenStream {
    tags::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a channel.
#[proc_macro_derive(Channel, attributes(channel, botpress))]
pub fn channel(input: TokenStream) -> TokenStream {
    channel::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares the messages of a channel.
#[proc_macro_derive(Messages, attributes(message, botpress))]
pub fn messages(input: TokenStream) -> TokenStream {
    messages::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an action.
#[proc_macro_derive(Action, attributes(action, botpress))]
pub fn action(input: TokenStream) -> TokenStream {
    action::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an event.
#[proc_macro_derive(Event, attributes(event, botpress))]
pub fn event(input: TokenStream) -> TokenStream {
    event::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a state.
#[proc_macro_derive(State, attributes(state, botpress))]
pub fn state(input: TokenStream) -> TokenStream {
    state::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an entity.
#[proc_macro_derive(Entity, attributes(entity, botpress))]
pub fn entity(input: TokenStream) -> TokenStream {
    entity::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Gives a type a schema in the platform's dialect.
///
/// serde's attributes keep their meaning; doc comments of fields and of variants with content become descriptions, those of
/// types do not. `#[botpress(..)]` on a field, or on the type for its object as a whole, adds what serde does not know:
///
/// - for the Studio: `title = ".."`, `placeholder = ".."`, `tooltip = ".."`, `hidden`, `disabled` (or either with the source of a
///   function), `secret`, `display_as("slider", { "horizontal": true })`, and any other key by `x(key = value)`;
/// - `description = ".."` instead of the doc comment, `read_only`;
/// - bounds: `min`, `max`, `exclusive_min`, `exclusive_max`, `multiple_of`, `min_length`, `max_length`, `min_items`, `max_items`,
///   `pattern = ".."`, `format = "email"`;
/// - `schema_as = Type` for a field whose JSON looks like that of another type, for example under `#[serde(with = "..")]`; an
///   `Option` stays one: `schema_as = Option<String>`.
///
/// `#[botpress(crate = path)]` on the type names the SDK where it is not `::botpress_sdk`.
///
/// ```
/// use botpress_sdk::{prelude::*, schema::schema_of};
/// use serde_json::json;
///
/// #[derive(Schema)]
/// #[serde(rename_all = "camelCase")]
/// struct AddReaction {
///     /// The emoji's name, without colons.
///     #[botpress(title = "Reaction", placeholder = "thumbsup", min_length = 1)]
///     name: String,
///     message_id: Option<String>,
/// }
///
/// assert_eq!(
///     schema_of::<AddReaction>(),
///     json!({
///         "type": "object",
///         "properties": {
///             "name": {
///                 "type": "string",
///                 "description": "The emoji's name, without colons.",
///                 "minLength": 1,
///                 "x-zui": { "title": "Reaction", "placeholder": "thumbsup" },
///             },
///             "messageId": { "type": "string" },
///         },
///         "required": ["name"],
///         "additionalProperties": false,
///     }),
/// );
/// ```
#[proc_macro_derive(Schema, attributes(botpress, serde))]
pub fn schema(input: TokenStream) -> TokenStream {
    schema::derive(&parse_macro_input!(input as DeriveInput)).into()
}
