//! Secrets in payloads: found by the schemas that integrations declare, and never recorded or shown.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::Value;

/// What stands in the place of a secret. Written back, it means the value that is there.
pub(crate) const MASK: &str = "••••••••";

/// Where secrets are in a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Veil {
    secret: bool,
    members: BTreeMap<String, Veil>,
    /// Of each item of a list, and of each member with no name of its own.
    others: Option<Box<Veil>>,
}

/// The veils of an integration, by the key under which bodies have what they are for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Veils {
    /// Of messages, events and states, together: what is a secret in one is masked in all.
    pub(crate) payload: Veil,
    pub(crate) input: Veil,
    pub(crate) output: Veil,
    pub(crate) configuration: Veil,
}

impl Veil {
    /// Reads a schema: `x-zui.secret`.
    pub(crate) fn of(schema: &Value) -> Self {
        let mut veil = Self { secret: schema["x-zui"]["secret"] == Value::Bool(true), ..Self::default() };
        if !schema.is_object() {
            return veil;
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            veil.add_member(name, Self::of(member));
        }
        for key in ["items", "additionalProperties", "additionalItems"] {
            match &schema[key] {
                Value::Array(items) => items.iter().for_each(|item| veil.add_others(Self::of(item))),
                item => veil.add_others(Self::of(item)),
            }
        }
        for key in ["anyOf", "oneOf", "allOf"] {
            for part in schema[key].as_array().into_iter().flatten() {
                veil.add(Self::of(part));
            }
        }
        veil
    }

    /// Takes over what another one hides.
    pub(crate) fn add(&mut self, other: Self) {
        self.secret |= other.secret;
        for (name, member) in other.members {
            self.add_member(&name, member);
        }
        if let Some(others) = other.others {
            self.add_others(*others);
        }
    }

    fn add_member(&mut self, name: &str, member: Self) {
        if !member.is_empty() {
            self.members.entry(name.to_owned()).or_default().add(member);
        }
    }

    fn add_others(&mut self, others: Self) {
        if !others.is_empty() {
            self.others.get_or_insert_default().add(others);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.secret && self.members.is_empty() && self.others.is_none()
    }

    /// Puts the mask in the place of every secret.
    pub(crate) fn mask(&self, value: &mut Value) {
        if self.secret && !value.is_null() {
            *value = MASK.into();
            return;
        }
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    if let Some(veil) = self.members.get(name).or(self.others.as_deref()) {
                        veil.mask(value);
                    }
                }
            }
            Value::Array(items) => {
                for value in items {
                    if let Some(veil) = &self.others {
                        veil.mask(value);
                    }
                }
            }
            _ => {}
        }
    }

    /// Puts back what was masked in `old`. What was not there stays masked.
    pub(crate) fn restore(&self, value: &mut Value, old: &Value) {
        if self.secret && *value == MASK && !old.is_null() {
            *value = old.clone();
            return;
        }
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    if let Some(veil) = self.members.get(name).or(self.others.as_deref()) {
                        veil.restore(value, &old[name.as_str()]);
                    }
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter_mut().enumerate() {
                    if let Some(veil) = &self.others {
                        veil.restore(value, &old[index]);
                    }
                }
            }
            _ => {}
        }
    }
}

impl Veils {
    /// Reads the schemas of a definition.
    pub(crate) fn read(definition: &Value) -> Self {
        let mut veils = Self::default();
        let all = |of: &Value| of.as_object().into_iter().flatten().map(|(_, value)| value.clone()).collect::<Vec<_>>();
        for channel in all(&definition["channels"]) {
            all(&channel["messages"]).iter().for_each(|message| veils.payload.add(Veil::of(&message["schema"])));
        }
        for declared in all(&definition["events"]).iter().chain(&all(&definition["states"])) {
            veils.payload.add(Veil::of(&declared["schema"]));
        }
        for action in all(&definition["actions"]) {
            veils.input.add(Veil::of(&action["input"]["schema"]));
            veils.output.add(Veil::of(&action["output"]["schema"]));
        }
        veils.configuration.add(Veil::of(&definition["configuration"]["schema"]));
        for configuration in all(&definition["configurations"]) {
            veils.configuration.add(Veil::of(&configuration["schema"]));
        }
        veils
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.payload.is_empty() && self.input.is_empty() && self.output.is_empty() && self.configuration.is_empty()
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.payload.add(other.payload.clone());
        self.input.add(other.input.clone());
        self.output.add(other.output.clone());
        self.configuration.add(other.configuration.clone());
    }

