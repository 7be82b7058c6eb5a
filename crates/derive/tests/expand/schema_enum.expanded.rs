const _: () = {
    #[allow(dead_code, deprecated, non_camel_case_types)]
    #[derive(crate::sdk::__private::schemars::JsonSchema)]
    #[serde(tag = "type")]
    #[schemars(crate = "crate::sdk::__private::schemars")]
    enum __BotpressSchemaOfShape {
        #[schemars(
            transform = |schema:&mut
            crate::sdk::__private::schemars::Schema|{crate::sdk::__private::hints(
                schema,
                crate::sdk::__private::serde_json::json!({"description":"A dot."})
            )}
        )]
        Dot,
        #[schemars(
            transform = |schema:&mut
            crate::sdk::__private::schemars::Schema|{crate::sdk::__private::hints(
                schema,
                crate::sdk::__private::serde_json::json!({"x-zui":{"title":"A circle"}})
            )}
        )]
        Circle {
            #[schemars(with = "crate :: sdk :: __private :: Field < f64 >")]
            radius: f64,
        },
        Named(
            #[schemars(with = "crate :: sdk :: __private :: Element < String >")]
            String,
        ),
    }
    #[automatically_derived]
    impl crate::sdk::__private::schemars::JsonSchema for Shape {
        fn schema_name() -> crate::sdk::__private::Cow<'static, str> {
            crate::sdk::__private::Cow::Borrowed("Shape")
        }
        fn schema_id() -> crate::sdk::__private::Cow<'static, str> {
            <__BotpressSchemaOfShape as crate::sdk::__private::schemars::JsonSchema>::schema_id()
        }
        fn json_schema(
            generator: &mut crate::sdk::__private::schemars::SchemaGenerator,
        ) -> crate::sdk::__private::schemars::Schema {
            crate::sdk::__private::shape(
                <Self as crate::sdk::__private::schemars::JsonSchema>::schema_id(),
                "Shape",
                true,
                generator,
                <__BotpressSchemaOfShape as crate::sdk::__private::schemars::JsonSchema>::json_schema,
            )
        }
    }
};
