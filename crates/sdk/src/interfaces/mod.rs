//! The interfaces of Botpress, ready to implement.

mod constant;
pub mod creatable;
pub mod deletable;
pub mod files_readonly;
pub mod hitl;
pub mod item;
pub mod listable;
pub mod llm;
pub mod message_state;
pub mod proactive_conversation;
pub mod proactive_user;
pub mod readable;
pub mod speech_to_text;
pub mod text_to_image;
pub mod typing_indicator;
pub mod updatable;

pub use creatable::Creatable;
pub use deletable::Deletable;
pub use files_readonly::FilesReadonly;
pub use hitl::Hitl;
pub use listable::Listable;
pub use llm::Llm;
pub use message_state::MessageState;
pub use proactive_conversation::ProactiveConversation;
pub use proactive_user::ProactiveUser;
pub use readable::Readable;
pub use speech_to_text::SpeechToText;
pub use text_to_image::TextToImage;
pub use typing_indicator::TypingIndicator;
pub use updatable::Updatable;
