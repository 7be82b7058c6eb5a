//! Tags: the strings by which users, conversations and messages are found again.

use std::{fmt, marker::PhantomData};

use botpress_api::{
    Patch,
    types::{TagPatch, Tags as TagMap},
};
use indexmap::IndexMap;

use crate::{MaybeSend, MaybeSync, definition::TagDefinition, member::PayloadError};

/// The tags of a user, or of a channel's conversations or messages: a struct with a field per tag.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of tags",
    label = "not a set of tags",
    note = "derive it: `#[derive(Tags)]` above `struct {Self}`, with a field of type `String` or `Option<String>` per tag"
)]
pub trait Tags: Sized + MaybeSend + MaybeSync + 'static {
    /// A change to these tags, where a field that is left alone and one that is removed differ.
    type Patch: TagsPatch;

    /// Title and description of each tag, by its name on the wire.
    fn definitions() -> IndexMap<String, TagDefinition>;

    /// The tags that have a value.
    fn to_map(&self) -> TagMap;

    /// The tags from what the platform sends; names that are not declared are ignored.
    ///
    /// # Errors
    ///
    /// When a tag that must be there is missing, or a value does not parse; the error names the tag.
    fn from_map(tags: &TagMap) -> Result<Self, PayloadError>;
}

/// A change to [`Tags`]: what the derive writes for each of them, with a [`Patch`] per tag.
pub trait TagsPatch: Default + MaybeSend + MaybeSync + 'static {
    /// The changes: a value sets a tag, `None` removes it, what is left alone is not in the map.
    fn to_map(&self) -> TagPatch;
}

impl Tags for () {
    type Patch = ();

    fn definitions() -> IndexMap<String, TagDefinition> {
        IndexMap::new()
    }

    fn to_map(&self) -> TagMap {
        TagMap::new()
    }

    fn from_map(_: &TagMap) -> Result<Self, PayloadError> {
        Ok(())
    }
}

impl TagsPatch for () {
    fn to_map(&self) -> TagPatch {
        TagPatch::new()
    }
}

/// The name of one tag of `T`: what get-or-create compares by.
///
/// The derive gives one per field, `MessageTags::TS` for the field `ts`.
pub struct TagKey<T> {
    name: &'static str,
    of: PhantomData<fn() -> T>,
}

impl<T> TagKey<T> {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self { name, of: PhantomData }
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl<T> Clone for TagKey<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for TagKey<T> {}

impl<T> fmt::Debug for TagKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagKey({})", self.name)
    }
}

/// Records what `change` does to the tag `name` in `patch`.
pub fn patch_tag(patch: &mut TagPatch, name: &str, change: &Patch<String>) {
    match change {
        Patch::Keep => {}
        Patch::Remove => drop(patch.insert(name.to_owned(), None)),
        Patch::Set(value) => drop(patch.insert(name.to_owned(), Some(value.clone()))),
    }
}

/// A type that a tag's field can have: strings, ids, numbers, `bool`, and `Option` of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the value of a tag",
    label = "not a tag's value",
    note = "a tag is a string: use `String`, a number, `bool`, an id, or `Option` of these"
)]
pub trait TagValue: Sized {
    /// The value as a string; `None` leaves the tag out.
    fn to_tag(&self) -> Option<String>;

    /// The value from what the platform has; `None` when it has no such tag.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong, without the value.
    fn from_tag(tag: Option<&str>) -> Result<Self, String>;
}

impl<T: TagValue> TagValue for Option<T> {
    fn to_tag(&self) -> Option<String> {
        self.as_ref().and_then(T::to_tag)
    }

    fn from_tag(tag: Option<&str>) -> Result<Self, String> {
        tag.map(|tag| T::from_tag(Some(tag))).transpose()
    }
}

macro_rules! tag_values {
    ($($type:ty: $what:literal),* $(,)?) => {$(
        impl TagValue for $type {
            fn to_tag(&self) -> Option<String> {
                Some(self.to_string())
            }

            fn from_tag(tag: Option<&str>) -> Result<Self, String> {
                let tag = tag.ok_or("the tag is missing")?;
                tag.parse().map_err(|_| concat!("the tag is not ", $what).to_owned())
            }
        }
    )*};
}

tag_values! {
    String: "a string",
    bool: "`true` or `false`",
    i64: "an integer",
    u64: "an integer that is not negative",
    f64: "a number",
}

macro_rules! id_tags {
    ($($type:ident),* $(,)?) => {$(
        impl TagValue for botpress_api::id::$type {
            fn to_tag(&self) -> Option<String> {
                Some(self.as_str().to_owned())
            }

            fn from_tag(tag: Option<&str>) -> Result<Self, String> {
                tag.map(Self::from).ok_or_else(|| "the tag is missing".to_owned())
            }
        }
    )*};
}

id_tags!(UserId, ConversationId, MessageId, EventId);
