//! A page with a form.

use std::{collections::HashMap, fmt::Write, marker::PhantomData};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    Wizard,
    field::{Field, plain},
    page::{Escaped, Head},
};
use crate::{
    Schema, WebhookResponse,
    schema::{encode, schema_of},
    webhook::decode_fields,
};

/// A page with a form whose fields are those of `T`. Made by [`Wizard::form`].
#[derive(Debug, Clone)]
#[must_use = "a form is neither shown nor read until it is told so"]
pub struct Form<T> {
    wizard: Wizard,
    head: Head,
    button: String,
    /// Where it goes.
    step: String,
    fields: Result<Vec<Field>, String>,
    /// What it shows at first, by field.
    values: HashMap<String, String>,
    of: PhantomData<fn() -> T>,
}

impl<T: Schema> Form<T> {
    pub(super) fn new(wizard: &Wizard, heading: String) -> Self {
        let fields = Field::all(&schema_of::<T>());
        let defaults = fields.iter().flatten().filter_map(|field| Some((field.name.clone(), field.default.clone()?)));
        Self {
            values: defaults.collect(),
            wizard: wizard.clone(),
            head: Head::new(heading),
            button: "Continue".to_owned(),
            step: wizard.step().to_owned(),
            fields,
            of: PhantomData,
        }
    }

    /// Adds a paragraph.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.head.text(text.into());
        self
    }

    /// Adds a link, which opens beside the page.
    pub fn link(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.head.link(label.into(), url.into());
        self
    }

    /// The label of the button; `Continue` unless set.
    pub fn button(mut self, label: impl Into<String>) -> Self {
        self.button = label.into();
        self
    }

    /// The step that gets what is filled in; the one that shows the form unless set. Make the same form there to read it.
    pub fn to(mut self, step: impl Into<String>) -> Self {
        self.step = step.into();
        self
    }

    /// What the fields show at first, from an object: what is known already. Secrets are never shown.
    pub fn values(mut self, values: &(impl Serialize + ?Sized)) -> Self {
        if let Ok(Value::Object(values)) = encode(values) {
            self.values.extend(values.iter().filter_map(|(name, value)| Some((name.clone(), plain(value)?))));
        }
        self
    }

    /// The page with the form.
    pub fn show(&self) -> WebhookResponse {
        self.page(&self.values, &HashMap::new(), None)
    }

    /// The page again, with what was filled in and what is wrong about all of it.
    pub fn refuse(&self, problem: impl Into<String>) -> WebhookResponse {
        self.page(&self.filled(), &HashMap::new(), Some(&problem.into()))
    }

    /// The page again, with what was filled in and what is wrong with one field, named as in the schema.
    pub fn refuse_field(&self, field: &str, problem: impl Into<String>) -> WebhookResponse {
        match &self.fields {
            Ok(fields) if fields.iter().any(|known| known.name == field) => {
                self.page(&self.filled(), &HashMap::from([(field.to_owned(), problem.into())]), None)
            }
            _ => self.refuse(problem),
        }
    }

    /// What was filled in.
    ///
    /// # Errors
    ///
    /// The page to answer with: the form, when nothing was sent yet, or the form again with what is wrong beside its fields.
    pub fn submitted(&self) -> Result<T, WebhookResponse>
    where
        T: DeserializeOwned,
    {
        let (Some(_), Ok(fields)) = (&self.wizard.0.filled, &self.fields) else { return Err(self.show()) };
        let filled = self.filled();
        let problem = |field: &Field| match filled.get(&field.name) {
            Some(value) => field.problem(value),
            None => field.is_required.then(|| "This is needed.".to_owned()),
        };
        let problems = fields.iter().filter_map(|field| Some((field.name.clone(), problem(field)?)));
        let problems: HashMap<_, _> = problems.collect();
        if !problems.is_empty() {
            return Err(self.page(&filled, &problems, None));
        }
        decode_fields("form", filled.clone()).map_err(|error| {
            let name = error.path.strip_prefix("form.").unwrap_or_default();
            match fields.iter().find(|field| field.name == name) {
                Some(field) => {
                    let problem = format!("This is not right: {}.", error.message);
                    self.page(&filled, &HashMap::from([(field.name.clone(), problem)]), None)
                }
                None => self.page(&filled, &HashMap::new(), Some(&error.to_string())),
            }
        })
    }

    /// What was filled in, by field.
    fn filled(&self) -> HashMap<String, String> {
        let sent = self.wizard.0.filled.as_deref().unwrap_or_default();
        let fields = self.fields.iter().flatten();
        fields.filter_map(|field| Some((field.name.clone(), field.filled(sent)?))).collect()
    }

    fn page(
        &self,
        values: &HashMap<String, String>,
        problems: &HashMap<String, String>,
        problem: Option<&str>,
    ) -> WebhookResponse {
        let fields = match &self.fields {
            Ok(fields) => fields,
            Err(problem) => return self.wizard.failed(problem),
        };
        let mut html = String::new();
        let problem = problem.or((!problems.is_empty()).then_some("Something is missing or not right: see below."));
        if let Some(problem) = problem {
            let _ = writeln!(html, "<div class=\"problems\" role=\"alert\">{}</div>", Escaped(problem));
        }
        let action = self.wizard.address(&self.step);
        let _ = writeln!(html, "<form method=\"post\" action=\"{}\">", Escaped(&action));
        for field in fields {
            let value = values.get(&field.name).map(String::as_str);
            field.show(&mut html, value, problems.get(&field.name).map(String::as_str));
        }
        let _ = writeln!(html, "<button>{}</button></form>", Escaped(&self.button));
        self.head.page(&html)
    }
}
