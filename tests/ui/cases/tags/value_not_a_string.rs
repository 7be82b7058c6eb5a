use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    id: Vec<String>,
}

fn main() {}
