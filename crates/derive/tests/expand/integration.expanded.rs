#[automatically_derived]
impl ::botpress_sdk::__private::Integration for Slack {
    const NAME: &'static ::core::primitive::str = "acme/slack";
    type Configuration = Config;
    type UserTags = UserTags;
    fn definition() -> ::core::result::Result<
        ::botpress_sdk::__private::IntegrationDefinition,
        ::botpress_sdk::__private::DefinitionErrors,
    > {
        let __builder = ::botpress_sdk::__private::IntegrationDefinition::builder(
                "acme/slack",
                "0.1.0",
            )
            .title("Slack")
            .description("Automate interactions with your team.")
            .icon("icon.svg")
            .readme("hub.md")
            .attribute("category", "Communication & Channels")
            .extract_script("extract.vrl")
            .fallback_handler_script("fallback.vrl");
        ::botpress_sdk::__private::configure::<
            Self,
        >(
                __builder,
                ::core::option::Option::Some(
                    ::botpress_sdk::__private::creation(&["id"]),
                ),
            )
            .channel(
                <Self as ::botpress_sdk::__private::Declares<Dm>>::NAME,
                <Dm as ::botpress_sdk::__private::Channel>::definition(),
            )
            .channel(
                <Self as ::botpress_sdk::__private::Declares<Thread>>::NAME,
                <Thread as ::botpress_sdk::__private::Channel>::definition()
                    .conversation_creation(
                        ::botpress_sdk::__private::creation(&["id", "ts"]),
                    ),
            )
            .action(
                <Self as ::botpress_sdk::__private::Declares<AddReaction>>::NAME,
                <AddReaction as ::botpress_sdk::__private::Action>::definition(),
            )
            .action(
                <Self as ::botpress_sdk::__private::Declares<List<Issue>>>::NAME,
                <List<Issue> as ::botpress_sdk::__private::Action>::definition(),
            )
            .event(
                <Self as ::botpress_sdk::__private::Declares<ReactionAdded>>::NAME,
                <ReactionAdded as ::botpress_sdk::__private::Event>::definition(),
            )
            .state(
                <Self as ::botpress_sdk::__private::Declares<Workspace>>::NAME,
                <Workspace as ::botpress_sdk::__private::State>::definition(),
            )
            .entity(
                <Self as ::botpress_sdk::__private::Declares<Issue>>::NAME,
                <Issue as ::botpress_sdk::__private::Entity>::definition(),
            )
            .secrets(<AppSecrets as ::botpress_sdk::__private::Secrets>::definitions())
            .extra_operation("message_updated")
            .schema_options(
                ::botpress_sdk::__private::SchemaOptions::new()
                    .discriminated_unions(::botpress_sdk::__private::UnionStyle::AnyOf),
            )
            .try_build()
    }
    fn intercept<'a>(
        &'a self,
        __cx: &'a ::botpress_sdk::__private::Context<Self>,
        __request: &'a ::botpress_sdk::__private::OperationRequest,
    ) -> ::core::option::Option<
        ::botpress_sdk::__private::BoxFuture<
            'a,
            ::botpress_sdk::__private::Result<
                ::core::option::Option<::botpress_sdk::__private::WebhookResponse>,
            >,
        >,
    > {
        ::core::option::Option::Some(
            ::botpress_sdk::__private::dispatch::catch_all::<Self>(self, __cx, __request),
        )
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
                match __input.kind.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            AddReaction,
                        >>::NAME => {
                        let _ = <AddReaction as ::botpress_sdk::__private::Action>::definition;
                        ::botpress_sdk::__private::dispatch::action::<
                            Self,
                            AddReaction,
                        >(self, __cx, __input)
                    }
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            List<Issue>,
                        >>::NAME => {
                        let _ = <List<
                            Issue,
                        > as ::botpress_sdk::__private::Action>::definition;
                        ::botpress_sdk::__private::dispatch::action::<
                            Self,
                            List<Issue>,
                        >(self, __cx, __input)
                    }
                    _ => {
                        ::botpress_sdk::__private::dispatch::unknown_action(
                            &__input.kind,
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::MessageCreated(__input) => {
                match __input.conversation.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<Dm>>::NAME => {
                        let _ = <Dm as ::botpress_sdk::__private::Channel>::definition;
                        ::botpress_sdk::__private::dispatch::deliver::<
                            Self,
                            Dm,
                        >(self, __cx, __input)
                    }
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            Thread,
                        >>::NAME => {
                        let _ = <Thread as ::botpress_sdk::__private::Channel>::definition;
                        ::botpress_sdk::__private::dispatch::deliver::<
                            Self,
                            Thread,
                        >(self, __cx, __input)
                    }
                    _ => {
                        ::botpress_sdk::__private::dispatch::unknown_channel(
                            &__input.conversation.channel,
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::MessageUpdated(__input) => {
                match __input.conversation.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<Dm>>::NAME => {
                        let _ = <Dm as ::botpress_sdk::__private::Channel>::definition;
                        ::botpress_sdk::__private::dispatch::message_updated::<
                            Self,
                            Dm,
                        >(self, __cx, __input)
                    }
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            Thread,
                        >>::NAME => ::botpress_sdk::__private::dispatch::done(),
                    _ => {
                        ::botpress_sdk::__private::dispatch::unknown_channel(
                            &__input.conversation.channel,
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::ConversationUpdated(__input) => {
                match __input.current_conversation.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<Dm>>::NAME => {
                        let _ = <Dm as ::botpress_sdk::__private::Channel>::definition;
                        ::botpress_sdk::__private::dispatch::conversation_updated::<
                            Self,
                            Dm,
                        >(self, __cx, __input)
                    }
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            Thread,
                        >>::NAME => ::botpress_sdk::__private::dispatch::done(),
                    _ => {
                        ::botpress_sdk::__private::dispatch::unknown_channel(
                            &__input.current_conversation.channel,
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::CreateUser(__input) => {
                ::botpress_sdk::__private::dispatch::create_user::<
                    Self,
                >(self, __cx, __input)
            }
            ::botpress_sdk::__private::Operation::CreateConversation(
                ::core::result::Result::Ok(__input),
            ) => {
                match __input.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<Dm>>::NAME => {
                        ::botpress_sdk::__private::dispatch::done()
                    }
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            Thread,
                        >>::NAME => {
                        let _ = <Thread as ::botpress_sdk::__private::Channel>::definition;
                        ::botpress_sdk::__private::dispatch::create_conversation::<
                            Self,
                            Thread,
                        >(self, __cx, __input)
                    }
                    _ => {
                        ::botpress_sdk::__private::dispatch::unknown_channel(
                            &__input.channel,
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::CreateConversation(
                ::core::result::Result::Err(__error),
            ) => ::botpress_sdk::__private::dispatch::unreadable(__error),
            _ => ::botpress_sdk::__private::dispatch::done(),
        }
    }
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<Dm> for Slack {
    const NAME: &'static ::core::primitive::str = <Dm as ::botpress_sdk::__private::Channel>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<Thread> for Slack {
    const NAME: &'static ::core::primitive::str = "replies";
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<AddReaction> for Slack {
    const NAME: &'static ::core::primitive::str = <AddReaction as ::botpress_sdk::__private::Action>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<List<Issue>> for Slack {
    const NAME: &'static ::core::primitive::str = "issueList";
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<ReactionAdded> for Slack {
    const NAME: &'static ::core::primitive::str = <ReactionAdded as ::botpress_sdk::__private::Event>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<Workspace> for Slack {
    const NAME: &'static ::core::primitive::str = <Workspace as ::botpress_sdk::__private::State>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<Issue> for Slack {
    const NAME: &'static ::core::primitive::str = <Issue as ::botpress_sdk::__private::Entity>::MEMBER;
}
const _: () = ::botpress_sdk::__private::distinct(
    &[
        <Slack as ::botpress_sdk::__private::Declares<Dm>>::NAME,
        <Slack as ::botpress_sdk::__private::Declares<Thread>>::NAME,
    ],
    &[] as &[&[::botpress_sdk::__private::TakenEvent]],
    "two channels of `Slack` have one name: write `Type as \"name\"` for one of them",
);
const _: () = ::botpress_sdk::__private::distinct(
    &[
        <Slack as ::botpress_sdk::__private::Declares<AddReaction>>::NAME,
        <Slack as ::botpress_sdk::__private::Declares<List<Issue>>>::NAME,
    ],
    &[] as &[&[::botpress_sdk::__private::TakenEvent]],
    "two actions of `Slack` have one name: write `Type as \"name\"` for one of them",
);
