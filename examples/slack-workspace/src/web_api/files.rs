use serde_json::{Value, json};

use super::{
    ApiError,
    call::Call,
    method::{Answer, Method, Tier},
};
use crate::{Refusal, model::Post};

pub(super) const METHODS: &[Method] = &[
    Method::new("files.getUploadURLExternal", Tier::Four, announce).scope("files:write").form(),
    Method::new("files.completeUploadExternal", Tier::Four, complete).scope("files:write"),
    Method::new("files.info", Tier::Four, info).scope("files:read").form(),
];

fn announce(call: &mut Call<'_>) -> Answer {
    let name = call.arguments.text("filename")?;
    let length = call.arguments.number("length").filter(|length| *length > 0);
    let length = length.ok_or_else(|| ApiError::missing_argument("length"))?;
    let alt_text = call.arguments.optional("alt_txt").or_else(|| call.arguments.optional("alt_text"));
    let id = call.model.announce_file(&call.bot, name, length, alt_text).id.clone();
    Ok(json!({ "upload_url": format!("{}/upload/v1/{id}", call.model.base_url), "file_id": id }))
}

fn complete(call: &mut Call<'_>) -> Answer {
    let files = call.arguments.structure("files")?.unwrap_or_default();
    let files: Vec<(String, Option<String>)> = files
        .as_array()
        .into_iter()
        .flatten()
        .map(|file| (text(&file["id"]).unwrap_or_default(), text(&file["title"])))
        .collect();
    if files.is_empty() {
        return Err(ApiError::missing_argument("files"));
    }
    let post = match call.arguments.optional("channel_id").or_else(|| call.arguments.optional("channels")) {
        None => None,
        Some(channel) => {
            let channel = call.model.visible_channel(channel, &call.bot)?;
            if !channel.has(&call.bot) {
                return Err(Refusal::NotInChannel.into());
            }
            let comment = call.arguments.optional("initial_comment").unwrap_or_default();
            let mut post = Post::new(&call.bot, &channel.id, comment.to_owned());
            post.bot_id = Some(call.bot_id.clone());
            post.thread_ts = call.arguments.optional("thread_ts").map(str::to_owned);
            post.blocks = call.arguments.blocks()?.unwrap_or_default();
            Some(post)
        }
    };
    call.model.complete_files(&files, post)?;
    let shown: Result<Vec<Value>, Refusal> =
        files.iter().map(|(id, _)| Ok(call.model.file_json(call.model.file(id)?, false))).collect();
    Ok(json!({ "files": shown? }))
}

fn info(call: &mut Call<'_>) -> Answer {
    let id = call.arguments.text("file")?;
    call.model.check_file(id)?;
    let file = call.model.file(id)?;
    Ok(json!({
        "file": call.model.file_json(file, false),
        "comments": [],
        "response_metadata": { "next_cursor": "" },
    }))
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
