//! From the method and path of a webhook to what answers it.

use std::{
    fmt,
    future::{Future, IntoFuture},
    str::FromStr,
};

use http::{Method, StatusCode, header};
use percent_encoding::percent_decode_str;

use super::{WebhookRequest, WebhookResponse};
use crate::{BoxFuture, Error, MaybeSend, Result};

/// What answers a webhook, by method and path: a table that is awaited.
///
/// ```
/// # use botpress_core::{PathParams, Result, Routes, WebhookRequest, WebhookResponse};
/// # async fn hear(_: &WebhookRequest) -> Result<WebhookResponse> { Ok(WebhookResponse::ok()) }
/// # async fn connect(_: &WebhookRequest) -> Result<WebhookResponse> { Ok(WebhookResponse::ok()) }
/// # async fn show(_: PathParams) -> Result<WebhookResponse> { Ok(WebhookResponse::ok()) }
/// async fn webhook(request: WebhookRequest) -> Result<WebhookResponse> {
///     Routes::of(&request)
///         .post("/", |_| hear(&request))
///         .get("/oauth", |_| connect(&request))
///         .get("/files/{id}", |path| show(path))
///         .await
/// }
/// ```
///
/// - A pattern is a path; `{name}` stands for one segment, `{*name}` at the end for all that is left. A slash at the end of the
///   request's path makes no difference.
/// - The first route that matches counts; only its handler is called.
/// - Nothing matches: 404. The path matches and the method does not: 405, with the methods that would in `allow`.
#[must_use = "nothing is answered until the routes are awaited"]
pub struct Routes<'a> {
    request: &'a WebhookRequest,
    answer: Option<BoxFuture<'a, Result<WebhookResponse>>>,
    /// The methods of routes whose path matches.
    allowed: Vec<Method>,
    broken: Option<String>,
}

impl<'a> Routes<'a> {
    /// An empty table for `request`.
    pub fn of(request: &'a WebhookRequest) -> Self {
        Self { request, answer: None, allowed: Vec::new(), broken: None }
    }

    /// `GET` requests, and `HEAD` requests, with which some senders try an address.
    pub fn get<T>(self, pattern: &str, handler: impl FnOnce(PathParams) -> T) -> Self
    where
        T: Future<Output = Result<WebhookResponse>> + MaybeSend + 'a,
    {
        self.route(&[Method::GET, Method::HEAD], pattern, handler)
    }

    /// `POST` requests.
    pub fn post<T>(self, pattern: &str, handler: impl FnOnce(PathParams) -> T) -> Self
    where
        T: Future<Output = Result<WebhookResponse>> + MaybeSend + 'a,
    {
        self.route(&[Method::POST], pattern, handler)
    }

    /// Requests with this method.
    pub fn on<T>(self, method: Method, pattern: &str, handler: impl FnOnce(PathParams) -> T) -> Self
    where
        T: Future<Output = Result<WebhookResponse>> + MaybeSend + 'a,
    {
        self.route(&[method], pattern, handler)
    }

    /// Requests with any method.
    pub fn any<T>(self, pattern: &str, handler: impl FnOnce(PathParams) -> T) -> Self
    where
        T: Future<Output = Result<WebhookResponse>> + MaybeSend + 'a,
    {
        self.route(&[], pattern, handler)
    }

    /// No methods: any.
    fn route<T>(mut self, methods: &[Method], pattern: &str, handler: impl FnOnce(PathParams) -> T) -> Self
    where
        T: Future<Output = Result<WebhookResponse>> + MaybeSend + 'a,
    {
        match matched(pattern, &self.request.path) {
            Err(Broken) => {
                self.broken.get_or_insert_with(|| pattern.to_owned());
            }
            Ok(Some(params)) if self.answer.is_none() => {
                if methods.is_empty() || methods.iter().any(|method| self.request.method == method.as_str()) {
                    self.answer = Some(Box::pin(handler(params)));
                } else {
                    self.allowed.extend_from_slice(methods);
                }
            }
            Ok(_) => {}
        }
        self
    }

    fn refusal(&self) -> WebhookResponse {
        let WebhookRequest { method, path, .. } = self.request;
        if self.allowed.is_empty() {
            return WebhookResponse::text(format!("There is nothing at the path {path} of this webhook.\n"))
                .with_status(StatusCode::NOT_FOUND);
        }
        let allowed = self.allowed.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        WebhookResponse::text(format!("{method} is not possible at the path {path} of this webhook: {allowed} is.\n"))
            .with_status(StatusCode::METHOD_NOT_ALLOWED)
            .with_header(header::ALLOW.as_str(), allowed)
    }
}

impl<'a> IntoFuture for Routes<'a> {
    type Output = Result<WebhookResponse>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        if let Some(pattern) = self.broken {
            let problem =
                format!("the route {pattern:?} is not a path such as \"/files/{{id}}\" or \"/files/{{*path}}\"");
            return Box::pin(async move { Err(Error::from(BrokenRoute(problem))) });
        }
        match self.answer.take() {
            Some(answer) => answer,
            None => {
                let refusal = self.refusal().with_header("x-content-type-options", "nosniff");
                Box::pin(async move { Ok(refusal) })
            }
        }
    }
}

