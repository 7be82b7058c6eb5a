use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::{
    Message, Refusal,
    model::{Detail, Post},
};

pub(super) const METHODS: &[Method] = &[
    Method::new("chat.postMessage", Tier::Special, post_message).scope("chat:write"),
    Method::new("chat.postEphemeral", Tier::Four, post_ephemeral).scope("chat:write"),
    Method::new("chat.update", Tier::Three, update).scope("chat:write"),
    Method::new("chat.delete", Tier::Three, delete).scope("chat:write"),
    Method::new("chat.getPermalink", Tier::Special, permalink),
];

/// Where Slack cuts a text.
const LONGEST_TEXT: usize = 40_000;
/// How long `markdown_text`, and the text of an update, may be.
const LONGEST_MARKDOWN: usize = 12_000;
const LONGEST_UPDATE: usize = 4_000;

/// What is written, and whether it had to be cut.
struct Written {
    text: Option<String>,
    blocks: Option<Vec<Value>>,
    is_cut: bool,
}

fn post_message(call: &mut Call<'_>) -> Answer {
    let written = written(call)?;
    let to = call.model.addressed_channel(call.arguments.text("channel")?, &call.caller.app)?;
    let mut post = Post::new(&call.bot, &to, written.text.unwrap_or_default());
    post.bot_id = Some(call.bot_id.clone());
    post.blocks = written.blocks.unwrap_or_default();
    post.thread_ts = call.arguments.optional("thread_ts").map(str::to_owned);
    post.attachments = attachments(call)?.unwrap_or_default();
    post.metadata = metadata(call)?;
    customise(call, &mut post)?;
    if post.thread_ts.is_some() && call.arguments.flag("reply_broadcast") == Some(true) {
        post.subtype = Some(crate::Subtype::ThreadBroadcast);
    }
    let now = call.model.now();
    call.model.limits.count_post(&to, now).map_err(ApiError::rate_limited)?;
    let may_write_everywhere = call.caller.has("chat:write.public");
    let message = call.model.post_as_app(post, may_write_everywhere)?;
    let mut answer = answer_with(call, &message);
    if written.is_cut {
        answer["warning"] = "message_truncated".into();
        answer["response_metadata"] = json!({ "warnings": ["message_truncated"] });
    }
    Ok(answer)
}

fn post_ephemeral(call: &mut Call<'_>) -> Answer {
    let written = written(call)?;
    let to = call.model.addressed_channel(call.arguments.text("channel")?, &call.caller.app)?;
    call.model.visible_channel(&to, &call.bot)?;
    let user = call.arguments.text("user")?.to_owned();
    let mut post = Post::new(&call.bot, &to, written.text.unwrap_or_default());
    post.bot_id = Some(call.bot_id.clone());
    post.blocks = written.blocks.unwrap_or_default();
    post.attachments = attachments(call)?.unwrap_or_default();
    post.thread_ts = call.arguments.optional("thread_ts").map(str::to_owned);
    customise(call, &mut post)?;
    let message = call.model.post_only_for(&user, post)?;
    Ok(json!({ "message_ts": message.ts }))
}

fn update(call: &mut Call<'_>) -> Answer {
    if call.arguments.optional("text").is_some_and(|text| text.chars().count() > LONGEST_UPDATE) {
        return Err(Refusal::MsgTooLong.into());
    }
    let written = written(call)?;
    let (channel, ts) = own_message(call, Refusal::CannotUpdateMessage)?;
    if call.model.is_streamed(&channel, &ts)? {
        return Err(Refusal::StreamingStateConflict.into());
    }
    let metadata = metadata(call)?;
    let attachments = attachments(call)?;
    if written.text.is_none() && written.blocks.is_none() && attachments.is_none() {
        return Err(Refusal::NoText.into());
    }
    let message = call.model.change_message(&call.bot, &channel, &ts, true, |message| {
        // What is not given stays as it is.
        if let Some(text) = written.text {
            message.text = text;
        }
        if let Some(blocks) = written.blocks {
            message.blocks = blocks;
        }
        if let Some(attachments) = attachments {
            message.attachments = attachments;
        }
        message.metadata = metadata.or_else(|| message.metadata.take());
        // What was a stream for too long is a message again.
        message.is_streaming = false;
    })?;
    let mut answer = answer_with(call, &message);
    answer["text"] = message.text.into();
    Ok(answer)
}

