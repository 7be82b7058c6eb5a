//! Controls within limits.

use std::collections::HashSet;

use crate::{
    blocks::{
        Accessory, ActionElement, Button, Choices, Choosable, Confirm, DatePicker, DateTimePicker, InputElement, Menu,
        MultiStaticSelect, OptionGroup, Overflow, OverflowOption, PlainText, PlainTextInput, StaticSelect, TextObject,
        TimePicker,
        limits::{
            BUTTON_TEXT, BUTTON_URL, BUTTON_VALUE, CHOICES, CONFIRM_BUTTON, CONFIRM_TEXT, CONFIRM_TITLE, ID,
            INPUT_LENGTH, OPTION_GROUPS, OPTION_TEXT, OPTION_VALUE, OPTIONS, OVERFLOW_OPTIONS, OVERFLOW_VALUE,
            PLACEHOLDER,
        },
        reference::Reference,
        render::{is_blank, is_web_address, list},
    },
    markdown::{clip_text, utf16_len},
};

/// The controls of a block.
pub(super) struct Elements<'a> {
    message: &'a str,
    /// The block's place in the payload.
    place: String,
    ids: HashSet<String>,
}

/// A text that is not empty, cut to what fits.
pub(super) fn clip(text: PlainText, limit: usize) -> Option<PlainText> {
    (!is_blank(&text.text)).then(|| PlainText { text: clip_text(&text.text, limit), ..text })
}

/// A text of either kind, as a whole.
pub(super) fn clip_object(text: TextObject, limit: usize) -> Option<TextObject> {
    let (TextObject::Mrkdwn { text: content, .. } | TextObject::PlainText { text: content, .. }) = &text;
    if is_blank(content) {
        return None;
    }
    let cut = clip_text(content, limit);
    Some(match text {
        TextObject::Mrkdwn { verbatim, .. } => TextObject::Mrkdwn { text: cut, verbatim },
        TextObject::PlainText { emoji, .. } => TextObject::PlainText { text: cut, emoji },
    })
}

impl<'a> Elements<'a> {
    pub(super) fn new(message: &'a str, place: String) -> Self {
        Self { message, place, ids: HashSet::new() }
    }

    /// The elements of a row that an element becomes.
    pub(super) fn action(&mut self, element: ActionElement, index: usize) -> Vec<ActionElement> {
        let place = format!("elements/{index}");
        match element {
            ActionElement::Button(button) => vec![ActionElement::Button(self.button(button, &place))],
            ActionElement::Checkboxes(choices) => self.split(choices, &place).map(ActionElement::Checkboxes).collect(),
            ActionElement::RadioButtons(choices) if choices.options.len() > CHOICES => {
                self.list_of(choices, &place).map(ActionElement::StaticSelect).into_iter().collect()
            }
            ActionElement::RadioButtons(choices) => {
                self.split(choices, &place).map(ActionElement::RadioButtons).collect()
            }
            ActionElement::Datepicker(picker) => vec![ActionElement::Datepicker(self.date(picker))],
            ActionElement::Datetimepicker(picker) => vec![ActionElement::Datetimepicker(self.date_time(picker))],
            ActionElement::Timepicker(picker) => vec![ActionElement::Timepicker(self.time(picker))],
            ActionElement::Overflow(menu) => {
                self.overflow(menu, &place).map(ActionElement::Overflow).into_iter().collect()
            }
            ActionElement::StaticSelect(list) => {
                self.static_select(list, &place).map(ActionElement::StaticSelect).into_iter().collect()
            }
            ActionElement::ExternalSelect(menu) => vec![ActionElement::ExternalSelect(self.menu(menu))],
            ActionElement::UsersSelect(menu) => vec![ActionElement::UsersSelect(self.menu(menu))],
            ActionElement::ConversationsSelect(menu) => vec![ActionElement::ConversationsSelect(self.menu(menu))],
            ActionElement::ChannelsSelect(menu) => vec![ActionElement::ChannelsSelect(self.menu(menu))],
        }
    }

