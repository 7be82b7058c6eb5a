//! HTTP requests and responses as the platform relays them.

mod form;
mod request;
mod response;
mod routes;

pub use request::WebhookRequest;
pub use response::WebhookResponse;
pub use routes::{PathParams, Routes};
