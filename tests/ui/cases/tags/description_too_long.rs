use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    #[tag(description = "Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. ")]
    id: String,
}

fn main() {}
