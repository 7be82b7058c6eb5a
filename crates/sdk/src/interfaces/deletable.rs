//! `deletable`: a bot removes an item, and hears of those that are removed elsewhere.
//!
//! ```
//! use botpress_sdk::interfaces::{Deletable, deletable::{Delete, Deleted}};
//! use botpress_sdk::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(name = "tracker", version = "0.1.0", entities(Issue), interfaces(Deletable<Issue>(Delete as "issueDelete", Deleted as "issueDeleted")))]
//! struct Tracker;
//!
//! #[derive(Entity, Schema, Serialize, Deserialize)]
//! struct Issue {
//!     id: String,
//!     title: String,
//! }
//!
//! impl Handle<Delete<Issue>> for Tracker {
//!     async fn handle(&self, cx: &Context<Self>, input: Delete<Issue>) -> Result<()> {
//!         cx.emit(Deleted::<Issue>::new(input.id)).await?;
//!         Ok(())
//!     }
//! }
//!
//! impl Lifecycle for Tracker {}
//!
//! let definition = Tracker::definition()?;
//! assert!(definition.actions.contains_key("issueDelete") && definition.events.contains_key("issueDeleted"));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Event, Interface, Schema};
use serde::{Deserialize, Serialize};

use super::item::Item;

/// A bot removes an item; `E` is the item.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "deletable", version = "0.0.3", entities(Item as E), actions(Delete<E>), events(Deleted<E>))]
pub struct Deletable<E>(PhantomData<E>);

/// Remove an item.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Delete<E> {
    /// Which item it is.
    #[botpress(title = "Item ID")]
    pub id: String,
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// An item was removed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema, Event)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct Deleted<E> {
    /// Which item it was.
    #[botpress(title = "Item ID")]
    pub id: String,
    #[serde(skip)]
    entity: PhantomData<E>,
}

impl<E> Deleted<E> {
    /// The item with this id was removed.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), entity: PhantomData }
    }
}
