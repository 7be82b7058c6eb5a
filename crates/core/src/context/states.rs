//! States, kept by Botpress.

use std::{marker::PhantomData, time::Duration};

use botpress_api::{
    Endpoint,
    endpoint::{get_or_set_state, get_state, patch_state, set_state},
    types::{State as StateObject, StateKind},
};
use botpress_client::{Client, Error};
use serde::Serialize;
use serde_json::Value;

use super::{Context, ConversationRef, UserRef, objects::awaited};
use crate::{Declares, Integration, State, decode::decode, member::scope, schema::encode};

impl<I: Integration> Context<I> {
    /// A state of the integration's instance in the bot.
    pub fn state<S: State<Scope = scope::Integration>>(&self) -> StateRef<'_, S>
    where
        I: Declares<S>,
    {
        let id = self.integration_id().as_str().to_owned();
        StateRef::new(self.client(), StateKind::Integration, id, <I as Declares<S>>::NAME)
    }
}

impl<'a, I: Integration> UserRef<'a, I> {
    /// A state of the user.
    pub fn state<S: State<Scope = scope::User>>(&self) -> StateRef<'a, S>
    where
        I: Declares<S>,
    {
        StateRef::new(self.client(), StateKind::User, self.id().as_str().to_owned(), <I as Declares<S>>::NAME)
    }
}

impl<'a, I: Integration> ConversationRef<'a, I> {
    /// A state of the conversation.
    pub fn state<S: State<Scope = scope::Conversation>>(&self) -> StateRef<'a, S>
    where
        I: Declares<S>,
    {
        StateRef::new(self.client(), StateKind::Conversation, self.id().as_str().to_owned(), <I as Declares<S>>::NAME)
    }
}

/// One state of type `S`.
#[derive(Debug)]
pub struct StateRef<'a, S> {
    client: &'a Client,
    kind: StateKind,
    id: String,
    name: &'static str,
    of: PhantomData<fn() -> S>,
}

impl<'a, S: State> StateRef<'a, S> {
    fn new(client: &'a Client, kind: StateKind, id: String, name: &'static str) -> Self {
        Self { client, kind, id, name, of: PhantomData }
    }

    /// The state; `None` when it was never set, was cleared or has expired.
    ///
    /// # Errors
    ///
    /// When the call fails, or the payload does not have the shape of `S`.
    pub async fn get(&self) -> Result<Option<S>, Error> {
        let request = get_state::Request::new(self.kind.clone(), &*self.id, self.name);
        match self.client.send(request).await {
            Ok(answer) => Self::read(answer.state.payload),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Replaces the state; await it.
    pub fn set(&self, state: &S) -> SetState<'a> {
        self.write(encode(state))
    }

    /// Sets the given keys and leaves the others: `json!({"cursor": 7})`, or a struct with the keys to set; await it.
    pub fn patch(&self, keys: &(impl Serialize + ?Sized)) -> PatchState<'a> {
        let request = encode(keys)
            .map(|payload| patch_state::Request::new(self.kind.clone(), &*self.id, self.name, payload))
            .map_err(|source| Error::Encode { operation: patch_state::Request::OPERATION, source });
        PatchState { client: self.client, request }
    }

    /// The state, set to `state` when there is none.
    ///
    /// # Errors
    ///
    /// As for [`get`](StateRef::get).
    pub async fn get_or_set(&self, state: &S) -> Result<S, Error> {
        let operation = get_or_set_state::Request::OPERATION;
        let payload = encode(state).map_err(|source| Error::Encode { operation, source })?;
        let request = get_or_set_state::Request::new(self.kind.clone(), &*self.id, self.name, payload);
        let payload = self.client.send(request).await?.state.payload;
        decode("payload", payload).map_err(|source| Error::Decode { operation, source })
    }

    /// Clears the state.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn clear(&self) -> Result<(), Error> {
        self.write(Ok(Value::Null)).await.map(drop)
    }

    fn write(&self, payload: Result<Value, serde_json::Error>) -> SetState<'a> {
        let request = payload
            .map(|payload| set_state::Request::new(self.kind.clone(), &*self.id, self.name, payload))
            .map_err(|source| Error::Encode { operation: set_state::Request::OPERATION, source });
        SetState { client: self.client, request }
    }

    fn read(payload: Value) -> Result<Option<S>, Error> {
        if payload.is_null() {
            return Ok(None);
        }
        let unreadable = |source| Error::Decode { operation: get_state::Request::OPERATION, source };
        decode("payload", payload).map(Some).map_err(unreadable)
    }
}

/// A state about to be replaced; await it.
#[derive(Debug)]
#[must_use = "a state is set when this is awaited"]
pub struct SetState<'a> {
    client: &'a Client,
    request: Result<set_state::Request, Error>,
}

impl SetState<'_> {
    /// Lets it expire when it was not touched for this long, at most 30 days; it never does unless set.
    pub fn expires_after(mut self, idle: Duration) -> Self {
        self.request = self.request.map(|request| request.expiry(super::millis(idle)));
        self
    }

    async fn send(self) -> Result<StateObject, Error> {
        Ok(self.client.send(self.request?).await?.state)
    }
}

awaited!(SetState => StateObject);

/// A state about to be patched; await it.
#[derive(Debug)]
#[must_use = "a state is patched when this is awaited"]
pub struct PatchState<'a> {
    client: &'a Client,
    request: Result<patch_state::Request, Error>,
}

impl PatchState<'_> {
    /// Lets it expire when it was not touched for this long, at most 30 days.
    pub fn expires_after(mut self, idle: Duration) -> Self {
        self.request = self.request.map(|request| request.expiry(super::millis(idle)));
        self
    }

    async fn send(self) -> Result<StateObject, Error> {
        Ok(self.client.send(self.request?).await?.state)
    }
}

awaited!(PatchState => StateObject);
