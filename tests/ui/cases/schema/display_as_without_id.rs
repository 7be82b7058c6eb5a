use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(display_as({ "horizontal": true }))]
    field: String,
}

fn main() {}
