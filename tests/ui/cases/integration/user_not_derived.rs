use botpress_sdk::prelude::*;

struct UserTags;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", user = UserTags)]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
