//! What a client needs to know before its first call.

use std::{fmt, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Uri, header::AUTHORIZATION};

use crate::{Error, Host, RetryPolicy};

const DEFAULT_BASE_URL: &str = "https://api.botpress.cloud";
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// The headers that let a trace go on in the calls that a request makes (protocol §1.9).
pub const TRACE_HEADERS: [HeaderName; 3] = [
    HeaderName::from_static("traceparent"),
    HeaderName::from_static("tracestate"),
    HeaderName::from_static("sentry-trace"),
];

/// A bearer token; it never prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl<T: Into<String>> From<T> for Token {
    fn from(token: T) -> Self {
        Self(token.into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Where a [`Client`](crate::Client) sends its calls, as whom, and how patiently.
///
/// Everything has a default but the token, and that is missed only when a call is made: an integration that calls
/// nothing needs none.
#[derive(Clone)]
#[must_use]
pub struct ClientOptions {
    base_url: String,
    token: Option<Token>,
    identity: Vec<(HeaderName, String)>,
    headers: HeaderMap,
    pub(crate) retry: RetryPolicy,
    pub(crate) timeout: Duration,
}

impl ClientOptions {
    /// Options without a token, for `https://api.botpress.cloud`.
    pub fn new() -> Self {
        Self {
            base_url: DEFAULT_BASE_URL.to_owned(),
            token: None,
            identity: Vec::new(),
            headers: HeaderMap::new(),
            retry: RetryPolicy::default(),
            timeout: DEFAULT_TIMEOUT,
        }
    }

    /// Options from the host's environment: `BP_API_URL`, `BP_TOKEN`, `BP_BOT_ID`, `BP_INTEGRATION_ID` and
    /// `BP_WORKSPACE_ID`. A variable that is unset or empty leaves the default.
    pub fn from_env(host: &dyn Host) -> Self {
        let read = |name| host.env(name).filter(|value| !value.is_empty());
        let mut options = Self::new();
        options.token = read("BP_TOKEN").map(Token);
        if let Some(url) = read("BP_API_URL") {
            options = options.base_url(url);
        }
        if let Some(id) = read("BP_BOT_ID") {
            options = options.bot_id(id);
        }
        if let Some(id) = read("BP_INTEGRATION_ID") {
            options = options.integration_id(id);
        }
        if let Some(id) = read("BP_WORKSPACE_ID") {
            options = options.workspace_id(id);
        }
        options
    }

    /// The API's address, with or without a path and a slash at its end; `https://api.botpress.cloud` unless set.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// The token that authorises the calls: an integration key, a bot key or a personal access token.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The bot on whose behalf calls are made (`x-bot-id`); operations of the runtime and files APIs require it.
    pub fn bot_id(self, id: impl Into<String>) -> Self {
        self.identify(HeaderName::from_static("x-bot-id"), id.into())
    }

    /// The integration version that makes the calls (`x-integration-id`).
    pub fn integration_id(self, id: impl Into<String>) -> Self {
        self.identify(HeaderName::from_static("x-integration-id"), id.into())
    }

    /// The name of the integration's instance in the bot (`x-integration-alias`).
    pub fn integration_alias(self, alias: impl Into<String>) -> Self {
        self.identify(HeaderName::from_static("x-integration-alias"), alias.into())
    }

    /// The workspace on whose behalf calls are made (`x-workspace-id`); the admin API asks for it.
    pub fn workspace_id(self, id: impl Into<String>) -> Self {
        self.identify(HeaderName::from_static("x-workspace-id"), id.into())
    }

    /// Hands a request's trace on: copies `traceparent`, `tracestate` and `sentry-trace` from its headers verbatim.
    pub fn trace_from(mut self, request: &HeaderMap) -> Self {
        for name in TRACE_HEADERS {
            if let Some(value) = request.get(&name) {
                self.headers.insert(name, value.clone());
            }
        }
        self
    }

    /// A header for every call. What the other options set wins over it.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// When failed calls are sent again; [`RetryPolicy::default`] unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long one attempt may take, from the first byte sent to the last byte received; 60 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    fn identify(mut self, name: HeaderName, value: String) -> Self {
        self.identity.retain(|(known, _)| *known != name);
        self.identity.push((name, value));
        self
    }
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the values of extra headers, which may be keys, and without a user and password in the address.
impl fmt::Debug for ClientOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientOptions")
            .field("base_url", &without_secrets(&self.base_url))
            .field("token", &self.token)
            .field("identity", &self.identity)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// What every request of a client begins with.
pub(crate) struct Preamble {
    pub(crate) headers: HeaderMap,
    base: String,
}

impl Preamble {
    /// Checks `options`.
    pub(crate) fn new(options: &ClientOptions) -> Result<Self, Error> {
        let base = options.base_url.trim_end_matches('/').to_owned();
        let parsed: Uri = base.parse().map_err(|_| invalid_base(&options.base_url))?;
        if parsed.authority().is_none() || !matches!(parsed.scheme_str(), Some("http" | "https")) {
            return Err(invalid_base(&options.base_url));
        }
        if parsed.query().is_some() {
            return Err(invalid_base(&options.base_url));
        }
        let mut headers = options.headers.clone();
        for (name, value) in &options.identity {
            let value = HeaderValue::from_str(value)
                .map_err(|_| Error::InvalidOptions(format!("{name} cannot be sent as a header")))?;
            headers.insert(name, value);
        }
        let Token(token) = options.token.as_ref().ok_or(Error::MissingToken)?;
        let mut authorization = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| {
            Error::InvalidOptions("the token cannot be sent as a header: it has a line break or the like".into())
        })?;
        authorization.set_sensitive(true);
        headers.insert(AUTHORIZATION, authorization);
        Ok(Self { headers, base })
    }

    /// The address of `path_and_query` below the base.
    pub(crate) fn uri(&self, path_and_query: &str) -> Result<Uri, Error> {
        format!("{}{path_and_query}", self.base)
            .parse()
            .map_err(|error| Error::InvalidOptions(format!("the request has no valid address: {error}")))
    }
}

fn invalid_base(url: &str) -> Error {
    let shown = without_secrets(url);
    Error::InvalidOptions(format!("{shown:?} is not the address of an API: expected http(s)://host[:port][/path]"))
}

/// Whatever stands before an `@` is a user's name and password, and a query may hold a key.
fn without_secrets(url: &str) -> &str {
    let url = url.rsplit('@').next().unwrap_or_default();
    url.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> ClientOptions {
        ClientOptions::new().token("bp_secret")
    }

    #[test]
    fn a_base_keeps_its_path_and_loses_its_slash() {
        for (base, expected) in [
            ("http://a", "http://a/v1/x?y=z"),
            ("http://a:1/", "http://a:1/v1/x?y=z"),
            ("https://a/base/", "https://a/base/v1/x?y=z"),
        ] {
            let preamble = Preamble::new(&options().base_url(base)).unwrap();
            assert_eq!(preamble.uri("/v1/x?y=z").unwrap().to_string(), expected);
        }
    }

    #[test]
    fn a_base_that_is_no_address_is_refused_without_its_secrets() {
        for base in ["", "api.botpress.cloud", "ftp://a", "https://user:hidden@a b", "https://a?key=hidden"] {
            let message = Preamble::new(&options().base_url(base)).err().unwrap().to_string();
            assert!(message.contains("expected http(s)://"), "{message}");
            assert!(!message.contains("hidden"), "{message}");
        }
    }

    #[test]
    fn no_option_prints_a_secret() {
        let options = options().header(AUTHORIZATION, "hidden".parse().unwrap()).base_url("https://user:hidden@a");
        let printed = format!("{options:?}");
        assert!(!printed.contains("bp_secret") && !printed.contains("hidden"), "{printed}");
        let message = Preamble::new(&options.token("bp_secret\n")).err().unwrap().to_string();
        assert!(!message.contains("bp_secret"), "{message}");
    }

    #[test]
    fn a_later_value_replaces_an_earlier_one() {
        let preamble = Preamble::new(&options().bot_id("a").bot_id("b")).unwrap();
        assert_eq!(preamble.headers.get_all("x-bot-id").iter().collect::<Vec<_>>(), ["b"]);
    }
}
