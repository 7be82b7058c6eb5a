use botpress_sdk::prelude::*;

struct C0;
struct C1;
struct C2;
struct C3;
struct C4;
struct C5;
struct C6;
struct C7;
struct C8;
struct C9;
struct C10;

#[derive(Integration)]
#[integration(name = "demo", version = "0.1.0", channels(C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, C10))]
struct Demo;

impl Lifecycle for Demo {}

fn main() {}
