#[automatically_derived]
impl<E> ::botpress_sdk::__private::Interface for Pausable<E>
where
    E: ::botpress_sdk::__private::Entity,
    Pause<E>: ::botpress_sdk::__private::Action,
    Paused<E>: ::botpress_sdk::__private::Event,
    Remote<E>: ::botpress_sdk::__private::Channel,
{
    const NAME: &'static ::core::primitive::str = "pausable";
    const VERSION: &'static ::core::primitive::str = "1.0.0";
    fn definition() -> ::botpress_sdk::__private::InterfaceDefinition {
        ::botpress_sdk::__private::InterfaceDefinition::new("pausable", "1.0.0")
            .title("Pausable")
            .description("What plays can be paused.")
            .entity(
                <Player as ::botpress_sdk::__private::Entity>::MEMBER,
                <Player as ::botpress_sdk::__private::Entity>::definition(),
            )
            .action(
                <Pause<E> as ::botpress_sdk::__private::Action>::MEMBER,
                <Pause<E> as ::botpress_sdk::__private::Action>::definition(),
            )
            .event(
                <Paused<E> as ::botpress_sdk::__private::Event>::MEMBER,
                <Paused<E> as ::botpress_sdk::__private::Event>::definition(),
            )
            .channel(
                <Remote<E> as ::botpress_sdk::__private::Channel>::MEMBER,
                <Remote<E> as ::botpress_sdk::__private::Channel>::definition(),
            )
    }
}
#[automatically_derived]
impl<E, __I> ::botpress_sdk::__private::InterfaceMember<__I> for Pause<E>
where
    __I: ::botpress_sdk::__private::Implements<Pausable<E>>,
    Pause<E>: ::botpress_sdk::__private::Action,
{
    type Interface = Pausable<E>;
    const KIND: ::botpress_sdk::__private::MemberKind = ::botpress_sdk::__private::MemberKind::Action;
    const TAKEN_AS: ::core::option::Option<&'static ::core::primitive::str> = ::botpress_sdk::__private::taken_as::<
        __I,
        Pausable<E>,
    >(
        ::botpress_sdk::__private::MemberKind::Action,
        <Pause<E> as ::botpress_sdk::__private::Action>::MEMBER,
    );
}
#[automatically_derived]
impl<E, __I> ::botpress_sdk::__private::InterfaceMember<__I> for Paused<E>
where
    __I: ::botpress_sdk::__private::Implements<Pausable<E>>,
    Paused<E>: ::botpress_sdk::__private::Event,
{
    type Interface = Pausable<E>;
    const KIND: ::botpress_sdk::__private::MemberKind = ::botpress_sdk::__private::MemberKind::Event;
    const TAKEN_AS: ::core::option::Option<&'static ::core::primitive::str> = ::botpress_sdk::__private::taken_as::<
        __I,
        Pausable<E>,
    >(
        ::botpress_sdk::__private::MemberKind::Event,
        <Paused<E> as ::botpress_sdk::__private::Event>::MEMBER,
    );
}
#[automatically_derived]
impl<E, __I> ::botpress_sdk::__private::InterfaceMember<__I> for Remote<E>
where
    __I: ::botpress_sdk::__private::Implements<Pausable<E>>,
    Remote<E>: ::botpress_sdk::__private::Channel,
{
    type Interface = Pausable<E>;
    const KIND: ::botpress_sdk::__private::MemberKind = ::botpress_sdk::__private::MemberKind::Channel;
    const TAKEN_AS: ::core::option::Option<&'static ::core::primitive::str> = ::botpress_sdk::__private::taken_as::<
        __I,
        Pausable<E>,
    >(
        ::botpress_sdk::__private::MemberKind::Channel,
        <Remote<E> as ::botpress_sdk::__private::Channel>::MEMBER,
    );
}
#[automatically_derived]
impl<E, __I> ::botpress_sdk::__private::ImplementedBy<__I> for Pausable<E>
where
    __I: ::botpress_sdk::__private::Implements<Self>,
    E: ::botpress_sdk::__private::Entity,
    Pause<E>: ::botpress_sdk::__private::Action,
    Paused<E>: ::botpress_sdk::__private::Event,
    Remote<E>: ::botpress_sdk::__private::Channel,
    __I: ::botpress_sdk::__private::Declares<E>,
    __I: ::botpress_sdk::__private::Answers<Pause<E>>,
    __I: ::botpress_sdk::__private::Delivers<Remote<E>>,
{
    const ENTITIES: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[
        (
            <Player as ::botpress_sdk::__private::Entity>::MEMBER,
            <__I as ::botpress_sdk::__private::Declares<E>>::NAME,
        ),
    ];
    const ACTIONS: &'static [::botpress_sdk::__private::TakenAction<__I>] = &[
        ::botpress_sdk::__private::TakenAction::action::<Pause<E>>(),
    ];
    const EVENTS: &'static [::botpress_sdk::__private::TakenEvent] = &[
        ::botpress_sdk::__private::TakenEvent::event::<__I, Paused<E>>(),
    ];
    const CHANNELS: &'static [::botpress_sdk::__private::TakenChannel<__I>] = &[
        ::botpress_sdk::__private::TakenChannel::channel::<Remote<E>>(),
    ];
    fn implementation() -> ::botpress_sdk::__private::Implementation {
        ::botpress_sdk::__private::implementation(
            <Self as ::botpress_sdk::__private::Interface>::definition(),
            <Self as ::botpress_sdk::__private::ImplementedBy<__I>>::ENTITIES,
        )
    }
}
