#[automatically_derived]
impl ::botpress_sdk::__private::Member for ReactionAdded {
    const NAME: &'static ::core::primitive::str = "reacted";
}
#[automatically_derived]
impl ::botpress_sdk::__private::Event for ReactionAdded {
    fn definition() -> ::botpress_sdk::__private::EventDefinition {
        ::botpress_sdk::__private::EventDefinition::new(
                ::botpress_sdk::__private::schema_of::<Self>(),
            )
            .title("Reaction added")
            .description("Somebody reacted.")
            .attribute("group", "chat")
    }
}
