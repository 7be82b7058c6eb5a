use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Schema, Serialize, Deserialize)]
struct Text {
    text: String,
}

#[derive(Messages)]
enum Outbound {
    Text0(Text),
    Text1(Text),
    Text2(Text),
    Text3(Text),
    Text4(Text),
    Text5(Text),
    Text6(Text),
    Text7(Text),
    Text8(Text),
    Text9(Text),
    Text10(Text),
    Text11(Text),
    Text12(Text),
    Text13(Text),
    Text14(Text),
    Text15(Text),
    Text16(Text),
    Text17(Text),
    Text18(Text),
    Text19(Text),
    Text20(Text),
}

fn main() {}
