#[derive(Schema)]
#[serde(tag = "type")]
#[botpress(crate = crate::sdk)]
pub enum Shape {
    /// A dot.
    Dot = 1,
    #[botpress(title = "A circle")]
    Circle { radius: f64 },
    Named(String),
}
