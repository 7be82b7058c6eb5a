use botpress_sdk::prelude::*;
#[derive(Schema)]
enum Kind {
    #[botpress(title = "Public")]
    Public,
    Private,
}

fn main() {}
