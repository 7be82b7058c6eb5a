//! Users.

use botpress_api::Patch;
use botpress_api::endpoint::{create_user, delete_user, get_or_create_user, get_user, list_users, update_user};
use botpress_api::id::UserId;
use botpress_api::types::{CreatedMeta, TagPatch};

use super::{Call, LONGEST_NAME, Work, changed, check_length, date, given, listed, paging, time_field, wire};
use crate::failure::Failure;
use crate::store::tags::Tagged;
use crate::store::users::{self, UserFilter, UserRow, UserWrite};

/// What a URL of a picture may have in characters; it may be a `data:` URL.
const LONGEST_PICTURE: usize = 40_000;

pub(crate) async fn create(call: Call, request: create_user::Request) -> Result<create_user::Response, Failure> {
    let create_user::Request { tags, name, picture_url, properties, attributes, .. } = request;
    let id = new_id(&call)?;
    let user = call.run(move |work| {
        let write = UserWrite {
            tags: work.tags(Tagged::User, None, tags)?,
            name: kept(name),
            picture_url: kept(picture_url),
            properties: given(properties),
            attributes: given(attributes),
        };
        users::create(work.tx, &work.scope, &id, checked(write)?)
    });
    Ok(create_user::Response::new(wire::user(user.await?)))
}

pub(crate) async fn get_or_create(
    call: Call,
    request: get_or_create_user::Request,
) -> Result<get_or_create_user::Response, Failure> {
    let get_or_create_user::Request { tags, name, picture_url, properties, attributes, discriminate_by_tags, .. } =
        request;
    let id = new_id(&call)?;
    let wanted = Wanted { tags, name, picture_url, properties, attributes, discriminate_by_tags };
    let (user, created) = call.run(move |work| wanted.find_or_make(work, &id)).await?;
    Ok(get_or_create_user::Response::new(wire::user(user), CreatedMeta::new(created)))
}

/// A user to find or to make.
pub(super) struct Wanted {
    pub(super) tags: TagPatch,
    pub(super) name: Option<String>,
    pub(super) picture_url: Option<String>,
    pub(super) properties: Option<TagPatch>,
    pub(super) attributes: Option<TagPatch>,
    pub(super) discriminate_by_tags: Option<Vec<String>>,
}

impl Wanted {
    pub(super) fn find_or_make(self, work: &Work<'_>, id: &str) -> Result<(UserRow, bool), Failure> {
        let tags = work.tags(Tagged::User, None, self.tags)?;
        let identity = work.identity(Tagged::User, None, &tags, self.discriminate_by_tags)?;
        let write = UserWrite {
            tags,
            name: kept(self.name),
            picture_url: kept(self.picture_url),
            properties: changed(self.properties),
            attributes: changed(self.attributes),
        };
        users::get_or_create(work.tx, &work.scope, id, &identity, checked(write)?)
    }
}

pub(crate) async fn get(call: Call, request: get_user::Request) -> Result<get_user::Response, Failure> {
    let user = call.run(move |work| users::get(work.tx, &work.scope, work.user(request.id.as_str()))).await?;
    Ok(get_user::Response::new(wire::user(user)))
}

pub(crate) async fn update(call: Call, request: update_user::Request) -> Result<update_user::Response, Failure> {
    let update_user::Request { id, tags, name, picture_url, properties, attributes, .. } = request;
    let user = call.run(move |work| {
        let write = UserWrite {
            tags: work.tags(Tagged::User, None, tags.unwrap_or_default())?,
            name,
            picture_url,
            properties: changed(properties),
            attributes: changed(attributes),
        };
        users::update(work.tx, &work.scope, work.user(id.as_str()), checked(write)?)
    });
    Ok(update_user::Response::new(wire::user(user.await?)))
}

pub(crate) async fn delete(call: Call, request: delete_user::Request) -> Result<delete_user::Response, Failure> {
    call.run(move |work| {
        let id = work.user(request.id.as_str());
        if id == work.call.platform.bot.user_id {
            return Err(Failure::Forbidden("the user that stands for the bot cannot be deleted".to_owned()));
        }
        users::delete(work.tx, &work.scope, id)
    })
    .await?;
    Ok(delete_user::Response::new())
}

pub(crate) async fn list(call: Call, request: list_users::Request) -> Result<list_users::Response, Failure> {
    let paging = paging(request.next_token, request.page_size, request.sort_field, request.sort_direction)?;
    let after = date("query.afterDate", request.after_date)?;
    let before = date("query.beforeDate", request.before_date)?;
    let range = time_field("query.rangeField", request.range_field)?;
    let (conversation, tags) = (request.conversation_id.map(String::from), request.tags);
    let page = call.run(move |work| {
        let tags = work.filter(Tagged::User, tags)?;
        let filter = UserFilter { conversation, tags, after, before, range };
        users::list(work.tx, &work.scope, filter, &paging)
    });
    let (users, meta) = listed(page.await?, wire::user);
    Ok(list_users::Response::new(users, meta))
}

pub(super) fn new_id(call: &Call) -> Result<String, Failure> {
    let (time, random) = call.platform.id_seed()?;
    Ok(UserId::generate(time, random).into_string())
}

impl Work<'_> {
    /// Official bots give their own id where the id of their user is meant.
    pub(super) fn user<'a>(&'a self, id: &'a str) -> &'a str {
        let bot = &self.call.platform.bot;
        if id == bot.id { &bot.user_id } else { id }
    }
}

/// An absent value leaves what is there.
fn kept(value: Option<String>) -> Patch<String> {
    value.map_or(Patch::Keep, Patch::Set)
}

fn checked(write: UserWrite) -> Result<UserWrite, Failure> {
    if let Patch::Set(name) = &write.name {
        check_length("body.name", name, LONGEST_NAME)?;
    }
    if let Patch::Set(url) = &write.picture_url {
        check_length("body.pictureUrl", url, LONGEST_PICTURE)?;
    }
    for (map, texts) in [("properties", &write.properties), ("attributes", &write.attributes)] {
        for (key, value) in texts {
            check_length(&format!("body.{map}.{key}"), value.as_deref().unwrap_or_default(), LONGEST_NAME)?;
        }
    }
    Ok(write)
}
