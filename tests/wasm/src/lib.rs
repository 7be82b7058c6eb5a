//! An integration that does what the examples do not: it waits, asks clocks and chance, and panics.

use std::time::{Duration, SystemTime};

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

/// Tries what a host offers.
#[derive(Integration, Debug)]
#[integration(name = "probe", version = "0.1.0", title = "Probe", actions(Fetch, Look, Panic))]
pub struct Probe {
    mood: String,
}

impl Probe {
    /// The probe; its mood is a variable of the environment.
    ///
    /// # Errors
    ///
    /// When `PROBE_MOOD` is not set.
    pub fn new(env: &Env) -> Result<Self> {
        let mood = env.get("PROBE_MOOD").ok_or_else(|| Error::runtime("PROBE_MOOD is not set"))?;
        Ok(Self { mood })
    }
}

botpress_sdk::export!(Probe::new);

/// Get a page, for at most ten seconds.
#[derive(Action, Schema, Deserialize, Debug)]
#[action(title = "Fetch", output = Page)]
#[serde(rename_all = "camelCase")]
pub struct Fetch {
    /// Its address.
    pub url: String,
}

/// What [`Fetch`] got.
#[derive(Schema, Serialize, Debug)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Handle<Fetch> for Probe {
    async fn handle(&self, cx: &Context<Self>, input: Fetch) -> Result<Page> {
        let response = cx.http().get(&input.url).timeout(Duration::from_secs(10)).send().await;
        let response = response.map_err(|error| Error::runtime(error.to_string()))?;
        Ok(Page { bytes: response.bytes().await?.to_vec() })
    }
}

/// Look around.
#[derive(Action, Schema, Deserialize, Debug)]
#[action(title = "Look", output = View)]
pub struct Look {}

/// What [`Look`] saw.
#[derive(Schema, Serialize, Debug)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// From the environment.
    pub mood: String,
    /// Seconds since 1970.
    pub now: u64,
    /// Whether the monotonic clock moved between two looks.
    pub moves: bool,
    /// Random bytes.
    pub random: Vec<u8>,
}

impl Handle<Look> for Probe {
    async fn handle(&self, cx: &Context<Self>, _: Look) -> Result<View> {
        let before = cx.host().monotonic();
        let now = cx.host().now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
        let mut random = vec![0; 4];
        cx.host().random(&mut random);
        Ok(View { mood: self.mood.clone(), now, moves: cx.host().monotonic() > before, random })
    }
}

/// Panic.
#[derive(Action, Schema, Deserialize, Debug)]
#[action(title = "Panic", output = View)]
pub struct Panic {}

impl Handle<Panic> for Probe {
    async fn handle(&self, _: &Context<Self>, _: Panic) -> Result<View> {
        panic!("the probe had enough")
    }
}

impl Lifecycle for Probe {}
