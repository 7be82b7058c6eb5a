use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::{ChannelKind, Message, Refusal, model::Detail};

pub(super) const METHODS: &[Method] = &[
    Method::new("conversations.list", Tier::Two, list).form(),
    Method::new("conversations.info", Tier::Three, info).form(),
    Method::new("conversations.history", Tier::Three, history).form(),
    Method::new("conversations.replies", Tier::Three, replies).form(),
    Method::new("conversations.members", Tier::Four, members).form(),
    Method::new("conversations.open", Tier::Three, open),
    Method::new("conversations.mark", Tier::Three, mark),
    Method::new("conversations.setTopic", Tier::Two, set_topic),
    Method::new("conversations.join", Tier::Three, join).scope("channels:join"),
    Method::new("conversations.leave", Tier::Three, leave),
];

fn list(call: &mut Call<'_>) -> Answer {
    let types = call.arguments.optional("types").unwrap_or("public_channel").to_owned();
    let mut words = Vec::new();
    for kind in types.split(',').map(str::trim) {
        let word = match kind {
            "public_channel" => "channels",
            "private_channel" => "groups",
            "mpim" => "mpim",
            "im" => "im",
            _ => return Err(ApiError::new("invalid_types")),
        };
        call.require(&[&format!("{word}:read")])?;
        words.push(word);
    }
    let exclude_archived = call.arguments.flag("exclude_archived") == Some(true);
    let channels = call.model.channels().filter(|channel| {
        let known = !channel.is_private() || channel.has(&call.bot);
        known && words.contains(&channel.scope_word()) && !(exclude_archived && channel.is_archived)
    });
    let (page, metadata) = call.page(channels.collect(), 100)?;
    let shown: Vec<_> = page.into_iter().map(|channel| call.model.channel_json(channel, &call.bot)).collect();
    Ok(json!({ "channels": shown, "response_metadata": metadata }))
}

fn info(call: &mut Call<'_>) -> Answer {
    let channel = call.channel("read")?;
    let mut shown = call.model.channel_json(&channel, &call.bot);
    let with_count = call.arguments.flag("include_num_members") == Some(true);
    if let Some(shown) = shown.as_object_mut().filter(|_| !with_count) {
        shown.shift_remove("num_members");
    }
    Ok(json!({ "channel": shown }))
}

/// Newest first, without what is only in threads.
fn history(call: &mut Call<'_>) -> Answer {
    let channel = call.channel("history")?;
    if !channel.has(&call.bot) {
        return Err(Refusal::NotInChannel.into());
    }
    let messages = call.model.messages(&channel.id).iter().rev().filter(|message| !message.is_in_thread());
    let messages: Vec<_> = messages.filter(|message| is_within(call, message)).collect();
    let (page, metadata) = call.page(messages, 100)?;
    Ok(json!({
        "messages": shown(call, &page),
        "has_more": metadata["next_cursor"] != "",
        "pin_count": 0,
        "response_metadata": metadata,
    }))
}

/// The first message, then the replies, oldest first. Of a reply only itself.
fn replies(call: &mut Call<'_>) -> Answer {
    let channel = call.channel("history")?;
    if !channel.has(&call.bot) {
        return Err(Refusal::NotInChannel.into());
    }
    let ts = call.arguments.text("ts")?;
    let root = call.model.message(&channel.id, ts).map_err(|_| Refusal::ThreadNotFound)?;
    let mut thread = vec![root];
    thread.extend(call.model.replies(&channel.id, ts).into_iter().filter(|reply| is_within(call, reply)));
    let (page, metadata) = call.page(thread, 1000)?;
    let has_more = metadata["next_cursor"] != "";
    Ok(json!({ "messages": shown(call, &page), "has_more": has_more, "response_metadata": metadata }))
}

fn members(call: &mut Call<'_>) -> Answer {
    let channel = call.channel("read")?;
    let (page, metadata) = call.page(call.model.members(&channel.id)?, 100)?;
    Ok(json!({ "members": page, "response_metadata": metadata }))
}

