use botpress_sdk::prelude::*;

#[derive(Configuration)]
#[configuration(title = "Account")]
enum Config {
    #[configuration(default)]
    OAuth,
}

fn main() {}
