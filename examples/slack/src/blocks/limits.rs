//! What Slack accepts, from its [reference of blocks](https://docs.slack.dev/reference/block-kit/blocks). Lengths are compared in UTF-16
//! units, of which there are at least as many as of whatever Slack counts.

/// Of the text of a message. Slack cuts at 40,000, and advises this.
pub(super) const MESSAGE_TEXT: usize = 4_000;
pub(super) const BLOCKS: usize = 50;
pub(super) const ID: usize = 255;

pub(super) const SECTION_TEXT: usize = 3_000;
pub(super) const SECTION_FIELDS: usize = 10;
pub(super) const FIELD_TEXT: usize = 2_000;
pub(super) const HEADER_TEXT: usize = 150;
pub(super) const CONTEXT_ELEMENTS: usize = 10;
pub(super) const CONTEXT_TEXT: usize = 3_000;
pub(super) const ACTION_ELEMENTS: usize = 25;
pub(super) const INPUT_TEXT: usize = 2_000;
/// Of all Markdown blocks of a message together.
pub(super) const MARKDOWN_TEXT: usize = 12_000;
pub(super) const TABLE_ROWS: usize = 100;
pub(super) const TABLE_COLUMNS: usize = 20;

pub(super) const IMAGE_URL: usize = 3_000;
pub(super) const IMAGE_TEXT: usize = 2_000;
pub(super) const VIDEO_TITLE: usize = 200;
pub(super) const VIDEO_NAME: usize = 50;
pub(super) const VIDEO_LINK: usize = 2_000;

pub(super) const BUTTON_TEXT: usize = 75;
pub(super) const BUTTON_URL: usize = 3_000;
pub(super) const BUTTON_VALUE: usize = 2_000;
pub(super) const PLACEHOLDER: usize = 150;
pub(super) const OPTIONS: usize = 100;
pub(super) const OPTION_GROUPS: usize = 100;
pub(super) const OPTION_TEXT: usize = 75;
pub(super) const OPTION_VALUE: usize = 150;
pub(super) const OVERFLOW_OPTIONS: usize = 5;
/// Slack documents no limit of its own for the values of an overflow menu; this is what the message type has.
pub(super) const OVERFLOW_VALUE: usize = 75;
/// Boxes to tick and radio buttons.
pub(super) const CHOICES: usize = 10;
pub(super) const INPUT_LENGTH: usize = 3_000;

pub(super) const CONFIRM_TITLE: usize = 100;
pub(super) const CONFIRM_TEXT: usize = 300;
pub(super) const CONFIRM_BUTTON: usize = 30;
