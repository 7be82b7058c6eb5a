//! Who may use the page.

use std::net::Ipv4Addr;

use botpress_local::LocalBotpress;
use http::Method;
use serde_json::json;

use super::Page;
use crate::support::{Answer, Api};

#[tokio::test]
async fn whoever_opens_the_port_in_a_browser_gets_the_page_with_all_that_it_loads() {
    let local = LocalBotpress::builder().start().await.unwrap();
    assert_eq!(local.page_url(), format!("{}/", local.api_url()));
    let browser = Api::plain(local.api_url()).with("sec-fetch-site", "none").with("sec-fetch-mode", "navigate");
    let page = browser.get("/").await;
    assert_eq!(
        (page.status.as_u16(), &page.headers["content-type"]),
        (200, &"text/html; charset=utf-8".parse().unwrap())
    );
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains("require-trusted-types-for 'script'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");

    // Every file that it names, and every module that those name, is there.
    let own = Api::plain(local.api_url()).with("sec-fetch-site", "same-origin");
    let mut names = assets(std::str::from_utf8(&page.body).unwrap(), "/console/assets/");
    let mut seen = 0;
    while let Some(name) = names.get(seen).cloned() {
        let file = own.get(&format!("/console/assets/{name}")).await;
        assert_eq!(file.status, 200, "{name}");
        let content = String::from_utf8(file.body.to_vec()).unwrap();
        for needle in ["innerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!content.contains(needle), "{name}: {needle}");
        }
        if name.ends_with(".js") {
            assert_eq!(file.headers["content-type"], "text/javascript; charset=utf-8", "{name}");
            let new: Vec<_> = assets(&content, "from \"./").into_iter().filter(|name| !names.contains(name)).collect();
            names.extend(new);
        }
        seen += 1;
    }
    assert!(names.len() > 20, "{names:?}");
    assert_eq!(own.get("/console/assets/nothing.js").await.status, 404);
    assert_eq!(own.get("/console/assets/..%2Fmod.rs").await.status, 404);
}

fn assets(content: &str, before: &str) -> Vec<String> {
    content.split(before).skip(1).filter_map(|rest| Some(rest.split('"').next()?.to_owned())).collect()
}

#[track_caller]
fn refused(answer: &Answer, status: u16, says: &str) {
    let body = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, status, "{body}");
    assert!(body.contains(says), "{body}");
}

#[tokio::test]
async fn a_name_of_somebody_else_that_leads_here_opens_nothing() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let page = Page::open(&local).await;
    for host in ["evil.example", "localhost.evil.example", "10.0.0.7:80"] {
        let rebound = page.api.clone().with("host", host);
        for path in ["/", "/console/assets/main.js", "/console/api/overview", "/console/api/live"] {
            refused(&rebound.get(path).await, 403, "is not where the page is");
        }
        refused(&rebound.post("/console/api/session", json!({})).await, 403, "is not where the page is");
    }
    for host in ["localhost:1", "[::1]:9", "127.0.0.1"] {
        assert_eq!(Api::plain(local.api_url()).with("host", host).get("/").await.status, 200, "{host}");
    }
}

#[tokio::test]
async fn another_site_cannot_use_the_page_even_with_its_cookie() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let page = Page::open(&local).await;
    let sites = [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        // Another port of this machine is another site, although browsers send it the cookie.
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
    ];
    for (header, value) in sites {
        let site = page.api.clone().with(header, value);
        refused(&site.get("/console/api/overview").await, 403, "no other site");
        refused(&site.post("/console/api/session", json!({})).await, 403, "no other site");
        refused(&site.post("/console/api/messages", json!({})).await, 403, "no other site");
        refused(&site.get("/console/assets/main.js").await, 403, "no other site");
    }
    let link = page.api.clone().with("sec-fetch-site", "cross-site").with("sec-fetch-mode", "navigate");
    assert_eq!(link.get("/").await.status, 200, "a link may lead to the page");
    let script = page.api.clone().with("sec-fetch-site", "cross-site").with("sec-fetch-mode", "no-cors");
    refused(&script.get("/").await, 403, "no other site");
    let own = page.api.clone().with("origin", local.api_url()).with("sec-fetch-site", "same-origin");
    assert_eq!(own.get("/console/api/overview").await.status, 200);
    assert!(own.get("/console/api/overview").await.headers.get("access-control-allow-origin").is_none());
    let asked = own.send(Method::OPTIONS, "/console/api/messages", "").await;
    assert!(!asked.status.is_success(), "no other site may ask whether it may");
}

