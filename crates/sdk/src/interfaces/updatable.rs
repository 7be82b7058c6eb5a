//! `updatable`: a bot changes an item, and hears of changes that are made elsewhere.
//!
//! ```
//! use botpress_sdk::interfaces::{Updatable, item::ItemOutput, updatable::{Update, Updated}};
//! use botpress_sdk::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(name = "tracker", version = "0.1.0", entities(Issue), interfaces(Updatable<Issue>(Update as "issueUpdate", Updated as "issueUpdated")))]
//! struct Tracker;
//!
//! #[derive(Entity, Schema, Serialize, Deserialize)]
//! struct Issue {
//!     id: String,
//!     title: String,
//! }
//!
//! impl Handle<Update<Issue>> for Tracker {
//!     async fn handle(&self, _: &Context<Self>, input: Update<Issue>) -> Result<ItemOutput<Issue>> {
//!         Ok(ItemOutput::new(Issue { id: input.id, ..input.item }))
//!     }
//! }
//!
//! impl Lifecycle for Tracker {}
//!
//! let definition = Tracker::definition()?;
//! assert!(definition.actions.contains_key("issueUpdate") && definition.events.contains_key("issueUpdated"));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Event, Interface, Schema};
use serde::{Deserialize, Serialize};

use super::item::{Item, ItemOutput};
use crate::schema::Both;

/// A bot changes an item; `E` is the item.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "updatable", version = "0.0.3", entities(Item as E), actions(Update<E>), events(Updated<E>))]
pub struct Updatable<E>(PhantomData<E>);

/// Change an item.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ItemOutput<E>)]
#[non_exhaustive]
pub struct Update<E> {
    /// Which item it is.
    #[botpress(title = "Item ID")]
    pub id: String,
    /// The item, as it is to be.
    pub item: E,
}

/// An item was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Updated<E> {
    /// The item, as it is now.
    #[botpress(schema_as = Both<E, Item>)]
    pub item: E,
}

impl<E> Updated<E> {
    /// This item was changed.
    pub fn new(item: E) -> Self {
        Self { item }
    }
}
