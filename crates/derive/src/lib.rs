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
mod interface;
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

/// Declares an integration: what it is called, what it is made of, and that each of its members has a handler.
///
/// ```
/// use botpress_sdk::{definition::IntegrationDefinition, prelude::*, schema::schema_of};
/// use serde::Deserialize;
///
/// /// Greets people.
/// #[derive(Integration)]
/// #[integration(name = "greeter", version = "0.1.0", title = "Greeter", icon = "icon.svg", actions(Greet))]
/// struct Greeter;
///
/// #[derive(Action, Schema, Deserialize)]
/// struct Greet {
///     name: String,
/// }
///
/// impl Handle<Greet> for Greeter {
///     async fn handle(&self, _: &Context<Self>, input: Greet) -> Result<()> {
///         println!("Hello {}", input.name);
///         Ok(())
///     }
/// }
///
/// impl Lifecycle for Greeter {}
///
/// // The same with the builder:
/// let by_hand = IntegrationDefinition::builder("greeter", "0.1.0")
///     .title("Greeter")
///     .description("Greets people.")
///     .icon("icon.svg")
///     .action("greet", Greet::definition())
///     .try_build()?;
/// assert_eq!(Greeter::definition()?, by_hand);
/// # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
/// ```
///
/// # Options of `#[integration(..)]`
///
/// - `name = "slack"` or `"workspace/slack"`: lower-case letters, digits, `-` and `_`. Required.
/// - `version = "0.1.0"`: a semantic version. Required.
/// - `title = ".."`, at most 64 characters; `description = ".."`, at most 256, by default the first paragraph of the doc comment.
/// - `icon = "icon.svg"` and `readme = "hub.md"`: paths in the package.
/// - `attributes("category" = "..", ..)`.
/// - `configuration = Config`, `secrets = AppSecrets`, `user = UserTags`: types that derive `Configuration`, `Secrets`, `Tags`.
/// - `channels(A, B)`, `actions(..)`, `events(..)`, `states(..)`, `entities(..)`: types that derive `Channel`, `Action`, and so on. Each
///   channel asks for `Deliver`, each action for `Handle`. `List<Issue> as "issueList"` gives a member another name in this integration.
/// - `interfaces(TypingIndicator, Deletable<Issue>(Delete as "issueDelete"))`: interfaces that it implements, each with the
///   integration's entities. Their members are declared with that, and asked for like listed ones; see [below](#interfaces).
/// - `updates(A)`: hear of changes to messages and conversations of these channels; asks for `Update`.
/// - `extra(message_updated, conversation_updated, ..)`: operations that Botpress sends only when asked to. Others than these two go to
///   `catch_all`.
/// - `creation(user(tag, ..), conversation(Channel, tag, ..))`: what Botpress may ask to create, with the tags it has to give
///   (deprecated there); asks for `CreateUser` and `CreateConversation`.
/// - `catch_all`: see every operation first; asks for `CatchAll`.
/// - `identifier(extract = "extract.vrl", fallback = "fallback.vrl")`: scripts that find the installation a webhook request is for.
/// - `schema(discriminated_unions = "any_of")`: how discriminated unions are written; `one_of` by default.
///
/// # Interfaces
///
/// A member that is not taken over as the interface has it stands in parentheses behind the interface. There it needs no entities.
///
/// - `Delete as "issueDelete"`: another name in this integration.
/// - `Delete(title = "..", description = "..", billable = true, cacheable = false, attributes("key" = "value"))`: other texts, flags or
///   attributes, alone or before `as`.
/// - `Deleted as IssueDeleted`: a member of the integration's own, which is listed in `events(..)`, `actions(..)` or `channels(..)` and
///   has all that the interface's has. That is how a channel of an interface gets tags, an output gets more fields.
///
/// ```
/// use botpress_sdk::definition::{Implementation, IntegrationDefinition, Override};
/// use botpress_sdk::interfaces::{Deletable, deletable::{Delete, Deleted}};
/// use botpress_sdk::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Integration)]
/// #[integration(
///     name = "tracker", version = "0.1.0",
///     events(IssueDeleted), entities(Issue),
///     interfaces(Deletable<Issue>(Delete as "issueDelete", Deleted as IssueDeleted)),
/// )]
/// struct Tracker;
///
/// #[derive(Entity, Schema)]
/// struct Issue {
///     id: String,
/// }
///
/// #[derive(Event, Schema, Serialize)]
/// struct IssueDeleted {
///     id: String,
///     title: String,
/// }
///
/// impl Handle<Delete<Issue>> for Tracker {
///     async fn handle(&self, _: &Context<Self>, input: Delete<Issue>) -> Result<()> {
///         println!("{} is gone", input.id);
///         Ok(())
///     }
/// }
///
/// impl Lifecycle for Tracker {}
///
/// // The same with the builder:
/// let by_hand = IntegrationDefinition::builder("tracker", "0.1.0")
///     .event("issueDeleted", IssueDeleted::definition())
///     .entity("issue", Issue::definition())
///     .implement(
///         Implementation::of(Deletable::<Issue>::definition())
///             .entity("item", "issue")
///             .action("delete", Override::named("issueDelete"))
///             .event("deleted", Override::own("issueDeleted")),
///     )
///     .try_build()?;
/// assert_eq!(Tracker::definition()?, by_hand);
/// assert_eq!(by_hand.interfaces["deletable<issue>"].actions["delete"].name, "issueDelete");
/// # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
/// ```
///
/// `Lifecycle` is asked for in any case. What the derives cannot see, two members of one name for example, is reported by `definition()`.
///
/// `#[botpress(crate = path)]` names the SDK where it is not `::botpress_sdk`; every derive takes it.
#[proc_macro_derive(Integration, attributes(integration, botpress))]
pub fn integration(input: TokenStream) -> TokenStream {
    integration::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares the configuration that a bot's owner fills in.
///
/// A struct is the one configuration; it derives `Schema` and `Deserialize` as well. Without fields it counts as none.
///
/// ```
/// use botpress_sdk::{definition::ConfigurationDefinition, prelude::*};
/// use serde::Deserialize;
/// use serde_json::json;
///
/// #[derive(Configuration, Schema, Deserialize)]
/// #[configuration(identifier(required, link_template = "link.vrl"))]
/// struct Config {
///     token: Secret,
/// }
///
/// // The same with the builder:
/// let by_hand = ConfigurationDefinition::new(json!({
///     "type": "object",
///     "properties": { "token": { "type": "string", "x-zui": { "secret": true } } },
///     "required": ["token"],
///     "additionalProperties": false,
/// }));
/// let by_hand = by_hand.identifier_required(true).link_template_script("link.vrl");
/// assert_eq!(Config::definition(), Some(by_hand));
///
/// let config = Config::decode(None, json!({ "token": "t-1" }))?;
/// assert_eq!(config.token.expose(), "t-1");
/// # Ok::<_, botpress_sdk::PayloadError>(())
/// ```
///
/// An enum is several, of which the owner chooses one: a variant for each, holding a struct, or nothing. One of them is the default; the
/// others are called by their variant in lowerCamelCase, or by `name`.
///
/// ```
/// # use botpress_sdk::{definition::ConfigurationDefinition, prelude::*, schema::schema_of};
/// # use serde::Deserialize;
/// # use serde_json::json;
/// #[derive(Configuration)]
/// enum Config {
///     #[configuration(default, identifier(required))]
///     OAuth,
///     /// For those who have a token.
///     #[configuration(title = "Own token")]
///     Manual(ManualConfig),
/// }
///
/// #[derive(Schema, Deserialize)]
/// struct ManualConfig {
///     token: Secret,
/// }
///
/// let manual = ConfigurationDefinition::new(schema_of::<ManualConfig>());
/// let manual = manual.title("Own token").description("For those who have a token.");
/// assert_eq!(Config::alternatives()["manual"], manual);
///
/// assert!(matches!(Config::decode(None, json!({}))?, Config::OAuth));
/// assert!(matches!(Config::decode(Some("manual"), json!({ "token": "t-1" }))?, Config::Manual(_)));
/// let error = Config::decode(Some("magic"), json!({})).err().map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("configuration: unknown configuration type `magic`; there is `manual`"));
/// # Ok::<_, botpress_sdk::PayloadError>(())
/// ```
///
/// # Options of `#[configuration(..)]`, on the struct or a variant
///
/// - `title = ".."`, `description = ".."` (by default the first paragraph of the doc comment): Botpress takes them for alternatives only.
/// - `identifier(required, link_template = "link.vrl")`: whether an installation needs an identifier, and the script that gives the link
///   under which one is obtained.
/// - `default` and `name = ".."`, on a variant.
#[proc_macro_derive(Configuration, attributes(configuration, botpress))]
pub fn configuration(input: TokenStream) -> TokenStream {
    configuration::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares secrets, which are given when the integration is deployed and reach it as `SECRET_<NAME>`.
///
/// Fields are `Secret`, or `Option<Secret>` for those that may be missing; doc comments become descriptions. A name is the field's in
/// SCREAMING_SNAKE_CASE.
///
/// ```
/// use botpress_sdk::{definition::SecretDefinition, prelude::*};
///
/// #[derive(Secrets)]
/// struct AppSecrets {
///     /// Under "Basic information" of the app.
///     signing_secret: Secret,
///     #[secret(name = "DSN", description = "Where errors go.")]
///     sentry_dsn: Option<Secret>,
/// }
///
/// // The same by hand:
/// let by_hand = [
///     ("SIGNING_SECRET".to_owned(), SecretDefinition::new().description("Under \"Basic information\" of the app.")),
///     ("DSN".to_owned(), SecretDefinition::new().optional(true).description("Where errors go.")),
/// ];
/// assert!(AppSecrets::definitions().into_iter().eq(by_hand));
///
/// let secrets = AppSecrets::from_env(&Env::from_iter([("SECRET_SIGNING_SECRET", "s3cr3t")]))?;
/// assert_eq!(secrets.signing_secret.expose(), "s3cr3t");
/// assert!(secrets.sentry_dsn.is_none());
///
/// let missing = AppSecrets::from_env(&Env::from_iter([("SECRET_DSN", "https://errors")])).err();
/// assert_eq!(missing.map(|missing| missing.to_string()).as_deref(), Some("missing required secret: set SECRET_SIGNING_SECRET"));
/// # Ok::<_, botpress_sdk::MissingSecrets>(())
/// ```
///
/// # Options of `#[secret(..)]`, on a field
///
/// - `name = "CLIENT_SECRET"`, without `SECRET_`. serde's `rename` and `rename_all` are followed too.
/// - `description = ".."`: by default the first paragraph of the doc comment.
#[proc_macro_derive(Secrets, attributes(secret, serde, botpress))]
pub fn secrets(input: TokenStream) -> TokenStream {
    secrets::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares the tags of users, or of a channel's messages or conversations: the strings by which they are found again.
///
/// A field per tag: a string, an id, a number or `bool`, or `Option` of these. Its name on the wire is the field's; serde's `rename` and
/// `rename_all` are followed.
///
/// ```
/// use botpress_sdk::{definition::TagDefinition, prelude::*};
///
/// #[derive(Tags)]
/// #[serde(rename_all = "camelCase")]
/// struct MessageTags {
///     /// Identifies the message.
///     #[tag(title = "Timestamp")]
///     ts: String,
///     thread_ts: Option<String>,
/// }
///
/// // The same by hand:
/// let by_hand = [
///     ("ts".to_owned(), TagDefinition::new().title("Timestamp").description("Identifies the message.")),
///     ("threadTs".to_owned(), TagDefinition::new()),
/// ];
/// assert!(MessageTags::definitions().into_iter().eq(by_hand));
///
/// let tags = MessageTags { ts: "17.4".to_owned(), thread_ts: None };
/// assert!(tags.to_map().into_iter().eq([("ts".to_owned(), "17.4".to_owned())]));
///
/// // A key per field, and a type for changes, in which to keep and to remove a tag differ:
/// assert_eq!(MessageTags::THREAD_TS.name(), "threadTs");
/// let change = MessageTagsPatch { thread_ts: Patch::Remove, ..Default::default() };
/// # use botpress_sdk::tags::TagsPatch as _;
/// assert!(change.to_map().into_iter().eq([("threadTs".to_owned(), None)]));
/// ```
///
/// # Options of `#[tag(..)]`, on a field
///
/// - `title = ".."`, at most 64 characters; `description = ".."`, at most 256, by default the first paragraph of the doc comment.
/// - `name = ".."`: another name on the wire.
#[proc_macro_derive(Tags, attributes(tag, serde, botpress))]
pub fn tags(input: TokenStream) -> TokenStream {
    tags::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a channel: a kind of conversation, with its messages and tags.
///
/// ```
/// use botpress_sdk::{definition::ChannelDefinition, prelude::*, schema::schema_of};
///
/// /// A direct message with one person.
/// #[derive(Channel)]
/// #[channel(title = "Direct message", messages = Outbound, message = MessageTags)]
/// struct Dm;
///
/// #[derive(Messages)]
/// enum Outbound {
///     Text(messages::Text),
/// }
///
/// #[derive(Tags)]
/// struct MessageTags {
///     ts: String,
/// }
///
/// // The same with the builder:
/// let by_hand = ChannelDefinition::new()
///     .title("Direct message")
///     .description("A direct message with one person.")
///     .message("text", schema_of::<messages::Text>())
///     .message_tags(MessageTags::definitions());
/// assert_eq!(Dm::definition(), by_hand);
/// ```
///
/// # Options of `#[channel(..)]`
///
/// - `messages = Type`: an enum that derives `Messages`. Required.
/// - `message = Type`, `conversation = Type`: the tags of its messages and conversations, which derive `Tags`; none by default.
/// - `name = ".."`: by default the type's name in lowerCamelCase.
/// - `title = ".."`; `description = ".."`, by default the first paragraph of the doc comment.
#[proc_macro_derive(Channel, attributes(channel, botpress))]
pub fn channel(input: TokenStream) -> TokenStream {
    channel::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares the messages of a channel: an enum with a variant per type, which holds the payload.
///
/// Payloads derive `Schema`, `Serialize` and `Deserialize`; the standard ones are in `botpress_sdk::messages`. A type's name on the wire
/// is the variant's in lowerCamelCase, or `#[message(name = "..")]`.
///
/// ```
/// use botpress_sdk::{prelude::*, schema::schema_of};
/// use serde::{Deserialize, Serialize};
/// use serde_json::json;
///
/// #[derive(Messages)]
/// enum Outbound {
///     Text(messages::Text),
///     #[message(name = "poll")]
///     Question(Poll),
/// }
///
/// #[derive(Schema, Serialize, Deserialize)]
/// struct Poll {
///     question: String,
/// }
///
/// // The same by hand:
/// let by_hand = [
///     ("text".to_owned(), schema_of::<messages::Text>()),
///     ("poll".to_owned(), schema_of::<Poll>()),
/// ];
/// assert!(Outbound::schemas().into_iter().eq(by_hand));
///
/// let decoded = Outbound::decode("poll", json!({ "question": "Tea?" }));
/// let Some(Ok(message @ Outbound::Question(_))) = decoded else { panic!("the poll is a message") };
/// assert_eq!(message.encode()?, ("poll", json!({ "question": "Tea?" })));
/// assert!(Outbound::decode("audio", json!({})).is_none());
/// # Ok::<_, serde_json::Error>(())
/// ```
#[proc_macro_derive(Messages, attributes(message, botpress))]
pub fn messages(input: TokenStream) -> TokenStream {
    messages::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an action, on the type of its input. The type derives `Schema` and `Deserialize` as well.
///
/// ```
/// use botpress_sdk::{definition::ActionDefinition, prelude::*, schema::schema_of};
/// use serde::{Deserialize, Serialize};
/// use serde_json::json;
///
/// /// Adds an emoji to a message.
/// #[derive(Action, Schema, Deserialize)]
/// #[action(title = "Add reaction", output = Reacted, billable, attributes("group" = "chat"))]
/// struct AddReaction {
///     name: String,
/// }
///
/// #[derive(Schema, Serialize)]
/// struct Reacted {
///     count: u32,
/// }
///
/// // The same with the builder:
/// let input = json!({
///     "type": "object",
///     "properties": { "name": { "type": "string" } },
///     "required": ["name"],
///     "additionalProperties": false,
/// });
/// let by_hand = ActionDefinition::new(input, schema_of::<Reacted>())
///     .title("Add reaction")
///     .description("Adds an emoji to a message.")
///     .billable(true)
///     .attribute("group", "chat");
/// assert_eq!(AddReaction::definition(), by_hand);
/// ```
///
/// # Options of `#[action(..)]`
///
/// - `output = Type`: what a call answers; `()`, an empty object, by default. The type derives `Schema` and `Serialize`.
/// - `name = ".."`: by default the type's name in lowerCamelCase.
/// - `title = ".."`; `description = ".."`, by default the first paragraph of the doc comment.
/// - `billable`: a call costs the bot's owner something.
/// - `cacheable`: Botpress may answer from an earlier call with the same input.
/// - `hidden_in_studio`: not offered in the Botpress Studio.
/// - `attributes("key" = "value", ..)`.
#[proc_macro_derive(Action, attributes(action, botpress))]
pub fn action(input: TokenStream) -> TokenStream {
    action::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an event, on the type of its payload. The type derives `Schema` and `Serialize` as well.
///
/// ```
/// use botpress_sdk::{definition::EventDefinition, prelude::*, schema::schema_of};
/// use serde::Serialize;
///
/// /// Somebody added an emoji to a message.
/// #[derive(Event, Schema, Serialize)]
/// #[event(title = "Reaction added")]
/// struct ReactionAdded {
///     name: String,
/// }
///
/// // The same with the builder:
/// let by_hand = EventDefinition::new(schema_of::<ReactionAdded>())
///     .title("Reaction added")
///     .description("Somebody added an emoji to a message.");
/// assert_eq!(ReactionAdded::definition(), by_hand);
/// ```
///
/// # Options of `#[event(..)]`
///
/// - `name = ".."`: by default the type's name in lowerCamelCase.
/// - `title = ".."`; `description = ".."`, by default the first paragraph of the doc comment.
/// - `attributes("key" = "value", ..)`.
#[proc_macro_derive(Event, attributes(event, botpress))]
pub fn event(input: TokenStream) -> TokenStream {
    event::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares a state: what Botpress remembers for the integration, a conversation or a user. The type derives `Schema`, `Serialize` and
/// `Deserialize` as well.
///
/// ```
/// use botpress_sdk::{definition::{StateDefinition, StateScope}, prelude::*, schema::schema_of};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(State, Schema, Serialize, Deserialize)]
/// #[state(integration)]
/// struct Workspace {
///     token: Secret,
/// }
///
/// // The same by hand:
/// assert_eq!(Workspace::definition(), StateDefinition::new(StateScope::Integration, schema_of::<Workspace>()));
/// ```
///
/// # Options of `#[state(..)]`
///
/// - `integration`, `conversation` or `user`: what it belongs to. One of them is required.
/// - `name = ".."`: by default the type's name in lowerCamelCase.
#[proc_macro_derive(State, attributes(state, botpress))]
pub fn state(input: TokenStream) -> TokenStream {
    state::derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// Declares an entity: a thing of the other system that interfaces speak about. The type derives `Schema` as well.
///
/// ```
/// use botpress_sdk::{definition::EntityDefinition, prelude::*, schema::schema_of};
///
/// /// A thing to be done.
/// #[derive(Entity, Schema)]
/// #[entity(title = "Issue")]
/// struct Issue {
///     id: String,
/// }
///
/// // The same with the builder:
/// let by_hand = EntityDefinition::new(schema_of::<Issue>()).title("Issue").description("A thing to be done.");
/// assert_eq!(Issue::definition(), by_hand);
/// ```
///
/// # Options of `#[entity(..)]`
///
/// - `name = ".."`: by default the type's name in lowerCamelCase.
/// - `title = ".."`; `description = ".."`, by default the first paragraph of the doc comment.
#[proc_macro_derive(Entity, attributes(entity, botpress))]
pub fn entity(input: TokenStream) -> TokenStream {
    entity::derive(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("interface.md")]
#[proc_macro_derive(Interface, attributes(interface, botpress))]
pub fn interface(input: TokenStream) -> TokenStream {
    interface::derive(&parse_macro_input!(input as DeriveInput)).into()
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
