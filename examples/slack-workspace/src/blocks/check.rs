use serde_json::Value;

use super::Fault;

/// Collects faults.
#[derive(Debug, Default)]
pub(super) struct Check {
    faults: Vec<Fault>,
}

/// A value and where it is.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    pub(super) value: &'a Value,
    pointer: String,
}

impl<'a> Spot<'a> {
    pub(super) fn at(pointer: &str, value: &'a Value) -> Self {
        Self { value, pointer: pointer.to_owned() }
    }

    pub(super) fn field(&self, name: &str) -> Self {
        Self { value: &self.value[name], pointer: format!("{}/{name}", self.pointer) }
    }

    pub(super) fn kind(&self) -> &'a str {
        self.value["type"].as_str().unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        !self.value[name].is_null()
    }

    /// The items of a list.
    pub(super) fn items(&self) -> impl Iterator<Item = Spot<'a>> + use<'a> {
        let pointer = self.pointer.clone();
        let items = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().enumerate().map(move |(index, value)| Spot { value, pointer: format!("{pointer}/{index}") })
    }
}

impl Check {
    pub(super) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    pub(super) fn fault(&mut self, spot: &Spot<'_>, message: &str) {
        self.faults.push(Fault { message: message.to_owned(), pointer: spot.pointer.clone() });
    }

    /// An object with no other fields than these and what every object may have.
    pub(super) fn object(&mut self, spot: &Spot<'_>, fields: &[&str]) -> bool {
        let Some(object) = spot.value.as_object() else {
            self.fault(spot, "must provide an object");
            return false;
        };
        for name in object.keys() {
            if name != "type" && !fields.contains(&name.as_str()) {
                self.fault(spot, &format!("invalid additional property: {name}"));
            }
        }
        true
    }

    pub(super) fn required(&mut self, spot: &Spot<'_>, name: &str) -> bool {
        let has = spot.has(name);
        if !has {
            self.fault(spot, &format!("missing required field: {name}"));
        }
        has
    }

    /// A text of so many characters, when it is there.
    pub(super) fn string(&mut self, spot: &Spot<'_>, name: &str, least: usize, most: usize) {
        if !spot.has(name) {
            return;
        }
        let field = spot.field(name);
        let Some(text) = field.value.as_str() else { return self.fault(&field, "must provide a string") };
        let length = text.chars().count();
        if length < least {
            self.fault(&field, &format!("must be more than {} characters", least - 1));
        }
        if length > most {
            self.fault(&field, &format!("must be less than {} characters", most + 1));
        }
    }

    /// A list of so many items, when it is there.
    pub(super) fn list(&mut self, spot: &Spot<'_>, name: &str, least: usize, most: usize) {
        if !spot.has(name) {
            return;
        }
        let field = spot.field(name);
        let Some(items) = field.value.as_array() else { return self.fault(&field, "must provide a list") };
        if items.len() < least {
            self.fault(&field, &format!("no fewer than {least} items allowed"));
        }
        if items.len() > most {
            self.fault(&field, &format!("no more than {most} items allowed"));
        }
    }

    /// An address.
    pub(super) fn url(&mut self, spot: &Spot<'_>, name: &str, most: usize) {
        self.string(spot, name, 1, most);
        let field = spot.field(name);
        let is_url = |url: &str| url.is_empty() || (url.contains(':') && !url.contains(char::is_whitespace));
        if field.value.as_str().is_some_and(|url| !is_url(url)) {
            self.fault(&field, "must be a valid url");
        }
    }
}