#[tokio::test]
async fn the_api_needs_a_session_and_changes_need_the_header_that_only_a_script_of_the_page_can_set() {
    let local = LocalBotpress::builder().start().await.unwrap();
    let page = Page::open(&local).await;
    let entered = page.api.clone().without("cookie").post("/console/api/session", json!({})).await;
    let cookie = entered.headers["set-cookie"].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/console"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    refused(&page.api.clone().without("x-botpress-page").post("/console/api/session", json!({})).await, 403, "header");

    let stranger = page.api.clone().without("cookie");
    let guess = page.api.clone().with("cookie", "botpress_page_1=x; botpress_page_=y");
    for api in [stranger, guess, Api::admin(&local).with("x-botpress-page", "1")] {
        for path in ["overview", "chains", "live", "states", "integrations/chat"] {
            refused(&api.get(&format!("/console/api/{path}")).await, 401, "no session");
        }
        refused(&api.post("/console/api/replay", json!({})).await, 401, "no session");
    }
    let form = page.api.clone().without("x-botpress-page");
    assert_eq!(form.get("/console/api/overview").await.status, 200, "looking changes nothing");
    for (method, path) in [
        (Method::POST, "messages"),
        (Method::POST, "replay"),
        (Method::POST, "call"),
        (Method::PATCH, "users/u"),
        (Method::PUT, "states"),
        (Method::PUT, "integrations/chat/configuration"),
        (Method::POST, "integrations/chat/register"),
    ] {
        refused(&form.send(method, &format!("/console/api/{path}"), "{}").await, 403, "header");
    }
    refused(&page.api.get("/console/api/nothing").await, 404, "does not exist");
    let other = LocalBotpress::builder().start().await.unwrap();
    let elsewhere = Api { base: other.api_url().to_owned(), ..page.api.clone() };
    refused(&elsewhere.get("/console/api/overview").await, 401, "no session");
}

#[tokio::test]
async fn where_others_can_reach_it_the_page_needs_the_token_of_its_url() {
    let local = LocalBotpress::builder().address(Ipv4Addr::UNSPECIFIED).start().await.unwrap();
    let token = local.page_url().strip_prefix(&format!("{}/#token=", local.api_url())).unwrap();
    assert!(local.api_url().starts_with("http://127.0.0.1:"), "an address that can be called: {}", local.api_url());
    let api = Api::plain(local.api_url()).with("x-botpress-page", "1").with("content-type", "application/json");
    assert_eq!(api.get("/").await.status, 200, "there is nothing in it");
    for wrong in [json!({}), json!({ "token": null }), json!({ "token": "" }), json!({ "token": format!("{token}x") })]
    {
        let answer = api.post("/console/api/session", wrong).await;
        refused(&answer, 401, "needs its token");
        assert!(answer.headers.get("set-cookie").is_none());
    }
    let entered = api.post("/console/api/session", json!({ "token": token })).await;
    assert_eq!(entered.status, 204);
    let cookie = entered.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let inside = api.clone().with("cookie", &cookie);
    assert_eq!(inside.get("/console/api/overview").await.status, 200);
    let port = local.api_url().rsplit(':').next().unwrap();
    // By any address of this machine, and by no name.
    assert_eq!(
        inside.clone().with("host", &format!("192.0.2.7:{port}")).get("/console/api/overview").await.status,
        200
    );
    refused(
        &inside.with("host", &format!("evil.example:{port}")).get("/console/api/overview").await,
        403,
        "is not where",
    );
    assert!(!format!("{local:?}").contains(token));
}