    /// A body without its secrets. One that cannot be read is left out, since it cannot be told what is in it.
    pub(crate) fn masked(&self, body: Bytes) -> Bytes {
        if self.is_empty() {
            return body;
        }
        let Ok(mut value) = serde_json::from_slice(&body) else { return Bytes::new() };
        self.mask(&mut value);
        value.to_string().into()
    }

    /// Masks every payload, input, output and configuration in a value, wherever it is.
    pub(crate) fn mask(&self, value: &mut Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match name.as_str() {
                        "payload" => self.payload.mask(value),
                        "input" => self.input.mask(value),
                        "output" => self.output.mask(value),
                        "configuration" => self.configuration.mask(value),
                        _ => {}
                    }
                    self.mask(value);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            _ => {}
        }
    }
}

/// Where the mask stands in a value, if it does.
pub(crate) fn find_mask(at: &str, value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (text == MASK).then(|| at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| find_mask(&format!("{at}[{index}]"), item))
        }
        Value::Object(members) => members.iter().find_map(|(name, value)| find_mask(&format!("{at}.{name}"), value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn secret() -> Value {
        json!({ "type": "string", "x-zui": { "secret": true } })
    }

    #[test]
    fn secrets_are_masked_wherever_a_schema_has_them_and_put_back() {
        let schema = json!({ "properties": {
            "key": secret(), "name": { "type": "string" },
            "accounts": { "items": { "anyOf": [{ "properties": { "token": secret() } }, { "type": "null" }] } },
            "byName": { "additionalProperties": secret() },
        } });
        let veil = Veil::of(&schema);
        let value =
            json!({ "key": "k", "name": "n", "accounts": [{ "token": "t", "id": 1 }, null], "byName": { "a": "x" } });
        let mut masked = value.clone();
        veil.mask(&mut masked);
        let expected = json!({
            "key": MASK, "name": "n", "accounts": [{ "token": MASK, "id": 1 }, null], "byName": { "a": MASK },
        });
        assert_eq!(masked, expected);

        masked["byName"]["b"] = MASK.into();
        masked["key"] = "new".into();
        veil.restore(&mut masked, &value);
        assert_eq!(
            (&masked["key"], &masked["accounts"], &masked["byName"]["a"]),
            (&json!("new"), &value["accounts"], &json!("x"))
        );
        assert_eq!(find_mask("body", &masked).as_deref(), Some("body.byName.b"), "there was nothing to put back");
    }

    #[test]
    fn a_body_is_masked_by_what_its_members_are() {
        let definition = json!({
            "states": { "account": { "type": "integration", "schema": { "properties": { "token": secret() } } } },
            "actions": { "login": { "input": { "schema": { "properties": { "password": secret() } } } } },
        });
        let veils = Veils::read(&definition);
        let body = json!({ "state": { "payload": { "token": "t" } }, "token": "kept", "input": { "password": "p", "name": "n" } });
        let masked: Value = serde_json::from_slice(&veils.masked(body.to_string().into())).unwrap();
        assert_eq!(
            masked,
            json!({ "state": { "payload": { "token": MASK } }, "token": "kept", "input": { "password": MASK, "name": "n" } })
        );
        assert_eq!(veils.masked(Bytes::from_static(b"{ hunter2")), "", "what cannot be read is left out");
        assert_eq!(
            Veils::default().masked(Bytes::from_static(b"{ x")),
            "{ x",
            "nothing is looked for where there are no secrets"
        );
    }
}
