//! The page, over real sockets: who may use it, what it shows, what it changes.

mod access;
mod changes;
mod live;
mod recording;

use std::time::Duration;

use botpress_local::LocalBotpress;
use serde_json::Value;
use tokio::time::timeout;

use self::live::Stream;
use crate::support::{Api, text};

/// The page's API, as the page uses it.
pub(crate) struct Page {
    pub(crate) api: Api,
}

impl Page {
    pub(crate) async fn open(local: &LocalBotpress) -> Self {
        let api = Api::plain(local.api_url()).with("x-botpress-page", "1").with("content-type", "application/json");
        let entered = api.post("/console/api/session", serde_json::json!({})).await;
        assert_eq!(entered.status, 204, "{:?}", entered.body);
        let cookie = entered.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { api: api.with("cookie", &cookie) }
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> impl Future<Output = Value> {
        let (api, path) = (self.api.clone(), format!("/console/api/{path}"));
        async move { api.get(&path).await.ok() }
    }

    /// The steps of the chain whose first step has this title, when all of them are over and `wanted` holds.
    pub(crate) async fn chain(&self, title: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let mut stream = Stream::open(self).await;
        // From here on it tells of every change.
        stream.next("notice").await;
        loop {
            let last;
            let chains = self.get("chains?reads=true").await;
            let found = chains["chains"].as_array().unwrap().iter().find(|chain| chain["root"]["title"] == title);
            if let Some(chain) = found {
                last = self.get(&format!("chains/{}", text(&chain["id"]))).await["steps"].clone();
                let steps = last.as_array().unwrap();
                if steps.iter().all(|step| !step["took"].is_null()) && wanted(steps) {
                    return steps.clone();
                }
            } else {
                last = chains;
            }
            if timeout(Duration::from_secs(10), stream.next("steps")).await.is_err() {
                panic!("`{title}` did not come to that: {last:#}");
            }
        }
    }
}

/// The steps as lines: an indentation for each cause, the kind, the title.
pub(crate) fn tree(steps: &[Value]) -> Vec<String> {
    fn below(steps: &[Value], cause: &Value, depth: usize, lines: &mut Vec<String>) {
        for step in steps.iter().filter(|step| step["cause"] == *cause) {
            lines.push(format!("{}{} {}", "  ".repeat(depth), text(&step["kind"]), text(&step["title"])));
            below(steps, &step["number"], depth + 1, lines);
        }
    }
    let mut lines = vec![];
    below(steps, &steps[0]["cause"], 0, &mut lines);
    lines
}
