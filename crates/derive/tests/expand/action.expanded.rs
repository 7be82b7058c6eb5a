#[automatically_derived]
impl ::botpress_sdk::__private::Member for AddReaction {
    const NAME: &'static ::core::primitive::str = "addReaction";
}
#[automatically_derived]
impl ::botpress_sdk::__private::Action for AddReaction {
    type Output = Reacted;
    fn definition() -> ::botpress_sdk::__private::ActionDefinition {
        ::botpress_sdk::__private::ActionDefinition::new(
                ::botpress_sdk::__private::schema_of::<Self>(),
                ::botpress_sdk::__private::schema_of::<Reacted>(),
            )
            .title("Add reaction")
            .description("Adds a reaction.")
            .billable(true)
            .cacheable(true)
            .attribute("bpActionHiddenInStudio", "true")
            .attribute("group", "chat")
    }
}