    /// What stands beside a section's text.
    pub(super) fn accessory(&mut self, accessory: Accessory) -> Option<Accessory> {
        let place = "accessory";
        Some(match accessory {
            Accessory::Button(button) => Accessory::Button(self.button(button, place)),
            Accessory::Checkboxes(choices) if choices.options.len() > CHOICES => {
                Accessory::MultiStaticSelect(self.multi_list_of(choices, place)?)
            }
            Accessory::Checkboxes(choices) => Accessory::Checkboxes(self.split(choices, place).next()?),
            Accessory::RadioButtons(choices) if choices.options.len() > CHOICES => {
                Accessory::StaticSelect(self.list_of(choices, place)?)
            }
            Accessory::RadioButtons(choices) => Accessory::RadioButtons(self.split(choices, place).next()?),
            Accessory::Datepicker(picker) => Accessory::Datepicker(self.date(picker)),
            Accessory::Timepicker(picker) => Accessory::Timepicker(self.time(picker)),
            Accessory::Image(image) => Accessory::Image(super::layout::image_element(image)?),
            Accessory::Overflow(menu) => Accessory::Overflow(self.overflow(menu, place)?),
            Accessory::MultiStaticSelect(list) => Accessory::MultiStaticSelect(self.multi_static_select(list, place)?),
            Accessory::StaticSelect(list) => Accessory::StaticSelect(self.static_select(list, place)?),
            Accessory::MultiExternalSelect(menu) | Accessory::ExternalMultiSelect(menu) => {
                Accessory::MultiExternalSelect(self.menu(menu))
            }
            Accessory::MultiUsersSelect(menu) | Accessory::UsersMultiSelect(menu) => {
                Accessory::MultiUsersSelect(self.menu(menu))
            }
            Accessory::MultiConversationsSelect(menu) | Accessory::ConversationsMultiSelect(menu) => {
                Accessory::MultiConversationsSelect(self.menu(menu))
            }
            Accessory::MultiChannelsSelect(menu) | Accessory::ChannelsMultiSelect(menu) => {
                Accessory::MultiChannelsSelect(self.menu(menu))
            }
            Accessory::ExternalSelect(menu) => Accessory::ExternalSelect(self.menu(menu)),
            Accessory::UsersSelect(menu) => Accessory::UsersSelect(self.menu(menu)),
            Accessory::ConversationsSelect(menu) => Accessory::ConversationsSelect(self.menu(menu)),
            Accessory::ChannelsSelect(menu) => Accessory::ChannelsSelect(self.menu(menu)),
        })
    }

    /// What is filled in.
    pub(super) fn input(&mut self, element: InputElement) -> Option<InputElement> {
        let place = "element";
        Some(match element {
            InputElement::PlainTextInput(input) => InputElement::PlainTextInput(self.text_input(input)),
            InputElement::Checkboxes(choices) if choices.options.len() > CHOICES => {
                InputElement::MultiStaticSelect(self.multi_list_of(choices, place)?)
            }
            InputElement::Checkboxes(choices) => InputElement::Checkboxes(self.split(choices, place).next()?),
            InputElement::RadioButtons(choices) if choices.options.len() > CHOICES => {
                InputElement::StaticSelect(self.list_of(choices, place)?)
            }
            InputElement::RadioButtons(choices) => InputElement::RadioButtons(self.split(choices, place).next()?),
            InputElement::Datepicker(picker) => InputElement::Datepicker(self.date(picker)),
            InputElement::MultiStaticSelect(list) => {
                InputElement::MultiStaticSelect(self.multi_static_select(list, place)?)
            }
            InputElement::StaticSelect(list) => InputElement::StaticSelect(self.static_select(list, place)?),
            InputElement::MultiExternalSelect(menu) | InputElement::ExternalMultiSelect(menu) => {
                InputElement::MultiExternalSelect(self.menu(menu))
            }
            InputElement::MultiUsersSelect(menu) | InputElement::UsersMultiSelect(menu) => {
                InputElement::MultiUsersSelect(self.menu(menu))
            }
            InputElement::MultiConversationsSelect(menu) | InputElement::ConversationsMultiSelect(menu) => {
                InputElement::MultiConversationsSelect(self.menu(menu))
            }
            InputElement::MultiChannelsSelect(menu) | InputElement::ChannelsMultiSelect(menu) => {
                InputElement::MultiChannelsSelect(self.menu(menu))
            }
            InputElement::ExternalSelect(menu) => InputElement::ExternalSelect(self.menu(menu)),
            InputElement::UsersSelect(menu) => InputElement::UsersSelect(self.menu(menu)),
            InputElement::ConversationsSelect(menu) => InputElement::ConversationsSelect(self.menu(menu)),
            InputElement::ChannelsSelect(menu) => InputElement::ChannelsSelect(self.menu(menu)),
        })
    }