fn delete(call: &mut Call<'_>) -> Answer {
    let (channel, ts) = own_message(call, Refusal::CannotDeleteMessage)?;
    if call.model.is_streamed(&channel, &ts)? {
        return Err(Refusal::CannotDeleteMessage.into());
    }
    call.model.delete_message(&call.bot, &channel, &ts)?;
    Ok(json!({ "channel": channel, "ts": ts }))
}

fn permalink(call: &mut Call<'_>) -> Answer {
    let (channel, ts) = (call.arguments.text("channel")?, call.arguments.text("message_ts")?);
    call.model.visible_channel(channel, &call.bot)?;
    call.model.message(channel, ts)?;
    let (base, digits) = (&call.model.base_url, ts.replace('.', ""));
    Ok(json!({ "channel": channel, "permalink": format!("{base}/archives/{channel}/p{digits}") }))
}

/// The channel and timestamp of a message that the app wrote.
fn own_message(call: &Call<'_>, otherwise: Refusal) -> Result<(String, String), ApiError> {
    let (channel, ts) = (call.arguments.text("channel")?, call.arguments.text("ts")?);
    call.model.visible_channel(channel, &call.bot)?;
    if call.model.message(channel, ts)?.user == call.bot {
        Ok((channel.to_owned(), ts.to_owned()))
    } else {
        Err(otherwise.into())
    }
}

/// The text and blocks of a message, within Slack's limits.
fn written(call: &Call<'_>) -> Result<Written, ApiError> {
    let blocks = call.arguments.blocks()?;
    let text = call.arguments.optional("text");
    if let Some(markdown) = call.arguments.optional("markdown_text") {
        if text.is_some() || call.arguments.has("blocks") {
            return Err(Refusal::MarkdownTextConflict.into());
        }
        if markdown.chars().count() > LONGEST_MARKDOWN {
            return Err(Refusal::MsgTooLong.into());
        }
        let block = json!({ "type": "markdown", "text": markdown });
        return Ok(Written { text: Some(markdown.to_owned()), blocks: Some(vec![block]), is_cut: false });
    }
    let cut = text.and_then(|text| text.char_indices().nth(LONGEST_TEXT)).map(|(at, _)| at);
    let is_cut = cut.is_some();
    let text = text.map(|text| text[..cut.unwrap_or(text.len())].to_owned());
    Ok(Written { text, blocks, is_cut })
}

fn attachments(call: &Call<'_>) -> Result<Option<Vec<Value>>, ApiError> {
    match call.arguments.structure("attachments")? {
        None => Ok(None),
        Some(Value::Array(attachments)) if attachments.len() <= 100 => Ok(Some(attachments)),
        Some(Value::Array(_)) => Err(ApiError::new("too_many_attachments")),
        Some(_) => Err(Refusal::InvalidArguments.into()),
    }
}

/// What the app attaches for itself.
pub(super) fn metadata(call: &Call<'_>) -> Result<Option<Value>, ApiError> {
    let Some(metadata) = call.arguments.structure("metadata")? else { return Ok(None) };
    if metadata["event_type"].is_string() && metadata["event_payload"].is_object() {
        Ok(Some(metadata))
    } else {
        Err(ApiError::new("invalid_metadata_format"))
    }
}

/// A name and a picture of its own for one message.
pub(super) fn customise(call: &Call<'_>, post: &mut Post) -> Result<(), ApiError> {
    post.username = call.arguments.optional("username").map(str::to_owned);
    post.icon_url = call.arguments.optional("icon_url").map(str::to_owned);
    if post.username.is_some() || post.icon_url.is_some() || call.arguments.optional("icon_emoji").is_some() {
        call.require(&["chat:write.customize"])?;
    }
    if post.username.is_some() {
        post.subtype = Some(crate::Subtype::BotMessage);
    }
    Ok(())
}

pub(super) fn answer_with(call: &Call<'_>, message: &Message) -> Value {
    let shown = call.model.message_json(message, Detail::Answer);
    json!({ "channel": message.channel, "ts": message.ts, "message": shown })
}
