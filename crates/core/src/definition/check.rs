//! The platform's rules for definitions, checked all at once.

use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use super::members::{ConfigurationDefinition, TagDefinition};
use super::{IntegrationDefinition, limits};
use crate::schema;

/// Everything that is wrong with a definition.
///
/// Prints as one line per problem, each beginning with the path of the member.
#[derive(Clone, Debug, PartialEq)]
pub struct DefinitionErrors {
    name: String,
    problems: Vec<DefinitionProblem>,
}

/// One thing that is wrong with a definition.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DefinitionProblem {
    /// The member, as a path into the definition: `actions.addReaction.title`.
    pub path: String,
    /// What is wrong with it and what to do about it.
    pub message: String,
}

impl DefinitionErrors {
    pub(super) fn new(name: impl Into<String>, problems: Vec<DefinitionProblem>) -> Self {
        Self { name: name.into(), problems }
    }

    /// The problems, in the order of the definition; at least one.
    pub fn problems(&self) -> &[DefinitionProblem] {
        &self.problems
    }
}

impl DefinitionProblem {
    pub(super) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

impl fmt::Display for DefinitionErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let problems = if count == 1 { "problem" } else { "problems" };
        write!(f, "the definition of `{}` has {count} {problems}:", self.name)?;
        self.problems.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl fmt::Display for DefinitionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

impl std::error::Error for DefinitionErrors {}

/// Everything that is wrong with a definition, in the order of its members.
pub(super) fn problems(definition: &IntegrationDefinition) -> Vec<DefinitionProblem> {
    let mut check = Check::default();
    check.head(definition);
    check.attributes("attributes", &definition.attributes);
    check.script("identifier.extractScript", definition.identifier.extract_script.as_deref());
    check.script("identifier.fallbackHandlerScript", definition.identifier.fallback_handler_script.as_deref());
    if let Some(configuration) = &definition.configuration {
        check.configuration("configuration", configuration);
    }
    for (name, configuration) in &definition.configurations {
        check.configuration(&format!("configurations.{name}"), configuration);
    }
    check.tags("user.tags", &definition.user.tags);
    check.channels(definition);
    check.count("states", definition.states.len(), limits::STATES);
    for (name, state) in &definition.states {
        let path = format!("states.{name}");
        check.identifier(&path, name);
        check.schema(&format!("{path}.schema"), &state.schema);
    }
    for (name, action) in &definition.actions {
        let path = format!("actions.{name}");
        check.identifier(&path, name);
        check.title(&path, action.title.as_deref());
        check.schema(&format!("{path}.input.schema"), &action.input.schema);
        check.schema(&format!("{path}.output.schema"), &action.output.schema);
        check.attributes(&format!("{path}.attributes"), &action.attributes);
    }
    check.count("events", definition.events.len(), limits::EVENTS);
    for (name, event) in &definition.events {
        let path = format!("events.{name}");
        check.identifier(&path, name);
        check.title(&path, event.title.as_deref());
        check.schema(&format!("{path}.schema"), &event.schema);
        check.attributes(&format!("{path}.attributes"), &event.attributes);
    }
    for (name, entity) in &definition.entities {
        let path = format!("entities.{name}");
        check.title(&path, entity.title.as_deref());
        check.schema(&format!("{path}.schema"), &entity.schema);
    }
    check.interfaces(definition);
    check.secrets(definition);
    check.problems
}

#[derive(Default)]
struct Check {
    problems: Vec<DefinitionProblem>,
}

impl Check {
    fn problem(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(DefinitionProblem::new(path, message));
    }

    fn head(&mut self, definition: &IntegrationDefinition) {
        self.name(&definition.name);
        if let Err(error) = semver::Version::parse(&definition.version) {
            let message = format!("`{}` is not a semantic version such as `0.1.0`: {error}", definition.version);
            self.problem("version", message);
        }
        self.text("title", definition.title.as_deref(), 1, limits::TITLE_LENGTH);
        self.text("description", definition.description.as_deref(), 0, limits::DESCRIPTION_LENGTH);
        self.extension("icon", definition.icon.as_deref(), ".svg");
        self.extension("readme", definition.readme.as_deref(), ".md");
    }

    fn name(&mut self, name: &str) {
        let (workspace, own) = name.split_once('/').unwrap_or(("", name));
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let length = name.chars().count();
        if own.contains('/') {
            self.problem("name", format!("`{name}` has more than one `/`: write `workspace/name` or `name`"));
        } else if own.is_empty() || (workspace.is_empty() && name.contains('/')) {
            self.problem("name", "is empty: write `workspace/name` or `name`");
        } else if !own.chars().chain(workspace.chars()).all(allowed) {
            self.problem("name", format!("`{name}` may have lower-case letters, digits, `-` and `_` only"));
        }
        if length > limits::NAME_LENGTH {
            self.problem("name", too_long(length, limits::NAME_LENGTH));
        }
    }

    fn channels(&mut self, definition: &IntegrationDefinition) {
        self.count("channels", definition.channels.len(), limits::CHANNELS);
        for (name, channel) in &definition.channels {
            let path = format!("channels.{name}");
            self.identifier(&path, name);
            self.title(&path, channel.title.as_deref());
            let messages = format!("{path}.messages");
            self.count(&messages, channel.messages.len(), limits::MESSAGES_PER_CHANNEL);
            for message in &channel.repeated.0 {
                self.problem(&format!("{messages}.{message}"), "is declared twice: give one of them another name");
            }
            for (name, message) in &channel.messages {
                let path = format!("{messages}.{name}");
                self.identifier(&path, name);
                self.schema(&format!("{path}.schema"), &message.schema);
            }
            self.tags(&format!("{path}.message.tags"), &channel.message.tags);
            self.tags(&format!("{path}.conversation.tags"), &channel.conversation.tags);
        }
    }

