//! The SDK under another path, and names of the prelude taken by the user.
#![allow(dead_code)]

mod vendored {
    pub mod sdk {
        pub use botpress_sdk::*;
    }
    pub use serde;
}

use vendored::sdk::{Context, Deliver, Handle, Integration as _, Lifecycle, Outgoing};

type StdResult<T, E> = std::result::Result<T, E>;
type Text = std::string::String;
type Maybe<T> = std::option::Option<T>;

struct Option;
struct String;
struct Result;
struct Vec;
struct Box;
struct Some;
struct None;
struct Ok;
struct Err;
struct Value;
struct IndexMap;
mod core {}

#[derive(vendored::sdk::Integration)]
#[botpress(crate = crate::vendored::sdk)]
#[integration(
    name = "demo", version = "0.1.0", configuration = Config, secrets = AppSecrets, user = UserTags,
    channels(Dm), actions(Greet), events(Greeted), states(Counter), entities(Thing), interfaces(Waves<Thing>(Wave as "waveBack"))
)]
struct Demo;

#[derive(vendored::sdk::Configuration, vendored::sdk::Schema, vendored::serde::Deserialize)]
#[botpress(crate = crate::vendored::sdk)]
#[serde(crate = "vendored::serde")]
struct Config {
    token: Text,
}

#[derive(vendored::sdk::Secrets)]
#[botpress(crate = crate::vendored::sdk)]
struct AppSecrets {
    client: vendored::sdk::Secret,
}

#[derive(vendored::sdk::Tags)]
#[botpress(crate = crate::vendored::sdk)]
struct UserTags {
    id: Text,
    mail: Maybe<Text>,
}

#[derive(vendored::sdk::Schema, vendored::serde::Serialize, vendored::serde::Deserialize)]
#[botpress(crate = crate::vendored::sdk)]
#[serde(crate = "vendored::serde")]
struct Line {
    text: Text,
}

#[derive(vendored::sdk::Messages)]
#[botpress(crate = crate::vendored::sdk)]
enum Outbound {
    Line(Line),
}

#[derive(vendored::sdk::Channel)]
#[botpress(crate = crate::vendored::sdk)]
#[channel(messages = Outbound)]
struct Dm;

#[derive(vendored::sdk::Action, vendored::sdk::Schema, vendored::serde::Deserialize)]
#[botpress(crate = crate::vendored::sdk)]
#[serde(crate = "vendored::serde")]
struct Greet {
    name: Text,
}

#[derive(vendored::sdk::Event, vendored::sdk::Schema, vendored::serde::Serialize)]
#[botpress(crate = crate::vendored::sdk)]
#[serde(crate = "vendored::serde")]
struct Greeted {
    name: Text,
}

#[derive(vendored::sdk::State, vendored::sdk::Schema, vendored::serde::Serialize, vendored::serde::Deserialize)]
#[botpress(crate = crate::vendored::sdk)]
#[serde(crate = "vendored::serde")]
#[state(user)]
struct Counter {
    count: u32,
}

#[derive(vendored::sdk::Entity, vendored::sdk::Schema)]
#[botpress(crate = crate::vendored::sdk)]
struct Thing {
    id: Text,
}

#[derive(vendored::sdk::Interface)]
#[botpress(crate = crate::vendored::sdk)]
#[interface(name = "waves", version = "0.1.0", entities(Thing as E), actions(Wave<E>))]
struct Waves<E>(std::marker::PhantomData<E>);

#[derive(vendored::sdk::Action, vendored::sdk::Schema, vendored::serde::Deserialize)]
#[botpress(crate = crate::vendored::sdk)]
#[serde(crate = "vendored::serde")]
struct Wave<E> {
    #[serde(skip)]
    thing: std::marker::PhantomData<E>,
}

impl Handle<Wave<Thing>> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Wave<Thing>) -> vendored::sdk::Result<()> {
        StdResult::Ok(())
    }
}

impl Lifecycle for Demo {}

impl Handle<Greet> for Demo {
    async fn handle(&self, _: &Context<Self>, _: Greet) -> vendored::sdk::Result<()> {
        StdResult::Ok(())
    }
}

impl Deliver<Dm> for Demo {
    async fn deliver(&self, _: &Context<Self>, _: Outgoing<Dm>) -> vendored::sdk::Result<()> {
        StdResult::Ok(())
    }
}

fn main() {
    assert!(Demo::definition().is_ok());
}
