use botpress_sdk::prelude::*;
#[derive(Schema)]
enum Kind {
    #[botpress(min = 1)]
    Number(u8),
}

fn main() {}
