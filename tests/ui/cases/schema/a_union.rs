use botpress_sdk::prelude::*;
#[derive(Schema)]
union Input {
    field: u8,
}

fn main() {}
