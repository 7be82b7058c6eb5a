#[automatically_derived]
impl ::botpress_sdk::__private::Member for Dm {
    const NAME: &'static ::core::primitive::str = "dm";
}
#[automatically_derived]
impl ::botpress_sdk::__private::Channel for Dm {
    type Messages = Outgoing;
    type MessageTags = MessageTags;
    type ConversationTags = ConversationTags;
    fn definition() -> ::botpress_sdk::__private::ChannelDefinition {
        ::botpress_sdk::__private::channel::<Self>()
            .title("Direct message")
            .description("A direct message with one person.")
    }
}
