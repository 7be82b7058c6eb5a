//! Files: what is known about them. Their content comes and goes by URLs of its own.

use botpress_api::Patch;
use botpress_api::endpoint::{
    copy_file, delete_file, get_file, list_file_tag_values, list_file_tags, list_files, update_file_metadata,
    upsert_file,
};
use botpress_api::id::FileId;
use botpress_api::types::{AccessPolicy, FileSort, ListMeta, Object, UploadTarget};
use serde_json::Value;

use super::{Call, ascending, body_date, check_length, paging, values_page, wire};
use crate::failure::Failure;
use crate::platform::files::LARGEST_FILE;
use crate::store::files::{self, FileChange, FileFilter, NewFile};
use crate::store::paging::{Field, Page};

/// What a key may have in characters.
const LONGEST_KEY: usize = 500;
/// What a tag's value may have in characters.
const LONGEST_TAG: usize = 1000;
/// How many files one list may name.
const MOST_IDS: usize = 50;
/// How far ahead a file may expire, in milliseconds: 90 days.
const LONGEST_LIFE: i64 = 90 * 24 * 60 * 60 * 1000;

pub(crate) async fn upsert(call: Call, request: upsert_file::Request) -> Result<upsert_file::Response, Failure> {
    check_key("body.key", &request.key)?;
    if request.size > LARGEST_FILE {
        let message = format!("body.size: is {} bytes, {LARGEST_FILE} are allowed", request.size);
        return Err(Failure::TooLarge(message));
    }
    let tags = request.tags.unwrap_or_default();
    for (key, value) in &tags {
        check_length(&format!("body.tags.{key}"), value, LONGEST_TAG)?;
    }
    let (public, shared) = access(request.access_policies.as_deref().unwrap_or_default())?;
    let new = NewFile {
        id: new_id(&call)?,
        content_type: match request.content_type.filter(|given| !given.is_empty()) {
            Some(given) => {
                http::HeaderValue::from_str(&given)
                    .map_err(|_| Failure::invalid("body.contentType", "is no media type"))?;
                given
            }
            None => media_type(&request.key).to_owned(),
        },
        key: request.key,
        size: i64::try_from(request.size).unwrap_or(i64::MAX),
        metadata: request.metadata.unwrap_or_default(),
        tags,
        public,
        shared,
        indexed: request.index.unwrap_or_default(),
        expires_at: request.expires_at.map(|time| expiry(&call, &time)).transpose()?,
    };
    check_metadata(&new.metadata)?;
    let row = call.run(move |work| files::upsert(work.tx, &work.scope, &new)).await?;
    call.platform.alarm.notify_one();
    let target = UploadTarget::new(wire::file(&call.platform, &row)?, call.platform.upload_url(&row)?);
    Ok(upsert_file::Response::new(target))
}

