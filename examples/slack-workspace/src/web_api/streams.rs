use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    chat::{answer_with, customise, metadata},
    method::{Answer, Method, Tier},
};
use crate::{
    ChannelKind, Refusal,
    model::{Post, Stream},
};

pub(super) const METHODS: &[Method] = &[
    Method::new("chat.startStream", Tier::Two, start).scope("chat:write"),
    Method::new("chat.appendStream", Tier::Four, append).scope("chat:write"),
    Method::new("chat.stopStream", Tier::Two, stop).scope("chat:write"),
];

const LONGEST_MARKDOWN: usize = 12_000;

fn start(call: &mut Call<'_>) -> Answer {
    let channel = call.arguments.text("channel")?.to_owned();
    let thread = call.arguments.text("thread_ts")?.to_owned();
    let is_direct = matches!(call.model.visible_channel(&channel, &call.bot)?.kind, ChannelKind::Direct { .. });
    if !is_direct {
        for (name, refusal) in
            [("recipient_team_id", Refusal::MissingRecipientTeam), ("recipient_user_id", Refusal::MissingRecipientUser)]
        {
            if call.arguments.optional(name).is_none() {
                return Err(refusal.into());
            }
        }
    }
    let stream = stream(call)?;
    let mut post = Post::new(&call.bot, &channel, stream.text).in_thread(&thread);
    post.bot_id = Some(call.bot_id.clone());
    post.blocks = stream.blocks;
    post.tasks = stream.tasks;
    post.is_streaming = true;
    customise(call, &mut post)?;
    let message = call.model.post(post)?;
    Ok(json!({ "channel": message.channel, "ts": message.ts }))
}

fn append(call: &mut Call<'_>) -> Answer {
    let (channel, ts) = (call.arguments.text("channel")?.to_owned(), call.arguments.text("ts")?.to_owned());
    let stream = stream(call)?;
    if stream.text.is_empty() && stream.tasks.is_empty() && stream.blocks.is_empty() {
        return Err(Refusal::NoText.into());
    }
    call.model.append(&call.bot, &channel, &ts, stream, false)?;
    Ok(json!({ "channel": channel, "ts": ts }))
}

fn stop(call: &mut Call<'_>) -> Answer {
    let (channel, ts) = (call.arguments.text("channel")?.to_owned(), call.arguments.text("ts")?.to_owned());
    let mut stream = stream(call)?;
    stream.blocks.extend(call.arguments.blocks()?.unwrap_or_default());
    stream.metadata = metadata(call)?;
    let message = call.model.append(&call.bot, &channel, &ts, stream, true)?;
    Ok(answer_with(call, &message))
}

/// What is to be written: `markdown_text`, or chunks.
fn stream(call: &Call<'_>) -> Result<Stream, ApiError> {
    let mut stream = Stream::default();
    if let Some(text) = call.arguments.optional("markdown_text") {
        stream.text.push_str(text);
    }
    let chunks = call.arguments.structure("chunks")?;
    for chunk in chunks.as_ref().and_then(Value::as_array).into_iter().flatten() {
        match chunk["type"].as_str() {
            Some("markdown_text") => stream.text.push_str(chunk["text"].as_str().unwrap_or_default()),
            Some("task_update" | "plan_update") => stream.tasks.push(chunk.clone()),
            Some("blocks") => {
                let blocks = chunk["blocks"].as_array().cloned().unwrap_or_default();
                crate::blocks::check_message(&blocks)?;
                stream.blocks.extend(blocks);
            }
            _ => return Err(ApiError::new("invalid_chunks")),
        }
    }
    if stream.text.chars().count() > LONGEST_MARKDOWN { Err(Refusal::MsgTooLong.into()) } else { Ok(stream) }
}
