//! Tokens that are always valid.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use futures_util::{FutureExt, future::Shared};
use serde_json::Value;

use super::{Grant, Lease, OAuthApp, OAuthError, TokenState, Tokens};
use crate::{
    BoxFuture, Context, Declares, Integration, Result, Secret,
    context::{StateRef, Turn, TurnError},
    decode::decode,
    schema::encode,
};

/// How old what is known of the state with the tokens may be: an account that was connected anew counts after that everywhere.
const KNOWN_FOR: Duration = Duration::from_secs(60);
/// A token that is valid for less than this is not given out: it has to arrive.
const MARGIN: Duration = Duration::from_secs(30);
/// How long nothing is renewed after it was tried.
const REST: Duration = Duration::from_secs(60);
/// The waits between attempts to keep what the provider gave, in milliseconds.
const SAVE_AGAIN: [u64; 5] = [500, 1_000, 2_000, 4_000, 8_000];
/// The waits for another process to keep what it got for the same refresh token, in milliseconds.
const LOOK_AGAIN: [u64; 4] = [0, 500, 1_000, 2_000];

impl<I: Integration> Context<I> {
    /// The token to call the provider with, from the state `S`: one that is valid.
    ///
    /// - Ahead of its end (see [`OAuthApp::renew_ahead`]) it is renewed in the background, and the old one is given out meanwhile:
    ///   nobody waits, and a provider that is down is not noticed until the token really ends.
    /// - This process renews once for all who ask, and others wait meanwhile and take what it has kept: they agree on it by the
    ///   state [`Lease`], so that no refresh token is spent twice. Should it be all the same, by another program for example, who
    ///   loses that race takes what the winner has kept.
    /// - A new refresh token is kept in Botpress before it or its access token is used, with several attempts; a process that
    ///   cannot keep it yet remembers it.
    /// - Botpress is asked for the state at most once a minute, so that an account that is connected anew in another process
    ///   counts soon. For a token that the provider refuses there is [`oauth_token_instead_of`](Self::oauth_token_instead_of).
    ///
    /// # Errors
    ///
    /// No account is connected, or it has to be connected again: the bot's owner is told so. Any other failure of the provider or
    /// of Botpress may be retried.
    pub async fn oauth_token<S: TokenState>(&self, app: &OAuthApp) -> Result<Secret>
    where
        I: Declares<S> + Declares<Lease>,
    {
        let Some(tokens) = self.state::<S>().get_cached(KNOWN_FOR).await?.map(|known| known.tokens()) else {
            return Err(OAuthError::NotConnected.into_error());
        };
        let now = self.host().now();
        if tokens.outlast(now, app.renew_ahead) {
            return Ok(tokens.access_token);
        }
        let flight = self.renewal::<S>(app, None);
        if tokens.outlast(now, MARGIN.min(app.renew_ahead)) {
            return Ok(tokens.access_token);
        }
        flight.await.map_err(into_error)
    }

    /// A token instead of one that the provider refused although it should be valid: the one that is kept by now, or a new one.
    ///
    /// # Errors
    ///
    /// As for [`oauth_token`](Self::oauth_token); also when there is no other token to be had.
    pub async fn oauth_token_instead_of<S: TokenState>(&self, app: &OAuthApp, refused: &Secret) -> Result<Secret>
    where
        I: Declares<S> + Declares<Lease>,
    {
        let token = self.renewal::<S>(app, Some(refused)).await.map_err(into_error)?;
        // One that was under way already did not know which is refused.
        if token == *refused { self.renewal::<S>(app, Some(refused)).await.map_err(into_error) } else { Ok(token) }
    }

    /// The renewal under way, or a new one.
    fn renewal<S: TokenState>(&self, app: &OAuthApp, refused: Option<&Secret>) -> Flight
    where
        I: Declares<S> + Declares<Lease>,
    {
        let key = self.call().own_key("oauth", <I as Declares<S>>::NAME);
        self.call().memory().renewals.join(&key, self.host().monotonic(), refused.is_some(), || {
            let renewal = Renew { app: app.clone(), cx: self.clone(), key: key.clone(), refused: refused.cloned() };
            let flight: BoxFuture<'static, _> = Box::pin(async move { renewal.run::<S>().await.map_err(Arc::new) });
            let flight = flight.shared();
            // Whoever asked may be gone before the provider's answer is kept. When there is no room, those who ask drive it.
            let _ = self.host().spawn(Box::pin(flight.clone().map(drop)));
            flight
        })
    }
}

