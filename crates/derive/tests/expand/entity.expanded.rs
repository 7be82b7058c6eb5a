#[automatically_derived]
impl ::botpress_sdk::__private::Member for Issue {
    const NAME: &'static ::core::primitive::str = "issue";
}
#[automatically_derived]
impl ::botpress_sdk::__private::Entity for Issue {
    fn definition() -> ::botpress_sdk::__private::EntityDefinition {
        ::botpress_sdk::__private::EntityDefinition::new(
                ::botpress_sdk::__private::schema_of::<Self>(),
            )
            .title("Issue")
            .description("A thing to be done.")
    }
}
