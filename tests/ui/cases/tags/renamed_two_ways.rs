use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    #[serde(rename(serialize = "a", deserialize = "b"))]
    id: String,
}

fn main() {}
