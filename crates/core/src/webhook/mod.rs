//! HTTP requests and responses as the platform relays them.

mod form;
mod request;
mod response;
mod routes;

#[cfg(feature = "oauth")]
pub(crate) use form::decode_fields;
pub use request::WebhookRequest;
pub use response::WebhookResponse;
pub use routes::{PathParams, Routes};
