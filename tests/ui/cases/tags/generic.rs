use botpress_sdk::prelude::*;

#[derive(Tags)]
struct UserTags<T> {
    id: T,
}

fn main() {}
