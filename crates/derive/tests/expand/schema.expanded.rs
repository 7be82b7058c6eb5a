const _: () = {
    #[allow(dead_code, deprecated, non_camel_case_types)]
    #[derive(::botpress_sdk::__private::schemars::JsonSchema)]
    #[serde(rename_all = "camelCase")]
    #[schemars(
        transform = |schema:&mut::botpress_sdk::__private::schemars::Schema|{::botpress_sdk::__private::hints(
            schema,
            ::botpress_sdk::__private::serde_json::json!({"x-zui":{"title":"Paging"}})
        )}
    )]
    #[schemars(crate = "::botpress_sdk::__private::schemars")]
    struct __BotpressSchemaOfPaging<T: Default + ::botpress_sdk::__private::Schema> {
        #[serde(default = "__default_0::<T>")]
        #[schemars(with = ":: botpress_sdk :: __private :: Field < u32 >")]
        #[schemars(
            transform = |schema:&mut::botpress_sdk::__private::schemars::Schema|{::botpress_sdk::__private::hints(
                schema,
                ::botpress_sdk::__private::serde_json::json!(
                    {"minimum":(1),
                    "description":"How many at most.\n\nTwenty if nothing is said.",
                    "x-zui":{"title":"Size",
                    "displayAs":["slider",
                    {"horizontal":true}],
                    "custom":[1]}}
                )
            )}
        )]
        page_size: u32,
        #[serde(default = "__default_1::<T>")]
        #[schemars(
            with = ":: botpress_sdk :: __private :: Field < Option < Box < Paging < T > > > >"
        )]
        next: Option<Box<Paging<T>>>,
        #[serde(flatten)]
        #[schemars(with = ":: botpress_sdk :: __private :: Flattened < T >")]
        filter: T,
        #[serde(with = "as_text")]
        #[serde(default = "__default_3::<T>")]
        #[schemars(with = ":: botpress_sdk :: __private :: Field < String >")]
        #[schemars(
            transform = |schema:&mut::botpress_sdk::__private::schemars::Schema|{::botpress_sdk::__private::hints(
                schema,
                ::botpress_sdk::__private::serde_json::json!({"x-zui":{"hidden":true}})
            )}
        )]
        after: Time,
    }
    fn __default_0<T: Default + ::botpress_sdk::__private::Schema>() -> u32 {
        let value: Paging<T> = <Paging<T> as ::core::default::Default>::default();
        value.page_size
    }
    fn __default_1<T: Default + ::botpress_sdk::__private::Schema>() -> Option<
        Box<Paging<T>>,
    > {
        let value: Paging<T> = <Paging<T> as ::core::default::Default>::default();
        value.next
    }
    fn __default_3<T: Default + ::botpress_sdk::__private::Schema>() -> Time {
        let value: Paging<T> = <Paging<T> as ::core::default::Default>::default();
        value.after
    }
    #[automatically_derived]
    impl<
        T: Default + ::botpress_sdk::__private::Schema,
    > ::botpress_sdk::__private::schemars::JsonSchema for Paging<T> {
        fn schema_name() -> ::botpress_sdk::__private::Cow<'static, str> {
            ::botpress_sdk::__private::Cow::Borrowed("Paging")
        }
        fn schema_id() -> ::botpress_sdk::__private::Cow<'static, str> {
            <__BotpressSchemaOfPaging<
                T,
            > as ::botpress_sdk::__private::schemars::JsonSchema>::schema_id()
        }
        fn json_schema(
            generator: &mut ::botpress_sdk::__private::schemars::SchemaGenerator,
        ) -> ::botpress_sdk::__private::schemars::Schema {
            ::botpress_sdk::__private::shape(
                <Self as ::botpress_sdk::__private::schemars::JsonSchema>::schema_id(),
                "Paging",
                false,
                generator,
                <__BotpressSchemaOfPaging<
                    T,
                > as ::botpress_sdk::__private::schemars::JsonSchema>::json_schema,
            )
        }
    }
};
