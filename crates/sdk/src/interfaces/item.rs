//! What the interfaces about items have in common: [`creatable`](super::creatable), [`readable`](super::readable),
//! [`updatable`](super::updatable), [`deletable`](super::deletable) and [`listable`](super::listable).
//!
//! An item is whatever an integration deals with: an issue, a contact, a page. It is an entity of the integration's and has an `id`,
//! by which the other interfaces find it.

use botpress_derive::{Entity, Schema};
use serde::{Deserialize, Serialize};

use crate::schema::Both;

/// The least that an item has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Item {
    /// Which item it is.
    #[botpress(title = "Item ID")]
    pub id: String,
}

impl Item {
    /// The item with this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into() }
    }
}

/// The item that an action is about, as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ItemOutput<E> {
    /// The item.
    #[botpress(schema_as = Both<E, Item>)]
    pub item: E,
}

impl<E> ItemOutput<E> {
    /// This item.
    pub fn new(item: E) -> Self {
        Self { item }
    }
}
