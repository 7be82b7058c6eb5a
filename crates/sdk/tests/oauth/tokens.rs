//! Tokens that are always valid, in two processes that share one account.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use botpress_local::Clock as _;
use botpress_sdk::{
    Error,
    oauth::{Lease, OAuthApp, Tokens},
    prelude::*,
};
use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    provider::{Fault, Provider},
    support::{Account, Gate, Probe, Process, World},
};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A provider, and an account there that is connected.
struct Scene {
    world: World,
    provider: Provider,
    /// The tokens and errors that processes got, in order.
    got: Arc<Mutex<Vec<Result<String, String>>>>,
}

impl Scene {
    /// The token of the account is valid for so long.
    async fn start(valid_for: Option<Duration>) -> Self {
        let scene = Self { world: World::start().await, provider: Provider::start().await, got: Arc::default() };
        scene.connect("access-0", valid_for).await;
        scene
    }

    /// Puts new tokens into the state, as a process does when somebody connects the account.
    async fn connect(&self, access_token: &str, valid_for: Option<Duration>) {
        let mut tokens = Tokens::new(access_token);
        if let Some(valid_for) = valid_for {
            tokens = tokens.expires_at(self.now() + valid_for).refresh_token(self.provider.refresh_token());
        }
        let account = Account { tokens, team: "T1".to_owned() };
        let process = self.world.process(move |cx, _| {
            let account = account.clone();
            async move {
                cx.state::<Account>().set(&account).await?;
                Ok(())
            }
        });
        assert_eq!(process.deliver("connect").await, StatusCode::OK);
    }

    /// A process that asks for the token for each delivery.
    fn process(&self) -> Process {
        self.process_with(|app| app)
    }

    fn process_with(&self, change: impl Fn(OAuthApp) -> OAuthApp) -> Process {
        let (app, got) = (change(self.provider.app()), self.got.clone());
        self.world.process(move |cx, _| {
            let (app, got) = (app.clone(), got.clone());
            async move {
                note(&got, cx.oauth_token::<Account>(&app).await);
                Ok(())
            }
        })
    }

    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.world.clock.unix_ms())
    }

    /// What was got since this was asked last.
    fn take_got(&self) -> Vec<Result<String, String>> {
        std::mem::take(&mut self.got.lock().unwrap())
    }

    /// How often tokens were renewed, or tried to be.
    fn renewals(&self) -> usize {
        self.provider.asked().len()
    }

    /// The tokens that Botpress has.
    async fn kept(&self) -> Tokens {
        let states = self.world.local.states().await.unwrap();
        let account = states.into_iter().find(|state| state.name == "account").unwrap();
        serde_json::from_value(account.payload).unwrap()
    }
}

fn note(got: &Mutex<Vec<Result<String, String>>>, token: Result<Secret, Error>) {
    let token = token.map(Secret::into_exposed).map_err(|error| error.to_string());
    got.lock().unwrap().push(token);
}

fn ok(token: &str) -> Result<String, String> {
    Ok(token.to_owned())
}

#[tokio::test]
async fn a_token_that_is_valid_for_long_is_given_out_without_asking_anybody() {
    let scene = Scene::start(Some(12 * HOUR)).await;
    let process = scene.process();
    for number in 0..5 {
        process.deliver(&number.to_string()).await;
    }
    assert_eq!(scene.take_got(), vec![ok("access-0"); 5]);
    assert_eq!((process.host.take_requests(), scene.renewals()), (1, 0), "the state is read once");
}

#[tokio::test]
async fn a_token_that_does_not_expire_is_never_renewed() {
    let scene = Scene::start(None).await;
    scene.world.clock.advance(1000 * HOUR);
    scene.process().deliver("a").await;
    assert_eq!((scene.take_got(), scene.renewals()), (vec![ok("access-0")], 0));
}

