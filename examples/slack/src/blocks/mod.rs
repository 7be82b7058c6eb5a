//! Messages as Slack shows them: built of blocks, with controls that people click.
//!
//! - [`Text`]: the payload of the message type `text`, with the [`Block`]s that a bot can send
//! - [`Render`]: each type of message as what is to be posted or uploaded
//! - [`click`]: what people choose in them

mod block;
pub mod click;
mod element;
mod fit;
mod limits;
mod object;
mod pack;
mod post;
mod reference;
mod render;
mod text;

pub use self::{
    block::{Actions, Block, Context, Divider, File, Header, Image, Input, Markdown, RichText, Section, Table, Video},
    element::{
        Accessory, ActionElement, Button, Choices, ContextElement, DatePicker, DateTimePicker, ImageElement,
        InputElement, Menu, MultiStaticSelect, Overflow, PlainTextInput, StaticSelect, TimePicker,
    },
    object::{Choosable, Confirm, OptionGroup, OverflowOption, PlainText, Style, TextObject},
    post::{Part, Post, Render, Upload, UploadKind},
    reference::Reference,
    text::Text,
};
