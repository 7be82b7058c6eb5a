//! `proactive-user`: a bot makes somebody known to whom it has not spoken yet.
//!
//! Bots call it before they begin a conversation with
//! [`proactive-conversation`](super::proactive_conversation). The entity is by what a user is found or made in the other system: an
//! address, a phone number, an account.
//!
//! ```
//! use botpress_sdk::interfaces::{ProactiveUser, proactive_user::{GetOrCreateUser, UserOutput}};
//! use botpress_sdk::prelude::*;
//! use serde::Deserialize;
//!
//! #[derive(Integration)]
//! #[integration(name = "sms", version = "0.1.0", user = UserTags, entities(Phone), interfaces(ProactiveUser<Phone>))]
//! struct Sms;
//!
//! #[derive(Entity, Schema, Deserialize)]
//! struct Phone {
//!     number: String,
//! }
//!
//! #[derive(Tags)]
//! struct UserTags {
//!     number: String,
//! }
//!
//! impl Handle<GetOrCreateUser<Phone>> for Sms {
//!     async fn handle(&self, cx: &Context<Self>, input: GetOrCreateUser<Phone>) -> Result<UserOutput> {
//!         let tags = UserTags { number: input.user.number };
//!         let user = cx.user_with(tags).discriminate_by([UserTags::NUMBER]).await?;
//!         Ok(UserOutput::new(user.id.clone()))
//!     }
//! }
//!
//! impl Lifecycle for Sms {}
//!
//! assert!(Sms::definition()?.interfaces.contains_key("proactive-user<phone>"));
//! # Ok::<_, botpress_sdk::definition::DefinitionErrors>(())
//! ```

use std::marker::PhantomData;

use botpress_derive::{Action, Entity, Interface, Schema};
use serde::{Deserialize, Serialize};

use crate::api::id::UserId;

/// A bot makes somebody known; `E` is what the user is made from.
#[derive(Debug, Interface)]
#[botpress(crate = crate)]
#[interface(name = "proactive-user", version = "0.0.3", entities(User as E), actions(GetOrCreateUser<E>))]
pub struct ProactiveUser<E>(PhantomData<E>);

/// What a user is made from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, Schema, Entity)]
#[botpress(crate = crate, title = "User")]
#[entity(title = "User")]
#[non_exhaustive]
pub struct User {}

/// Find a user, or make one.
#[derive(Debug, Clone, PartialEq, Deserialize, Schema, Action)]
#[botpress(crate = crate)]
#[action(title = "Get or Create a User", output = UserOutput)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GetOrCreateUser<E> {
    /// How the user is called.
    #[botpress(title = "Name")]
    pub name: Option<String>,
    /// Where a picture of the user is.
    #[botpress(title = "Picture URL")]
    pub picture_url: Option<String>,
    /// The user's address.
    #[botpress(title = "Email")]
    pub email: Option<String>,
    /// What the user is made from.
    #[botpress(title = "User")]
    pub user: E,
}

/// The user that was found or made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Schema)]
#[botpress(crate = crate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UserOutput {
    /// The user.
    #[botpress(title = "User ID", schema_as = String)]
    pub user_id: UserId,
}

impl UserOutput {
    /// This user.
    pub fn new(user_id: impl Into<UserId>) -> Self {
        Self { user_id: user_id.into() }
    }
}
