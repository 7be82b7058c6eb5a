#[derive(Integration)]
#[integration(name = "hello", version = "0.1.0")]
pub struct Hello;
