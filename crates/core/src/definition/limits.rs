//! Limits of the platform.
//!
//! Counts and sizes are those of the official package `@bpinternal/const` 0.4.2; lengths are those of the API's own schema.

/// Characters in an integration's name.
pub const NAME_LENGTH: usize = 200;
/// Characters in the title of an integration or a tag.
pub const TITLE_LENGTH: usize = 64;
/// Characters in the description of an integration or a tag.
pub const DESCRIPTION_LENGTH: usize = 256;
/// Characters in the value of an attribute.
pub const ATTRIBUTE_LENGTH: usize = 200;
/// Characters in a script.
pub const SCRIPT_LENGTH: usize = 2_000;
/// Characters in the name of an action, a channel, a message, an event or a state: at least.
pub const IDENTIFIER_LENGTH_MIN: usize = 2;
/// Characters in the name of an action, a channel, a message, an event or a state: at most.
pub const IDENTIFIER_LENGTH_MAX: usize = 100;
/// Events of an integration.
pub const EVENTS: usize = 20;
/// Channels of an integration.
pub const CHANNELS: usize = 10;
/// Message types of a channel.
pub const MESSAGES_PER_CHANNEL: usize = 20;
/// States of an integration.
pub const STATES: usize = 20;
/// Tags of users, or of a channel's messages, or of its conversations.
pub const TAGS: usize = 50;
/// Secrets of an integration.
pub const SECRETS: usize = 25;
/// Bytes of one schema, as JSON.
pub const SCHEMA_BYTES: usize = 102_400;
/// Bytes of an installation's configuration, as JSON.
pub const CONFIGURATION_BYTES: usize = 20_480;
/// Bytes of a message's payload, as JSON.
pub const MESSAGE_PAYLOAD_BYTES: usize = 131_072;
/// Bytes of a state's payload, as JSON.
pub const STATE_PAYLOAD_BYTES: usize = 131_072;
/// Bytes of the code that is uploaded.
pub const CODE_BYTES: usize = 52_428_800;
