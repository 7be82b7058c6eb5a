//! The interfaces of Botpress, ready to implement.

pub mod creatable;
pub mod deletable;
pub mod item;
pub mod listable;
pub mod proactive_conversation;
pub mod readable;
pub mod typing_indicator;
pub mod updatable;

pub use creatable::Creatable;
pub use deletable::Deletable;
pub use listable::Listable;
pub use proactive_conversation::ProactiveConversation;
pub use readable::Readable;
pub use typing_indicator::TypingIndicator;
pub use updatable::Updatable;
