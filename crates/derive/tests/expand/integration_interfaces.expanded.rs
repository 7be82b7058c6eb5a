#[automatically_derived]
impl ::botpress_sdk::__private::Integration for House {
    const NAME: &'static ::core::primitive::str = "house";
    type Configuration = ();
    type UserTags = ();
    fn definition() -> ::core::result::Result<
        ::botpress_sdk::__private::IntegrationDefinition,
        ::botpress_sdk::__private::DefinitionErrors,
    > {
        let __builder = ::botpress_sdk::__private::IntegrationDefinition::builder(
            "house",
            "0.1.0",
        );
        ::botpress_sdk::__private::configure::<
            Self,
        >(__builder, ::core::option::Option::None)
            .channel(
                <Self as ::botpress_sdk::__private::Declares<TvRemote>>::NAME,
                <TvRemote as ::botpress_sdk::__private::Channel>::definition(),
            )
            .action(
                <Self as ::botpress_sdk::__private::Declares<PauseTv>>::NAME,
                <PauseTv as ::botpress_sdk::__private::Action>::definition(),
            )
            .event(
                <Self as ::botpress_sdk::__private::Declares<TvPaused>>::NAME,
                <TvPaused as ::botpress_sdk::__private::Event>::definition(),
            )
            .entity(
                <Self as ::botpress_sdk::__private::Declares<Radio>>::NAME,
                <Radio as ::botpress_sdk::__private::Entity>::definition(),
            )
            .entity(
                <Self as ::botpress_sdk::__private::Declares<Tv>>::NAME,
                <Tv as ::botpress_sdk::__private::Entity>::definition(),
            )
            .implement(
                <Typing as ::botpress_sdk::__private::ImplementedBy<
                    Self,
                >>::implementation(),
            )
            .implement(
                <Pausable<
                    Radio,
                > as ::botpress_sdk::__private::ImplementedBy<Self>>::implementation()
                    .member(
                        <Pause<
                            Radio,
                        > as ::botpress_sdk::__private::InterfaceMember<Self>>::KIND,
                        <Pause<Radio> as ::botpress_sdk::__private::Member>::NAME,
                        ::botpress_sdk::__private::Override::named("pauseRadio")
                            .title("Pause the radio")
                            .billable(true),
                    ),
            )
            .implement(
                <Pausable<
                    Tv,
                > as ::botpress_sdk::__private::ImplementedBy<Self>>::implementation()
                    .member(
                        <Pause<
                            Tv,
                        > as ::botpress_sdk::__private::InterfaceMember<Self>>::KIND,
                        <Pause<Tv> as ::botpress_sdk::__private::Member>::NAME,
                        ::botpress_sdk::__private::Override::own(
                            <Self as ::botpress_sdk::__private::Declares<PauseTv>>::NAME,
                        ),
                    )
                    .member(
                        <Paused<
                            Tv,
                        > as ::botpress_sdk::__private::InterfaceMember<Self>>::KIND,
                        <Paused<Tv> as ::botpress_sdk::__private::Member>::NAME,
                        ::botpress_sdk::__private::Override::own(
                            <Self as ::botpress_sdk::__private::Declares<TvPaused>>::NAME,
                        ),
                    )
                    .member(
                        <Remote<
                            Tv,
                        > as ::botpress_sdk::__private::InterfaceMember<Self>>::KIND,
                        <Remote<Tv> as ::botpress_sdk::__private::Member>::NAME,
                        ::botpress_sdk::__private::Override::own(
                            <Self as ::botpress_sdk::__private::Declares<TvRemote>>::NAME,
                        ),
                    ),
            )
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
                match __input.kind.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            PauseTv,
                        >>::NAME => {
                        let _ = <PauseTv as ::botpress_sdk::__private::Action>::definition;
                        ::botpress_sdk::__private::dispatch::action::<
                            Self,
                            PauseTv,
                        >(self, __cx, __input)
                    }
                    _ => {
                        ::botpress_sdk::__private::dispatch::taken_action::<
                            Self,
                        >(
                            self,
                            __cx,
                            __input,
                            &[
                                <Typing as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::ACTIONS,
                                <Pausable<
                                    Radio,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::ACTIONS,
                                <Pausable<
                                    Tv,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::ACTIONS,
                            ],
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::MessageCreated(__input) => {
                match __input.conversation.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            TvRemote,
                        >>::NAME => {
                        let _ = <TvRemote as ::botpress_sdk::__private::Channel>::definition;
                        ::botpress_sdk::__private::dispatch::deliver::<
                            Self,
                            TvRemote,
                        >(self, __cx, __input)
                    }
                    _ => {
                        ::botpress_sdk::__private::dispatch::taken_channel::<
                            Self,
                        >(
                            self,
                            __cx,
                            __input,
                            &[
                                <Typing as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                                <Pausable<
                                    Radio,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                                <Pausable<
                                    Tv,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                            ],
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::MessageUpdated(__input) => {
                match __input.conversation.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            TvRemote,
                        >>::NAME => ::botpress_sdk::__private::dispatch::done(),
                    _ => {
                        ::botpress_sdk::__private::dispatch::in_taken_channel::<
                            Self,
                        >(
                            &__input.conversation.channel,
                            &[
                                <Typing as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                                <Pausable<
                                    Radio,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                                <Pausable<
                                    Tv,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                            ],
                        )
                    }
                }
            }
            ::botpress_sdk::__private::Operation::ConversationUpdated(__input) => {
                match __input.current_conversation.channel.as_str() {
                    __name if __name
                        == <Self as ::botpress_sdk::__private::Declares<
                            TvRemote,
                        >>::NAME => ::botpress_sdk::__private::dispatch::done(),
                    _ => {
                        ::botpress_sdk::__private::dispatch::in_taken_channel::<
                            Self,
                        >(
                            &__input.current_conversation.channel,
                            &[
                                <Typing as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                                <Pausable<
                                    Radio,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                                <Pausable<
                                    Tv,
                                > as ::botpress_sdk::__private::ImplementedBy<
                                    Self,
                                >>::CHANNELS,
                            ],
                        )
                    }
                }
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
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<TvRemote> for House {
    const NAME: &'static ::core::primitive::str = <TvRemote as ::botpress_sdk::__private::Channel>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<PauseTv> for House {
    const NAME: &'static ::core::primitive::str = <PauseTv as ::botpress_sdk::__private::Action>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<TvPaused> for House {
    const NAME: &'static ::core::primitive::str = <TvPaused as ::botpress_sdk::__private::Event>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<Radio> for House {
    const NAME: &'static ::core::primitive::str = <Radio as ::botpress_sdk::__private::Entity>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Declares<Tv> for House {
    const NAME: &'static ::core::primitive::str = <Tv as ::botpress_sdk::__private::Entity>::MEMBER;
}
#[automatically_derived]
impl ::botpress_sdk::__private::Implements<Typing> for House {
    const TAKEN: &'static [::botpress_sdk::__private::Taken] = &[];
}
#[automatically_derived]
impl ::botpress_sdk::__private::Implements<Pausable<Radio>> for House {
    const TAKEN: &'static [::botpress_sdk::__private::Taken] = &[
        ::botpress_sdk::__private::taken::<
            Self,
            Pausable<Radio>,
            Pause<Radio>,
        >(::core::option::Option::Some("pauseRadio")),
    ];
}
const _: () = ::botpress_sdk::__private::same_kind(
    <Pause<Radio> as ::botpress_sdk::__private::InterfaceMember<House>>::KIND,
    ::botpress_sdk::__private::MemberKind::Action,
    "`Pause` is no action of the interface: remove this option",
);
#[automatically_derived]
impl ::botpress_sdk::__private::Implements<Pausable<Tv>> for House {
    const TAKEN: &'static [::botpress_sdk::__private::Taken] = &[
        ::botpress_sdk::__private::taken::<
            Self,
            Pausable<Tv>,
            Pause<Tv>,
        >(::core::option::Option::None),
        ::botpress_sdk::__private::taken::<
            Self,
            Pausable<Tv>,
            Paused<Tv>,
        >(::core::option::Option::None),
        ::botpress_sdk::__private::taken::<
            Self,
            Pausable<Tv>,
            Remote<Tv>,
        >(::core::option::Option::None),
    ];
}
#[automatically_derived]
impl ::botpress_sdk::__private::Answers<Pause<Tv>> for House {
    fn answer<'a>(
        __integration: &'a Self,
        __cx: &'a ::botpress_sdk::__private::Context<Self>,
        __content: ::botpress_sdk::__private::ActionTriggered,
    ) -> ::botpress_sdk::__private::BoxFuture<
        'a,
        ::botpress_sdk::__private::Result<::botpress_sdk::__private::Reply>,
    > {
        ::botpress_sdk::__private::dispatch::action::<
            Self,
            PauseTv,
        >(__integration, __cx, __content)
    }
}
#[automatically_derived]
impl ::botpress_sdk::__private::Delivers<Remote<Tv>> for House {
    fn deliver<'a>(
        __integration: &'a Self,
        __cx: &'a ::botpress_sdk::__private::Context<Self>,
        __content: ::botpress_sdk::__private::Delivery,
    ) -> ::botpress_sdk::__private::BoxFuture<
        'a,
        ::botpress_sdk::__private::Result<::botpress_sdk::__private::Reply>,
    > {
        ::botpress_sdk::__private::dispatch::deliver::<
            Self,
            TvRemote,
        >(__integration, __cx, __content)
    }
}
const _: () = ::botpress_sdk::__private::same_kind(
    <Pause<Tv> as ::botpress_sdk::__private::InterfaceMember<House>>::KIND,
    ::botpress_sdk::__private::MemberKind::Action,
    "`PauseTv` is one of the actions, and `Pause` of the interface is not: write another one",
);
const _: () = ::botpress_sdk::__private::same_kind(
    <Paused<Tv> as ::botpress_sdk::__private::InterfaceMember<House>>::KIND,
    ::botpress_sdk::__private::MemberKind::Event,
    "`TvPaused` is one of the events, and `Paused` of the interface is not: write another one",
);
const _: () = ::botpress_sdk::__private::same_kind(
    <Remote<Tv> as ::botpress_sdk::__private::InterfaceMember<House>>::KIND,
    ::botpress_sdk::__private::MemberKind::Channel,
    "`TvRemote` is one of the channels, and `Remote` of the interface is not: write another one",
);
const _: () = ::botpress_sdk::__private::distinct(
    &[<House as ::botpress_sdk::__private::Declares<TvRemote>>::NAME],
    &[
        <Typing as ::botpress_sdk::__private::ImplementedBy<House>>::CHANNELS,
        <Pausable<Radio> as ::botpress_sdk::__private::ImplementedBy<House>>::CHANNELS,
        <Pausable<Tv> as ::botpress_sdk::__private::ImplementedBy<House>>::CHANNELS,
    ],
    "two channels of `House` have one name: write `Type as \"name\"` for one of them",
);
const _: () = ::botpress_sdk::__private::distinct(
    &[<House as ::botpress_sdk::__private::Declares<PauseTv>>::NAME],
    &[
        <Typing as ::botpress_sdk::__private::ImplementedBy<House>>::ACTIONS,
        <Pausable<Radio> as ::botpress_sdk::__private::ImplementedBy<House>>::ACTIONS,
        <Pausable<Tv> as ::botpress_sdk::__private::ImplementedBy<House>>::ACTIONS,
    ],
    "two actions of `House` have one name: write `Type as \"name\"` for one of them",
);
const _: () = ::botpress_sdk::__private::distinct(
    &[<House as ::botpress_sdk::__private::Declares<TvPaused>>::NAME],
    &[
        <Typing as ::botpress_sdk::__private::ImplementedBy<House>>::EVENTS,
        <Pausable<Radio> as ::botpress_sdk::__private::ImplementedBy<House>>::EVENTS,
        <Pausable<Tv> as ::botpress_sdk::__private::ImplementedBy<House>>::EVENTS,
    ],
    "two events of `House` have one name: write `Type as \"name\"` for one of them",
);
const _: () = ::botpress_sdk::__private::distinct(
    &[
        <House as ::botpress_sdk::__private::Declares<Radio>>::NAME,
        <House as ::botpress_sdk::__private::Declares<Tv>>::NAME,
    ],
    &[] as &[&[::botpress_sdk::__private::TakenEvent]],
    "two entities of `House` have one name: write `Type as \"name\"` for one of them",
);