    fn button(&mut self, button: Button, place: &str) -> Button {
        let text = clip(button.text, BUTTON_TEXT).unwrap_or(PlainText { text: "…".to_owned(), emoji: None });
        let value = button.value.filter(|value| !value.is_empty());
        Button {
            action_id: self.id(button.action_id),
            text,
            url: button.url.filter(|url| is_web_address(url, BUTTON_URL)),
            value: value.map(|value| self.value(value, BUTTON_VALUE, &format!("{place}/value"))),
            style: button.style,
            confirm: button.confirm.and_then(confirm),
        }
    }

    /// As many controls as it takes, of those of which several can be chosen or which have few options.
    fn split(&mut self, choices: Choices, place: &str) -> impl Iterator<Item = Choices> {
        let options = self.options(choices.options, OPTION_VALUE, &format!("{place}/options"));
        let confirm = choices.confirm.and_then(confirm);
        let parts: Vec<Choices> = options
            .chunks(CHOICES)
            .map(|options| Choices {
                options: options.to_vec(),
                action_id: self.id(choices.action_id.clone()),
                confirm: confirm.clone(),
            })
            .collect();
        parts.into_iter()
    }

    /// More radio buttons than there can be.
    fn list_of(&mut self, choices: Choices, place: &str) -> Option<StaticSelect> {
        let Choices { options, action_id, confirm } = choices;
        self.static_select(StaticSelect { confirm, ..list(action_id, options) }, place)
    }

    /// More boxes to tick than there can be.
    fn multi_list_of(&mut self, choices: Choices, place: &str) -> Option<MultiStaticSelect> {
        let Choices { options, action_id, confirm } = choices;
        let placeholder = list(String::new(), Vec::new()).placeholder;
        let options = Some(options);
        self.multi_static_select(
            MultiStaticSelect { placeholder, action_id, options, option_groups: None, confirm },
            place,
        )
    }

    fn static_select(&mut self, select: StaticSelect, place: &str) -> Option<StaticSelect> {
        let grouped = select.option_groups.into_iter().flatten().flat_map(|group| group.options);
        let options: Vec<Choosable> = select.options.into_iter().chain(grouped).collect();
        let options = self.options(options, OPTION_VALUE, &format!("{place}/options"));
        if options.is_empty() {
            return None;
        }
        let fitted = list(self.id(select.action_id), options);
        let placeholder = clip(select.placeholder, PLACEHOLDER).unwrap_or_else(|| fitted.placeholder.clone());
        Some(StaticSelect { placeholder, confirm: select.confirm.and_then(confirm), ..fitted })
    }

    fn multi_static_select(&mut self, select: MultiStaticSelect, place: &str) -> Option<MultiStaticSelect> {
        let groups = select.option_groups.unwrap_or_default().into_iter().enumerate().filter_map(|(index, group)| {
            let options = self.options(group.options, OPTION_VALUE, &format!("{place}/option_groups/{index}/options"));
            let label = clip(group.label, OPTION_TEXT);
            let label = label.unwrap_or(PlainText { text: (index + 1).to_string(), emoji: None });
            let options = options.into_iter().take(OPTIONS).collect::<Vec<_>>();
            (!options.is_empty()).then_some(OptionGroup { label, options })
        });
        let groups: Vec<OptionGroup> = groups.take(OPTION_GROUPS).collect();
        let options = self.options(select.options.unwrap_or_default(), OPTION_VALUE, &format!("{place}/options"));
        let fitted = list(self.id(select.action_id), options);
        let (options, option_groups) = match fitted.option_groups {
            _ if !groups.is_empty() => (None, Some(groups)),
            None if fitted.options.is_empty() => return None,
            None => (Some(fitted.options), None),
            groups => (None, groups),
        };
        let placeholder = clip(select.placeholder, PLACEHOLDER).unwrap_or(fitted.placeholder);
        let confirm = select.confirm.and_then(confirm);
        Some(MultiStaticSelect { placeholder, action_id: fitted.action_id, options, option_groups, confirm })
    }

    fn overflow(&mut self, menu: Overflow, place: &str) -> Option<Overflow> {
        let options = menu.options.into_iter().enumerate().filter_map(|(index, option)| {
            let place = format!("{place}/options/{index}/value");
            let value = if option.value.is_empty() { option.text.text.clone() } else { option.value };
            Some(OverflowOption {
                text: clip(option.text, OPTION_TEXT)?,
                value: self.value(value, OVERFLOW_VALUE, &place),
                description: option.description.and_then(|text| clip(text, OPTION_TEXT)),
                url: option.url.filter(|url| is_web_address(url, BUTTON_URL)),
            })
        });
        let options: Vec<OverflowOption> = options.take(OVERFLOW_OPTIONS).collect();
        let action_id = menu.action_id;
        let confirm = menu.confirm.and_then(confirm);
        (!options.is_empty()).then(|| Overflow { options, action_id: self.id(action_id), confirm })
    }

