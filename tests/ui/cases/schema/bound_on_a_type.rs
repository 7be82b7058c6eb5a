use botpress_sdk::prelude::*;
#[derive(Schema)]
#[botpress(min_length = 1)]
struct Name(String);

fn main() {}
