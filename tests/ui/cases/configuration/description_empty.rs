use botpress_sdk::prelude::*;

#[derive(Configuration)]
enum Config {
    #[configuration(default)]
    OAuth,
    #[configuration(description = "")]
    Manual,
}

fn main() {}