/// One renewal.
struct Renew<I: Integration> {
    app: OAuthApp,
    cx: Context<I>,
    key: String,
    refused: Option<Secret>,
}

impl<I: Integration> Renew<I> {
    async fn run<S: TokenState>(&self) -> Result<Secret, OAuthError>
    where
        I: Declares<S> + Declares<Lease>,
    {
        let state = self.cx.state::<S>();
        self.keep_unsaved(&state).await?;
        let tokens = self.read(&state).await?.tokens();
        if self.is_good(&tokens) {
            return Ok(tokens.access_token);
        }
        let lasts = || self.refused.is_none() && tokens.outlast(self.now(), Duration::ZERO);
        if tokens.refresh_token.is_none() {
            return if lasts() { Ok(tokens.access_token) } else { Err(OAuthError::Expired) };
        }
        // To the end: the refresh token may be spent already, and what was got for it must not be lost.
        let turn = Turn::new(self.cx.call(), self.cx.state::<Lease>());
        let failure = match turn.run_to_end(self.renew(&state)).await {
            Ok(Ok(token)) => return Ok(token),
            Ok(Err(failure)) => failure,
            Err(TurnError::Api(error)) => OAuthError::State(error),
            Err(TurnError::Busy | TurnError::Lost) => OAuthError::Busy,
        };
        if lasts() && !failure.is_final() {
            self.cx.logger().warn(format!("the token could not be renewed yet: {failure}"));
            return Ok(tokens.access_token);
        }
        Err(failure)
    }

