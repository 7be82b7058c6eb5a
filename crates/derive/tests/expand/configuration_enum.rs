#[derive(Configuration)]
#[botpress(crate = crate::sdk)]
pub enum Config {
    #[configuration(default)]
    OAuth,
    /// For those who have a token.
    #[configuration(title = "Own token")]
    Manual(ManualConfig),
}
