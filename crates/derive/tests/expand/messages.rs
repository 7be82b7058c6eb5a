#[derive(Messages)]
pub enum Outgoing {
    Text(Text),
    #[message(name = "singleChoice")]
    Choice(Choice<Text>),
}
