use botpress_sdk::prelude::*;

#[derive(Configuration)]
enum Config {
    #[configuration(default)]
    OAuth,
    Manual,
    #[configuration(name = "manual")]
    Token,
}

fn main() {}
