#[automatically_derived]
impl ::botpress_sdk::__private::Configuration for Config {
    fn definition() -> ::core::option::Option<
        ::botpress_sdk::__private::ConfigurationDefinition,
    > {
        ::core::option::Option::Some(
            ::botpress_sdk::__private::ConfigurationDefinition::new(
                    ::botpress_sdk::__private::schema_of::<Self>(),
                )
                .title("Account")
                .identifier_required(true)
                .link_template_script("link.vrl"),
        )
    }
    fn decode(
        __kind: ::core::option::Option<&::core::primitive::str>,
        __value: ::botpress_sdk::__private::Value,
    ) -> ::core::result::Result<Self, ::botpress_sdk::__private::PayloadError> {
        match __kind {
            ::core::option::Option::None => {
                ::botpress_sdk::__private::decode::<Self>("configuration", __value)
            }
            ::core::option::Option::Some(__kind) => {
                ::core::result::Result::Err(
                    ::botpress_sdk::__private::unknown_configuration(__kind, &[]),
                )
            }
        }
    }
}
