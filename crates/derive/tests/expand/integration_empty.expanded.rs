#[automatically_derived]
impl ::botpress_sdk::__private::Integration for Hello {
    const NAME: &'static ::core::primitive::str = "hello";
    type Configuration = ();
    type UserTags = ();
    fn definition() -> ::core::result::Result<
        ::botpress_sdk::__private::IntegrationDefinition,
        ::botpress_sdk::__private::DefinitionErrors,
    > {
        let __builder = ::botpress_sdk::__private::IntegrationDefinition::builder(
            "hello",
            "0.1.0",
        );
        ::botpress_sdk::__private::configure::<
            Self,
        >(__builder, ::core::option::Option::None)
            .try_build()
    }
    fn dispatch<'a>(
        &'a self,
        __cx: &'a ::botpress_sdk::__private::Context<Self>,
        __operation: ::botpress_sdk::__private::Operation,
    ) -> ::botpress_sdk::__private::BoxFuture<
        'a,
        ::botpress_sdk::__private::Result<::botpress_sdk::__private::Reply>,
    > {
        match __operation {
            ::botpress_sdk::__private::Operation::Ping => {
                ::botpress_sdk::__private::dispatch::done()
            }
            ::botpress_sdk::__private::Operation::Register(__input) => {
                ::botpress_sdk::__private::dispatch::register::<
                    Self,
                >(self, __cx, __input)
            }
            ::botpress_sdk::__private::Operation::Unregister(__input) => {
                ::botpress_sdk::__private::dispatch::unregister::<
                    Self,
                >(self, __cx, __input)
            }
            ::botpress_sdk::__private::Operation::Webhook(__input) => {
                ::botpress_sdk::__private::dispatch::webhook::<Self>(self, __cx, __input)
            }
            ::botpress_sdk::__private::Operation::Action(__input) => {
                ::botpress_sdk::__private::dispatch::unknown_action(&__input.kind)
            }
            ::botpress_sdk::__private::Operation::MessageCreated(__input) => {
                ::botpress_sdk::__private::dispatch::unknown_channel(
                    &__input.conversation.channel,
                )
            }
            ::botpress_sdk::__private::Operation::MessageUpdated(__input) => {
                ::botpress_sdk::__private::dispatch::unknown_channel(
                    &__input.conversation.channel,
                )
            }
            ::botpress_sdk::__private::Operation::ConversationUpdated(__input) => {
                ::botpress_sdk::__private::dispatch::unknown_channel(
                    &__input.current_conversation.channel,
                )
            }
            ::botpress_sdk::__private::Operation::CreateUser(_) => {
                ::botpress_sdk::__private::dispatch::done()
            }
            ::botpress_sdk::__private::Operation::CreateConversation(_) => {
                ::botpress_sdk::__private::dispatch::done()
            }
            _ => ::botpress_sdk::__private::dispatch::done(),
        }
    }
}
