use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    id: String,
    #[tag(name = "id")]
    other: String,
}

fn main() {}