    /// Renews the tokens, now that no other process does, unless one has done so.
    async fn renew<S: TokenState>(&self, state: &StateRef<'_, S>) -> Result<Secret, OAuthError> {
        let kept = self.read(state).await?;
        let tokens = kept.tokens();
        if self.is_good(&tokens) {
            return Ok(tokens.access_token);
        }
        let Some(spent) = &tokens.refresh_token else { return Err(OAuthError::Expired) };
        match self.app.refresh(&self.cx, spent).await {
            Ok(grant) => self.take(state, kept, &grant, spent).await,
            Err(error) if error.is_final() => self.token_of_the_winner(state, spent).await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// Whether nothing has to be renewed, since somebody else has done so.
    fn is_good(&self, tokens: &Tokens) -> bool {
        match &self.refused {
            Some(refused) => tokens.access_token != *refused && tokens.outlast(self.now(), MARGIN),
            None => tokens.outlast(self.now(), self.app.renew_ahead),
        }
    }

    /// Takes over what the provider granted for `spent`.
    async fn take<S: TokenState>(
        &self,
        state: &StateRef<'_, S>,
        mut kept: S,
        grant: &Grant,
        spent: &Secret,
    ) -> Result<Secret, OAuthError> {
        let mut new = grant.tokens(self.now());
        new.refresh_token.get_or_insert_with(|| spent.clone());
        let token = new.access_token.clone();
        kept.renew(new, grant);
        self.save(state, &kept, spent).await?;
        Ok(token)
    }

    /// The token that another process got for the same refresh token, when there is one.
    async fn token_of_the_winner<S: TokenState>(
        &self,
        state: &StateRef<'_, S>,
        spent: &Secret,
    ) -> Result<Option<Secret>, OAuthError> {
        for wait in LOOK_AGAIN {
            self.cx.host().sleep(Duration::from_millis(wait)).await;
            let tokens = self.read(state).await?.tokens();
            if tokens.refresh_token.as_ref() != Some(spent) && tokens.outlast(self.now(), Duration::ZERO) {
                return Ok(Some(tokens.access_token));
            }
        }
        Ok(None)
    }

    /// Keeps renewed tokens in Botpress. When that fails again and again, this process remembers them, and tries it the next
    /// time.
    async fn save<S: TokenState>(&self, state: &StateRef<'_, S>, kept: &S, spent: &Secret) -> Result<(), OAuthError> {
        let mut waits = SAVE_AGAIN.into_iter();
        loop {
            let Err(error) = state.set(kept).await else { return Ok(()) };
            let Some(wait) = waits.next() else {
                if let Ok(payload) = encode(kept) {
                    self.renewals().set_unsaved(&self.key, Unsaved { spent: spent.clone(), payload });
                }
                return Err(OAuthError::State(error));
            };
            self.cx.host().sleep(Duration::from_millis(wait)).await;
        }
    }

    /// Keeps what could not be kept before, unless somebody has put other tokens there since.
    async fn keep_unsaved<S: TokenState>(&self, state: &StateRef<'_, S>) -> Result<(), OAuthError> {
        let Some(Unsaved { spent, payload }) = self.renewals().take_unsaved(&self.key) else { return Ok(()) };
        let current = state.get().await;
        let Ok(current) = current else {
            self.renewals().set_unsaved(&self.key, Unsaved { spent, payload });
            return current.map(drop).map_err(OAuthError::State);
        };
        match decode::<S>("payload", payload) {
            Ok(kept) if current.is_some_and(|current| current.tokens().refresh_token.as_ref() == Some(&spent)) => {
                self.save(state, &kept, &spent).await
            }
            _ => Ok(()),
        }
    }

    async fn read<S: TokenState>(&self, state: &StateRef<'_, S>) -> Result<S, OAuthError> {
        state.get().await.map_err(OAuthError::State)?.ok_or(OAuthError::NotConnected)
    }

    fn now(&self) -> SystemTime {
        self.cx.host().now()
    }

    fn renewals(&self) -> &Renewals {
        &self.cx.call().memory().renewals
    }
}

fn into_error(error: Arc<OAuthError>) -> crate::Error {
    match (error.advice(), Arc::try_unwrap(error)) {
        (Some(advice), _) => crate::Error::runtime(advice),
        (None, Ok(error)) => error.into(),
        (None, Err(shared)) => SharedError(shared).into(),
    }
}

/// A failure that several wait for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct SharedError(#[source] Arc<OAuthError>);

/// The renewal of one account's tokens, which any number may wait for.
type Flight = Shared<BoxFuture<'static, Result<Secret, Arc<OAuthError>>>>;

/// The renewals of this process.
#[derive(Default)]
pub(crate) struct Renewals(Mutex<HashMap<String, Renewal>>);

#[derive(Default)]
struct Renewal {
    /// The last one, and when it began by the monotonic clock.
    flight: Option<(Flight, Duration)>,
    unsaved: Option<Unsaved>,
}

/// Renewed tokens that Botpress does not have yet.
struct Unsaved {
    /// The refresh token that they were got for.
    spent: Secret,
    payload: Value,
}

impl Renewals {
    /// The renewal under way; the last one, when it is over for less than a while, came to something and `anew` is not wanted; else
    /// a new one.
    fn join(&self, key: &str, now: Duration, anew: bool, begin: impl FnOnce() -> Flight) -> Flight {
        let mut known = self.known();
        let last = &mut known.entry(key.to_owned()).or_default().flight;
        if let Some((flight, began)) = last {
            let came_to_something = match flight.peek() {
                None => return flight.clone(),
                Some(Ok(_)) => true,
                Some(Err(error)) => error.is_final(),
            };
            if came_to_something && !anew && now.saturating_sub(*began) < REST {
                return flight.clone();
            }
        }
        let flight = begin();
        *last = Some((flight.clone(), now));
        flight
    }

    fn set_unsaved(&self, key: &str, unsaved: Unsaved) {
        self.known().entry(key.to_owned()).or_default().unsaved = Some(unsaved);
    }

    fn take_unsaved(&self, key: &str) -> Option<Unsaved> {
        self.known().get_mut(key)?.unsaved.take()
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Renewal>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
