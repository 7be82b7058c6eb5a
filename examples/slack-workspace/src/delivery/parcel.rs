use bytes::Bytes;
use serde_json::Value;

/// Something on its way to an app.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) app: String,
    /// The event's id, or what stands for one.
    pub(crate) id: String,
    /// The event's or payload's type, or the command.
    pub(crate) kind: String,
    pub(crate) content: Content,
    pub(crate) answering: Answering,
}

#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// An event in its envelope.
    Event(Value),
    /// What a person did with what the app shows.
    Payload(Value),
    /// A slash command.
    Command(Vec<(String, String)>),
}

/// What becomes of the app's answer.
#[derive(Debug, Clone)]
pub(crate) enum Answering {
    Nothing,
    /// It says what to do with the submitted view.
    View {
        id: String,
    },
    /// It is shown to who typed the command.
    Command {
        secret: String,
        command: String,
    },
}

impl Parcel {
    pub(crate) fn event(app: &str, id: String, kind: String, envelope: Value) -> Self {
        Self { app: app.to_owned(), id, kind, content: Content::Event(envelope), answering: Answering::Nothing }
    }

    pub(crate) fn payload(app: &str, id: String, kind: &str, payload: Value, answering: Answering) -> Self {
        Self { app: app.to_owned(), id, kind: kind.to_owned(), content: Content::Payload(payload), answering }
    }

    /// `secret` is the end of the command's `response_url`.
    pub(crate) fn command(app: &str, id: String, command: &str, fields: Vec<(String, String)>, secret: &str) -> Self {
        let answering = Answering::Command { secret: secret.to_owned(), command: command.to_owned() };
        Self { app: app.to_owned(), id, kind: command.to_owned(), content: Content::Command(fields), answering }
    }

    pub(crate) const fn is_event(&self) -> bool {
        matches!(self.content, Content::Event(_))
    }

    /// The body of a request, and what kind of body it is.
    pub(crate) fn body(&self) -> (&'static str, Bytes) {
        const FORM: &str = "application/x-www-form-urlencoded";
        match &self.content {
            Content::Event(envelope) => ("application/json", envelope.to_string().into()),
            Content::Payload(payload) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.append_pair("payload", &payload.to_string());
                (FORM, form.finish().into())
            }
            Content::Command(fields) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                form.extend_pairs(fields);
                (FORM, form.finish().into())
            }
        }
    }
}
