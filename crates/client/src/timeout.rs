//! Time limits, from the host's own clock.

use std::{future::Future, pin::pin, time::Duration};

use futures_util::future::{Either, select};

use crate::Host;

/// What `work` comes to, or `None` when it takes longer than `limit`; then it is dropped, which cancels it.
pub async fn within<T>(host: &dyn Host, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(work), host.sleep(limit)).await {
        Either::Left((value, _)) => Some(value),
        Either::Right(_) => None,
    }
}
