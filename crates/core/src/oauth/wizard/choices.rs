//! A page with something to choose.

use std::fmt::Write;

use super::{
    CHOICE, Wizard,
    page::{Escaped, Head},
};
use crate::WebhookResponse;

/// A page with something to choose; [`to`](Self::to) shows it. Made by [`Wizard::choices`].
#[derive(Debug, Clone)]
#[must_use = "the page is not shown until it is told where to go"]
pub struct Choices {
    wizard: Wizard,
    head: Head,
    choices: Vec<[String; 3]>,
    many: Option<String>,
}

impl Choices {
    pub(super) fn new(wizard: &Wizard, heading: String) -> Self {
        Self { wizard: wizard.clone(), head: Head::new(heading), choices: Vec::new(), many: None }
    }

    /// Adds a paragraph.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.head.text(text.into());
        self
    }

    /// Adds a link, which opens beside the page.
    pub fn link(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.head.link(label.into(), url.into());
        self
    }

    /// Adds a choice: what [`Wizard::choice`] is then, its title, and what it means.
    pub fn choice(
        mut self,
        value: impl Into<String>,
        title: impl Into<String>,
        description: impl Into<String>,
    ) -> Self {
        self.choices.push([value.into(), title.into(), description.into()]);
        self
    }

    /// Any number may be chosen, and a button with this label sends them: see [`Wizard::chosen`].
    pub fn many(mut self, button: impl Into<String>) -> Self {
        self.many = Some(button.into());
        self
    }

    /// The page; what is chosen goes to `step`.
    pub fn to(self, step: &str) -> WebhookResponse {
        let (action, state) = (self.wizard.path(step), &self.wizard.0.state);
        let mut html = format!(
            "<form method=\"get\" action=\"{}\"><input type=\"hidden\" name=\"state\" value=\"{}\">\n",
            Escaped(&action),
            Escaped(state)
        );
        for [value, title, description] in &self.choices {
            let (value, title, description) = (Escaped(value), Escaped(title), Escaped(description));
            let _ = match self.many {
                None => writeln!(
                    html,
                    "<button class=\"choice\" name=\"{CHOICE}\" value=\"{value}\">{title}<span class=\"about\">{description}</span></button>"
                ),
                Some(_) => writeln!(
                    html,
                    "<label class=\"choice\"><input type=\"checkbox\" name=\"{CHOICE}\" value=\"{value}\">\
                     <span class=\"label\">{title}<span class=\"about\">{description}</span></span></label>"
                ),
            };
        }
        if let Some(button) = &self.many {
            let _ = writeln!(html, "<button>{}</button>", Escaped(button));
        }
        html.push_str("</form>\n");
        self.head.page(&html)
    }
}
