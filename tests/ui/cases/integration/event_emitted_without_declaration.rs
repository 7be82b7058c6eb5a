use botpress_sdk::prelude::*;
use serde::Serialize;

#[derive(Event, Schema, Serialize)]
struct Greeted {
    name: String,
}

#[derive(Event, Schema, Serialize)]
struct Joined {
    name: String,
}

#[derive(Event, Schema, Serialize)]
struct Left {
    name: String,
}

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", events(Joined, Left))]
struct Demo;

impl Lifecycle for Demo {
    async fn register(&self, cx: &Context<Self>, _: &str) -> Result<()> {
        cx.emit(Greeted { name: "Ada".to_owned() }).await?;
        Ok(())
    }
}

fn main() {}
