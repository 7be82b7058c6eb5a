//! `listable`: a bot goes through items, page by page.
//!
//! ```
//! use botpress_sdk::interfaces::{Listable, listable::{List, ListOutput}};
//! use botpress_sdk::prelude::*;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Integration)]
//! #[integration(name = "tracker", version = "0.1.0", entities(Issue), interfaces(Listable<Issue>(List as "issueList")))]
//! struct Tracker;
//!
//! #[derive(Entity, Schema, Serialize, Deserialize)]
//! struct Issue {
//!     id: String,
//!     title: String,
//! }
//!
//! impl Handle<List<Issue>> for Tracker {
//!     async fn handle(&self, _: &Context<Self>, input: List<Issue>) -> Result<ListOutput<Issue>> {
//!         let issue = |id: &str| Issue { id: id.to_owned(), title: "The tea is cold".to_owned() };
//!         match input.next_token.as_deref() {
//!             None => Ok(ListOutput::new([issue("1"), issue("2")]).next_token("second")),
//!             Some("second") => Ok(ListOutput::new([issue("3")])),
//!             Some(_) => Err(Error::runtime("there is no such page")),
//!         }
//!     }
//! }
//!
//! impl Lifecycle for Tracker {}
//!
//! assert_eq!(Tracker::definition()?.interfaces["listable<issue>"].actions["list"].name, "issueList");
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Interface, Schema};
use serde::{Deserialize, Serialize};

use super::item::Item;
use crate::schema::Both;

/// A bot goes through items; `E` is the item.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "listable", version = "0.0.3", entities(Item as E), actions(List<E>))]
pub struct Listable<E>(PhantomData<E>);

/// Give a page of items.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(output = ListOutput<E>)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct List<E> {
    /// Asks for a further page; comes from the page before.
    #[botpress(title = "List Token")]
    pub next_token: Option<String>,
    #[serde(skip)]
    entity: PhantomData<E>,
}

/// A page of items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[non_exhaustive]
pub struct ListOutput<E> {
    /// The items.
    #[botpress(schema_as = Vec<Both<E, Item>>)]
    pub items: Vec<E>,
    /// What is to be known about the page.
    #[botpress(title = "Metadata")]
    pub meta: PageMeta,
}

impl<E> ListOutput<E> {
    /// The last page, with these items.
    pub fn new(items: impl IntoIterator<Item = E>) -> Self {
        Self { items: items.into_iter().collect(), meta: PageMeta::default() }
    }

    /// More pages follow; this asks for the next.
    #[must_use]
    pub fn next_token(mut self, next_token: impl Into<String>) -> Self {
        self.meta.next_token = Some(next_token.into());
        self
    }
}

/// What is to be known about a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PageMeta {
    /// Asks for the next page; absent on the last.
    #[botpress(title = "List Token")]
    pub next_token: Option<String>,
}
