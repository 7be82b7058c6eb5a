use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags(String);

fn main() {}
