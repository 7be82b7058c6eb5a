//! Where the users whom a text mentions stand in it.

use std::ops::Range;

use crate::markdown::{Mention, token::Token};

/// The places of mentions, in order, none in another, each with what stands there for Slack.
pub(super) fn places(text: &str, mentions: &[Mention]) -> Vec<(Range<usize>, Token)> {
    let mut taken: Vec<(Range<usize>, Token)> = Vec::new();
    for mention in mentions {
        let Some(token) = token(&mention.user.id) else { continue };
        let free =
            |place: &Range<usize>| taken.iter().all(|(other, _)| place.end <= other.start || other.end <= place.start);
        if let Some(place) = place(text, mention, &free) {
            taken.push((place, token));
        }
    }
    taken.sort_by_key(|(place, _)| place.start);
    taken
}

fn token(id: &str) -> Option<Token> {
    let user = Token::at_start(&format!("<@{id}>"));
    let (token, _) = user.or_else(|| Token::at_start(&format!("<!subteam^{id}>")))?;
    Some(token)
}

fn place(text: &str, mention: &Mention, free: &dyn Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    let name = mention.user.name.as_str();
    let told = mention.place_in(text).map(|place| with_at(text, place)).filter(|place| free(place));
    if let Some(place) = &told
        && unescaped(&text[place.clone()]).trim_start_matches('@') == name.trim_start_matches('@')
    {
        return told;
    }
    let near = mention.place_in(text).map_or(mention.start.0.min(text.len()), |place| place.start);
    nearest(text, name, near, free).or_else(|| told.filter(|place| is_whole(text, place)))
}

/// Where the name stands as a word, closest to a place.
fn nearest(text: &str, name: &str, near: usize, free: &dyn Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    if name.trim().is_empty() {
        return None;
    }
    text.match_indices(name)
        .map(|(start, _)| start..start + name.len())
        .filter(|place| is_whole(text, place))
        .map(|place| with_at(text, place))
        .filter(|place| free(place))
        .min_by_key(|place| place.start.abs_diff(near))
}

/// Slack writes the `@` itself.
fn with_at(text: &str, place: Range<usize>) -> Range<usize> {
    let before = &text[..place.start];
    match before.strip_suffix('@') {
        Some(start) if !ends_in_word(start) => start.len()..place.end,
        _ => place,
    }
}

/// Whether no word goes on beyond the place.
fn is_whole(text: &str, place: &Range<usize>) -> bool {
    let begins_in_word = |text: &str| text.chars().next().is_some_and(char::is_alphanumeric);
    let inner = &text[place.clone()];
    let cut = |before: &str, behind: &str| ends_in_word(before) && begins_in_word(behind);
    !cut(&text[..place.start], inner) && !cut(inner, &text[place.end..])
}

fn ends_in_word(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

/// Markdown's backslashes taken out.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = chars.next_if(|next| c == '\\' && next.is_ascii_punctuation());
        plain.push(escaped.unwrap_or(c));
    }
    plain
}
