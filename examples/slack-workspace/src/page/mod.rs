//! A page on which one can be in the workspace: see everything, and do what people do.

mod acts;
mod assets;
mod changes;
mod files;
mod state;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};

use crate::{core::Core, guard};

/// The most that a person can share at once, in bytes as they are sent.
const LARGEST: usize = 50 * 1024 * 1024;

pub(crate) fn router() -> Router<Arc<Core>> {
    Router::new()
        .route("/", get(assets::page))
        .route("/page/{file}", get(assets::asset))
        .route("/page/state", get(state::show))
        .route("/page/changes", get(changes::follow))
        .route("/page/acts", post(acts::carry_out).layer(DefaultBodyLimit::max(LARGEST)))
        .route("/page/files/{id}", get(files::show))
        .layer(middleware::from_fn(guard::own_script))
}
