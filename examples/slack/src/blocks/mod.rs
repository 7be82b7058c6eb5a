//! Messages as Slack shows them: built of blocks, with controls that people click.
//!
//! - [`Text`]: the payload of the message type `text`, with the [`Block`]s that a bot can send

mod block;
mod element;
mod object;
mod text;

pub use self::{
    block::{Actions, Block, Context, Divider, File, Header, Image, Input, Markdown, RichText, Section, Table, Video},
    element::{
        Accessory, ActionElement, Button, Choices, ContextElement, DatePicker, DateTimePicker, ImageElement,
        InputElement, Menu, MultiStaticSelect, Overflow, PlainTextInput, StaticSelect, TimePicker,
    },
    object::{Choosable, Confirm, OptionGroup, OverflowOption, PlainText, Style, TextObject},
    text::Text,
};
