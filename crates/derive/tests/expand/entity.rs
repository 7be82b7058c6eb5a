/// A thing to be done.
#[derive(Entity)]
#[entity(title = "Issue")]
pub struct Issue {
    id: Text,
}
