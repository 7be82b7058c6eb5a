//! An account is connected in a browser: the wizard, the provider's page and back, over real sockets.

use std::{net::Ipv4Addr, sync::Arc};

use botpress_local::{Installation, Installed, LocalBotpress, SilentBot};
use botpress_sdk::{
    Host as _, NativeHost, Server,
    client::Body,
    definition::Resolved,
    oauth::{Connected, Grant, OAuthApp, Pkce, TokenState, Tokens, Wizard, callback},
    prelude::*,
};
use http::{HeaderMap, Request, StatusCode};
use serde::{Deserialize, Serialize};

use crate::provider::{Fault, Provider};

/// Connects an account.
#[derive(Integration)]
#[integration(name = "connector", version = "0.1.0", title = "Connector", states(Account))]
struct Connector {
    app: OAuthApp,
}

/// The account.
#[derive(State, Schema, Serialize, Deserialize)]
#[state(integration)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[serde(flatten)]
    tokens: Option<Tokens>,
    /// Proves the round trip.
    verifier: Option<Secret>,
    /// The name of the team.
    team: Option<String>,
}

impl TokenState for Account {
    fn tokens(&self) -> Tokens {
        self.tokens.clone().unwrap()
    }

    fn renew(&mut self, tokens: Tokens, _: &Grant) {
        self.tokens = Some(tokens);
    }
}

/// What is to be filled in.
#[derive(Debug, PartialEq, Schema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    /// As it is shown to people; "short" is best.
    #[botpress(title = "Team name", placeholder = "Acme & Sons", min_length = 2, max_length = 10)]
    team_name: String,
    /// From the provider's page.
    #[botpress(title = "Key", secret)]
    key: String,
    /// How many people there are.
    #[botpress(max = 500)]
    people: Option<u32>,
    #[botpress(format = "uri")]
    website: Option<String>,
    region: Region,
    /// Tell everybody.
    announce: bool,
    #[serde(default = "one")]
    #[botpress(hidden)]
    version: u32,
}

fn one() -> u32 {
    1
}

#[derive(Debug, PartialEq, Schema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Region {
    NorthAmerica,
    Europe,
}

#[derive(Deserialize)]
struct Answer {
    team: Team,
}

#[derive(Deserialize)]
struct Team {
    id: String,
}

impl Lifecycle for Connector {
    async fn webhook(&self, cx: &Context<Self>, request: WebhookRequest) -> Result<WebhookResponse> {
        Routes::of(&request)
            .any("/oauth/wizard/{step}", |_| Wizard::serve(cx, &request, |wizard| self.set_up(cx, wizard)))
            .get("/oauth", |_| callback(cx, &request, |code| self.connect(cx, code)))
            .await
    }
}

impl Connector {
    async fn set_up(&self, cx: &Context<Self>, wizard: Wizard) -> Result<WebhookResponse> {
        Ok(match wizard.step() {
            "start" => wizard
                .choices("Connect <your> team")
                .text("Which app shall the bot use?")
                .choice("default", "The app of Botpress", "There is nothing to set up.")
                .choice("own", "An app of \"your own\"", "It needs a key.")
                .to("chosen"),
            "chosen" if wizard.choice() == Some("own") => wizard.go_to("details"),
            "chosen" => wizard.redirect(self.begin(cx).await?.authorization_url(cx)),
            "details" => {
                let form = wizard.form::<Details>("Your app").link("Find the key", "https://example.com/?a=1&b=2");
                match form.submitted() {
                    Ok(details) if details.key == "taken" => form.refuse_field("key", "This key is taken."),
                    Ok(details) if details.people == Some(13) => form.refuse("That is <unlucky>."),
                    Ok(details) => {
                        assert_eq!(details.version, 1);
                        let details =
                            Some(format!("{}, {:?}, {}", details.team_name, details.region, details.announce));
                        cx.state::<Account>().set(&Account { tokens: None, verifier: None, team: details }).await?;
                        wizard.done()
                    }
                    Err(page) => page,
                }
            }
            "several" => wizard.choices("Several").choice("a", "A", "").choice("b", "B", "").many("Go").to("count"),
            "count" => wizard.failed(&wizard.chosen().join("+")),
            "shown" => return Err(Error::runtime("this is <shown>")),
            _ => return Err(Error::from(std::io::Error::other("not shown"))),
        })
    }

