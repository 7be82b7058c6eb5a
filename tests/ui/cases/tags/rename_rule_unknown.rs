use botpress_sdk::prelude::*;

#[derive(Tags)]
#[serde(rename_all = "CamelCase")]
struct UserTags {
    user_id: String,
}

fn main() {}
