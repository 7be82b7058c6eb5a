use botpress_sdk::prelude::*;

#[derive(Configuration)]
enum Config {
    #[configuration(default)]
    OAuth,
    Manual { token: String },
}

fn main() {}