    /// The app for a round trip that begins now.
    async fn begin(&self, cx: &Context<Self>) -> Result<OAuthApp> {
        let pkce = Pkce::new(cx);
        let begun = Account { tokens: None, verifier: Some(pkce.verifier().clone()), team: None };
        cx.state().set(&begun).await?;
        Ok(self.app.clone().pkce(pkce))
    }

    async fn connect(&self, cx: &Context<Self>, code: Secret) -> Result<Connected> {
        let verifier = cx.state::<Account>().get().await?.and_then(|account| account.verifier);
        let app = self.app.clone().pkce(Pkce::from_verifier(verifier.unwrap_or_default()));
        let grant = app.exchange(cx, &code).await?;
        let team = grant.answer::<Answer>()?.team.id;
        let tokens = Some(grant.tokens(cx.host().now()));
        cx.state().set(&Account { tokens, verifier: None, team: Some(team.clone()) }).await?;
        Ok(Connected::identified_by(team))
    }
}

/// Botpress, the provider, and the integration between them.
struct Scene {
    local: LocalBotpress,
    provider: Provider,
    installed: Installed,
    browser: NativeHost,
}

/// What a browser got.
struct Shown {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Shown {
    fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers["location"].to_str().unwrap()
    }

    /// The value of the first attribute `name`, as a browser reads it.
    fn attribute(&self, name: &str) -> String {
        let value = self.text.split_once(&format!(" {name}=\"")).unwrap().1.split_once('"').unwrap().0;
        value.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&")
    }
}

impl Scene {
    async fn start() -> Self {
        let provider = Provider::start().await;
        Self::with(provider.clone(), provider.app()).await
    }

    async fn with(provider: Provider, app: OAuthApp) -> Self {
        let local = LocalBotpress::builder().bot(SilentBot).start().await.unwrap();
        let host = NativeHost::new().with_env([
            ("BP_API_URL", local.api_url()),
            ("BP_TOKEN", local.token()),
            ("BP_WEBHOOK_URL", local.webhook_url()),
            ("LOG_LEVEL", "error"),
        ]);
        let server = Server::on_host(Connector { app }, Arc::new(host)).address(Ipv4Addr::LOCALHOST).port(0);
        let server = server.bind().await.unwrap();
        let url = format!("http://{}", server.local_addr());
        tokio::spawn(server.serve_until(std::future::pending()));
        let definition = Connector::definition().unwrap().to_body(&Resolved::new()).unwrap();
        let installed = local.install(Installation::new("connector", url, definition)).await.unwrap();
        assert!(installed.is_registered());
        Self { local, provider, installed, browser: NativeHost::new() }
    }

    fn step(&self, step: &str) -> String {
        format!("{}/oauth/wizard/{step}?state={}", self.local.webhook_url(), self.installed.webhook_id)
    }

    async fn get(&self, url: &str) -> Shown {
        self.send(Request::get(url).body(Body::Empty).unwrap()).await
    }

