use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::{Prompt, Refusal};

pub(super) const METHODS: &[Method] = &[
    Method::new("assistant.threads.setStatus", Tier::Special, set_status),
    Method::new("assistant.threads.setTitle", Tier::Four, set_title).scope("assistant:write"),
    Method::new("assistant.threads.setSuggestedPrompts", Tier::Four, set_prompts).scope("assistant:write"),
];

fn set_status(call: &mut Call<'_>) -> Answer {
    call.require(&["chat:write", "assistant:write"])?;
    let (channel, thread) = thread(call)?;
    let status = call.arguments.optional("status").unwrap_or_default();
    let loading = call.arguments.structure("loading_messages")?.unwrap_or_default();
    let loading: Vec<_> = loading.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if loading.len() > 10 {
        return Err(Refusal::InvalidArguments.into());
    }
    let loading = loading.into_iter().map(str::to_owned).collect();
    call.model.set_status(&channel, &thread, status, loading);
    Ok(json!({}))
}

fn set_title(call: &mut Call<'_>) -> Answer {
    let (channel, thread) = thread(call)?;
    call.model.set_title(&channel, &thread, call.arguments.text("title")?);
    Ok(json!({}))
}

fn set_prompts(call: &mut Call<'_>) -> Answer {
    let (channel, thread) = thread(call)?;
    let prompts = call.arguments.structure("prompts")?.unwrap_or_default();
    let mut read = Vec::new();
    for prompt in prompts.as_array().into_iter().flatten() {
        let (Some(title), Some(message)) = (prompt["title"].as_str(), prompt["message"].as_str()) else {
            return Err(Refusal::InvalidArguments.into());
        };
        read.push(Prompt::new(title, message));
    }
    if read.is_empty() || read.len() > 4 {
        return Err(Refusal::InvalidArguments.into());
    }
    call.model.set_prompts(&channel, &thread, read);
    Ok(json!({}))
}

/// The thread that is meant; where an agent is open without one, the channel.
fn thread(call: &Call<'_>) -> Result<(String, String), ApiError> {
    let channel = call.model.visible_channel(call.arguments.text("channel_id")?, &call.bot)?;
    if !channel.has(&call.bot) {
        return Err(Refusal::NotInChannel.into());
    }
    Ok((channel.id.clone(), call.arguments.optional("thread_ts").unwrap_or_default().to_owned()))
}
