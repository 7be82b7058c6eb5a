//! What the integration is run and installed with: `botpress.toml`, `.env` and flags.

use std::{collections::BTreeMap, env, fs, io, path::Path};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The file beside the integration's manifest.
pub(super) const FILE: &str = "botpress.toml";
/// The file with its secrets, beside it.
pub(super) const ENV_FILE: &str = ".env";

/// All of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Settings {
    /// The name of the installation in the bot; the integration's own unless set.
    pub(super) alias: Option<String>,
    /// Which of the declared configurations it is.
    pub(super) configuration_type: Option<String>,
    pub(super) configuration: Map<String, Value>,
    /// Environment variables for the integration; those of this process win.
    pub(super) env: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    alias: Option<String>,
    configuration_type: Option<String>,
    #[serde(default)]
    configuration: toml::Table,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    secrets: BTreeMap<String, String>,
}

impl Settings {
    /// Reads the files in `directory`, those that there are, and puts `overrides` (`key=value`) on top.
    pub(super) fn read(directory: &Path, overrides: &[String]) -> Result<Self, Failure> {
        let path = directory.join(FILE);
        let file: File = match read(&path)? {
            Some(text) => {
                toml::from_str(&text).map_err(|error| Failure::Failed(format!("{}: {error}", path.display())))?
            }
            None => File::default(),
        };
        let mut variables = file.env;
        // As the platform hands secrets to an integration.
        variables.extend(file.secrets.into_iter().map(|(name, value)| (format!("SECRET_{name}"), value)));
        let path = directory.join(ENV_FILE);
        if let Some(text) = read(&path)? {
            variables.extend(parse_env(&text, &path)?);
        }
        variables.retain(|name, _| env::var_os(name).is_none());
        let configuration = serde_json::to_value(file.configuration);
        let mut configuration = match configuration {
            Ok(Value::Object(configuration)) => configuration,
            Ok(_) => Map::new(),
            Err(error) => return Err(Failure::Failed(format!("{FILE}: the configuration is not JSON: {error}"))),
        };
        for text in overrides {
            set(&mut configuration, text)?;
        }
        Ok(Self { alias: file.alias, configuration_type: file.configuration_type, configuration, env: variables })
    }
}

fn read(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io(format!("read {}", path.display()))(error)),
    }
}

/// Sets `key=value`: the key may be a path with dots, the value is JSON if it can be, and else a text.
fn set(configuration: &mut Map<String, Value>, text: &str) -> Result<(), Failure> {
    let wrong = || Failure::Usage(format!("`--config {text}` has not the form key=value"));
    let (key, value) = text.split_once('=').filter(|(key, _)| !key.is_empty()).ok_or_else(wrong)?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    let mut place = configuration;
    let mut names = key.split('.').peekable();
    while let Some(name) = names.next() {
        if names.peek().is_none() {
            place.insert(name.to_owned(), value);
            break;
        }
        let inner = place.entry(name).or_insert_with(|| Value::Object(Map::new()));
        place =
            inner.as_object_mut().ok_or_else(|| Failure::Usage(format!("`--config {text}`: `{name}` is no object")))?;
    }
    Ok(())
}

/// Reads `NAME=value` lines; `#` begins a comment, `export` in front and quotes around are allowed.
fn parse_env(text: &str, path: &Path) -> Result<Vec<(String, String)>, Failure> {
    let mut variables = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=').filter(|(name, _)| !name.trim().is_empty()) else {
            // Not shown: it may be a secret.
            return Err(Failure::Failed(format!("{}, line {}: expected NAME=value", path.display(), index + 1)));
        };
        let value = value.trim();
        let quoted = ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote));
        variables.push((name.trim().to_owned(), quoted.unwrap_or(value).to_owned()));
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_configuration_on_the_command_line_is_json_where_it_can_be_and_reaches_into_objects() {
        let mut configuration = json!({ "greeting": "Hello", "deep": { "a": 1 } }).as_object().cloned().unwrap();
        for text in ["greeting=Ahoy", "times=3", "deep.b=[true]", "id=\"7\"", "text=a=b"] {
            set(&mut configuration, text).unwrap();
        }
        assert_eq!(
            Value::Object(configuration.clone()),
            json!({ "greeting": "Ahoy", "deep": { "a": 1, "b": [true] }, "times": 3, "id": "7", "text": "a=b" })
        );
        for text in ["greeting", "=1", "greeting.a=1"] {
            assert!(matches!(set(&mut configuration, text), Err(Failure::Usage(_))), "{text}");
        }
    }

    #[test]
    fn an_env_file_may_have_comments_exports_and_quotes_and_never_shows_a_line_that_is_wrong() {
        let text = "# a comment\n\nexport SECRET_A = \"x y\"\nB='#1'\nC=\n";
        let variables = parse_env(text, Path::new(".env")).unwrap();
        let expected = [("SECRET_A", "x y"), ("B", "#1"), ("C", "")];
        assert_eq!(variables, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let error = parse_env("A=1\nhunter2", Path::new(".env")).unwrap_err().to_string();
        assert_eq!(error, ".env, line 2: expected NAME=value");
    }
}
