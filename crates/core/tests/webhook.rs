//! Webhooks: which handler answers, and what it reads out of the request.
#![allow(clippy::unwrap_used, reason = "a helper of tests fails the test")]

use std::collections::HashMap;

use botpress_core::{PathParams, Result, Routes, WebhookRequest, WebhookResponse};
use http::{Method, StatusCode};
use serde::Deserialize;

async fn answer(method: &str, path: &str) -> WebhookResponse {
    let request = WebhookRequest::new(method, path);
    let say = |text: &str| {
        let text = text.to_owned();
        async { Ok(WebhookResponse::text(text)) }
    };
    Routes::of(&request)
        .post("/", |_| say("event"))
        .get("/oauth", |_| say("oauth"))
        .any("/oauth/wizard/{step}", |path| say(path.get("step")))
        .on(Method::DELETE, "/files/{id}", |path| deleted(&request, path))
        .post("/files/{*path}", |path| say(path.get("path")))
        .await
        .unwrap()
}

async fn deleted(request: &WebhookRequest, path: PathParams) -> Result<WebhookResponse> {
    let number: u32 = path.parse("id")?;
    Ok(WebhookResponse::text(format!("{} {number}", request.method)))
}

#[tokio::test]
async fn the_first_route_of_that_method_and_path_answers() {
    for (method, path, expected) in [
        ("POST", "/", "event"),
        ("GET", "/oauth", "oauth"),
        ("HEAD", "/oauth/", "oauth"),
        ("PUT", "/oauth/wizard/a%20b", "a b"),
        ("DELETE", "/files/7", "DELETE 7"),
        ("POST", "/files/a/b", "a/b"),
    ] {
        let answer = answer(method, path).await;
        assert_eq!((answer.status, answer.body.as_deref()), (StatusCode::OK, Some(expected)), "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_404_and_another_method_405_with_those_there_are() {
    let nothing = answer("GET", "/other").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(nothing.body.as_deref(), Some("There is nothing at the path /other of this webhook.\n"));
    assert_eq!(nothing.headers["x-content-type-options"], "nosniff", "it shows a path that anybody chose");

    let wrong = answer("PUT", "/files/7").await;
    assert_eq!((wrong.status, &*wrong.headers["allow"]), (StatusCode::METHOD_NOT_ALLOWED, "DELETE, POST"));
    let said = "PUT is not possible at the path /files/7 of this webhook: DELETE, POST is.\n";
    assert_eq!(wrong.body.as_deref(), Some(said));
}

#[tokio::test]
async fn a_route_that_is_no_path_fails_every_request() {
    let request = WebhookRequest::new("POST", "/");
    let answered = Routes::of(&request).post("/", |_| async { Ok(WebhookResponse::ok()) });
    let error = answered.post("files/{id}", |_| async { Ok(WebhookResponse::ok()) }).await.unwrap_err();
    assert!(error.to_string().starts_with("the route \"files/{id}\" is not a path"), "{error}");
}

#[tokio::test]
async fn a_part_of_a_path_that_is_not_of_its_type_is_the_senders_mistake() {
    let request = WebhookRequest::new("DELETE", "/files/x");
    let error = Routes::of(&request).any("/files/{id}", |path| deleted(&request, path)).await.unwrap_err();
    assert_eq!(error.to_string(), "path.id: invalid digit found in string");
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Form {
    text: String,
    count: Option<u32>,
    #[serde(default)]
    urgent: bool,
    #[serde(default)]
    tags: Vec<String>,
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    DirectMessage,
}

fn form(body: &str) -> Result<Form> {
    WebhookRequest::new("POST", "/").with_body(body).form()
}

#[test]
fn a_form_is_read_into_numbers_lists_switches_and_choices() {
    let read =
        form("text=two+words+%26+%C3%A9&count=3&urgent=on&tags=a&tags=b%2Bc&kind=direct_message&other=1").unwrap();
    let expected = Form {
        text: "two words & é".to_owned(),
        count: Some(3),
        urgent: true,
        tags: vec!["a".to_owned(), "b+c".to_owned()],
        kind: Some(Kind::DirectMessage),
    };
    assert_eq!(read, expected);
}

#[test]
fn what_was_left_empty_is_none_but_an_empty_text() {
    let read = form("text=&count=&kind=").unwrap();
    assert_eq!((read.text.as_str(), read.count, read.kind), ("", None, None));
}

#[test]
fn mistakes_in_a_form_are_told_with_their_place_and_without_the_value() {
    for (body, message) in [
        ("", "body: missing field `text`"),
        ("text=a&count=s3cret", "body.count: expected a whole number, not negative"),
        ("text=a&urgent=s3cret", "body.urgent: expected `true` or `false`"),
        ("text=a&text=b", "body.text: is there more than once"),
        ("text=a&kind=s3cret", "body.kind: unknown variant, expected `direct_message`"),
    ] {
        assert_eq!(form(body).unwrap_err().to_string(), message, "{body}");
    }
}

#[test]
fn a_query_is_read_like_a_form() {
    #[derive(Debug, Deserialize)]
    struct Query {
        page: u16,
    }
    let request = WebhookRequest::new("GET", "/").with_query("page=2");
    assert_eq!(request.query::<Query>().unwrap().page, 2);
    let error = request.with_query("page=-1").query::<Query>().unwrap_err();
    assert_eq!(error.to_string(), "query.page: expected a small whole number, not negative");
    let all = WebhookRequest::new("GET", "/").with_query("a=1&b=2").query::<HashMap<String, String>>().unwrap();
    assert_eq!((&*all["a"], &*all["b"]), ("1", "2"));
}

#[test]
fn json_in_a_field_of_a_form_is_read_with_its_path() {
    #[derive(Debug, Deserialize)]
    struct Click {
        actions: Vec<Action>,
    }
    #[derive(Debug, Deserialize)]
    struct Action {
        value: String,
    }
    let request = WebhookRequest::new("POST", "/");
    let click = request.clone().with_body("payload=%7B%22actions%22%3A%5B%7B%22value%22%3A%22a+b%22%7D%5D%7D");
    assert_eq!(click.form_json::<Click>("payload").unwrap().actions[0].value, "a b");
    let error = request.clone().with_body("payload=%7B%22actions%22%3A%5B7%5D%7D").form_json::<Click>("payload");
    assert!(error.unwrap_err().to_string().starts_with("body.payload.actions[0]: "));
    let error = request.with_body("other=1").form_json::<Click>("payload").unwrap_err();
    assert_eq!(error.to_string(), "body.payload: the field is missing");
}
