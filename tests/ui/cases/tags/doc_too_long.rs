use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    /// Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it. Identifies it.
    id: String,
}

fn main() {}
