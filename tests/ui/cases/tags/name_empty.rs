use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    #[tag(name = "")]
    id: String,
}

fn main() {}
