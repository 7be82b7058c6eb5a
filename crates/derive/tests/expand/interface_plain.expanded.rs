#[automatically_derived]
impl ::botpress_sdk::__private::Interface for Typing {
    const NAME: &'static ::core::primitive::str = "typing";
    const VERSION: &'static ::core::primitive::str = "1.0.0";
    fn definition() -> ::botpress_sdk::__private::InterfaceDefinition {
        ::botpress_sdk::__private::InterfaceDefinition::new("typing", "1.0.0")
            .action(
                <Start as ::botpress_sdk::__private::Action>::MEMBER,
                <Start as ::botpress_sdk::__private::Action>::definition(),
            )
            .action(
                <Stop as ::botpress_sdk::__private::Action>::MEMBER,
                <Stop as ::botpress_sdk::__private::Action>::definition(),
            )
    }
}
#[automatically_derived]
impl<__I> ::botpress_sdk::__private::InterfaceMember<__I> for Start
where
    __I: ::botpress_sdk::__private::Implements<Typing>,
{
    type Interface = Typing;
    const KIND: ::botpress_sdk::__private::MemberKind = ::botpress_sdk::__private::MemberKind::Action;
    const TAKEN_AS: ::core::option::Option<&'static ::core::primitive::str> = ::botpress_sdk::__private::taken_as::<
        __I,
        Typing,
    >(
        ::botpress_sdk::__private::MemberKind::Action,
        <Start as ::botpress_sdk::__private::Action>::MEMBER,
    );
}
#[automatically_derived]
impl<__I> ::botpress_sdk::__private::InterfaceMember<__I> for Stop
where
    __I: ::botpress_sdk::__private::Implements<Typing>,
{
    type Interface = Typing;
    const KIND: ::botpress_sdk::__private::MemberKind = ::botpress_sdk::__private::MemberKind::Action;
    const TAKEN_AS: ::core::option::Option<&'static ::core::primitive::str> = ::botpress_sdk::__private::taken_as::<
        __I,
        Typing,
    >(
        ::botpress_sdk::__private::MemberKind::Action,
        <Stop as ::botpress_sdk::__private::Action>::MEMBER,
    );
}
#[automatically_derived]
impl<__I> ::botpress_sdk::__private::ImplementedBy<__I> for Typing
where
    __I: ::botpress_sdk::__private::Implements<Self>,
    __I: ::botpress_sdk::__private::Answers<Start>,
    __I: ::botpress_sdk::__private::Answers<Stop>,
{
    const ENTITIES: &'static [(
        &'static ::core::primitive::str,
        &'static ::core::primitive::str,
    )] = &[];
    const ACTIONS: &'static [::botpress_sdk::__private::TakenAction<__I>] = &[
        ::botpress_sdk::__private::TakenAction::action::<Start>(),
        ::botpress_sdk::__private::TakenAction::action::<Stop>(),
    ];
    const EVENTS: &'static [::botpress_sdk::__private::TakenEvent] = &[];
    const CHANNELS: &'static [::botpress_sdk::__private::TakenChannel<__I>] = &[];
    fn implementation() -> ::botpress_sdk::__private::Implementation {
        ::botpress_sdk::__private::implementation(
            <Self as ::botpress_sdk::__private::Interface>::definition(),
            <Self as ::botpress_sdk::__private::ImplementedBy<__I>>::ENTITIES,
        )
    }
}
const _: () = ::botpress_sdk::__private::distinct(
    &[
        <Start as ::botpress_sdk::__private::Action>::MEMBER,
        <Stop as ::botpress_sdk::__private::Action>::MEMBER,
    ],
    &[] as &[&[::botpress_sdk::__private::TakenEvent]],
    "two actions of `Typing` have one name: write `name = \"..\"` at one of them",
);