#[tokio::test]
async fn ahead_of_its_end_a_token_is_renewed_while_the_old_one_is_given_out() {
    let scene = Scene::start(Some(HOUR)).await;
    let process = scene.process_with(|app| app.renew_ahead(2 * HOUR));
    process.deliver("a").await;
    assert_eq!(scene.take_got(), [ok("access-0")]);
    scene.world.pass(Duration::from_secs(5), &[&process]).await;
    process.deliver("b").await;
    let kept = scene.kept().await;
    assert_eq!(scene.take_got(), [ok(kept.access_token.expose())]);
    assert_ne!(kept.access_token.expose(), "access-0");
    assert_eq!(kept.expires_at.unwrap().duration_since(scene.now()).unwrap().as_secs() / 3600, 11);
    assert_eq!(scene.renewals(), 1);
}

#[tokio::test]
async fn fifty_calls_in_two_processes_at_once_spend_one_refresh_token() {
    let scene = Scene::start(Some(HOUR)).await;
    let (one, two) = (scene.process(), scene.process());
    scene.world.clock.advance(2 * HOUR);
    let calls: Vec<_> =
        (0..50).map(|number| tokio::spawn([&one, &two][number % 2].deliver(&number.to_string()))).collect();
    while !calls.iter().all(tokio::task::JoinHandle::is_finished) {
        scene.world.pass(Duration::from_millis(50), &[&one, &two]).await;
    }
    let got = scene.take_got();
    assert_eq!(got.len(), 50);
    let kept = scene.kept().await;
    let tokens: HashSet<_> = got.into_iter().map(Result::unwrap).collect();
    assert_eq!(tokens, HashSet::from([kept.access_token.into_exposed()]), "all have the token that is kept");
    assert_eq!(scene.renewals(), 1);
}

#[tokio::test]
async fn while_one_process_renews_the_other_waits_and_takes_what_it_kept() {
    let scene = Scene::start(Some(HOUR)).await;
    let (one, two) = (scene.process(), scene.process());
    scene.world.clock.advance(2 * HOUR);
    let gate = Gate::new();
    scene.provider.hold(&gate);
    let first = tokio::spawn(one.deliver("one"));
    gate.arrived(1).await;
    let second = tokio::spawn(two.deliver("two"));
    two.host.asleep(Duration::from_millis(250)).await;
    assert_eq!(gate.count(), 1, "the refresh token is not spent a second time");
    gate.open();
    while !(first.is_finished() && second.is_finished()) {
        scene.world.pass(Duration::from_millis(50), &[&one, &two]).await;
    }
    let kept = scene.kept().await.access_token.into_exposed();
    assert_eq!(scene.take_got(), [ok(&kept), ok(&kept)]);
    assert_eq!((scene.renewals(), scene.provider.refused()), (1, 0));
}

#[tokio::test]
async fn the_turn_of_a_process_that_was_killed_is_taken_over() {
    let scene = Scene::start(Some(HOUR)).await;
    let killed = scene.world.process(|cx, _| async move {
        let lease: Lease = serde_json::from_value(json!({ "holder": "dead" }))?;
        cx.state().get_or_set(&lease).expires_after(Duration::from_secs(30)).await?;
        Ok(())
    });
    let process = scene.process();
    scene.world.clock.advance(2 * HOUR);
    assert_eq!(killed.deliver("a").await, StatusCode::OK);
    let asked = tokio::spawn(process.deliver("a"));
    scene.world.pass(Duration::from_secs(20), &[&process]).await;
    assert_eq!(scene.renewals(), 0, "it may be at it");
    scene.world.pass(Duration::from_secs(40), &[&process]).await;
    asked.await.unwrap();
    assert_eq!(scene.take_got(), [ok(scene.kept().await.access_token.expose())]);
    assert_eq!(scene.renewals(), 1);
}

