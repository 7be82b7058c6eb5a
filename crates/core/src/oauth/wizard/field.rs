//! A field of a form: what its schema says, how it is shown, and whether a value is right.

use std::fmt::Write;

use serde_json::Value;

use super::{FIELD, page::Escaped};

/// A field of a form.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: String,
    label: String,
    help: Option<String>,
    placeholder: Option<String>,
    kind: Kind,
    pub(super) is_required: bool,
    pub(super) is_secret: bool,
    is_hidden: bool,
    /// What it is when nothing was filled in.
    pub(super) default: Option<String>,
    limits: Limits,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// With the type of the input.
    Text(&'static str),
    Whole,
    Number,
    Switch,
    Choice(Vec<String>),
}

#[derive(Debug, Clone, Default)]
struct Limits {
    min: Option<f64>,
    max: Option<f64>,
    min_length: Option<u64>,
    max_length: Option<u64>,
}

impl Field {
    /// The fields of an object's schema, or the sentence that says why there are none.
    pub(super) fn all(schema: &Value) -> Result<Vec<Self>, String> {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        let properties = schema["properties"].as_object().into_iter().flatten();
        let field =
            |(name, schema): (&String, &Value)| Self::new(name, schema, required.contains(&name.as_str().into()));
        properties.map(field).collect()
    }

