#[derive(Event)]
#[event(name = "reacted", title = "Reaction added", description = "Somebody reacted.", attributes("group" = "chat"))]
pub struct ReactionAdded {
    name: Text,
}