    fn interfaces(&mut self, definition: &IntegrationDefinition) {
        for (key, interface) in &definition.interfaces {
            let maps = [
                ("entities", &interface.entities, definition.entities.keys().collect::<Vec<_>>()),
                ("actions", &interface.actions, definition.actions.keys().collect()),
                ("events", &interface.events, definition.events.keys().collect()),
                ("channels", &interface.channels, definition.channels.keys().collect()),
            ];
            for (kind, map, declared) in maps {
                for (theirs, ours) in map {
                    if !declared.contains(&&ours.name) {
                        let path = format!("interfaces.{key}.{kind}.{theirs}");
                        self.problem(
                            &path,
                            format!("the definition has no `{}` among its {kind}: declare it", ours.name),
                        );
                    }
                }
            }
        }
    }

    fn secrets(&mut self, definition: &IntegrationDefinition) {
        self.count("secrets", definition.secrets.len(), limits::SECRETS);
        for name in definition.secrets.keys() {
            if !is_screaming_snake_case(name) {
                let message = "is not in SCREAMING_SNAKE_CASE: write a name such as `CLIENT_SECRET`";
                self.problem(&format!("secrets.{name}"), message);
            }
        }
    }

    fn configuration(&mut self, path: &str, configuration: &ConfigurationDefinition) {
        self.title(path, configuration.title.as_deref());
        self.schema(&format!("{path}.schema"), &configuration.schema);
        let script = configuration.identifier.link_template_script.as_deref();
        self.script(&format!("{path}.identifier.linkTemplateScript"), script);
    }

    fn tags(&mut self, path: &str, tags: &IndexMap<String, TagDefinition>) {
        self.count(path, tags.len(), limits::TAGS);
        for (name, tag) in tags {
            let path = format!("{path}.{name}");
            self.text(&format!("{path}.title"), tag.title.as_deref(), 1, limits::TITLE_LENGTH);
            self.text(&format!("{path}.description"), tag.description.as_deref(), 0, limits::DESCRIPTION_LENGTH);
        }
    }

    fn attributes(&mut self, path: &str, attributes: &IndexMap<String, String>) {
        for (key, value) in attributes {
            self.text(&format!("{path}.{key}"), Some(value), 0, limits::ATTRIBUTE_LENGTH);
        }
    }

    /// A title that only has to be there: the platform documents no length for it.
    fn title(&mut self, path: &str, title: Option<&str>) {
        self.text(&format!("{path}.title"), title, 1, usize::MAX);
    }

    fn text(&mut self, path: &str, text: Option<&str>, min: usize, max: usize) {
        let Some(length) = text.map(|text| text.chars().count()) else { return };
        if length < min {
            self.problem(path, "is empty: give it a text or leave it out");
        } else if length > max {
            self.problem(path, too_long(length, max));
        }
    }

    fn count(&mut self, path: &str, count: usize, max: usize) {
        if count > max {
            self.problem(path, format!("has {count} members, at most {max} are allowed"));
        }
    }

    fn extension(&mut self, path: &str, file: Option<&str>, extension: &str) {
        if let Some(file) = file
            && !file.ends_with(extension)
        {
            self.problem(path, format!("`{file}` has to be a `{extension}` file"));
        }
    }

    fn script(&mut self, path: &str, file: Option<&str>) {
        self.extension(path, file, ".vrl");
    }

    fn schema(&mut self, path: &str, value: &Value) {
        if !value.is_object() {
            self.problem(path, "is not a schema: it has to be a JSON object");
        }
        for error in schema::errors_in(value) {
            self.problem(path, error);
        }
        let bytes = value.to_string().len();
        if bytes > limits::SCHEMA_BYTES {
            self.problem(path, format!("is {bytes} bytes long, at most {} are allowed", limits::SCHEMA_BYTES));
        }
    }

    /// The rule of the official SDK (camelCase), then the platform's (`InvalidIdentifier`).
    fn identifier(&mut self, path: &str, name: &str) {
        let camel_case = camel_case(name);
        let length = name.chars().count();
        if camel_case != name {
            let message = if camel_case.is_empty() {
                format!("`{name}` is not in camelCase")
            } else {
                format!("`{name}` is not in camelCase: write `{camel_case}`")
            };
            self.problem(path, message);
        } else if !(limits::IDENTIFIER_LENGTH_MIN..=limits::IDENTIFIER_LENGTH_MAX).contains(&length) {
            let (min, max) = (limits::IDENTIFIER_LENGTH_MIN, limits::IDENTIFIER_LENGTH_MAX);
            self.problem(path, format!("the name has {length} characters, {min} to {max} are allowed"));
        } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            self.problem(path, format!("`{name}` has to start with a lower-case letter"));
        }
    }
}

fn too_long(length: usize, max: usize) -> String {
    format!("has {length} characters, at most {max} are allowed")
}

/// The name in camelCase, by the rule of the official SDK: words end at whatever is no letter or digit, and where an
/// upper-case letter follows a lower-case one; the first is written in lower case, the others with a capital.
fn camel_case(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut previous = ' ';
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() {
            previous = ' ';
            continue;
        }
        let boundary = previous == ' ' || (previous.is_ascii_lowercase() && c.is_ascii_uppercase());
        previous = c;
        match words.last_mut() {
            Some(word) if !boundary => word.push(c.to_ascii_lowercase()),
            None => words.push(c.to_ascii_lowercase().to_string()),
            Some(_) => words.push(c.to_ascii_uppercase().to_string()),
        }
    }
    words.concat()
}

fn is_screaming_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name
            .split('_')
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
}
