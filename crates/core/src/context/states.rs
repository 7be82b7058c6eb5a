//! States, kept by Botpress.

use std::{marker::PhantomData, time::Duration};

use botpress_api::{
    Endpoint,
    endpoint::{get_or_set_state, get_state, patch_state, set_state, set_state_expiry},
    types::{State as StateObject, StateKind},
};
use botpress_client::Error;
use serde::Serialize;
use serde_json::Value;

use super::{Call, Context, ConversationRef, UserRef, objects::awaited};
use crate::{Declares, Integration, State, decode::decode, member::scope, schema::encode};

impl<I: Integration> Context<I> {
    /// A state of the integration's instance in the bot.
    pub fn state<S: State<Scope = scope::Integration>>(&self) -> StateRef<'_, S>
    where
        I: Declares<S>,
    {
        let id = self.integration_id().as_str().to_owned();
        StateRef::new(self.call(), StateKind::Integration, id, <I as Declares<S>>::NAME)
    }
}

impl<'a, I: Integration> UserRef<'a, I> {
    /// A state of the user.
    pub fn state<S: State<Scope = scope::User>>(&self) -> StateRef<'a, S>
    where
        I: Declares<S>,
    {
        StateRef::new(self.cx().call(), StateKind::User, self.id().as_str().to_owned(), <I as Declares<S>>::NAME)
    }
}

impl<'a, I: Integration> ConversationRef<'a, I> {
    /// A state of the conversation.
    pub fn state<S: State<Scope = scope::Conversation>>(&self) -> StateRef<'a, S>
    where
        I: Declares<S>,
    {
        StateRef::new(
            self.cx().call(),
            StateKind::Conversation,
            self.id().as_str().to_owned(),
            <I as Declares<S>>::NAME,
        )
    }
}

/// One state of type `S`.
#[derive(Debug)]
pub struct StateRef<'a, S> {
    call: &'a Call,
    kind: StateKind,
    id: String,
    name: &'static str,
    of: PhantomData<fn() -> S>,
}

impl<'a, S: State> StateRef<'a, S> {
    fn new(call: &'a Call, kind: StateKind, id: String, name: &'static str) -> Self {
        Self { call, kind, id, name, of: PhantomData }
    }

    /// The state; `None` when it was never set, was cleared or has expired.
    ///
    /// # Errors
    ///
    /// When the call fails, or the payload does not have the shape of `S`.
    pub async fn get(&self) -> Result<Option<S>, Error> {
        read(get_state::Request::OPERATION, self.fetch().await?)
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
        PatchState { call: self.call, key: self.key(), request }
    }

    /// The state, set to `state` when there is none; await it. Of several that do so at once, one sets it and all get that.
    pub fn get_or_set(&self, state: &S) -> GetOrSetState<'a, S> {
        let request = encode(state)
            .map(|payload| get_or_set_state::Request::new(self.kind.clone(), &*self.id, self.name, payload))
            .map_err(|source| Error::Encode { operation: get_or_set_state::Request::OPERATION, source });
        GetOrSetState { call: self.call, key: self.key(), request, of: PhantomData }
    }

    /// Lets the state expire when it was not touched for `idle` from now on, at most 30 days, or never; answers it, or `None`
    /// when there is none.
    ///
    /// # Errors
    ///
    /// As for [`get`](StateRef::get).
    pub async fn set_expiry(&self, idle: impl Into<Option<Duration>>) -> Result<Option<S>, Error> {
        let idle = idle.into().map(super::millis);
        let request = set_state_expiry::Request::new(self.kind.clone(), &*self.id, self.name, idle);
        let payload = found(self.call.client().send(request).await.map(|answer| answer.state.payload))?;
        read(set_state_expiry::Request::OPERATION, payload)
    }

    /// Clears the state.
    ///
    /// # Errors
    ///
    /// When the call fails.
    pub async fn clear(&self) -> Result<(), Error> {
        self.write(Ok(Value::Null)).await.map(drop)
    }

    async fn fetch(&self) -> Result<Value, Error> {
        let asked = self.call.host().monotonic();
        let request = get_state::Request::new(self.kind.clone(), &*self.id, self.name);
        let payload = found(self.call.client().send(request).await.map(|answer| answer.state.payload))?;
        self.call.memory().states.update(&self.key(), asked, &payload);
        Ok(payload)
    }

    fn write(&self, payload: Result<Value, serde_json::Error>) -> SetState<'a> {
        let request = payload
            .map(|payload| set_state::Request::new(self.kind.clone(), &*self.id, self.name, payload))
            .map_err(|source| Error::Encode { operation: set_state::Request::OPERATION, source });
        SetState { call: self.call, key: self.key(), request }
    }

    /// What it is remembered by in this process.
    pub(super) fn key(&self) -> String {
        self.call.own_key("state", &format!("{} {} {}", self.kind, self.id, self.name))
    }
}

