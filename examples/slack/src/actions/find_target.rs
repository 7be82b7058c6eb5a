use std::collections::BTreeMap;

use botpress_sdk::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    Slack,
    api::{ChannelTypes, Member, SlackApi, SlackError},
};

/// Finds people or channels whose name is like what was written.
#[derive(Debug, Deserialize, Schema, Action)]
#[action(title = "Find Target", output = FoundTargets)]
pub struct FindTarget {
    /// A name, or a part of it; it may have mistakes.
    #[botpress(title = "Search Query", min_length = 2)]
    pub query: String,
    /// Whether to look for people (`dm`) or for channels.
    #[botpress(title = "Channel Name")]
    pub channel: TargetKind,
}

/// What was found.
#[derive(Debug, Serialize, Schema)]
pub struct FoundTargets {
    /// What was found, the most similar first.
    #[botpress(title = "Targets")]
    pub targets: Vec<Target>,
}

/// Somebody or some channel to write to.
#[derive(Debug, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The name that people see.
    #[botpress(title = "Display Name")]
    pub display_name: String,
    /// The tags of its conversation: `id` is Slack's id of the user or channel.
    #[botpress(title = "Tags")]
    pub tags: BTreeMap<String, String>,
    /// Whether it is a person or a channel.
    #[botpress(title = "Channel type")]
    pub channel: TargetKind,
}

/// People or channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, Schema)]
#[serde(rename_all = "camelCase")]
pub enum TargetKind {
    /// People, whom a direct message is written to.
    Dm,
    /// Public channels.
    Channel,
}

impl Handle<FindTarget> for Slack {
    async fn handle(&self, cx: &Context<Self>, input: FindTarget) -> Result<FoundTargets> {
        let api = self.api(cx).await?;
        let named = match input.channel {
            TargetKind::Dm => people(&api).await?,
            TargetKind::Channel => channels(&api).await?,
        };
        let mut found: Vec<_> = named.into_iter().filter_map(|one| Some((one.likeness(&input.query)?, one))).collect();
        found.sort_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| one.names[0].cmp(&other.names[0])));
        let targets = found.into_iter().map(|(_, Named { id, mut names })| Target {
            display_name: names.swap_remove(0),
            tags: BTreeMap::from([("id".to_owned(), id)]),
            channel: input.channel,
        });
        Ok(FoundTargets { targets: targets.collect() })
    }
}

/// Something with names, of which the first is shown; none of them is empty.
struct Named {
    id: String,
    names: Vec<String>,
}

async fn people(api: &SlackApi) -> Result<Vec<Named>, SlackError> {
    let named = |member: Member| {
        let Member { id, name, real_name, profile, .. } = member;
        let names = [profile.display_name, profile.real_name, real_name, Some(name), profile.email];
        let names: Vec<_> = names.into_iter().flatten().filter(|name| !name.is_empty()).collect();
        (!names.is_empty()).then_some(Named { id, names })
    };
    Ok(api.members().await?.into_iter().filter(|member| !member.deleted).filter_map(named).collect())
}

async fn channels(api: &SlackApi) -> Result<Vec<Named>, SlackError> {
    let (mut named, mut cursor) = (Vec::new(), None);
    loop {
        let (page, next) = api.channels(ChannelTypes::default(), cursor.as_deref()).await?;
        named.extend(page.into_iter().map(|channel| Named { id: channel.id, names: vec![channel.name] }));
        cursor = next;
        if cursor.is_none() {
            return Ok(named);
        }
    }
}

/// How many of its letters a name may have wrong.
const TOLERANCE: f64 = 0.3;

impl Named {
    /// How far the most similar name is from what is looked for, 0 being as near as can be; none when it is too far.
    fn likeness(&self, query: &str) -> Option<f64> {
        let query: Vec<char> = query.trim().trim_start_matches(['@', '#']).to_lowercase().chars().collect();
        let distances = self.names.iter().map(|name| distance_within(&query, &name.to_lowercase()));
        let nearest = distances.min()? as f64 / query.len().max(1) as f64;
        (nearest <= TOLERANCE).then_some(nearest)
    }
}

/// How many letters lie between `query` and the part of `text` that is most like it.
fn distance_within(query: &[char], text: &str) -> usize {
    // Row by row over the text: what of the query is left out costs, what the text has before and after it does not.
    let mut row: Vec<usize> = (0..=query.len()).collect();
    let mut best = query.len();
    for letter in text.chars() {
        let mut diagonal = row[0];
        for at in 0..query.len() {
            let replaced = diagonal + usize::from(query[at] != letter);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(diagonal + 1);
        }
        best = best.min(row[query.len()]);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(name: &str, query: &str) -> Option<f64> {
        Named { id: "U1".to_owned(), names: vec![name.to_owned()] }.likeness(query)
    }

    #[test]
    fn a_name_is_found_by_a_part_of_it_and_with_a_mistake() {
        assert_eq!(likeness("Ada Lovelace", "lovel"), Some(0.0));
        assert_eq!(likeness("Ada Lovelace", "@ada"), Some(0.0));
        assert!(likeness("Ada Lovelace", "Lovelase").is_some_and(|far| far > 0.0));
        assert_eq!(likeness("Ada Lovelace", "Hopper"), None);
        assert_eq!(likeness("Zoë", "ZOË"), Some(0.0));
    }
}
