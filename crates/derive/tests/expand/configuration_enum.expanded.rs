#[automatically_derived]
impl crate::sdk::__private::Configuration for Config {
    fn definition() -> ::core::option::Option<
        crate::sdk::__private::ConfigurationDefinition,
    > {
        ::core::option::Option::None
    }
    fn alternatives() -> crate::sdk::__private::IndexMap<
        crate::sdk::__private::String,
        crate::sdk::__private::ConfigurationDefinition,
    > {
        #[allow(unused_mut)]
        let mut __alternatives = crate::sdk::__private::IndexMap::new();
        __alternatives
            .insert(
                crate::sdk::__private::string("manual"),
                crate::sdk::__private::ConfigurationDefinition::new(
                        crate::sdk::__private::schema_of::<ManualConfig>(),
                    )
                    .title("Own token")
                    .description("For those who have a token."),
            );
        __alternatives
    }
    fn decode(
        __kind: ::core::option::Option<&::core::primitive::str>,
        __value: crate::sdk::__private::Value,
    ) -> ::core::result::Result<Self, crate::sdk::__private::PayloadError> {
        match __kind {
            ::core::option::Option::None => ::core::result::Result::Ok(Self::OAuth),
            ::core::option::Option::Some("manual") => {
                ::core::result::Result::map(
                    crate::sdk::__private::decode::<
                        ManualConfig,
                    >("configuration", __value),
                    Self::Manual,
                )
            }
            ::core::option::Option::Some(__kind) => {
                ::core::result::Result::Err(
                    crate::sdk::__private::unknown_configuration(__kind, &["manual"]),
                )
            }
        }
    }
}
