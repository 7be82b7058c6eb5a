//! `readable`: a bot looks an item up.
//!
//! ```
//! use botpress_sdk::interfaces::{Readable, item::ItemOutput, readable::Read};
//! use botpress_sdk::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(name = "tracker", version = "0.1.0", entities(Issue), interfaces(Readable<Issue>(Read as "issueRead")))]
//! struct Tracker;
//!
//! #[derive(Entity, Schema, Serialize, Deserialize)]
//! struct Issue {
//!     id: String,
//!     title: String,
//! }
//!
//! impl Handle<Read<Issue>> for Tracker {
//!     async fn handle(&self, _: &Context<Self>, input: Read<Issue>) -> Result<ItemOutput<Issue>> {
//!         Ok(ItemOutput::new(Issue { id: input.id, title: "The tea is cold".to_owned() }))
//!     }
//! }
//!
//! impl Lifecycle for Tracker {}
//!
//! assert_eq!(Tracker::definition()?.interfaces["readable<issue>"].actions["read"].name, "issueRead");
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Interface, Schema};
use serde::Deserialize;

use super::item::{Item, ItemOutput};

/// A bot looks an item up; `E` is the item.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "readable", version = "0.0.3", entities(Item as E), actions(Read<E>))]
pub struct Readable<E>(PhantomData<E>);

/// Look an item up.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ItemOutput<E>)]
#[non_exhaustive]
pub struct Read<E> {
    /// Which item it is.
    #[botpress(title = "Item ID")]
    pub id: String,
    #[serde(skip)]
    entity: PhantomData<E>,
}
