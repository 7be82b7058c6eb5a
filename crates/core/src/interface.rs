//! Interfaces: what several integrations have in common, so that a bot can use any of them without knowing which it is.
//!
//! An interface has actions, events and channels, and may be about entities that each integration has in its own shape. It is a
//! type: [`Interface`] says what it has. An integration names it in `interfaces(..)`, and with that declares all its members;
//! what is left to write are the handlers.
//!
//! `#[derive(Interface)]` and `#[derive(Integration)]` write all of this; by hand, the pieces fit together like this. `Slack:`
//! [`Implements`]`<TypingIndicator>` is the statement, with the names that differ. Each member of the interface is then an
//! [`InterfaceMember`]`<Slack>`, which makes `Slack` one that [`Declares`] it. `TypingIndicator:` [`ImplementedBy`]`<Slack>` is the
//! proof: it holds when every entity is declared and every action and channel has its handler.

use std::fmt;

use botpress_api::operation::{ActionTriggered, MessageCreated};

use crate::{
    BoxFuture, Context, Declares, Deliver, Handle, Integration, Result,
    definition::{Implementation, InterfaceDefinition},
    dispatch,
    member::{Action, Channel},
    operation::Reply,
};

/// An interface: `#[derive(Interface)]` on a type that stands for it, with a type parameter per entity.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface",
    label = "not an interface",
    note = "derive it: `#[derive(Interface)]` and `#[interface(name = \"..\", version = \"..\")]` above `struct {Self};`"
)]
pub trait Interface: Sized + 'static {
    /// The name, `typing-indicator` for example.
    const NAME: &'static str;
    /// The version, by the rules of semantic versioning. Botpress finds an interface by name and version.
    const VERSION: &'static str;

    /// Everything that an integration takes over when it implements the interface, with the integration's own entities in place
    /// of the interface's.
    fn definition() -> InterfaceDefinition;
}

/// `Self` says that it implements the interface `X`. `#[derive(Integration)]` writes one for each in `interfaces(..)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not implement the interface `{X}`",
    label = "not listed in `interfaces(..)` on `{Self}`",
    note = "write `interfaces({X})` in `#[integration(..)]` on `{Self}`"
)]
pub trait Implements<X>: Integration {
    /// The members that are not taken over as they are; the others keep the interface's name.
    const TAKEN: &'static [Taken];
}

/// How a member of an interface is taken over, where not under its own name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    kind: MemberKind,
    member: &'static str,
    name: Option<&'static str>,
}

impl Taken {
    /// The interface's `member` is called `name` in the integration.
    #[must_use]
    pub const fn renamed(kind: MemberKind, member: &'static str, name: &'static str) -> Self {
        Self { kind, member, name: Some(name) }
    }

    /// A member of the integration's own stands for the interface's `member`.
    #[must_use]
    pub const fn replaced(kind: MemberKind, member: &'static str) -> Self {
        Self { kind, member, name: None }
    }
}

/// What a member of an interface is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MemberKind {
    /// An [`Action`].
    Action,
    /// An [`Event`](crate::Event).
    Event,
    /// A [`Channel`].
    Channel,
}

impl MemberKind {
    /// The kind as definitions have it, in the plural.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Action => "actions",
            Self::Event => "events",
            Self::Channel => "channels",
        }
    }
}

impl fmt::Display for MemberKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str().trim_end_matches('s'))
    }
}

/// `Self` is a member of an interface that the integration `I` implements, which is why `I` [`Declares`] it.
/// `#[derive(Interface)]` writes one for each member.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not belong to an interface of `{I}`",
    label = "not a member of the interface",
    note = "write a member of the interface here; its documentation lists them"
)]
pub trait InterfaceMember<I> {
    /// The interface that it belongs to.
    type Interface;
    /// What it is.
    const KIND: MemberKind;
    /// Its name in the integration; `None` where a member of the integration's own stands for it.
    const TAKEN_AS: Option<&'static str>;
}

#[diagnostic::do_not_recommend]
impl<I: Integration, M: InterfaceMember<I>> Declares<M> for I {
    const NAME: &'static str = match M::TAKEN_AS {
        Some(name) => name,
        None => panic!("the integration has a member of its own in place of this one of the interface: use that one"),
    };
}

/// The name under which `I` takes over a member of the interface `X`: what `#[derive(Interface)]` writes for
/// [`InterfaceMember::TAKEN_AS`].
#[must_use]
pub const fn taken_as<I: Implements<X>, X>(kind: MemberKind, member: &'static str) -> Option<&'static str> {
    let mut index = 0;
    while index < I::TAKEN.len() {
        let taken = I::TAKEN[index];
        if taken.kind as u8 == kind as u8 && same(taken.member, member) {
            return taken.name;
        }
        index += 1;
    }
    Some(member)
}

/// `==`, which a constant cannot call.
pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}

