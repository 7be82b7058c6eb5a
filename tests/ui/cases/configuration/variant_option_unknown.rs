use botpress_sdk::prelude::*;

#[derive(Configuration)]
enum Config {
    #[configuration(defualt)]
    OAuth,
}

fn main() {}