/// Another program, which knows nothing of whose turn it is.
#[tokio::test]
async fn who_loses_the_race_for_a_refresh_token_takes_the_winners_token() {
    let scene = Scene::start(Some(HOUR)).await;
    let (gate, app) = (Gate::new(), scene.provider.app());
    let winner = scene.world.process({
        let gate = gate.clone();
        move |cx, _| {
            let (app, gate) = (app.clone(), gate.clone());
            async move {
                let mut account = cx.state::<Account>().get().await?.unwrap();
                let spent = account.tokens.refresh_token.take().unwrap();
                account.tokens = app.refresh(&cx, &spent).await?.tokens(cx.host().now());
                gate.pass().await;
                cx.state().set(&account).await?;
                Ok(())
            }
        }
    });
    let loser = scene.process();
    scene.world.clock.advance(2 * HOUR);
    let first = tokio::spawn(winner.deliver("winner"));
    gate.arrived(1).await;
    let second = tokio::spawn(loser.deliver("loser"));
    loser.host.asleep(Duration::from_millis(500)).await;
    assert_eq!(scene.provider.refused(), 1);
    gate.open();
    while !(first.is_finished() && second.is_finished()) {
        scene.world.pass(Duration::from_millis(50), &[&winner, &loser]).await;
    }
    assert_eq!(scene.take_got(), [ok(scene.kept().await.access_token.expose())]);
    assert_eq!(scene.renewals(), 2);
}

#[tokio::test]
async fn a_new_refresh_token_is_kept_though_whoever_asked_is_gone() {
    let scene = Scene::start(Some(HOUR)).await;
    scene.world.clock.advance(2 * HOUR);
    let (gate, app) = (Gate::new(), scene.provider.app());
    scene.provider.hold(&gate);
    let process = scene.world.process(move |cx, _| {
        let app = app.clone();
        async move {
            let host = cx.host().clone();
            let gone = botpress_sdk::client::within(&*host, Duration::from_secs(1), cx.oauth_token::<Account>(&app));
            assert!(gone.await.is_none());
            Ok(())
        }
    });
    let asked = tokio::spawn(process.deliver("a"));
    gate.arrived(1).await;
    process.host.asleep(Duration::from_secs(1)).await;
    scene.world.clock.advance(Duration::from_secs(1));
    asked.await.unwrap();
    gate.open();
    assert_eq!(process.host.inner.drain(Duration::from_secs(60)).await, 0);
    assert_ne!(scene.kept().await.access_token.expose(), "access-0");
}

#[tokio::test]
async fn a_new_refresh_token_that_cannot_be_kept_is_remembered_and_kept_later() {
    let scene = Scene::start(Some(HOUR)).await;
    let process = scene.process();
    scene.world.clock.advance(2 * HOUR);
    process.host.break_off(Method::POST, "/account");
    let asked = tokio::spawn(process.deliver("a"));
    while !asked.is_finished() || scene.got.lock().unwrap().is_empty() {
        scene.world.pass(Duration::from_secs(1), &[&process]).await;
    }
    let failed = scene.take_got().pop().unwrap().unwrap_err();
    assert!(failed.starts_with("the state with the tokens: no answer to setState"), "{failed}");
    assert_eq!(scene.kept().await.access_token.expose(), "access-0");

    process.host.restore();
    process.deliver("b").await;
    let kept = scene.kept().await.access_token.into_exposed();
    assert_eq!((scene.take_got(), scene.renewals()), (vec![ok(&kept)], 1), "the refresh token was spent once");
}

#[tokio::test]
async fn a_provider_that_is_down_is_not_noticed_while_the_token_is_valid() {
    let scene = Scene::start(Some(HOUR)).await;
    let process = scene.process_with(|app| app.renew_ahead(2 * HOUR));
    scene.provider.fail(Fault::Status(StatusCode::BAD_GATEWAY));
    for number in 0..5 {
        process.deliver(&number.to_string()).await;
        scene.world.pass(Duration::from_secs(5), &[&process]).await;
    }
    assert_eq!((scene.take_got(), scene.renewals()), (vec![ok("access-0"); 5], 1), "it is let alone for a minute");

    scene.world.clock.advance(HOUR);
    process.deliver("expired").await;
    let failed = scene.take_got().pop().unwrap().unwrap_err();
    assert_eq!(failed, "127.0.0.1 answered 502 Bad Gateway: try again later");
    scene.provider.fail(None);
    process.deliver("back").await;
    assert_eq!(scene.take_got(), [ok(scene.kept().await.access_token.expose())]);
}