pub(crate) async fn get(call: Call, request: get_file::Request) -> Result<get_file::Response, Failure> {
    let row = call.run(move |work| files::get(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(get_file::Response::new(wire::file(&call.platform, &row)?))
}

pub(crate) async fn update(
    call: Call,
    request: update_file_metadata::Request,
) -> Result<update_file_metadata::Response, Failure> {
    let update_file_metadata::Request { id, metadata, tags, access_policies, expires_at, .. } = request;
    let tags: Vec<_> = tags.unwrap_or_default().into_iter().collect();
    for (key, value) in &tags {
        check_length(&format!("body.tags.{key}"), value.as_deref().unwrap_or_default(), LONGEST_TAG)?;
    }
    let change = FileChange {
        metadata: metadata.unwrap_or_default(),
        tags: tags.into_iter().map(|(key, value)| (key, value.filter(|value| !value.is_empty()))).collect(),
        access: access_policies.map(|policies| access(&policies)).transpose()?,
        expires_at: match expires_at {
            Patch::Keep => Patch::Keep,
            Patch::Remove => Patch::Remove,
            Patch::Set(time) => Patch::Set(expiry(&call, &time)?),
        },
    };
    let row = call.run(move |work| {
        let row = files::update(work.tx, &work.scope, id.as_str(), change)?;
        check_metadata(&row.metadata)?;
        Ok(row)
    });
    let row = row.await?;
    call.platform.alarm.notify_one();
    Ok(update_file_metadata::Response::new(wire::file(&call.platform, &row)?))
}

pub(crate) async fn delete(call: Call, request: delete_file::Request) -> Result<delete_file::Response, Failure> {
    call.run(move |work| files::delete(work.tx, &work.scope, request.id.as_str())).await?;
    Ok(delete_file::Response::new())
}

pub(crate) async fn copy(call: Call, request: copy_file::Request) -> Result<copy_file::Response, Failure> {
    let copy_file::Request { id_or_key, destination_key, overwrite, .. } = request;
    check_key("path.destinationKey", &destination_key)?;
    let id = new_id(&call)?;
    let row = call.run(move |work| {
        let overwrite = overwrite.unwrap_or_default();
        files::copy(work.tx, &work.scope, id_or_key.as_str(), &id, &destination_key, overwrite)
    });
    Ok(copy_file::Response::new(wire::file(&call.platform, &row.await?)?))
}

pub(crate) async fn list(call: Call, request: list_files::Request) -> Result<list_files::Response, Failure> {
    let mut paging = paging(request.next_token, request.page_size, None, None)?;
    paging.ascending = ascending(request.sort_direction)?;
    paging.field = match request.sort_field {
        None | Some(FileSort::CreatedAt) => Field::CreatedAt,
        Some(FileSort::UpdatedAt) => Field::UpdatedAt,
        Some(FileSort::Key) => Field::Key,
        Some(FileSort::Size) => Field::Size,
        Some(FileSort::Status) => Field::Status,
        Some(other) => return Err(Failure::query("query.sortField", format!("files cannot be sorted by `{other}`"))),
    };
    let ids: Vec<_> = request.ids.unwrap_or_default().into_iter().map(String::from).collect();
    if ids.len() > MOST_IDS {
        return Err(Failure::query("query.ids", format!("has {} ids, {MOST_IDS} are allowed", ids.len())));
    }
    let filter = FileFilter { tags: request.tags.unwrap_or_default(), ids, indexed: request.indexed };
    let Page { items, next } = call.run(move |work| files::list(work.tx, &work.scope, filter, &paging)).await?;
    let shown = items.iter().map(|row| wire::file(&call.platform, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(list_files::Response::new(shown, ListMeta::new(next)))
}

pub(crate) async fn tags(call: Call, request: list_file_tags::Request) -> Result<list_file_tags::Response, Failure> {
    let (size, after) = (paging(None, request.page_size, None, None)?.size, request.next_token);
    let tags = call.run(move |work| files::tags(work.tx, &work.scope, after.as_deref(), size + 1)).await?;
    let (tags, meta) = values_page(tags, size);
    Ok(list_file_tags::Response::new(tags, meta))
}

pub(crate) async fn tag_values(
    call: Call,
    request: list_file_tag_values::Request,
) -> Result<list_file_tag_values::Response, Failure> {
    let (size, after) = (paging(None, request.page_size, None, None)?.size, request.next_token);
    let values =
        call.run(move |work| files::tag_values(work.tx, &work.scope, &request.tag, after.as_deref(), size + 1)).await?;
    let (values, meta) = values_page(values, size);
    Ok(list_file_tag_values::Response::new(values, meta))
}

fn new_id(call: &Call) -> Result<String, Failure> {
    let (time, random) = call.platform.id_seed()?;
    Ok(FileId::generate(time, random).into_string())
}

fn check_key(at: &str, key: &str) -> Result<(), Failure> {
    if key.is_empty() {
        return Err(Failure::invalid(at, "must not be empty"));
    }
    check_length(at, key, LONGEST_KEY)
}

fn check_metadata(metadata: &Object) -> Result<(), Failure> {
    super::check_payload("body.metadata", &Value::Object(metadata.clone()))
}

/// Whether the content is public, and whether the other integrations of the bot may read it.
fn access(policies: &[AccessPolicy]) -> Result<(bool, bool), Failure> {
    let (mut public, mut shared) = (false, false);
    for (index, policy) in policies.iter().enumerate() {
        match policy {
            AccessPolicy::PublicContent => public = true,
            AccessPolicy::Integrations => shared = true,
            other => {
                let at = format!("body.accessPolicies[{index}]");
                return Err(Failure::invalid(at, format!("`{other}` is neither public_content nor integrations")));
            }
        }
    }
    Ok((public, shared))
}

fn expiry(call: &Call, time: &str) -> Result<i64, Failure> {
    let (at, now) = (body_date("body.expiresAt", time)?, call.platform.now());
    if at <= now || at > now.saturating_add(LONGEST_LIFE) {
        return Err(Failure::invalid("body.expiresAt", "must be in the future, and at most 90 days ahead"));
    }
    Ok(at)
}

/// By the key's extension.
fn media_type(key: &str) -> &'static str {
    let extension = key.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    match extension.unwrap_or_default().to_ascii_lowercase().as_str() {
        "txt" | "log" => "text/plain",
        "md" | "markdown" => "text/markdown",
        "html" | "htm" => "text/html",
        "css" => "text/css",
        "csv" => "text/csv",
        "js" | "mjs" => "text/javascript",
        "json" => "application/json",
        "xml" => "application/xml",
        "yaml" | "yml" => "application/yaml",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        _ => "application/octet-stream",
    }
}