impl<S: State<Scope = scope::Integration>> StateRef<'_, S> {
    /// The state as it was at most `age` ago: Botpress is only asked when this process has no answer that young. What this
    /// process writes itself counts at once.
    ///
    /// For what every request needs and hardly ever changes, such as tokens and signing secrets.
    ///
    /// # Errors
    ///
    /// As for [`get`](StateRef::get).
    pub async fn get_cached(&self, age: Duration) -> Result<Option<S>, Error> {
        let (memory, host, key) = (self.call.memory(), self.call.host(), self.key());
        let known = || memory.states.get(&key, host.monotonic().saturating_sub(age));
        let payload = match known() {
            Some(payload) => payload,
            None => {
                // One asks, and all others wait for its answer.
                let mut place = memory.lanes.enter(key.clone());
                place.turn().await;
                match known() {
                    Some(payload) => payload,
                    None => {
                        memory.states.expect(key.clone());
                        self.fetch().await?
                    }
                }
            }
        };
        read(get_state::Request::OPERATION, payload)
    }
}

/// The payload, `null` when there is no such state.
fn found(payload: Result<Value, Error>) -> Result<Value, Error> {
    match payload {
        Err(error) if error.is_not_found() => Ok(Value::Null),
        payload => payload,
    }
}

fn read<S: State>(operation: &'static str, payload: Value) -> Result<Option<S>, Error> {
    if payload.is_null() {
        return Ok(None);
    }
    decode("payload", payload).map(Some).map_err(|source| Error::Decode { operation, source })
}

/// Remembers what was written, when the state is remembered.
fn written(call: &Call, key: &str, state: StateObject) -> StateObject {
    call.memory().states.update(key, call.host().monotonic(), &state.payload);
    state
}

/// A state about to be replaced; await it.
#[derive(Debug)]
#[must_use = "a state is set when this is awaited"]
pub struct SetState<'a> {
    call: &'a Call,
    key: String,
    request: Result<set_state::Request, Error>,
}

impl SetState<'_> {
    /// Lets it expire when it was not touched for this long, at most 30 days; it never does unless set.
    pub fn expires_after(mut self, idle: Duration) -> Self {
        self.request = self.request.map(|request| request.expiry(super::millis(idle)));
        self
    }

    async fn send(self) -> Result<StateObject, Error> {
        let request = self.request?;
        let payload = request.payload.clone();
        let mut state = self.call.client().send(request).await?.state;
        // A cleared state is shown with an empty payload.
        if payload.is_null() {
            state.payload = payload;
        }
        Ok(written(self.call, &self.key, state))
    }
}

awaited!(SetState => StateObject);

/// A state about to be patched; await it.
#[derive(Debug)]
#[must_use = "a state is patched when this is awaited"]
pub struct PatchState<'a> {
    call: &'a Call,
    key: String,
    request: Result<patch_state::Request, Error>,
}

impl PatchState<'_> {
    /// Lets it expire when it was not touched for this long, at most 30 days.
    pub fn expires_after(mut self, idle: Duration) -> Self {
        self.request = self.request.map(|request| request.expiry(super::millis(idle)));
        self
    }

    async fn send(self) -> Result<StateObject, Error> {
        let state = self.call.client().send(self.request?).await?.state;
        Ok(written(self.call, &self.key, state))
    }
}

awaited!(PatchState => StateObject);

/// A state about to be read, or set when there is none; await it.
#[derive(Debug)]
#[must_use = "nothing is asked until this is awaited"]
pub struct GetOrSetState<'a, S> {
    call: &'a Call,
    key: String,
    request: Result<get_or_set_state::Request, Error>,
    of: PhantomData<fn() -> S>,
}

impl<S: State> GetOrSetState<'_, S> {
    /// Lets it expire when it was not touched for this long, at most 30 days; it never does unless set. Says nothing of a state
    /// that is there.
    pub fn expires_after(mut self, idle: Duration) -> Self {
        self.request = self.request.map(|request| request.expiry(super::millis(idle)));
        self
    }

    async fn send(self) -> Result<S, Error> {
        let state = self.call.client().send(self.request?).await?.state;
        let state = written(self.call, &self.key, state);
        let operation = get_or_set_state::Request::OPERATION;
        decode("payload", state.payload).map_err(|source| Error::Decode { operation, source })
    }
}

awaited!(<S: State> GetOrSetState => S);
