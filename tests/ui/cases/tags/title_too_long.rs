use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    #[tag(title = "A very long title A very long title A very long title A very long title ")]
    id: String,
}

fn main() {}
