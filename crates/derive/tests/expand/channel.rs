/// A direct message with one person.
#[derive(Channel)]
#[channel(title = "Direct message", messages = Outgoing, conversation = ConversationTags, message = MessageTags)]
pub struct Dm;