    async fn post(&self, url: &str, form: &[(&str, &str)]) -> Shown {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(form.into()).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> Shown {
        let (head, body) = self.browser.http(request).await.unwrap().into_parts();
        let text = String::from_utf8(body.into_bytes(usize::MAX).await.unwrap().into()).unwrap();
        Shown { status: head.status, headers: head.headers, text }
    }

    /// The page that a round trip ended on.
    async fn end(&self, shown: &Shown) -> String {
        let location = shown.location();
        assert!(location.contains("/app/oauth/interstitial?success="), "{location}");
        self.get(location).await.text
    }

    async fn account(&self) -> Account {
        let states = self.local.states().await.unwrap();
        serde_json::from_value(states.into_iter().find(|state| state.name == "account").unwrap().payload).unwrap()
    }
}

#[tokio::test]
async fn an_account_is_connected_from_the_first_page_to_the_last() {
    let scene = Scene::start().await;
    let page = scene.get(&scene.step("start")).await;
    assert_eq!((page.status, page.attribute("method").as_str()), (StatusCode::OK, "get"));
    assert!(page.text.contains("<h1>Connect &lt;your&gt; team</h1>"), "{}", page.text);
    assert!(page.text.contains("An app of &quot;your own&quot;"), "{}", page.text);

    let chosen = format!("{}?state={}&wizchoice=default", page.attribute("action"), scene.installed.webhook_id);
    let consent = scene.get(&chosen).await;
    assert_eq!(consent.headers.get("x-bp-disable-interstitial"), None, "it is for the router");
    let url = consent.location();
    let begins = format!(
        "{}/authorize?prompt=always&response_type=code&client_id=client-1&scope=read+write&",
        scene.provider.url
    );
    assert!(url.starts_with(&begins), "{url}");
    assert!(url.ends_with("&code_challenge_method=S256"), "{url}");

    let back = scene.get(url).await;
    let back = back.headers["location"].to_str().unwrap();
    let end = scene.get(back).await;
    assert!(scene.end(&end).await.contains("<h1>Connected</h1>"));
    let account = scene.account().await;
    assert_eq!((account.team.as_deref(), account.verifier.is_none()), (Some("T1"), true));
    assert!(account.tokens.unwrap().refresh_token.is_some());

    let asked = &scene.provider.asked()[0];
    assert_eq!(
        (&*asked["grant_type"], &*asked["client_id"], &*asked["client_secret"]),
        ("authorization_code", "client-1", "s3cret")
    );
    assert_eq!(asked["redirect_uri"], format!("{}/oauth", scene.local.webhook_url()));
    assert!(asked["code_verifier"].len() >= 43 && scene.provider.challenge().is_some());

    let again = scene.get(back).await;
    let page = scene.end(&again).await;
    assert!(page.contains("127.0.0.1 refused: invalid_grant (it was used before)"), "{page}");
}

#[tokio::test]
async fn credentials_may_go_in_a_header_and_tokens_may_last_forever() {
    let provider = Provider::start().await;
    provider.without_rotation();
    let scene = Scene::with(provider.clone(), provider.app().basic_auth()).await;
    let consent = scene.get(&format!("{}&wizchoice=default", scene.step("chosen"))).await;
    let back = scene.get(consent.location()).await;
    let end = scene.get(back.headers["location"].to_str().unwrap()).await;
    assert!(scene.end(&end).await.contains("Connected"));
    let tokens = scene.account().await.tokens.unwrap();
    assert_eq!((tokens.expires_at, tokens.refresh_token), (None, None));
    assert!(!scene.provider.asked()[0].contains_key("client_secret"));
    assert_eq!(scene.provider.authorization().as_deref(), Some("Basic Y2xpZW50LTE6czNjcmV0"));
}

#[tokio::test]
async fn whatever_goes_wrong_on_the_way_back_is_said_in_a_sentence() {
    let scene = Scene::start().await;
    let oauth = format!("{}/oauth?state={}", scene.local.webhook_url(), scene.installed.webhook_id);
    let direct = format!("{}/oauth", scene.installed.webhook_url);
    for (url, sentence) in [
        (format!("{oauth}&error=access_denied"), "The access was not allowed, so nothing was connected."),
        (format!("{oauth}&error=server_error"), "The provider refused (server_error), so nothing was connected."),
        (format!("{oauth}&error=%3Cb%3E"), "The provider refused, so nothing was connected."),
        (oauth.clone(), "The provider sent no code."),
        (format!("{direct}?code=1"), "This address belongs to another installation."),
        (format!("{direct}?code=1&state=other"), "This address belongs to another installation."),
    ] {
        let page = scene.end(&scene.get(&url).await).await;
        assert!(page.contains("<h1>Not connected</h1>") && page.contains(sentence), "{url}: {page}");
    }
    assert!(scene.provider.asked().is_empty());

    scene.provider.fail(Fault::Status(StatusCode::BAD_GATEWAY));
    let page = scene.end(&scene.get(&format!("{oauth}&code=1")).await).await;
    assert!(page.contains("127.0.0.1 answered 502 Bad Gateway: try again later"), "{page}");
}

#[tokio::test]
async fn a_step_that_fails_ends_on_the_page_that_says_so() {
    let scene = Scene::start().await;
    let page = scene.end(&scene.get(&scene.step("shown")).await).await;
    assert!(page.contains("this is &lt;shown&gt;"), "{page}");
    let page = scene.end(&scene.get(&scene.step("unknown")).await).await;
    assert!(page.contains("Something went wrong.") && !page.contains("not shown"), "{page}");
    let other = format!("{}/oauth/wizard/start?state=other", scene.installed.webhook_url);
    assert!(scene.end(&scene.get(&other).await).await.contains("another installation"));
}

#[tokio::test]
async fn a_form_has_a_field_per_field_of_its_type_and_runs_nothing() {
    let scene = Scene::start().await;
    let form = scene.get(&scene.step("details")).await;
    assert_eq!((form.attribute("method"), form.attribute("action")), ("post".to_owned(), scene.step("details")));
    for part in [
        r#"<label for="field-teamName">Team name</label><p class="help" id="field-teamName-help">As it is shown to people; &quot;short&quot; is best.</p>"#,
        r#"<input type="text" autocomplete="off" id="field-teamName" name="wizform.teamName" aria-describedby="field-teamName-help" required minlength="2" maxlength="10" placeholder="Acme &amp; Sons">"#,
        r#"<input type="password" autocomplete="off" id="field-key" name="wizform.key""#,
        r#"<label for="field-people">People</label> <small>(optional)</small>"#,
        r#"<input type="number" step="1" id="field-people" name="wizform.people" aria-describedby="field-people-help" min="0" max="500">"#,
        r#"<input type="url" autocomplete="off" id="field-website" name="wizform.website">"#,
        r#"<option value="north_america">North america</option>"#,
        r#"<input type="checkbox" value="true" id="field-announce" name="wizform.announce""#,
        r#"<input type="hidden" name="wizform.version" value="1">"#,
        r#"<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener">Find the key</a>"#,
    ] {
        assert!(form.text.contains(part), "{part} is not in {}", form.text);
    }
    let header = |name| form.headers[name].to_str().unwrap();
    assert!(header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
    assert_eq!((header("referrer-policy"), header("cache-control")), ("no-referrer", "no-store"));
    assert!(!form.text.contains("<script"));
}

#[tokio::test]
async fn what_is_wrong_in_a_form_is_said_beside_its_fields_which_keep_what_was_filled_in() {
    let scene = Scene::start().await;
    let form = scene.step("details");
    let wrong = [
        ("wizform.teamName", "\"><b>x"),
        ("wizform.key", "s3cret-key"),
        ("wizform.people", "501"),
        ("wizform.website", "example"),
        ("wizform.region", "moon"),
    ];
    let page = scene.post(&form, &wrong).await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        r#"<div class="problems" role="alert">Something is missing or not right: see below.</div>"#,
        r#"value="&quot;&gt;&lt;b&gt;x""#,
        r#"aria-describedby="field-people-help field-people-problem" aria-invalid="true" min="0" max="500" value="501">"#,
        r#"<p class="problem" id="field-people-problem">Write a number that is at most 500.</p>"#,
        "Write a whole address, beginning with https://.",
        "Choose one of these.",
    ] {
        assert!(page.text.contains(part), "{part} is not in {}", page.text);
    }
    assert!(!page.text.contains("s3cret-key"), "secrets are never shown");

    let missing = scene.post(&form, &[("wizform.teamName", " ")]).await;
    assert_eq!(missing.text.matches("This is needed.").count(), 3, "{}", missing.text);
    let unread = scene.post(&form, &filled("ok", "key", "4.5")).await;
    assert!(unread.text.contains("Write a whole number."), "{}", unread.text);
}

#[tokio::test]
async fn the_integration_may_refuse_what_was_filled_in() {
    let scene = Scene::start().await;
    let form = scene.step("details");
    let taken = scene.post(&form, &filled("Acme", "taken", "")).await;
    assert!(
        taken.text.contains(r#"<p class="problem" id="field-key-problem">This key is taken.</p>"#),
        "{}",
        taken.text
    );
    assert!(taken.text.contains(r#"<option value="europe" selected>"#), "{}", taken.text);
    let unlucky = scene.post(&form, &filled("Acme", "key", "13")).await;
    assert!(unlucky.text.contains(r#"role="alert">That is &lt;unlucky&gt;.</div>"#), "{}", unlucky.text);

    let done = scene.post(&form, &filled("  Acme ", "key", "7")).await;
    assert!(scene.end(&done).await.contains("Connected"));
    assert_eq!(scene.account().await.team.as_deref(), Some("Acme, Europe, true"));
}

#[tokio::test]
async fn several_things_may_be_chosen() {
    let scene = Scene::start().await;
    let page = scene.get(&scene.step("several")).await;
    assert_eq!(page.text.matches(r#"type="checkbox" name="wizchoice""#).count(), 2);
    let chosen = scene.get(&format!("{}&wizchoice=a&wizchoice=b", scene.step("count"))).await;
    assert!(scene.end(&chosen).await.contains("a+b"));
}

fn filled<'a>(team: &'a str, key: &'a str, people: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("wizform.teamName", team),
        ("wizform.key", key),
        ("wizform.people", people),
        ("wizform.region", "europe"),
        ("wizform.announce", "true"),
    ]
}