    fn options(&self, options: Vec<Choosable>, longest: usize, place: &str) -> Vec<Choosable> {
        let fitted = options.into_iter().enumerate().filter_map(|(index, option)| {
            let value = if option.value.is_empty() { option.text.text.clone() } else { option.value };
            let value = self.value(value, longest, &format!("{place}/{index}/value"));
            Some(Choosable { text: clip(option.text, OPTION_TEXT)?, value, description: option.description })
        });
        fitted.collect()
    }

    fn menu(&mut self, menu: Menu) -> Menu {
        let placeholder = clip(menu.placeholder, PLACEHOLDER);
        Menu {
            placeholder: placeholder.unwrap_or_else(|| list(String::new(), Vec::new()).placeholder),
            action_id: self.id(menu.action_id),
            confirm: menu.confirm.and_then(confirm),
        }
    }

    fn date(&mut self, picker: DatePicker) -> DatePicker {
        DatePicker {
            action_id: self.id(picker.action_id),
            placeholder: picker.placeholder.and_then(|text| clip(text, PLACEHOLDER)),
            initial_date: picker.initial_date.filter(|date| looks_like(date, "0000-00-00")),
            confirm: picker.confirm.and_then(confirm),
        }
    }

    fn date_time(&mut self, picker: DateTimePicker) -> DateTimePicker {
        DateTimePicker {
            action_id: self.id(picker.action_id),
            // Slack wants ten digits.
            initial_date_time: picker.initial_date_time.filter(|time| (1_000_000_000..=9_999_999_999).contains(time)),
            focus_on_load: picker.focus_on_load,
            confirm: picker.confirm.and_then(confirm),
        }
    }

    fn time(&mut self, picker: TimePicker) -> TimePicker {
        let is_time = |time: &String| looks_like(time, "00:00") && time.as_str() < "24" && time[3..] < *"60";
        TimePicker {
            action_id: self.id(picker.action_id),
            placeholder: picker.placeholder.and_then(|text| clip(text, PLACEHOLDER)),
            initial_time: picker.initial_time.filter(is_time),
            confirm: picker.confirm.and_then(confirm),
        }
    }

    fn text_input(&mut self, input: PlainTextInput) -> PlainTextInput {
        let limit = INPUT_LENGTH as u32;
        let max_length = input.max_length.map(|max| max.clamp(1, limit));
        PlainTextInput {
            action_id: self.id(input.action_id),
            initial_value: input.initial_value.map(|text| clip_text(&text, INPUT_LENGTH)),
            min_length: input.min_length.map(|min| min.min(max_length.unwrap_or(limit))),
            max_length,
            placeholder: input.placeholder.and_then(|text| clip(text, PLACEHOLDER)),
            ..input
        }
    }

    fn value(&self, value: String, limit: usize, place: &str) -> String {
        Reference::shorten(value, limit, self.message, &format!("{}/{place}", self.place))
    }

    /// An id that no other element of the block has.
    fn id(&mut self, wanted: String) -> String {
        /// Room for a number.
        const LONGEST: usize = ID - 8;
        let wanted = if wanted.is_empty() { "action".to_owned() } else { wanted };
        let mut id = if utf16_len(&wanted) <= ID { wanted.clone() } else { clip_text(&wanted, LONGEST) };
        let mut number = 1;
        while !self.ids.insert(id.clone()) {
            number += 1;
            id = format!("{}_{number}", clip_text(&wanted, LONGEST));
        }
        id
    }
}

fn confirm(question: Confirm) -> Option<Confirm> {
    Some(Confirm {
        title: clip(question.title, CONFIRM_TITLE)?,
        text: clip_object(question.text, CONFIRM_TEXT)?,
        confirm: clip(question.confirm, CONFIRM_BUTTON)?,
        deny: clip(question.deny, CONFIRM_BUTTON)?,
        style: question.style,
    })
}

/// Whether a text has digits and signs in the places in which the pattern has them.
fn looks_like(text: &str, pattern: &str) -> bool {
    let alike = |(c, wanted): (char, char)| if wanted == '0' { c.is_ascii_digit() } else { c == wanted };
    text.len() == pattern.len() && text.chars().zip(pattern.chars()).all(alike)
}
