use botpress_sdk::prelude::*;

#[derive(Schema)]
struct Input {
    #[botpress(titel = "A", min_length = "1", format = "mail", secret = true)]
    field: String,
}

fn main() {}
