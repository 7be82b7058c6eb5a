use serde_json::Value;

/// Something on a message or view that a person can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    by: By,
    block: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum By {
    Label(String),
    Action(String),
}

impl Element {
    /// The one that shows this: a button's text, a menu's placeholder, a field's label.
    pub fn labelled(label: impl Into<String>) -> Self {
        Self { by: By::Label(label.into()), block: None }
    }

    /// The one with this `action_id`.
    pub fn action(id: impl Into<String>) -> Self {
        Self { by: By::Action(id.into()), block: None }
    }

    /// Looks only in the block with this `block_id`.
    #[must_use]
    pub fn in_block(mut self, id: impl Into<String>) -> Self {
        self.block = Some(id.into());
        self
    }

    /// The first that fits, with its block.
    pub(super) fn find<'a>(&self, blocks: &'a [Value]) -> Option<(&'a Value, &'a Value)> {
        all(blocks).find(|(block, element)| {
            let in_block = self.block.as_ref().is_none_or(|id| block["block_id"] == **id);
            in_block
                && match &self.by {
                    By::Action(id) => element["action_id"] == **id,
                    By::Label(label) => [&element["text"], &element["placeholder"], &block["label"]]
                        .into_iter()
                        .any(|text| text["text"] == **label),
                }
        })
    }
}

/// What people read on it.
impl From<&str> for Element {
    fn from(label: &str) -> Self {
        Self::labelled(label)
    }
}

/// What a person does with an [`Element`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// Presses a button.
    Press,
    /// Chooses one: an option by its value or text, a person or channel by id, a date (`2026-01-31`), a time (`09:30`), a
    /// date and time (seconds since 1970).
    Pick(String),
    /// Chooses several, or none.
    PickMany(Vec<String>),
    /// Types.
    Type(String),
}

impl Input {
    /// Chooses one.
    pub fn pick(choice: impl Into<String>) -> Self {
        Self::Pick(choice.into())
    }

    /// Chooses several, or none.
    pub fn pick_many(choices: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::PickMany(choices.into_iter().map(Into::into).collect())
    }

    /// Types.
    pub fn type_in(text: impl Into<String>) -> Self {
        Self::Type(text.into())
    }
}

/// All elements that can be used, with their blocks.
pub(super) fn all(blocks: &[Value]) -> impl Iterator<Item = (&Value, &Value)> {
    blocks.iter().flat_map(|block| {
        let inside: Vec<&Value> = match block["type"].as_str() {
            Some("actions") => block["elements"].as_array().into_iter().flatten().collect(),
            Some("section") => block.get("accessory").into_iter().collect(),
            Some("input") => block.get("element").into_iter().collect(),
            _ => Vec::new(),
        };
        inside.into_iter().filter(|element| element["type"] != "image").map(move |element| (block, element))
    })
}