#[tokio::test]
async fn an_account_that_has_to_be_connected_again_is_said_to_the_bots_owner() {
    let scene = Scene::start(Some(HOUR)).await;
    let process = scene.process();
    scene.world.clock.advance(2 * HOUR);
    scene.provider.fail(Fault::Refusal("invalid_refresh_token"));
    let asked = tokio::spawn(process.deliver("a"));
    while !asked.is_finished() || scene.got.lock().unwrap().is_empty() {
        scene.world.pass(Duration::from_millis(50), &[&process]).await;
    }
    let failed = scene.take_got().pop().unwrap().unwrap_err();
    assert_eq!(
        failed,
        "127.0.0.1 refused: invalid_refresh_token: connect the account again in the configuration of the integration"
    );
    process.deliver("b").await;
    assert_eq!((scene.take_got(), scene.renewals()), (vec![Err(failed)], 1), "the provider is let alone");

    scene.provider.fail(None);
    scene.connect("access-new", Some(HOUR)).await;
    scene.world.clock.advance(Duration::from_secs(61));
    process.deliver("c").await;
    assert_eq!(scene.take_got(), [ok("access-new")], "an account connected elsewhere counts within a minute");
}

#[tokio::test]
async fn without_an_account_the_bots_owner_is_told_to_connect_one() {
    let world = World::start().await;
    let (app, got) = (Provider::start().await.app(), Arc::<Mutex<Vec<_>>>::default());
    let process = world.process({
        let got = got.clone();
        move |cx: Context<Probe>, _| {
            let (app, got) = (app.clone(), got.clone());
            async move {
                let error = cx.oauth_token::<Account>(&app).await.unwrap_err();
                got.lock().unwrap().push((error.api().is_some(), error.to_string()));
                Ok(())
            }
        }
    });
    process.deliver("a").await;
    let message = "no account is connected: connect one in the configuration of the integration";
    assert_eq!(*got.lock().unwrap(), [(true, message.to_owned())]);
}

#[tokio::test]
async fn a_token_that_the_provider_refuses_is_replaced() {
    let scene = Scene::start(Some(12 * HOUR)).await;
    let (app, got) = (scene.provider.app(), scene.got.clone());
    let process = scene.world.process(move |cx, refused| {
        let (app, got) = (app.clone(), got.clone());
        async move {
            let known = cx.oauth_token::<Account>(&app).await?;
            note(&got, Ok(known));
            note(&got, cx.oauth_token_instead_of::<Account>(&app, &refused.into()).await);
            Ok(())
        }
    });
    process.deliver("access-0").await;
    let renewed = scene.kept().await.access_token.into_exposed();
    assert_eq!((scene.take_got(), scene.renewals()), (vec![ok("access-0"), ok(&renewed)], 1));

    scene.connect("access-new", Some(HOUR)).await;
    process.deliver(&renewed).await;
    assert_eq!(scene.take_got(), [ok(&renewed), ok("access-new")], "one that somebody else has put there is good");
    assert_eq!(scene.renewals(), 1);
}

#[tokio::test]
async fn neither_errors_nor_what_is_printed_hold_a_token() {
    let scene = Scene::start(Some(HOUR)).await;
    let provider = scene.provider.clone();
    let shown = Arc::<Mutex<String>>::default();
    let process = scene.world.process({
        let shown = shown.clone();
        move |cx, _| {
            let (provider, shown) = (provider.clone(), shown.clone());
            async move {
                let app = provider.app();
                let grant = app.refresh(&cx, &provider.refresh_token().into()).await?;
                let refused = app.refresh(&cx, &"refresh-unknown".into()).await.unwrap_err();
                let tokens = grant.tokens(cx.host().now());
                let unlike = grant.answer::<u32>().unwrap_err();
                *shown.lock().unwrap() =
                    format!("{app:?} {grant:?} {tokens:?} {refused:?} {refused} {unlike:?} {unlike}");
                Ok(())
            }
        }
    });
    assert_eq!(process.deliver("a").await, StatusCode::OK);
    let shown = shown.lock().unwrap();
    for secret in ["s3cret", "access-", "refresh-"] {
        assert!(!shown.contains(secret), "{secret} is in {shown}");
    }
    assert!(shown.contains("invalid_grant (it was used before)"), "{shown}");
}
