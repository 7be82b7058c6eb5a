use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags {
    #[tag(titel = "Id")]
    id: String,
}

fn main() {}
