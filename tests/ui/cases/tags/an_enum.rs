use botpress_sdk::prelude::*;

#[derive(Tags)]
enum UserTags {
    Id(String),
}

fn main() {}
