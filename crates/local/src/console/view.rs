//! Steps and chains as the page gets them.

use serde_json::{Value, json};

use crate::recording::{Body, Chain, Step, What};

/// A step without its bodies.
pub(super) fn step(step: &Step) -> Value {
    let mut shown = json!({
        "number": step.number,
        "revision": step.revision,
        "chain": chain_id(step.chain),
        "cause": step.cause,
        "presumed": step.presumed,
        "at": step.at,
        "start": millis(step.start),
        "took": step.took.map(millis),
        "kind": step.what.kind(),
        "title": step.what.title(),
        "alias": step.alias,
        "bot": step.bot,
        "conversation": step.about.conversation,
        "user": step.about.user,
        "id": step.about.id,
        "status": step.end.status,
        "outcome": step.end.outcome,
        "failure": step.end.failure,
        "failed": step.has_failed(),
    });
    match &step.what {
        What::Message { incoming, .. } => {
            shown["incoming"] = (*incoming).into();
            shown["excerpt"] = excerpt(step.input.as_ref()).into();
        }
        What::Api { method, .. } => shown["method"] = method.as_str().into(),
        What::State { kind, .. } => shown["state"] = kind.as_str().into(),
        What::Log { level, .. } => shown["level"] = (*level).into(),
        _ => {}
    }
    shown
}

/// A step with all that is kept of it.
pub(super) fn whole(of: &Step) -> Value {
    let mut shown = step(of);
    shown["input"] = of.input.as_ref().map(body).into();
    shown["output"] = of.end.output.as_ref().map(body).into();
    shown["answerHeaders"] = json!(of.end.headers);
    match &of.what {
        What::Webhook { method, path, query, headers } => {
            shown["request"] = json!({ "method": method, "path": path, "query": query, "headers": headers });
        }
        What::Api { method, target, .. } => shown["request"] = json!({ "method": method, "path": target }),
        _ => {}
    }
    shown
}

/// A chain in a list: how it began, and how it went.
pub(super) fn chain(chain: &Chain) -> Value {
    let start = chain.steps.iter().map(|step| step.start).min().unwrap_or_default();
    let ends = chain.steps.iter().map(|step| step.start + step.took.unwrap_or_default());
    let mut aliases: Vec<&str> = chain.steps.iter().filter_map(|step| step.alias.as_deref()).collect();
    aliases.sort_unstable();
    aliases.dedup();
    json!({
        "id": chain_id(chain.id),
        "first": chain.first(),
        "revision": chain.steps.iter().map(|step| step.revision).max(),
        "root": chain.steps.first().map(|root| step(root)),
        "steps": chain.steps.len(),
        "failed": chain.steps.iter().filter(|step| step.has_failed()).count(),
        "running": chain.steps.iter().any(|step| step.is_running()),
        "took": millis(ends.max().unwrap_or(start).saturating_sub(start)),
        "aliases": aliases,
        // What people know it by.
        "said": chain.steps.iter().find_map(|step| match step.what {
            What::Message { .. } => excerpt(step.input.as_ref()),
            _ => None,
        }),
    })
}

pub(super) fn chain_id(id: u128) -> String {
    format!("{id:032x}")
}

fn millis(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn body(body: &Body) -> Value {
    json!({ "text": String::from_utf8_lossy(body.bytes()), "length": body.length(), "cut": body.is_cut() })
}

/// The text of a message, or its beginning.
fn excerpt(message: Option<&Body>) -> Option<String> {
    /// In characters.
    const LONGEST: usize = 120;
    let message: Value = serde_json::from_slice(message?.bytes()).ok()?;
    let payload = &message["payload"];
    let text = ["text", "markdown", "title"].into_iter().find_map(|key| payload[key].as_str())?;
    let mut excerpt: String = text.chars().take(LONGEST).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    Some(excerpt)
}
