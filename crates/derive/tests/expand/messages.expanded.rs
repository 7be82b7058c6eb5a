#[automatically_derived]
impl ::botpress_sdk::__private::Messages for Outgoing {
    fn schemas() -> ::botpress_sdk::__private::IndexMap<
        ::botpress_sdk::__private::String,
        ::botpress_sdk::__private::Value,
    > {
        let mut __schemas = ::botpress_sdk::__private::IndexMap::new();
        __schemas
            .insert(
                ::botpress_sdk::__private::string("text"),
                ::botpress_sdk::__private::schema_of::<Text>(),
            );
        __schemas
            .insert(
                ::botpress_sdk::__private::string("singleChoice"),
                ::botpress_sdk::__private::schema_of::<Choice<Text>>(),
            );
        __schemas
    }
    fn decode(
        __kind: &::core::primitive::str,
        __payload: ::botpress_sdk::__private::Value,
    ) -> ::core::option::Option<
        ::core::result::Result<Self, ::botpress_sdk::__private::PayloadError>,
    > {
        match __kind {
            "text" => {
                ::core::option::Option::Some(
                    ::core::result::Result::map(
                        ::botpress_sdk::__private::decode::<Text>("payload", __payload),
                        Self::Text,
                    ),
                )
            }
            "singleChoice" => {
                ::core::option::Option::Some(
                    ::core::result::Result::map(
                        ::botpress_sdk::__private::decode::<
                            Choice<Text>,
                        >("payload", __payload),
                        Self::Choice,
                    ),
                )
            }
            _ => ::core::option::Option::None,
        }
    }
    fn encode(
        &self,
    ) -> ::core::result::Result<
        (&'static ::core::primitive::str, ::botpress_sdk::__private::Value),
        ::botpress_sdk::__private::JsonError,
    > {
        match self {
            Self::Text(__payload) => {
                ::core::result::Result::Ok((
                    "text",
                    ::botpress_sdk::__private::encode::<Text>(__payload)?,
                ))
            }
            Self::Choice(__payload) => {
                ::core::result::Result::Ok((
                    "singleChoice",
                    ::botpress_sdk::__private::encode::<Choice<Text>>(__payload)?,
                ))
            }
        }
    }
}
