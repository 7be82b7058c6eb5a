use botpress_sdk::prelude::*;

#[derive(Configuration)]
enum Config {
    #[configuration(default, name = "oauth")]
    OAuth,
}

fn main() {}
