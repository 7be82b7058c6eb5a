//! Tags of a request: whose they are, and whether they are declared.

use indexmap::IndexMap;

use super::Work;
use crate::failure::Failure;
use crate::platform::{Actor, Instance};
use crate::store::BOT;
use crate::store::tags::{Identity, Tag, TagKey, Tagged};

/// What a tag's value may have in characters.
const LONGEST_VALUE: usize = 500;

impl Work<'_> {
    /// The tags to write. An empty text removes, as `null` does.
    pub(super) fn tags<V: Into<Option<String>>>(
        &self,
        kind: Tagged,
        channel: Option<&str>,
        tags: IndexMap<String, V>,
    ) -> Result<Vec<Tag>, Failure> {
        let written = tags.into_iter().map(|(key, value)| {
            let at = format!("body.tags.{key}");
            let value = value.into().filter(|value| !value.is_empty());
            if let Some(value) = &value {
                super::check_length(&at, value, LONGEST_VALUE)?;
            }
            Ok(Tag { key: self.tag_key(&at, kind, channel, &key)?, value })
        });
        written.collect()
    }

    /// Which existing object is meant: the one with exactly these tags, or the one that agrees in the listed ones, where a
    /// listed tag without a value means that it has no such tag. An empty list counts as none, rather than matching anything.
    pub(super) fn identity(
        &self,
        kind: Tagged,
        channel: Option<&str>,
        tags: &[Tag],
        discriminate_by: Option<Vec<String>>,
    ) -> Result<Identity, Failure> {
        let Some(listed) = discriminate_by.filter(|listed| !listed.is_empty()) else {
            return Ok(Identity { tags: tags.to_vec(), exact: true });
        };
        let compared = listed.into_iter().enumerate().map(|(index, key)| {
            let key = self.tag_key(&format!("body.discriminateByTags[{index}]"), kind, channel, &key)?;
            let value = tags.iter().find(|tag| tag.key == key).and_then(|tag| tag.value.clone());
            Ok(Tag { key, value })
        });
        Ok(Identity { tags: compared.collect::<Result<_, Failure>>()?, exact: false })
    }

    /// The tags that a list is filtered by.
    pub(super) fn filter(
        &self,
        kind: Tagged,
        tags: Option<IndexMap<String, String>>,
    ) -> Result<Vec<(TagKey, String)>, Failure> {
        let filters = tags.unwrap_or_default().into_iter().map(|(key, value)| {
            let found = self.tag_key(&format!("query.tags.{key}"), kind, None, &key);
            let found = found.map_err(|failure| match failure {
                Failure::Invalid { at, message } => Failure::Query { at, message },
                other => other,
            });
            Ok((found?, value))
        });
        filters.collect()
    }

    /// Whose tag it is. `channel` is `None` where any channel will do.
    pub(super) fn tag_key(&self, at: &str, kind: Tagged, channel: Option<&str>, key: &str) -> Result<TagKey, Failure> {
        let check = |instance: &Instance, key: &str| {
            instance.declared.tag(at, kind, channel, key)?;
            Ok(TagKey { owner: instance.row.seq, key: key.to_owned() })
        };
        if kind == Tagged::Workflow {
            // They are the bot's, and no integration declares any.
            return Ok(TagKey { owner: self.scope.owner, key: key.to_owned() });
        }
        if let Actor::Integration(instance) = &self.call.actor {
            return check(instance, own_name(instance, key));
        }
        match key.split_once(':').and_then(|(alias, key)| Some((self.call.platform.instances.named(alias)?, key))) {
            Some((instance, key)) => check(&instance, key),
            None => Ok(TagKey { owner: BOT, key: key.to_owned() }),
        }
    }
}

/// A name of the integration's own, which it may have written with its alias or name in front.
pub(super) fn own_name<'a>(instance: &Instance, name: &'a str) -> &'a str {
    let own = |prefix: &str| name.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(':'));
    own(&instance.row.alias).or_else(|| own(&instance.row.name)).unwrap_or(name)
}
