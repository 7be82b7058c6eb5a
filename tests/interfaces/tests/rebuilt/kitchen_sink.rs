//! Names, flags, attributes and tags that are all different from the interfaces'.

use botpress_sdk::interfaces::{
    Creatable, FilesReadonly, Hitl, Listable, Llm, TypingIndicator,
    creatable::{Create, Created},
    files_readonly::ListItemsInFolder,
    hitl::{HitlChannel, HitlMessages},
    listable::List,
    llm::GenerateContent,
};
use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{assert_rebuilt, never_called};

#[derive(Integration)]
#[integration(
    name = "kitchen-sink", version = "0.1.0",
    channels(HitlWithTags), entities(Item, Model, Ticket),
    interfaces(
        Creatable<Item>(
            Create(title = "Create item", attributes("x" = "y")) as "createItem",
            Created as "itemCreated",
        ),
        Listable<Item>(List as "listItems"),
        TypingIndicator,
        Hitl<Ticket>(HitlChannel as HitlWithTags),
        FilesReadonly(ListItemsInFolder(attributes("a" = "b")) as "filesReadonlyListItemsInFolder"),
        Llm<Model>(GenerateContent(cacheable = false)),
    ),
)]
struct KitchenSink;

#[derive(Entity, Schema, Serialize, Deserialize)]
struct Item {
    id: String,
    title: String,
}

#[derive(Entity, Schema, Serialize, Deserialize)]
struct Model {
    id: String,
}

#[derive(Entity, Schema, Deserialize)]
#[allow(dead_code, reason = "it is there for its schema")]
struct Ticket {
    title: String,
}

#[derive(Channel)]
#[channel(name = "hitl", messages = HitlMessages, conversation = Id, message = Id)]
struct HitlWithTags;

#[derive(Tags)]
struct Id {
    id: String,
}

impl Deliver<HitlWithTags> for KitchenSink {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<HitlWithTags>) -> Result<Id> {
        Err(Error::runtime("nobody calls this"))
    }
}

never_called!(KitchenSink);

#[test]
fn the_kitchen_sink_declares_what_the_recorded_one_declares_through_interfaces() {
    assert_rebuilt::<KitchenSink>("_kitchen-sink");
}
