//! What can be said in Slack.

use botpress_sdk::{
    api::id::MessageId,
    messages::{self, MarkdownBlocItem},
    prelude::*,
};

use crate::{
    blocks::{Part, Render, Text},
    markdown::Heard,
};

/// What can be said, in each of the three channels.
#[derive(Debug, Clone, Messages)]
pub enum Messages {
    /// Text in Markdown, or blocks of Slack.
    Text(Text),
    /// A picture, shown from its address.
    Image(messages::Image),
    /// A recording, which is uploaded.
    Audio(messages::Audio),
    /// A film, which is uploaded.
    Video(messages::Video),
    /// Any other file, which is uploaded.
    File(messages::File),
    /// A place, as a link to the map.
    Location(messages::Location),
    /// Cards one below the other.
    Carousel(messages::Carousel),
    /// A title with a picture and buttons.
    Card(messages::Card),
    /// A question with a list of answers.
    Dropdown(messages::Dropdown),
    /// A question with an answer on each button.
    Choice(messages::Choice),
    /// Several messages, one after the other.
    Bloc(messages::MarkdownBloc),
}

impl Render for Messages {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        match self {
            Self::Text(payload) => payload.render(message),
            Self::Image(payload) => payload.render(message),
            Self::Audio(payload) => payload.render(message),
            Self::Video(payload) => payload.render(message),
            Self::File(payload) => payload.render(message),
            Self::Location(payload) => payload.render(message),
            Self::Carousel(payload) => payload.render(message),
            Self::Card(payload) => payload.render(message),
            Self::Dropdown(payload) => payload.render(message),
            Self::Choice(payload) => payload.render(message),
            Self::Bloc(payload) => payload.render(message),
        }
    }
}

impl Messages {
    /// One thing of several, on its own.
    pub(crate) fn of(item: MarkdownBlocItem) -> Option<Self> {
        Some(match item {
            MarkdownBlocItem::Image(image) => Self::Image(image),
            MarkdownBlocItem::Audio(audio) => Self::Audio(audio),
            MarkdownBlocItem::Video(video) => Self::Video(video),
            MarkdownBlocItem::File(file) => Self::File(file),
            MarkdownBlocItem::Location(location) => Self::Location(location),
            MarkdownBlocItem::Text(text) => Self::Text(Text::new(text.text)),
            MarkdownBlocItem::Markdown(text) => Self::Text(Text::new(text.markdown)),
            _ => return None,
        })
    }

    /// The text that the bot is still writing, if it is one.
    pub(crate) fn unfinished(&self) -> Option<&str> {
        match self {
            Self::Text(text) if text.is_unfinished() => Some(&text.text),
            _ => None,
        }
    }

    /// The text in it; empty when there is none.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.text.clone(),
            Self::Bloc(bloc) => bloc
                .items
                .iter()
                .find_map(|item| match item {
                    MarkdownBlocItem::Text(text) => Some(text.text.clone()),
                    _ => None,
                })
                .unwrap_or_default(),
            _ => String::new(),
        }
    }
}

/// What was heard, as a message.
impl From<Heard> for Text {
    fn from(Heard { text, mentions }: Heard) -> Self {
        Self { mentions: Some(mentions).filter(|mentions| !mentions.is_empty()), ..Self::new(text) }
    }
}