    fn new(name: &str, schema: &Value, is_required: bool) -> Result<Self, String> {
        let zui = &schema["x-zui"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let options = schema["enum"].as_array();
        let kind = match (schema["type"].as_str(), options) {
            (Some("string"), Some(options)) => Kind::Choice(options.iter().filter_map(text).collect()),
            (Some("string"), None) => Kind::Text(match schema["format"].as_str() {
                Some("uri") => "url",
                Some("email") => "email",
                _ => "text",
            }),
            (Some("integer"), None) => Kind::Whole,
            (Some("number"), None) => Kind::Number,
            (Some("boolean"), None) => Kind::Switch,
            _ => {
                let message = "forms have texts, numbers, switches and choices (enums of plain variants)";
                return Err(format!("the field `{name}` cannot be shown: {message}"));
            }
        };
        Ok(Self {
            name: name.to_owned(),
            label: text(&zui["title"]).unwrap_or_else(|| spaced(name)),
            help: text(&schema["description"]),
            placeholder: text(&zui["placeholder"]),
            kind,
            is_required,
            is_secret: zui["secret"] == true,
            is_hidden: zui["hidden"] == true,
            default: plain(&schema["default"]),
            limits: Limits {
                min: schema["minimum"].as_f64(),
                max: schema["maximum"].as_f64(),
                min_length: schema["minLength"].as_u64(),
                max_length: schema["maxLength"].as_u64(),
            },
        })
    }

    /// What is wrong with the value, which is not empty.
    pub(super) fn problem(&self, value: &str) -> Option<String> {
        let Limits { min, max, min_length, max_length } = self.limits;
        let number = match &self.kind {
            Kind::Text(kind) => {
                let length = value.chars().count() as u64;
                return match () {
                    () if min_length.is_some_and(|min| length < min) => {
                        Some(format!("Write at least {} characters.", min_length.unwrap_or_default()))
                    }
                    () if max_length.is_some_and(|max| length > max) => {
                        Some(format!("Write at most {} characters.", max_length.unwrap_or_default()))
                    }
                    () if *kind == "url" && !value.contains("://") => {
                        Some("Write a whole address, beginning with https://.".to_owned())
                    }
                    () if *kind == "email" && !value.contains('@') => Some("Write an e-mail address.".to_owned()),
                    () => None,
                };
            }
            Kind::Switch => return None,
            Kind::Choice(options) => {
                return (!options.iter().any(|option| option == value)).then(|| "Choose one of these.".to_owned());
            }
            Kind::Whole => value.parse::<i64>().map(|number| number as f64).ok(),
            Kind::Number => value.parse::<f64>().ok().filter(|number| number.is_finite()),
        };
        match number {
            None if self.kind == Kind::Whole => Some("Write a whole number.".to_owned()),
            None => Some("Write a number.".to_owned()),
            Some(number) if min.is_some_and(|min| number < min) => {
                Some(format!("Write a number that is at least {}.", min.unwrap_or_default()))
            }
            Some(number) if max.is_some_and(|max| number > max) => {
                Some(format!("Write a number that is at most {}.", max.unwrap_or_default()))
            }
            Some(_) => None,
        }
    }

    /// The value that counts: of a switch that was sent, always one.
    pub(super) fn filled(&self, values: &[(String, String)]) -> Option<String> {
        let name = format!("{FIELD}{}", self.name);
        let value = values.iter().find(|(key, _)| *key == name).map(|(_, value)| value.trim().to_owned());
        match self.kind {
            Kind::Switch => Some(value.is_some_and(|value| value == "true").to_string()),
            _ => value.filter(|value| !value.is_empty()),
        }
    }

    pub(super) fn show(&self, html: &mut String, value: Option<&str>, problem: Option<&str>) {
        let (name, id) = (Escaped(&self.name), format!("field-{}", self.name));
        let (id, label) = (Escaped(&id), Escaped(&self.label));
        let value = value.filter(|_| !self.is_secret).unwrap_or_default();
        if self.is_hidden {
            let _ = writeln!(html, "<input type=\"hidden\" name=\"{FIELD}{name}\" value=\"{}\">", Escaped(value));
            return;
        }
        let described = match (&self.help, problem) {
            (None, None) => String::new(),
            (Some(_), None) => format!(" aria-describedby=\"{id}-help\""),
            (None, Some(_)) => format!(" aria-describedby=\"{id}-problem\""),
            (Some(_), Some(_)) => format!(" aria-describedby=\"{id}-help {id}-problem\""),
        };
        let mut attributes = format!("id=\"{id}\" name=\"{FIELD}{name}\"{described}");
        if problem.is_some() {
            attributes.push_str(" aria-invalid=\"true\"");
        }
        html.push_str("<div class=\"field\">");
        if self.kind == Kind::Switch {
            let checked = if value == "true" { " checked" } else { "" };
            let _ = write!(
                html,
                "<input type=\"checkbox\" value=\"true\" {attributes}{checked}><label for=\"{id}\">{label}</label>"
            );
            self.notes(html, &id, problem);
            html.push_str("</div>\n");
            return;
        }
        let optional = if self.is_required { "" } else { " <small>(optional)</small>" };
        let _ = write!(html, "<label for=\"{id}\">{label}</label>{optional}");
        self.notes(html, &id, problem);
        if self.is_required {
            attributes.push_str(" required");
        }
        match &self.kind {
            Kind::Choice(options) => self.show_options(html, &attributes, options, value),
            kind => self.show_input(html, &attributes, kind, value),
        }
        html.push_str("</div>\n");
    }

    fn notes(&self, html: &mut String, id: &Escaped<'_>, problem: Option<&str>) {
        if let Some(help) = &self.help {
            let _ = write!(html, "<p class=\"help\" id=\"{id}-help\">{}</p>", Escaped(help));
        }
        if let Some(problem) = problem {
            let _ = write!(html, "<p class=\"problem\" id=\"{id}-problem\">{}</p>", Escaped(problem));
        }
    }

    fn show_options(&self, html: &mut String, attributes: &str, options: &[String], value: &str) {
        let _ = write!(html, "<select {attributes}>");
        if !self.is_required || value.is_empty() {
            html.push_str("<option value=\"\"></option>");
        }
        for option in options {
            let selected = if option == value { " selected" } else { "" };
            let label = spaced(option);
            let _ = write!(html, "<option value=\"{}\"{selected}>{}</option>", Escaped(option), Escaped(&label));
        }
        html.push_str("</select>");
    }

    fn show_input(&self, html: &mut String, attributes: &str, kind: &Kind, value: &str) {
        let Limits { min, max, min_length, max_length } = self.limits;
        let _ = match kind {
            _ if self.is_secret => write!(html, "<input type=\"password\" autocomplete=\"off\" {attributes}"),
            Kind::Text(kind) => write!(html, "<input type=\"{kind}\" autocomplete=\"off\" {attributes}"),
            Kind::Whole => write!(html, "<input type=\"number\" step=\"1\" {attributes}"),
            _ => write!(html, "<input type=\"number\" step=\"any\" {attributes}"),
        };
        let numbers = [("min", min.map(|min| min.to_string())), ("max", max.map(|max| max.to_string()))];
        let lengths = [("minlength", min_length), ("maxlength", max_length)];
        let lengths = lengths.map(|(name, length)| (name, length.map(|length| length.to_string())));
        let texts = [("placeholder", self.placeholder.clone()), ("value", Some(value.to_owned()))];
        for (name, value) in numbers.into_iter().chain(lengths).chain(texts) {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                let _ = write!(html, " {name}=\"{}\"", Escaped(&value));
            }
        }
        html.push('>');
    }
}

/// A value as a form has it.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// `clientId`, `client_id` as `Client id`.
fn spaced(name: &str) -> String {
    let mut label = String::new();
    for character in name.chars() {
        match character {
            '_' | '-' => label.push(' '),
            upper if upper.is_uppercase() && label.ends_with(char::is_lowercase) => {
                label.push(' ');
                label.extend(upper.to_lowercase());
            }
            other if label.is_empty() => label.extend(other.to_uppercase()),
            other => label.push(other),
        }
    }
    label
}
