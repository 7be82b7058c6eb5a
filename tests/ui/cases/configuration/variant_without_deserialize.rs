use botpress_sdk::prelude::*;

#[derive(Schema)]
struct ManualConfig {
    token: String,
}

#[derive(Configuration)]
enum Config {
    #[configuration(default)]
    Manual(ManualConfig),
}

fn main() {}
