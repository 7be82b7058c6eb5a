use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    #[tag(title = "")]
    id: String,
}

fn main() {}