fn open(call: &mut Call<'_>) -> Answer {
    let app = call.caller.app.clone();
    let id = if let Some(users) = call.arguments.optional("users") {
        let users: Vec<&str> = users.split(',').map(str::trim).collect();
        match users[..] {
            [user] => {
                call.require(&["im:write"])?;
                call.model.open_direct_message(user, &app)?
            }
            _ => {
                call.require(&["mpim:write"])?;
                call.model.open_group(&users, &app)?
            }
        }
    } else {
        call.model.visible_channel(call.arguments.text("channel")?, &call.bot)?.id.clone()
    };
    if call.arguments.flag("return_im") == Some(true) {
        let channel = call.model.channel(&id)?;
        return Ok(json!({ "channel": call.model.channel_json(channel, &call.bot) }));
    }
    Ok(json!({ "channel": { "id": id } }))
}

fn mark(call: &mut Call<'_>) -> Answer {
    let channel = call.changed_channel("write")?;
    if !channel.has(&call.bot) {
        return Err(Refusal::NotInChannel.into());
    }
    let (bot, ts) = (call.bot.clone(), call.arguments.text("ts")?);
    call.model.mark(&bot, &channel.id, ts)?;
    Ok(json!({}))
}

fn set_topic(call: &mut Call<'_>) -> Answer {
    let channel = call.changed_channel("topic")?;
    if !channel.has(&call.bot) {
        return Err(Refusal::NotInChannel.into());
    }
    let (bot, topic) = (call.bot.clone(), call.arguments.optional("topic").unwrap_or_default());
    if topic.chars().count() > 250 {
        return Err(ApiError::new("too_long"));
    }
    call.model.set_topic(&bot, &channel.id, topic)?;
    let channel = call.model.channel(&channel.id)?;
    Ok(json!({ "channel": call.model.channel_json(channel, &call.bot) }))
}

fn join(call: &mut Call<'_>) -> Answer {
    let id = call.arguments.text("channel")?.to_owned();
    let channel = call.model.visible_channel(&id, &call.bot)?;
    if !matches!(channel.kind, ChannelKind::Public { .. }) {
        return Err(Refusal::ChannelTypeNotSupported.into());
    }
    let bot = call.bot.clone();
    let already = match call.model.join(&bot, &id, None) {
        Err(Refusal::AlreadyInChannel) => true,
        joined => joined.map(|()| false)?,
    };
    let channel = call.model.channel(&id)?;
    let mut answer = json!({ "channel": call.model.channel_json(channel, &bot) });
    if already {
        answer["warning"] = "already_in_channel".into();
        answer["response_metadata"] = json!({ "warnings": ["already_in_channel"] });
    }
    Ok(answer)
}

fn leave(call: &mut Call<'_>) -> Answer {
    let channel = call.changed_channel("write")?;
    let bot = call.bot.clone();
    match call.model.leave(&bot, &channel.id) {
        Err(Refusal::NotInChannel) => Ok(json!({ "not_in_channel": true })),
        left => Ok(left.map(|()| json!({}))?),
    }
}

/// Whether a message is between `oldest` and `latest`, which count themselves when `inclusive`.
fn is_within(call: &Call<'_>, message: &Message) -> bool {
    let inclusive = call.arguments.flag("inclusive") == Some(true);
    let bound = |name: &str| call.arguments.optional(name).filter(|ts| *ts != "0").map(padded);
    let ts = padded(&message.ts);
    let early = bound("oldest").is_some_and(|oldest| ts < oldest || (!inclusive && ts == oldest));
    let late = bound("latest").is_some_and(|latest| ts > latest || (!inclusive && ts == latest));
    !early && !late
}

/// A timestamp that sorts as text.
fn padded(ts: &str) -> String {
    let (seconds, rest) = ts.split_once('.').unwrap_or((ts, ""));
    format!("{seconds:0>12}.{rest:0<6}")
}

fn shown(call: &Call<'_>, messages: &[&Message]) -> Vec<Value> {
    let with_metadata = call.arguments.flag("include_all_metadata") == Some(true);
    let shown = messages.iter().map(|message| {
        let mut shown = call.model.message_json(message, Detail::Answer);
        if let Some(shown) = shown.as_object_mut().filter(|_| !with_metadata) {
            shown.shift_remove("metadata");
        }
        shown
    });
    shown.collect()
}
