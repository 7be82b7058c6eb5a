/// Adds a reaction.
#[derive(Action)]
#[action(title = "Add reaction", output = Reacted, billable, cacheable, hidden_in_studio, attributes("group" = "chat"))]
pub struct AddReaction {
    name: Text,
}