impl fmt::Debug for Routes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Routes")
            .field("request", self.request)
            .field("found", &self.answer.is_some())
            .finish_non_exhaustive()
    }
}

/// The author's mistake, which every request meets: it does not wait for the path in question.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct BrokenRoute(String);

/// The parts of a path that a route's pattern names, decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathParams(Vec<(String, String)>);

impl PathParams {
    /// The part called `name`; empty when the pattern has no such part.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The part called `name` as a `T`.
    ///
    /// # Errors
    ///
    /// An `InvalidPayload` error that names the part, when it is no `T`.
    pub fn parse<T: FromStr<Err: fmt::Display>>(&self, name: &str) -> Result<T> {
        self.get(name).parse().map_err(|error| Error::invalid_payload(format!("path.{name}: {error}")))
    }
}

/// A pattern that is none.
struct Broken;

/// What `pattern` names in `path`; `None` when it does not match.
fn matched(pattern: &str, path: &str) -> Result<Option<PathParams>, Broken> {
    let mut wanted = pattern.strip_prefix('/').ok_or(Broken)?.split('/');
    let path = path.strip_prefix('/').unwrap_or(path);
    // What is left of the path; `None` after its last segment.
    let mut left = Some(path.strip_suffix('/').unwrap_or(path));
    let mut params = Vec::new();
    let mut matches = true;
    while let Some(part) = wanted.next() {
        let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        if name.unwrap_or(part).contains(['{', '}']) {
            return Err(Broken);
        }
        if let Some(name) = name.and_then(|name| name.strip_prefix('*')) {
            if name.is_empty() || wanted.next().is_some() {
                return Err(Broken);
            }
            params.push((name, left.take().unwrap_or_default()));
            break;
        }
        let Some(rest) = left.take() else {
            matches = false;
            continue;
        };
        let (segment, rest) = rest.split_once('/').map_or((rest, None), |(segment, rest)| (segment, Some(rest)));
        left = rest;
        match name {
            Some("") => return Err(Broken),
            Some(name) => {
                matches &= !segment.is_empty();
                params.push((name, segment));
            }
            None => matches &= segment == part,
        }
    }
    if !matches || left.is_some() {
        return Ok(None);
    }
    let decoded = params.into_iter().map(|(name, value)| {
        let value = percent_decode_str(value).decode_utf8().ok()?;
        Some((name.to_owned(), value.into_owned()))
    });
    Ok(decoded.collect::<Option<_>>().map(PathParams))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pattern: &str, path: &str) -> Option<Vec<(String, String)>> {
        matched(pattern, path).unwrap_or_else(|Broken| panic!("{pattern} is broken")).map(|params| params.0)
    }

    fn owned(pairs: &[(&str, &str)]) -> Option<Vec<(String, String)>> {
        Some(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_path_matches_as_it_is_with_or_without_a_slash_at_the_end() {
        for (pattern, path) in [("/", "/"), ("/", ""), ("/a", "/a"), ("/a", "/a/"), ("/a/b", "/a/b")] {
            assert_eq!(params(pattern, path), owned(&[]), "{pattern} {path}");
        }
        for (pattern, path) in [("/", "/a"), ("/a", "/"), ("/a", "/a/b"), ("/a/b", "/a"), ("/a", "/A"), ("/a", "/a//")]
        {
            assert_eq!(params(pattern, path), None, "{pattern} {path}");
        }
    }

    #[test]
    fn parts_of_a_path_are_named_and_decoded() {
        assert_eq!(params("/files/{id}", "/files/a%2Fb%20c"), owned(&[("id", "a/b c")]));
        assert_eq!(params("/{a}/x/{b}", "/1/x/2"), owned(&[("a", "1"), ("b", "2")]));
        assert_eq!(params("/files/{id}", "/files/"), None, "a segment is never empty");
        assert_eq!(params("/files/{id}", "/files/a/b"), None, "it is one segment");
        assert_eq!(params("/files/{id}", "/files/%ff"), None, "it is text");
    }

    #[test]
    fn the_rest_of_a_path_has_any_number_of_segments() {
        assert_eq!(params("/oauth/{*rest}", "/oauth"), owned(&[("rest", "")]));
        assert_eq!(params("/oauth/{*rest}", "/oauth/wizard/start"), owned(&[("rest", "wizard/start")]));
        assert_eq!(params("/{*rest}", "/"), owned(&[("rest", "")]));
        assert_eq!(params("/oauth/{*rest}", "/oauth2"), None);
    }

    #[test]
    fn a_pattern_that_is_none_is_told_whatever_the_path() {
        for pattern in ["", "a", "/{", "/{}", "/{*}", "/{*a}/b", "/a{b}", "/{a}b", "/x/{a"] {
            assert!(matched(pattern, "/elsewhere").is_err(), "{pattern}");
        }
    }
}