/// The interface is wholly implemented by the integration `I`: it declares the entities and handles the members.
/// `#[derive(Interface)]` writes it, for every integration for which that is so.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an interface",
    label = "not an interface",
    note = "list types that derive `Interface`, for example from `botpress_sdk::interfaces`"
)]
pub trait ImplementedBy<I: Integration> {
    /// Each entity's name in the interface, and in the integration.
    const ENTITIES: &'static [(&'static str, &'static str)];
    /// The actions that are taken over.
    const ACTIONS: &'static [TakenAction<I>];
    /// The events that are taken over.
    const EVENTS: &'static [TakenEvent];
    /// The channels that are taken over.
    const CHANNELS: &'static [TakenChannel<I>];

    /// The interface as it is implemented, but for what is special about single members.
    fn implementation() -> Implementation;
}

/// `Self` answers the interface's action `A`: with a handler of its own for it, or with an action of its own in its place.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no handler for the action `{A}` of the interface",
    label = "this interface has the action `{A}`",
    note = "write `impl Handle<{A}> for {Self} {{ async fn handle(&self, cx: &Context<Self>, input: {A}) -> Result<..> {{ .. }} }}`"
)]
pub trait Answers<A>: Integration {
    /// Answers a call.
    fn answer<'a>(integration: &'a Self, cx: &'a Context<Self>, call: ActionTriggered) -> BoxFuture<'a, Result<Reply>>;
}

#[diagnostic::do_not_recommend]
impl<I: Handle<A>, A: Action> Answers<A> for I {
    fn answer<'a>(integration: &'a Self, cx: &'a Context<Self>, call: ActionTriggered) -> BoxFuture<'a, Result<Reply>> {
        dispatch::action::<I, A>(integration, cx, call)
    }
}

/// `Self` delivers messages of the interface's channel `C`, or has a channel of its own in its place.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not deliver messages of the channel `{C}` of the interface",
    label = "this interface has the channel `{C}`",
    note = "write `impl Deliver<{C}> for {Self} {{ async fn deliver(&self, cx: &Context<Self>, out: Outgoing<{C}>) -> Result<..> {{ .. }} }}`"
)]
pub trait Delivers<C>: Integration {
    /// Delivers a message.
    fn deliver<'a>(
        integration: &'a Self,
        cx: &'a Context<Self>,
        created: Box<MessageCreated>,
    ) -> BoxFuture<'a, Result<Reply>>;
}

#[diagnostic::do_not_recommend]
impl<I: Deliver<C>, C: Channel> Delivers<C> for I {
    fn deliver<'a>(
        integration: &'a Self,
        cx: &'a Context<Self>,
        created: Box<MessageCreated>,
    ) -> BoxFuture<'a, Result<Reply>> {
        dispatch::deliver::<I, C>(integration, cx, created)
    }
}

/// A member of an interface in an integration: its name there, and what handles it.
pub struct TakenMember<T> {
    /// `None` where a member of the integration's own stands for it.
    pub(crate) name: Option<&'static str>,
    pub(crate) handler: T,
}

/// An action of an interface in the integration `I`.
pub type TakenAction<I> = TakenMember<Handler<I, ActionTriggered>>;
/// An event of an interface in an integration.
pub type TakenEvent = TakenMember<()>;
/// A channel of an interface in the integration `I`.
pub type TakenChannel<I> = TakenMember<Handler<I, Box<MessageCreated>>>;
/// What handles an operation with the content `T` in the integration `I`.
pub type Handler<I, T> = for<'a> fn(&'a I, &'a Context<I>, T) -> BoxFuture<'a, Result<Reply>>;

impl<I: Integration> TakenAction<I> {
    /// The action `A`.
    #[must_use]
    pub const fn action<A: InterfaceMember<I>>() -> Self
    where
        I: Answers<A>,
    {
        Self { name: A::TAKEN_AS, handler: <I as Answers<A>>::answer }
    }
}

impl TakenEvent {
    /// The event `E` of the integration `I`.
    #[must_use]
    pub const fn event<I: Integration, E: InterfaceMember<I>>() -> Self {
        Self { name: E::TAKEN_AS, handler: () }
    }
}

impl<I: Integration> TakenChannel<I> {
    /// The channel `C`.
    #[must_use]
    pub const fn channel<C: InterfaceMember<I>>() -> Self
    where
        I: Delivers<C>,
    {
        Self { name: C::TAKEN_AS, handler: <I as Delivers<C>>::deliver }
    }
}

impl<T> fmt::Debug for TakenMember<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TakenMember").field("name", &self.name).finish_non_exhaustive()
    }
}
