//! What a process keeps between operations. It may be lost at any time: nothing here is needed for being right, only for being
//! quick and for keeping an order.

mod lanes;
mod latch;
mod recent;
mod states;

use std::sync::Arc;

pub(crate) use lanes::{Lanes, Place};
pub(crate) use recent::{Elsewhere, Recent, Seen};
pub(crate) use states::States;

/// What an integration's process keeps between operations, of all instances.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) lanes: Lanes,
    pub(crate) recent: Arc<Recent>,
    pub(crate) states: States,
    #[cfg(feature = "oauth")]
    pub(crate) renewals: crate::oauth::Renewals,
}
