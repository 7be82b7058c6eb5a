#[automatically_derived]
impl ::botpress_sdk::__private::Member for LastThread {
    const NAME: &'static ::core::primitive::str = "thread";
}
#[automatically_derived]
impl ::botpress_sdk::__private::State for LastThread {
    type Scope = ::botpress_sdk::__private::scope::Conversation;
    fn definition() -> ::botpress_sdk::__private::StateDefinition {
        ::botpress_sdk::__private::StateDefinition::new(
            ::botpress_sdk::__private::StateScope::Conversation,
            ::botpress_sdk::__private::schema_of::<Self>(),
        )
    }
}
