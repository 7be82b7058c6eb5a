#[derive(Schema)]
#[serde(rename_all = "camelCase", default)]
#[botpress(title = "Paging")]
struct Paging<T: Default> {
    /// How many
    /// at most.
    ///
    /// Twenty if nothing is said.
    #[botpress(title = "Size", min = 1, display_as("slider", { "horizontal": true }), x(custom = [1]))]
    page_size: u32,
    next: Option<Box<Self>>,
    #[serde(flatten)]
    filter: T,
    #[serde(with = "as_text")]
    #[botpress(schema_as = String, hidden)]
    after: Time,
}
