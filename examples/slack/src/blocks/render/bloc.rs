//! Several messages as one.

use botpress_sdk::{
    api::id::MessageId,
    messages::{Bloc, BlocItem, MarkdownBloc, MarkdownBlocItem},
};

use crate::blocks::post::{Part, Render};

impl Render for Bloc {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        self.items.iter().flat_map(|item| item.render(message)).collect()
    }
}

impl Render for BlocItem {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        match self {
            Self::Text(item) => item.render(message),
            Self::Image(item) => item.render(message),
            Self::Audio(item) => item.render(message),
            Self::Video(item) => item.render(message),
            Self::File(item) => item.render(message),
            Self::Location(item) => item.render(message),
            // The SDK knows more kinds than this integration.
            _ => Vec::new(),
        }
    }
}

impl Render for MarkdownBloc {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        self.items.iter().flat_map(|item| item.render(message)).collect()
    }
}

impl Render for MarkdownBlocItem {
    fn render(&self, message: &MessageId) -> Vec<Part> {
        match self {
            Self::Text(item) => item.render(message),
            Self::Image(item) => item.render(message),
            Self::Audio(item) => item.render(message),
            Self::Video(item) => item.render(message),
            Self::File(item) => item.render(message),
            Self::Location(item) => item.render(message),
            Self::Markdown(item) => item.render(message),
            // The SDK knows more kinds than this integration.
            _ => Vec::new(),
        }
    }
}
