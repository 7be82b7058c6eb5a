//! `creatable`: a bot makes an item, and hears of those that are made elsewhere.
//!
//! ```
//! use botpress_sdk::interfaces::{Creatable, creatable::{Create, Created}, item::ItemOutput};
//! use botpress_sdk::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(name = "tracker", version = "0.1.0", entities(Issue), interfaces(Creatable<Issue>(Create as "issueCreate", Created as "issueCreated")))]
//! struct Tracker;
//!
//! #[derive(Entity, Schema, Serialize, Deserialize)]
//! struct Issue {
//!     id: String,
//!     title: String,
//! }
//!
//! impl Handle<Create<Issue>> for Tracker {
//!     async fn handle(&self, cx: &Context<Self>, input: Create<Issue>) -> Result<ItemOutput<Issue>> {
//!         let issue = input.item;
//!         cx.emit(Created::new(Issue { id: issue.id.clone(), title: issue.title.clone() })).await?;
//!         Ok(ItemOutput::new(issue))
//!     }
//! }
//!
//! impl Lifecycle for Tracker {}
//!
//! let definition = Tracker::definition()?;
//! assert!(definition.actions.contains_key("issueCreate") && definition.events.contains_key("issueCreated"));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Event, Interface, Schema};
use serde::{Deserialize, Serialize};

use super::item::{Item, ItemOutput};
use crate::schema::Both;

/// A bot makes an item; `E` is the item.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "creatable", version = "0.0.3", entities(Item as E), actions(Create<E>), events(Created<E>))]
pub struct Creatable<E>(PhantomData<E>);

/// Make an item.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ItemOutput<E>)]
#[non_exhaustive]
pub struct Create<E> {
    /// The item, as it is to be.
    pub item: E,
}

/// An item was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Created<E> {
    /// The new item.
    #[botpress(schema_as = Both<E, Item>)]
    pub item: E,
}

impl<E> Created<E> {
    /// This item was made.
    pub fn new(item: E) -> Self {
        Self { item }
    }
}
