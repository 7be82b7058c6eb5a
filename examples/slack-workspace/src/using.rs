//! What people do with an app: click, choose, submit, run commands, open its page.

use crate::{Element, Input, Message, Refusal, Tab, View, Workspace, model::Surface, workspace::APP_ID};

impl Workspace {
    /// A person presses a button of a message: the one that shows this, or an [`Element`].
    ///
    /// # Errors
    ///
    /// As for [`act`](Self::act).
    pub fn click(&self, user: &str, message: &Message, button: impl Into<Element>) -> Result<(), Refusal> {
        self.act(user, message, button, Input::Press)
    }

    /// A person uses an element of a message. Fields without `dispatch_action` are only filled in.
    ///
    /// # Errors
    ///
    /// [`Refusal::MessageNotFound`], and [`Refusal::ElementNotFound`] when the message has no such element or it cannot be
    /// used so.
    pub fn act(&self, user: &str, on: &Message, element: impl Into<Element>, input: Input) -> Result<(), Refusal> {
        let element = element.into();
        self.core.change(|model| {
            let seen = match on.only_for {
                Some(_) => model.ephemerals(&on.channel, user).into_iter().find(|message| message.ts == on.ts),
                None => model.message(&on.channel, &on.ts).ok().cloned(),
            };
            let surface = Surface::Message(Box::new(seen.ok_or(Refusal::MessageNotFound)?));
            model.act(user, &surface, &element, &input)
        })
    }

    /// A person types into a menu of a message whose options the app looks up (`external_select`). What it answers is not
    /// looked at: any value can be chosen with [`act`](Self::act).
    ///
    /// # Errors
    ///
    /// As for [`act`](Self::act).
    pub fn look_up(&self, user: &str, on: &Message, menu: impl Into<Element>, query: &str) -> Result<(), Refusal> {
        let menu = menu.into();
        self.core.change(|model| {
            let message = model.message(&on.channel, &on.ts)?.clone();
            model.look_up(user, &message, &menu, query)
        })
    }

    /// A person uses an element of the modal that they see, or fills in one of its fields.
    ///
    /// # Errors
    ///
    /// [`Refusal::ViewNotFound`], [`Refusal::ElementNotFound`].
    pub fn act_in_modal(&self, user: &str, element: impl Into<Element>, input: Input) -> Result<(), Refusal> {
        let element = element.into();
        self.core.change(|model| {
            let view = model.modals(user).pop().ok_or(Refusal::ViewNotFound)?;
            model.act(user, &Surface::View(Box::new(view)), &element, &input)
        })
    }

    /// A person uses an element of the app's page.
    ///
    /// # Errors
    ///
    /// [`Refusal::ViewNotFound`], [`Refusal::ElementNotFound`].
    pub fn act_at_home(&self, user: &str, element: impl Into<Element>, input: Input) -> Result<(), Refusal> {
        let element = element.into();
        self.core.change(|model| {
            let view = model.home(user, APP_ID).cloned().ok_or(Refusal::ViewNotFound)?;
            model.act(user, &Surface::View(Box::new(view)), &element, &input)
        })
    }

    /// A person submits the modal that they see. It closes when the app answers so.
    ///
    /// # Errors
    ///
    /// [`Refusal::ViewNotFound`].
    pub fn submit(&self, user: &str) -> Result<View, Refusal> {
        self.core.change(|model| {
            let view = model.modals(user).pop().ok_or(Refusal::ViewNotFound)?;
            model.submit(user, &view)?;
            Ok(view)
        })
    }

    /// A person closes the modal that they see.
    ///
    /// # Errors
    ///
    /// [`Refusal::ViewNotFound`].
    pub fn close_modal(&self, user: &str) -> Result<View, Refusal> {
        self.core.change(|model| {
            let view = model.modals(user).pop().ok_or(Refusal::ViewNotFound)?;
            model.cancel_view(user, &view)?;
            Ok(view)
        })
    }

    /// A person types a slash command: `/weather`, `tomorrow`. What the app answers is shown in the channel.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCommand`], [`Refusal::UserNotFound`], [`Refusal::ChannelNotFound`].
    pub fn command(&self, user: &str, channel: &str, command: &str, text: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.command(user, channel, command, text))
    }

    /// A person chooses one of the app's shortcuts that are found everywhere.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn shortcut(&self, user: &str, callback_id: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.shortcut(user, APP_ID, callback_id, None))
    }

    /// A person chooses one of the app's shortcuts for messages.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`], [`Refusal::MessageNotFound`].
    pub fn message_shortcut(&self, user: &str, message: &Message, callback_id: &str) -> Result<(), Refusal> {
        self.core.change(|model| {
            let message = model.message(&message.channel, &message.ts)?.clone();
            model.shortcut(user, APP_ID, callback_id, Some(&message))
        })
    }

    /// A person opens the app's page.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn open_home(&self, user: &str, tab: Tab) -> Result<(), Refusal> {
        self.core.change(|model| model.open_home(user, APP_ID, tab))
    }

    /// A person begins a thread with the app as an assistant, while they look at the channel `viewed`. The answer is the
    /// thread's first message; they reply to it.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn begin_assistant_thread(&self, user: &str, viewed: Option<&str>) -> Result<Message, Refusal> {
        self.core.change(|model| model.begin_assistant_thread(user, APP_ID, viewed))
    }

    /// A person looks at another channel while an assistant's thread is open.
    ///
    /// # Errors
    ///
    /// [`Refusal::ChannelNotFound`].
    pub fn look_from_assistant_thread(&self, user: &str, root: &Message, viewed: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.change_assistant_context(user, root, viewed))
    }

    /// A person looks at another channel while the app is open beside it (`agent_view`).
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn look_from_app(&self, user: &str, viewed: &str) -> Result<(), Refusal> {
        self.core.change(|model| model.change_app_context(user, APP_ID, viewed))
    }

    /// A workflow that a person started comes to a step of the app. Answers the id of its run.
    ///
    /// # Errors
    ///
    /// [`Refusal::UserNotFound`].
    pub fn run_function(&self, user: &str, callback_id: &str, inputs: &serde_json::Value) -> Result<String, Refusal> {
        self.core.change(|model| model.run_function(user, APP_ID, callback_id, inputs))
    }
}
